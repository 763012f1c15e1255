/// How the text of an object is encoded.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  /// What a byte order mark says, else UTF-8.
  case auto
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  /// ISO 8859-1: a byte a character.
  case latin1 = "latin-1"

  /// The encoding of a text that begins with these bytes.
  public func found(in head: [UInt8]) -> TextEncoding {
    guard self == .auto else { return self }
    if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    return .utf8
  }
}

/// Turns text of another encoding into UTF-8, piece by piece.
struct Transcoder: ByteSource {
  private var source: any ByteSource
  private let encoding: TextEncoding
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var output: [UInt8] = []
  private var position = 0
  /// What the last piece ended in: half a unit, or half a pair of units.
  private var carried: [UInt8] = []
  private var isAtEnd = false

  init(_ source: any ByteSource, from encoding: TextEncoding) {
    self.source = source
    self.encoding = encoding
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    var written = 0
    while written < buffer.count {
      if position == output.count {
        if isAtEnd { break }
        try refill()
        continue
      }
      let count = min(buffer.count - written, output.count - position)
      UnsafeMutableRawBufferPointer(rebasing: buffer[written...])
        .copyBytes(from: output[position..<(position + count)])
      position += count
      written += count
    }
    return written
  }

  private mutating func refill() throws(ReadFailure) {
    let count = try source.fill(&input, from: 0)
    isAtEnd = count < input.count
    position = 0
    output.removeAll(keepingCapacity: true)
    if encoding == .latin1 {
      for byte in input[..<count] { append(Unicode.Scalar(byte)) }
    } else {
      decode(carried + input[..<count])
    }
  }

  /// Half a pair of units, and a byte too many at the end, become U+FFFD.
  private mutating func decode(_ bytes: [UInt8]) {
    var offset = 0
    while offset + 2 <= bytes.count {
      let unit = unit(bytes, offset)
      guard UTF16.isLeadSurrogate(unit) else {
        append(Unicode.Scalar(unit) ?? "\u{FFFD}")
        offset += 2
        continue
      }
      guard offset + 4 <= bytes.count else { break }
      let next = self.unit(bytes, offset + 2)
      if UTF16.isTrailSurrogate(next) {
        let high = UInt32(unit - 0xD800) << 10
        append(Unicode.Scalar(0x1_0000 + high + UInt32(next - 0xDC00)) ?? "\u{FFFD}")
        offset += 4
      } else {
        append("\u{FFFD}")
        offset += 2
      }
    }
    carried = Array(bytes[offset...])
    if isAtEnd, !carried.isEmpty { append("\u{FFFD}") }
  }

  private func unit(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
    let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
    return encoding == .utf16BigEndian ? first << 8 | second : second << 8 | first
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
