/// Reads the literals of the language out of the bytes of their tokens.
enum Literals {
  /// Returns the value of an int literal, with the sign before it.
  static func int(_ bytes: ArraySlice<UInt8>, isNegative: Bool) -> Int64? {
    guard let magnitude = magnitude(of: bytes) else { return nil }
    if !isNegative { return Int64(exactly: magnitude) }
    return magnitude == 1 << 63 ? .min : Int64(exactly: magnitude).map { -$0 }
  }

  /// Returns the value of a uint literal, its `u` included.
  static func uint(_ bytes: ArraySlice<UInt8>) -> UInt64? { magnitude(of: bytes.dropLast()) }

  private static func magnitude(of bytes: ArraySlice<UInt8>) -> UInt64? {
    let isHex = bytes.count > 2 && bytes[bytes.startIndex + 1] | 0x20 == UInt8(ascii: "x")
    let radix: UInt64 = isHex ? 16 : 10
    var value: UInt64 = 0
    for byte in isHex ? bytes.dropFirst(2) : bytes {
      guard let digit = hexDigit(byte) else { return nil }
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
      guard !overflows, !carries else { return nil }
      value = sum
    }
    return value
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// Returns the text or bytes of a literal; `start` is where its token starts, for messages.
  static func content(
    _ token: ArraySlice<UInt8>, isBytes: Bool
  ) throws(SyntaxFault) -> [UInt8] {
    var body = token
    var isRaw = false
    while let first = body.first, Lexer.startsName(first) {
      if first | 0x20 == UInt8(ascii: "r") { isRaw = true }
      body = body.dropFirst()
    }
    let isTriple =
      body.count >= 6 && body.prefix(3).allSatisfy { $0 == body[body.startIndex] }
    body = body.dropFirst(isTriple ? 3 : 1).dropLast(isTriple ? 3 : 1)
    guard !isRaw, body.contains(UInt8(ascii: "\\")) else { return Array(body) }
    return try unescaped(body, isBytes: isBytes)
  }

  private static func unescaped(
    _ body: ArraySlice<UInt8>, isBytes: Bool
  ) throws(SyntaxFault) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(body.count)
    var offset = body.startIndex
    while offset < body.endIndex {
      guard body[offset] == UInt8(ascii: "\\") else {
        result.append(body[offset])
        offset += 1
        continue
      }
      let escape = try escape(in: body, at: offset)
      if escape.isByte, isBytes {
        result.append(UInt8(truncatingIfNeeded: escape.value))
      } else if !escape.isByte, isBytes, escape.digits > 0 {
        throw .badEscape(offset..<escape.end, "a bytes literal takes `\\x` and octal escapes only")
      } else if let scalar = UnicodeScalar(escape.value) {
        result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      } else {
        throw .badEscape(offset..<escape.end, "no character has this number")
      }
      offset = escape.end
    }
    return result
  }

  private struct Escape {
    let value: UInt32
    /// How many digits say the value; none for `\n` and the like.
    let digits: Int
    /// Written as `\x` or octal: one byte in a bytes literal.
    let isByte: Bool
    let end: Int
  }

  private static func escape(
    in body: ArraySlice<UInt8>, at start: Int
  ) throws(SyntaxFault) -> Escape {
    guard start + 1 < body.endIndex else {
      throw .badEscape(start..<start + 1, "a backslash escapes the sign after it")
    }
    func digits(_ count: Int, radix: UInt32, from first: Int, isByte: Bool) throws(SyntaxFault)
      -> Escape
    {
      var value: UInt32 = 0
      for offset in first..<first + count {
        guard offset < body.endIndex, let digit = hexDigit(body[offset]), UInt32(digit) < radix
        else { throw .badEscape(start..<min(offset + 1, body.endIndex), "digits are missing") }
        value = value &* radix &+ UInt32(digit)
      }
      return Escape(value: value, digits: count, isByte: isByte, end: first + count)
    }
    func simple(_ value: UInt8) -> Escape {
      Escape(value: UInt32(value), digits: 0, isByte: false, end: start + 2)
    }
    switch body[start + 1] {
    case UInt8(ascii: "a"): return simple(0x07)
    case UInt8(ascii: "b"): return simple(0x08)
    case UInt8(ascii: "f"): return simple(0x0C)
    case UInt8(ascii: "n"): return simple(0x0A)
    case UInt8(ascii: "r"): return simple(0x0D)
    case UInt8(ascii: "t"): return simple(0x09)
    case UInt8(ascii: "v"): return simple(0x0B)
    case let sign
    where sign == UInt8(ascii: "\\") || sign == UInt8(ascii: "?") || sign == UInt8(ascii: "\"")
      || sign == UInt8(ascii: "'") || sign == UInt8(ascii: "`"):
      return simple(sign)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return try digits(2, radix: 16, from: start + 2, isByte: true)
    case UInt8(ascii: "u"): return try digits(4, radix: 16, from: start + 2, isByte: false)
    case UInt8(ascii: "U"): return try digits(8, radix: 16, from: start + 2, isByte: false)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      return try digits(3, radix: 8, from: start + 1, isByte: true)
    default:
      throw .badEscape(start..<start + 2, "write `\\\\` for a backslash, or a raw text `r'…'`")
    }
  }
}

extension SyntaxFault {
  static func badEscape(_ range: Range<Int>, _ help: String) -> SyntaxFault {
    SyntaxFault(message: "this escape has no meaning", range: range, help: [help])
  }
}
