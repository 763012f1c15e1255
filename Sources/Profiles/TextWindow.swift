import Incidents

/// A part of the text of an object, which moves over it from its start to its end.
///
/// Inflates gzip, steps over a byte order mark, and checks that all is UTF-8. Readers take whole
/// rows from `start` on and ask for more; what they have not taken stays.
struct TextWindow {
  /// The storage; the text is in `start..<end`.
  private(set) var bytes: [UInt8]
  private(set) var start = 0
  private(set) var end = 0
  /// Whether nothing comes after the window.
  private(set) var isLast = false
  /// The encoding in which the text is stored.
  let encoding: TextEncoding
  private var source: any ByteSource
  private let isStored: Bool
  /// The bytes and lines before the window.
  private var bytesBefore = 0
  private var linesBefore = 0
  private var checked = 0

  /// How many bytes are looked at together.
  static let size = 1 << 16

  init(
    _ source: any ByteSource, key: String, encoding: TextEncoding = .utf8,
    inflatedLimit: Int = ProfileLimits.inflatedBytes
  ) throws(ReadFailure) {
    bytes = [UInt8](repeating: 0, count: Self.size)
    let stored = try PeekedSource(source, count: 4)
    let isCompressed =
      GzipStream.starts(stored.head) || key.lowercased().hasSuffix(".gz")
    var text: any ByteSource = stored
    if isCompressed { text = try GzipStream(stored, limit: inflatedLimit) }
    let peeked = try PeekedSource(text, count: 4)
    let found = encoding.found(in: peeked.head)
    self.encoding = found
    self.source = found == .utf8 ? peeked : Transcoder(peeked, from: found)
    isStored = !isCompressed && found == .utf8
    try fill()
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
  }

  /// Gives up what is before an offset of the window.
  mutating func take(to offset: Int) {
    start = offset
  }

  /// Reads on behind what is there.
  ///
  /// Throws where the window has grown to `ProfileLimits.rowBytes` without a whole row.
  mutating func fill() throws(ReadFailure) {
    guard !isLast else { return }
    let kept = end - start
    guard kept < ProfileLimits.rowBytes else {
      throw .unread(
        "the row at line \(line(of: start)) is longer than \(ProfileLimits.rowBytes) bytes")
    }
    move()
    // Twice the room for a row that fills half of it: no byte is moved more often than that.
    if end * 2 > bytes.count {
      bytes += [UInt8](repeating: 0, count: bytes.count)
    }
    let count = try source.fill(&bytes, from: end)
    isLast = count < bytes.count - end
    end += count
    try check()
  }

  /// Moves what is left to the front.
  private mutating func move() {
    bytesBefore += start
    linesBefore += Self.lines(in: bytes, 0..<start)
    let (start, end) = (start, end)
    bytes.withUnsafeMutableBytes { buffer in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
    }
    self.end = end - start
    checked -= start
    self.start = 0
  }

  /// The line from 1 that holds the byte at an offset of the window.
  func line(of offset: Int) -> Int {
    1 + linesBefore + Self.lines(in: bytes, 0..<min(offset, end))
  }

  private static func lines(in bytes: [UInt8], _ range: Range<Int>) -> Int {
    let text = bytes.span.bytes
    var count = 0
    var offset = range.lowerBound
    while offset &+ 8 <= range.upperBound {
      let word = text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      count &+= SpecialBytes.lineFeeds(in: word)
      offset &+= 8
    }
    while offset < range.upperBound {
      count &+= bytes[offset] == .newline ? 1 : 0
      offset &+= 1
    }
    return count
  }

  /// Checks what has come last; a character that is cut off waits for its rest.
  private mutating func check() throws(ReadFailure) {
    let stop = isLast ? end : end - Self.cutOff(bytes, from: checked, to: end)
    let text = bytes
    let new = text.span.extracting(checked..<stop)
    if !Self.isASCII(new.bytes) {
      do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: new)
      } catch {
        let offset = checked + error.byteOffsets.lowerBound
        throw .damaged(
          "a byte is no UTF-8 text", line: line(of: offset),
          offset: isStored ? bytesBefore + offset : nil)
      }
    }
    checked = stop
  }

  private static func isASCII(_ bytes: RawSpan) -> Bool {
    var all: UInt64 = 0
    var offset = 0
    while offset &+ 8 <= bytes.byteCount {
      all |= bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    var rest: UInt8 = 0
    while offset < bytes.byteCount {
      rest |= bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      offset &+= 1
    }
    return rest < 0x80 && all & 0x8080_8080_8080_8080 == 0
  }

  /// How many bytes at the end begin a character that has more.
  private static func cutOff(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var back = 1
    while back <= 3, end - back >= start {
      let byte = bytes[end - back]
      if byte < 0x80 { return 0 }
      if byte >= 0xC0 {
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        return length > back ? back : 0
      }
      back += 1
    }
    return 0
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
}
