/// The text of one file that somebody wrote, with a table of its lines.
///
/// Offsets are bytes from 0. Lines and columns count from 1; a column counts Unicode scalars, as
/// editors do. A leading byte order mark has no column; CRLF and LF end a line.
///
/// A class, since every scalar of a file refers to it: one count instead of three.
public final class SourceFile: Sendable {
  /// Where the text came from, as it is shown to a person; never opened here.
  public let path: String
  /// The bytes as they were read: they may be anything.
  public let bytes: [UInt8]
  /// The offset of the first byte of each line.
  public let lineStarts: [Int]

  /// Makes a file of bytes, which need not be UTF-8.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var starts = [bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// Makes a file of text.
  public convenience init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Returns the place of the byte at `offset`, which may be one past the end. Cost: O(log lines +
  /// line).
  public func position(at offset: Int) -> SourcePosition {
    let offset = min(max(offset, lineStarts[0]), bytes.count)
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    let before = bytes[lineStarts[low]..<max(offset, lineStarts[low])]
    return SourcePosition(
      offset: offset, line: low + 1, column: before.count { $0 & 0xC0 != 0x80 } + 1)
  }

  /// Returns the span over a range of byte offsets.
  public func span(_ range: Range<Int>) -> SourceSpan {
    SourceSpan(
      path: path, start: position(at: range.lowerBound), end: position(at: range.upperBound))
  }

  /// Returns the bytes of a line, counted from 1, without its end; empty for a line that is not
  /// there.
  public func line(_ number: Int) -> ArraySlice<UInt8> {
    guard lineStarts.indices.contains(number - 1) else { return [] }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return bytes[start..<max(start, end)]
  }
}
