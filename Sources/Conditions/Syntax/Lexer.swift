/// One word or sign of a condition.
struct Token {
  enum Kind {
    case name, quotedName, int, uint, double, string, bytes
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    case dot, comma, colon, question
    case plus, minus, star, slash, percent, bang
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual, and, or
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// Splits the bytes of a condition into tokens, one at a time.
struct Lexer {
  let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Returns the next token after white space and comments.
  mutating func next() throws(SyntaxFault) -> Token {
    skipSpace()
    let start = offset
    guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
    let byte = bytes[start]
    if Self.startsName(byte) { return try nameOrLiteral(from: start) }
    if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(peek(1))) {
      return try number(from: start)
    }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try string(from: start, kind: .string, isRaw: false)
    case UInt8(ascii: "`"): return try quotedName(from: start)
    default: return try sign(byte, at: start)
    }
  }

  private func peek(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: offset += 1
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
        while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
      default: return
      }
    }
  }

  private mutating func sign(_ byte: UInt8, at start: Int) throws(SyntaxFault) -> Token {
    let pair = peek(1)
    let equals = UInt8(ascii: "=")
    switch byte {
    case UInt8(ascii: "("): return take(.openParenthesis, 1)
    case UInt8(ascii: ")"): return take(.closeParenthesis, 1)
    case UInt8(ascii: "["): return take(.openBracket, 1)
    case UInt8(ascii: "]"): return take(.closeBracket, 1)
    case UInt8(ascii: "{"): return take(.openBrace, 1)
    case UInt8(ascii: "}"): return take(.closeBrace, 1)
    case UInt8(ascii: "."): return take(.dot, 1)
    case UInt8(ascii: ","): return take(.comma, 1)
    case UInt8(ascii: ":"): return take(.colon, 1)
    case UInt8(ascii: "?"): return take(.question, 1)
    case UInt8(ascii: "+"): return take(.plus, 1)
    case UInt8(ascii: "-"): return take(.minus, 1)
    case UInt8(ascii: "*"): return take(.star, 1)
    case UInt8(ascii: "/"): return take(.slash, 1)
    case UInt8(ascii: "%"): return take(.percent, 1)
    case UInt8(ascii: "!"): return pair == equals ? take(.unequal, 2) : take(.bang, 1)
    case UInt8(ascii: "<"): return pair == equals ? take(.lessOrEqual, 2) : take(.less, 1)
    case UInt8(ascii: ">"): return pair == equals ? take(.greaterOrEqual, 2) : take(.greater, 1)
    case equals where pair == equals: return take(.equal, 2)
    case UInt8(ascii: "&") where pair == byte: return take(.and, 2)
    case UInt8(ascii: "|") where pair == byte: return take(.or, 2)
    default: throw .unexpectedSign(in: bytes, at: start)
    }
  }

  private mutating func take(_ kind: Token.Kind, _ length: Int) -> Token {
    defer { offset += length }
    return Token(kind: kind, range: offset..<offset + length)
  }

  private mutating func nameOrLiteral(from start: Int) throws(SyntaxFault) -> Token {
    if let prefix = literalPrefix() {
      offset += prefix.length
      return try string(from: start, kind: prefix.isBytes ? .bytes : .string, isRaw: prefix.isRaw)
    }
    while offset < bytes.count, Self.startsName(bytes[offset]) || Self.isDigit(bytes[offset]) {
      offset += 1
    }
    return Token(kind: .name, range: start..<offset)
  }

  /// Finds `r`, `b`, `rb` or `br` in front of a quotation mark.
  private func literalPrefix() -> (length: Int, isRaw: Bool, isBytes: Bool)? {
    var isRaw = false
    var isBytes = false
    for length in 0..<3 {
      switch peek(length) | 0x20 {
      case UInt8(ascii: "r") where !isRaw: isRaw = true
      case UInt8(ascii: "b") where !isBytes: isBytes = true
      default:
        let isQuote = peek(length) == UInt8(ascii: "\"") || peek(length) == UInt8(ascii: "'")
        return isQuote && length > 0 ? (length, isRaw, isBytes) : nil
      }
    }
    return nil
  }

  private mutating func number(from start: Int) throws(SyntaxFault) -> Token {
    var kind = Token.Kind.int
    if peek(0) == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x"), Self.isHex(peek(2)) {
      offset += 2
      while Self.isHex(peek(0)) { offset += 1 }
    } else {
      skipDigits()
      if peek(0) == UInt8(ascii: "."), Self.isDigit(peek(1)) {
        kind = .double
        offset += 1
        skipDigits()
      }
      let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
      if peek(0) | 0x20 == UInt8(ascii: "e"), Self.isDigit(peek(1 + sign)) {
        kind = .double
        offset += 1 + sign
        skipDigits()
      }
    }
    if kind == .int, peek(0) | 0x20 == UInt8(ascii: "u") {
      kind = .uint
      offset += 1
    }
    if Self.startsName(peek(0)) {
      throw SyntaxFault(
        message: "a number runs into a name", range: start..<offset + 1, help: [unitHelp(start)])
    }
    return Token(kind: kind, range: start..<offset)
  }

  private mutating func skipDigits() {
    while Self.isDigit(peek(0)) { offset += 1 }
  }

  private mutating func string(
    from start: Int, kind: Token.Kind, isRaw: Bool
  ) throws(SyntaxFault) -> Token {
    let quote = bytes[offset]
    let isTriple = peek(1) == quote && peek(2) == quote
    offset += isTriple ? 3 : 1
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\\"), !isRaw {
        offset += 2
      } else if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        offset += isTriple ? 3 : 1
        return Token(kind: kind, range: start..<offset)
      } else if !isTriple, byte == 0x0A || byte == 0x0D {
        break
      } else {
        offset += 1
      }
    }
    throw SyntaxFault(
      message: "a text has no end", range: start..<min(offset, bytes.count),
      help: ["close it with \(isTriple ? "three quotation marks" : "a quotation mark")"])
  }

  private mutating func quotedName(from start: Int) throws(SyntaxFault) -> Token {
    offset += 1
    while offset < bytes.count, Self.isInQuotedName(bytes[offset]) { offset += 1 }
    guard peek(0) == UInt8(ascii: "`"), offset > start + 1 else {
      throw SyntaxFault(
        message: "a back-quoted name holds letters, digits and any of `_.-/ ` only",
        range: start..<min(offset + 1, bytes.count))
    }
    offset += 1
    return Token(kind: .quotedName, range: start..<offset)
  }

  /// The way out where a unit stands right behind a number, as in `5m`.
  private func unitHelp(_ start: Int) -> String {
    let written = String(decoding: bytes[start...offset], as: UTF8.self)
    return "smh".utf8.contains(peek(0))
      ? "a length of time is written `duration(\"\(written)\")`, a number without a unit"
      : "write the number without a unit, or put an operator between them"
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  static func startsName(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == 0x5F }

  private static func isInQuotedName(_ byte: UInt8) -> Bool {
    startsName(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "/") || byte == UInt8(ascii: " ")
  }
}

extension SyntaxFault {
  static func unexpectedSign(in bytes: [UInt8], at offset: Int) -> SyntaxFault {
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    let sign = String(decoding: bytes[offset..<end], as: UTF8.self)
    let help =
      switch bytes[offset] {
      case UInt8(ascii: "="): ["write `==` to compare"]
      case UInt8(ascii: "&"): ["write `&&`"]
      case UInt8(ascii: "|"): ["write `||`"]
      case UInt8(ascii: "#"): ["a comment starts with `//`"]
      case UInt8(ascii: "$"): ["write the name alone, without `$` and braces"]
      default: ["leave it out"]
      }
    return SyntaxFault(
      message: "the sign `\(sign)` has no meaning here", range: offset..<end, help: help)
  }
}
