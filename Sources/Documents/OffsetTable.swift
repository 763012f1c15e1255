/// Turns libyaml's marks, which count characters, into byte offsets.
struct OffsetTable {
  /// The offset of each 256th character; empty when every character is one byte.
  private let steps: [Int]
  private let bytes: [UInt8]
  private let start: Int
  private let end: SourcePosition

  private static let stride = 256

  init(_ file: SourceFile) {
    bytes = file.bytes
    end = file.position(at: bytes.count)
    start = bytes.starts(with: SourceFile.byteOrderMark) ? SourceFile.byteOrderMark.count : 0
    var steps: [Int] = []
    if bytes[start...].contains(where: { $0 >= 0x80 }) {
      var count = 0
      for offset in start..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
        if count % Self.stride == 0 { steps.append(offset) }
        count += 1
      }
    }
    self.steps = steps
  }

  /// The place of a character; line and column are libyaml's, from 0.
  func position(ofCharacter index: Int, line: Int, column: Int) -> SourcePosition {
    let offset = offset(of: index)
    // At the end of a file without a last line end, libyaml is on a line that is not there.
    if offset == end.offset { return end }
    return SourcePosition(offset: offset, line: line + 1, column: column + 1)
  }

  private func offset(of character: Int) -> Int {
    guard !steps.isEmpty else { return min(start + character, bytes.count) }
    let step = min(character / Self.stride, steps.count - 1)
    var left = character - step * Self.stride
    var offset = steps[step]
    while left > 0, offset < bytes.count {
      offset += 1
      if offset == bytes.count || bytes[offset] & 0xC0 != 0x80 { left -= 1 }
    }
    return offset
  }
}
