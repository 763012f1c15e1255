/// A scalar: its text, what it means in the core schema, and how it was written.
public struct Scalar: Sendable {
  /// The meaning of the text.
  public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string
  }

  /// How the scalar was written.
  public enum Style: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  /// The text after unescaping and folding.
  public let text: String
  public let value: Value
  public let style: Style
  private let whole: Range<Int>
  private let source: SourceFile

  init(text: String, value: Value, style: Style, whole: Range<Int>, source: SourceFile) {
    self.text = text
    self.value = value
    self.style = style
    self.whole = whole
    self.source = source
  }

  /// The place in the file of a range of the text's UTF-8 bytes, whatever the style.
  ///
  /// Made when it is asked for, since only messages ask. Cost: O(the scalar's length).
  public func span(of range: Range<Int>) -> SourceSpan {
    let places = Self.places(of: Array(text.utf8), in: source.bytes, whole: whole, style: style)
    let last = places.count - 1
    let start = places[min(max(range.lowerBound, 0), last)].lowerBound
    guard range.upperBound > range.lowerBound else { return source.span(start..<start) }
    // The end is that of the last byte that is meant, so that a fold after it is not marked.
    let end = places[min(max(range.upperBound - 1, 0), last)].upperBound
    return source.span(start..<max(start, characterEnd(end)))
  }

  /// The end of the character that a byte before `offset` belongs to.
  private func characterEnd(_ offset: Int) -> Int {
    var end = offset
    while end < source.bytes.count, source.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  /// For each byte of the text, and its end, where it was written in the file.
  ///
  /// What is no white space stands in the file in the same order; between two such bytes the file
  /// may have more or other white space than the text (line folding, indentation), and escapes
  /// stand for the bytes that they make. White space of an escape is told from that of a fold by
  /// reading folds of double quotes as wholes.
  private static func places(
    of text: [UInt8], in raw: [UInt8], whole: Range<Int>, style: Style
  ) -> [Range<Int>] {
    let end = min(whole.upperBound, raw.count)
    var next = whole.lowerBound
    switch style {
    case .plain: break
    case .singleQuoted, .doubleQuoted: next += 1
    case .literal, .folded:
      while next < end, raw[next] != UInt8(ascii: "\n") { next += 1 }
      next += 1
    }
    var places: [Range<Int>] = []
    places.reserveCapacity(text.count + 1)
    while places.count < text.count {
      if style == .doubleQuoted, next < end, raw[next] == UInt8(ascii: "\\") {
        let escape = Escape(raw, at: next, end: end)
        let place = next..<min(next + escape.length, end)
        places += repeatElement(place, count: min(escape.bytes, text.count - places.count))
        next += escape.length
        continue
      }
      if style == .doubleQuoted, let fold = Fold(raw, at: next, end: end) {
        let place = next..<(next + 1)
        places += repeatElement(place, count: min(fold.bytes, text.count - places.count))
        next += fold.length
        continue
      }
      let byte = text[places.count]
      if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\t") {
        while next < end, isSpace(raw[next]) { next += 1 }
        if style == .doubleQuoted, next < end, raw[next] == UInt8(ascii: "\\") { continue }
      }
      let isQuoteTwice =
        style == .singleQuoted && byte == UInt8(ascii: "'") && next + 1 < end
        && raw[next] == byte && raw[next + 1] == byte
      let length = isQuoteTwice ? 2 : 1
      places.append(min(next, end)..<min(next + length, end))
      if next < end, raw[next] == byte { next += length }
    }
    places.append(min(next, end)..<min(next, end))
    return places
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0D].contains(byte)
  }

  /// A line end of a double-quoted scalar with the white space around it, and the bytes it makes.
  private struct Fold {
    let length: Int
    let bytes: Int

    /// `nil` where no white space with a line end begins.
    init?(_ raw: [UInt8], at offset: Int, end: Int) {
      guard offset < end else { return nil }
      let space = raw[offset..<end].prefix(while: Scalar.isSpace)
      let lineEnds = space.count { $0 == UInt8(ascii: "\n") }
      guard lineEnds > 0 else { return nil }
      length = space.count
      // One line end is a space, each further one is itself.
      bytes = max(1, lineEnds - 1)
    }
  }

  /// One escape of a double-quoted scalar: how long it is, and how many bytes it makes.
  private struct Escape {
    let length: Int
    let bytes: Int

    init(_ raw: [UInt8], at offset: Int, end: Int) {
      let letter = offset + 1 < end ? raw[offset + 1] : 0
      let digits =
        switch letter {
        case UInt8(ascii: "x"): 2
        case UInt8(ascii: "u"): 4
        case UInt8(ascii: "U"): 8
        default: 0
        }
      if letter == UInt8(ascii: "\n") || letter == UInt8(ascii: "\r") {
        var after = offset + 1
        while after < end, Scalar.isSpace(raw[after]) { after += 1 }
        self.init(length: after - offset, bytes: 0)
      } else if digits > 0 {
        let from = min(offset + 2, end)
        let text = String(decoding: raw[from..<min(from + digits, end)], as: UTF8.self)
        let scalar = UInt32(text, radix: 16).flatMap { Unicode.Scalar($0) }
        self.init(length: 2 + digits, bytes: scalar.map { Character($0).utf8.count } ?? 1)
      } else {
        // `\N` and `\_` make two bytes, `\L` and `\P` three; the others stand for one.
        let bytes =
          switch letter {
          case UInt8(ascii: "N"), UInt8(ascii: "_"): 2
          case UInt8(ascii: "L"), UInt8(ascii: "P"): 3
          default: 1
          }
        self.init(length: 2, bytes: bytes)
      }
    }

    private init(length: Int, bytes: Int) {
      self.length = length
      self.bytes = bytes
    }
  }
}
