/// Base64 with the usual alphabet (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard arguments[0].has(.bytes) else { return .fault(.noSuchOverload) }
    let bytes = arguments[0].bytes
    if let fault = workspace.charge(2 * bytes.count) { return fault }
    return workspace.text(.string, encoded(bytes))
  }

  /// Text with padding.
  static func encoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let group = rest.prefix(3)
      rest = rest.dropFirst(3)
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let digit = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return text
  }

  static func decode(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(2 * text.count) { return fault }
    return decoded(text).map { workspace.text(.bytes, $0) } ?? .fault(.badConversion)
  }

  /// The bytes of a text with or without padding; `nil` where it is none.
  static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
    var body = Array(text)
    let length = body.count
    while body.last == UInt8(ascii: "="), length - body.count < 2 { body.removeLast() }
    guard body.count % 4 != 1, body.count == length || length % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in body {
      guard let digit = digit(byte) else { return nil }
      bits = bits << 6 | digit
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
