/// A value of JSON (RFC 8259), read in one go.
///
/// A decoder that tries one type after the other throws at each of them, which takes most of the
/// time where millions of lines are read.
enum JSONValue {
  case flag(Bool)
  case whole(Int64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  /// Why a text is no JSON, or not what was expected.
  struct Malformed: Error {
    let reason: String
  }

  init(_ bytes: ArraySlice<UInt8>) throws(Malformed) {
    var reader = JSONReader(bytes: Array(bytes))
    self = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.isAtEnd else { throw Malformed(reason: "text goes on after the value") }
  }

  /// A field of an object; `nil` where it is not there or null.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let fields) = self, let value = fields[name] else { return nil }
    if case .null = value { return nil }
    return value
  }

  func field(_ name: String) throws(Malformed) -> JSONValue {
    guard let value = self[name] else { throw Malformed(reason: "`\(name)` is missing") }
    return value
  }

  var fields: [String: JSONValue] {
    get throws(Malformed) {
      guard case .object(let fields) = self else { throw Malformed(reason: "no object") }
      return fields
    }
  }

  var text: String {
    get throws(Malformed) {
      guard case .text(let text) = self else { throw Malformed(reason: "no text") }
      return text
    }
  }

  var texts: [String] {
    get throws(Malformed) {
      guard case .list(let items) = self else { throw Malformed(reason: "no list") }
      var texts: [String] = []
      for item in items { texts.append(try item.text) }
      return texts
    }
  }

  var number: Double {
    get throws(Malformed) {
      switch self {
      case .whole(let number): Double(number)
      case .number(let number): number
      case .flag, .text, .list, .object, .null: throw Malformed(reason: "no number")
      }
    }
  }
}

/// Reads values from left to right.
private struct JSONReader {
  let bytes: [UInt8]
  private var place = 0
  private static let deepest = 64

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    guard depth < Self.deepest else { throw .init(reason: "it nests too deep") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONValue.Malformed) -> JSONValue {
    guard bytes[place...].starts(with: word.utf8) else { throw .init(reason: "no value") }
    place += word.utf8.count
    return value
  }

  private mutating func object(_ depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    place += 1
    var fields: [String: JSONValue] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(fields) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw .init(reason: "a name is missing") }
      let name = try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw .init(reason: "a `:` is missing") }
      fields[name] = try value(depth: depth + 1)
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(fields) }
      guard take(UInt8(ascii: ",")) else { throw .init(reason: "a `,` is missing") }
    }
  }

  private mutating func list(_ depth: Int) throws(JSONValue.Malformed) -> JSONValue {
    place += 1
    var items: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .list(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .list(items) }
      guard take(UInt8(ascii: ",")) else { throw .init(reason: "a `,` is missing") }
    }
  }

  private mutating func number() throws(JSONValue.Malformed) -> JSONValue {
    let start = place
    while let byte = next, Self.ofNumbers.contains(byte) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if let whole = Int64(text) { return .whole(whole) }
    guard let number = Double(text) else { throw .init(reason: "no number: `\(text)`") }
    return .number(number)
  }

  private static let ofNumbers = Array("+-.0123456789eE".utf8)

  private mutating func text() throws(JSONValue.Malformed) -> String {
    place += 1
    let start = place
    while let byte = next {
      if byte == UInt8(ascii: "\"") {
        place += 1
        return String(decoding: bytes[start..<(place - 1)], as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") { return try escapedText(from: start) }
      place += 1
    }
    throw .init(reason: "a text does not end")
  }

  private mutating func escapedText(from start: Int) throws(JSONValue.Malformed) -> String {
    var units = Array(String(decoding: bytes[start..<place], as: UTF8.self).utf16)
    while !isAtEnd {
      if take(UInt8(ascii: "\"")) { return String(decoding: units, as: UTF16.self) }
      if take(UInt8(ascii: "\\")) {
        units.append(try escape())
        continue
      }
      let plain = place
      while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { place += 1 }
      units += Array(String(decoding: bytes[plain..<place], as: UTF8.self).utf16)
    }
    throw .init(reason: "a text does not end")
  }

  private mutating func escape() throws(JSONValue.Malformed) -> UInt16 {
    guard let byte = next else { throw .init(reason: "a text does not end") }
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
    case UInt8(ascii: "u"):
      let digits = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self)
      guard let unit = UInt16(digits, radix: 16), digits.utf8.count == 4 else {
        throw .init(reason: "no escape: `\(digits)`")
      }
      place += 4
      return unit
    default: throw .init(reason: "no escape")
    }
  }
}
