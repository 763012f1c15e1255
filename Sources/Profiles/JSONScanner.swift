/// Why a JSON text is refused.
enum JSONError: Error {
  case malformed(String)
  case tooManyColumns

  /// What is wrong, without the text itself.
  var reason: String {
    switch self {
    case .malformed(let reason): reason
    case .tooManyColumns: "it has too many fields"
    }
  }
}

/// A strict scanner of JSON (RFC 8259) over text that is known to be UTF-8.
///
/// It finds values and does not build them: a value is a place in the text, or, when a string holds
/// escapes, the bytes in `unescaped`.
struct JSONScanner {
  /// A value that was found.
  struct Value {
    /// What it is; `nil` for `null`.
    let kind: CellKind?
    /// Its place in the text; of a string without the quotes.
    let range: Range<Int>
    /// The value is in `unescaped`.
    var isUnescaped = false
  }

  private(set) var position = 0
  /// The text of the last string that held escapes.
  private(set) var unescaped: [UInt8] = []

  mutating func skipSpace(_ text: Span<UInt8>) {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// Steps over a byte when it comes next.
  mutating func take(_ byte: UInt8, in text: Span<UInt8>) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Steps over `,` (true) or the closing bracket (false).
  mutating func hasMore(closing: UInt8, in text: Span<UInt8>) throws(JSONError) -> Bool {
    skipSpace(text)
    if take(.comma, in: text) { return true }
    if take(closing, in: text) { return false }
    throw position == text.count
      ? .malformed("it ends early") : .malformed("a `,` or a closing bracket is missing")
  }

  /// Reads any value.
  mutating func readValue(_ text: Span<UInt8>, depth: Int = 0) throws(JSONError) -> Value {
    guard position < text.count else { throw .malformed("it ends early") }
    switch text[position] {
    case .quote: return try readString(text)
    case UInt8(ascii: "{"): return try readNested(text, .object, depth: depth)
    case UInt8(ascii: "["): return try readNested(text, .array, depth: depth)
    case UInt8(ascii: "t"): return try readWord("true", .boolean, text)
    case UInt8(ascii: "f"): return try readWord("false", .boolean, text)
    case UInt8(ascii: "n"): return try readWord("null", nil, text)
    default: return try readNumber(text)
    }
  }

  private mutating func readWord(
    _ word: StaticString, _ kind: CellKind?, _ text: Span<UInt8>
  ) throws(JSONError) -> Value {
    let range = position..<(position + word.utf8CodeUnitCount)
    guard range.upperBound <= text.count, text.extracting(range).equals(word) else {
      throw .malformed("a value is none that JSON knows")
    }
    position = range.upperBound
    return Value(kind: kind, range: range)
  }

  /// Reads an object or array to its end.
  private mutating func readNested(
    _ text: Span<UInt8>, _ kind: CellKind, depth: Int
  ) throws(JSONError) -> Value {
    guard depth < ProfileLimits.depth else { throw .malformed("it nests too deep") }
    let start = position
    let closing = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
    position += 1
    skipSpace(text)
    if !take(closing, in: text) {
      repeat {
        skipSpace(text)
        if kind == .object { try readName(text) }
        _ = try readValue(text, depth: depth + 1)
      } while try hasMore(closing: closing, in: text)
    }
    return Value(kind: kind, range: start..<position)
  }

  /// Steps over the name of a nested field and its colon.
  private mutating func readName(_ text: Span<UInt8>) throws(JSONError) {
    _ = try readString(text)
    skipSpace(text)
    guard take(UInt8(ascii: ":"), in: text) else { throw .malformed("a `:` is missing") }
    skipSpace(text)
  }

  /// Reads `-1.5e3`: no leading zero, no bare point, no plus.
  private mutating func readNumber(_ text: Span<UInt8>) throws(JSONError) -> Value {
    let start = position
    _ = take(CellText.minus, in: text)
    let isZero = take(CellText.zero, in: text)
    guard isZero || skipDigits(text) else { throw .malformed("a value is none that JSON knows") }
    if take(CellText.point, in: text), !skipDigits(text) {
      throw .malformed("a number has no digit after its point")
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if !take(CellText.plus, in: text) { _ = take(CellText.minus, in: text) }
      guard skipDigits(text) else { throw .malformed("a number has no digit in its exponent") }
    }
    return Value(kind: .number, range: start..<position)
  }

  private mutating func skipDigits(_ text: Span<UInt8>) -> Bool {
    let start = position
    while position < text.count, CellText.isDigit(text[position]) { position += 1 }
    return position > start
  }

  /// Reads a string; its range is without the quotes.
  mutating func readString(_ text: Span<UInt8>) throws(JSONError) -> Value {
    guard take(.quote, in: text) else { throw .malformed("a name or string has no quote") }
    let start = position
    while position < text.count {
      let byte = text[position]
      if byte == .quote {
        position += 1
        return Value(kind: .text, range: start..<(position - 1))
      }
      if byte == UInt8(ascii: "\\") { return try readEscaped(text, from: start) }
      guard byte >= 0x20 else { throw .malformed("a string holds a control character") }
      position += 1
    }
    throw .malformed("it ends early")
  }

  /// Goes on with a string at its first escape.
  private mutating func readEscaped(
    _ text: Span<UInt8>, from start: Int
  ) throws(JSONError) -> Value {
    unescaped.removeAll(keepingCapacity: true)
    for offset in start..<position { unescaped.append(text[offset]) }
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case .quote: return Value(kind: .text, range: start..<(position - 1), isUnescaped: true)
      case UInt8(ascii: "\\"): try readEscape(text)
      case 0x20...: unescaped.append(byte)
      default: throw .malformed("a string holds a control character")
      }
    }
    throw .malformed("it ends early")
  }

  private mutating func readEscape(_ text: Span<UInt8>) throws(JSONError) {
    guard position < text.count else { throw .malformed("it ends early") }
    let letter = text[position]
    position += 1
    switch letter {
    case .quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): try readUnicode(text)
    default: throw .malformed("a string holds an escape that JSON does not know")
    }
  }

  /// Reads what follows `\u`; half a surrogate pair becomes U+FFFD, as no text can hold it.
  private mutating func readUnicode(_ text: Span<UInt8>) throws(JSONError) {
    var units = [try readUnit(text)]
    let isPair = UTF16.isLeadSurrogate(units[0]) && position + 1 < text.count
    if isPair, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u") {
      position += 2
      units.append(try readUnit(text))
    }
    unescaped.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
  }

  private mutating func readUnit(_ text: Span<UInt8>) throws(JSONError) -> UInt16 {
    guard position + 4 <= text.count else { throw .malformed("it ends early") }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Self.hexadecimal(text[position]) else {
        throw .malformed("a string holds an escape that JSON does not know")
      }
      unit = unit << 4 | digit
      position += 1
    }
    return unit
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
