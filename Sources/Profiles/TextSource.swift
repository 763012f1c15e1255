import Incidents

/// The text of an object: inflated when it is a gzip stream, UTF-8, without its byte order mark.
struct TextSource {
  /// Valid UTF-8 from `start` to the end.
  let bytes: [UInt8]
  /// The first byte after the byte order mark.
  let start: Int

  /// A gzip stream is known by its magic; an object whose key ends in `.gz` has to be one.
  init(
    _ stored: [UInt8], key: String, inflatedLimit: Int = ProfileLimits.inflatedBytes
  ) throws(ReadFailure) {
    let isCompressed = GzipStream.starts(stored) || key.lowercased().hasSuffix(".gz")
    bytes = isCompressed ? try GzipStream.inflate(stored, limit: inflatedLimit) : stored
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      throw .damaged(
        "a byte is no UTF-8 text", line: Self.line(of: offset, in: bytes),
        offset: isCompressed ? nil : offset)
    }
  }

  /// The line from 1 that holds the byte at `offset`.
  func line(of offset: Int) -> Int {
    Self.line(of: offset, in: bytes)
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    1 + bytes[..<min(offset, bytes.count)].count { $0 == .newline }
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
}
