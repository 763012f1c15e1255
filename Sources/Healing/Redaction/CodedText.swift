/// A line as it reads once its codes are undone, and where each byte of it came from.
///
/// Undone are percent codes, the codes of JSON, Java and HTML for single letters, and everything
/// that a terminal would obey or not show.
struct CodedText {
  private(set) var bytes: [UInt8] = []
  private var origins: [Int] = []
  private let text: UnsafeBufferPointer<UInt8>
  private let line: Range<Int>

  /// The decoded line; `nil` where nothing is coded in it. Cost: O(bytes).
  init?(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) {
    self.text = text
    self.line = line
    guard line.contains(where: { Self.mayBeCode(text[$0]) }) else { return nil }
    var place = line.lowerBound
    var isChanged = false
    while place < line.upperBound {
      let (byte, length) = unit(at: place)
      if let byte {
        bytes.append(byte)
        origins.append(place)
      }
      isChanged = isChanged || length != 1 || byte == nil
      place += length
    }
    origins.append(line.upperBound)
    if !isChanged { return nil }
  }

  /// Where a range of the decoded line stands in the text.
  func origin(of range: Range<Int>) -> Range<Int> {
    origins[range.lowerBound]..<origins[range.upperBound]
  }

  private static func mayBeCode(_ byte: UInt8) -> Bool {
    byte == 0x25 || byte == 0x5C || byte == 0x26 || (byte < 0x20 && byte != 0x09) || byte == 0x7F
      || byte == 0xC2 || byte == 0xE2 || byte == 0xEF
  }

  /// The byte that a place stands for, `nil` for none, and how many bytes of the text it takes.
  private func unit(at place: Int) -> (UInt8?, length: Int) {
    let byte = text[place]
    switch byte {
    case 0x25: return hex(at: place + 1, digits: 2).map { ($0, 3) } ?? (byte, 1)
    case 0x5C: return escape(at: place)
    case 0x26: return entity(at: place)
    case 0x1B: return (nil, sequence(at: place))
    case 0x09: return (byte, 1)
    case 0x00..<0x20, 0x7F: return (nil, 1)
    case 0xC2:
      let next = self.byte(place + 1)
      if next == 0x9B { return (nil, 2 + parameters(at: place + 2)) }
      return next == 0xAD ? (nil, 2) : (byte, 1)
    case 0xE2:
      // Marks without width, and marks of direction.
      guard self.byte(place + 1) == 0x80 || self.byte(place + 1) == 0x81,
        let last = self.byte(place + 2),
        (0x8B...0x8F).contains(last) || (0xA0...0xAF).contains(last)
      else { return (byte, 1) }
      return (nil, 3)
    case 0xEF:
      let isMark = self.byte(place + 1) == 0xBB && self.byte(place + 2) == 0xBF
      return isMark ? (nil, 3) : (byte, 1)
    default: return (byte, 1)
    }
  }

  private func byte(_ place: Int) -> UInt8? { place < line.upperBound ? text[place] : nil }

  private func hex(at place: Int, digits: Int) -> UInt8? {
    guard place + digits <= line.upperBound else { return nil }
    var value = 0
    for place in place..<(place + digits) {
      let byte = text[place].small
      guard byte.isDigit || (0x61...0x66).contains(byte) else { return nil }
      value = value * 16 + Int(byte.isDigit ? byte - 0x30 : byte - 0x57)
    }
    return value < 256 ? UInt8(value) : nil
  }

  /// `\u0041`, `\x41`, and a backslash before a quote or a slash.
  private func escape(at place: Int) -> (UInt8?, length: Int) {
    switch byte(place + 1) {
    case 0x75: return hex(at: place + 2, digits: 4).map { ($0, 6) } ?? (0x5C, 1)
    case 0x78: return hex(at: place + 2, digits: 2).map { ($0, 4) } ?? (0x5C, 1)
    case 0x22, 0x27, 0x2F, 0x5C: return (byte(place + 1), 2)
    case 0x6E, 0x72, 0x74: return (0x20, 2)
    default: return (0x5C, 1)
    }
  }

  /// `&amp;`, `&quot;`, `&#61;`, `&#x3d;`.
  private func entity(at place: Int) -> (UInt8?, length: Int) {
    let named: [(StaticString, UInt8)] = [
      ("&amp;", 0x26), ("&quot;", 0x22), ("&apos;", 0x27), ("&lt;", 0x3C), ("&gt;", 0x3E),
    ]
    for (word, byte) in named where starts(with: word, at: place) {
      return (byte, word.utf8CodeUnitCount)
    }
    guard byte(place + 1) == 0x23 else { return (0x26, 1) }
    var value = 0
    var end = place + 2
    let isHex = byte(end).map { $0.small == 0x78 } ?? false
    if isHex { end += 1 }
    while let digit = byte(end)?.small, end - place < 8,
      digit.isDigit || (isHex && (0x61...0x66).contains(digit))
    {
      value = value * (isHex ? 16 : 10) + Int(digit.isDigit ? digit - 0x30 : digit - 0x57)
      end += 1
    }
    guard byte(end) == 0x3B, value > 0x1F, value < 0x7F else { return (0x26, 1) }
    return (UInt8(value), end + 1 - place)
  }

  private func starts(with word: StaticString, at place: Int) -> Bool {
    guard place + word.utf8CodeUnitCount <= line.upperBound else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { text[place + $0] == word.utf8Start[$0] }
  }

  /// How long a sequence for a terminal is.
  private func sequence(at place: Int) -> Int {
    switch byte(place + 1) {
    case nil: return 1
    case 0x5B: return 2 + parameters(at: place + 2)
    case 0x5D, 0x50, 0x58, 0x5E, 0x5F:
      // A string, to its end; one without an end is nothing that hides text.
      var end = place + 2
      while let byte = byte(end), end - place < 300 {
        if byte == 0x07 { return end + 1 - place }
        if byte == 0x1B, self.byte(end + 1) == 0x5C { return end + 2 - place }
        end += 1
      }
      return 2
    default: return 2
    }
  }

  /// How long the parameters of a sequence are, with the letter that ends it.
  private func parameters(at start: Int) -> Int {
    var place = start
    while let byte = byte(place), (0x20...0x3F).contains(byte), place - start < 100 { place += 1 }
    return min(place + 1, line.upperBound) - start
  }
}

/// Text in base64, with either alphabet.
enum Base64Text {
  /// The text; `nil` where it is not base64, or what comes out is not plain text.
  static func decoded(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    guard range.count >= 8 else { return nil }
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for place in range {
      if text[place] == 0x3D { break }
      guard let value = value(text[place]) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
      // Most runs are no base64 and are given up at their third letter.
      guard (0x20...0x7E).contains(byte) || (0x09...0x0D).contains(byte) else { return nil }
      result.append(byte)
    }
    return result.count >= 6 ? result : nil
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
