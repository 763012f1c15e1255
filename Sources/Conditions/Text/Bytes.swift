/// Comparisons of raw text.
enum Bytes {
  @inline(__always)
  static func areEqual(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let count = left.count
    guard count == right.count else { return false }
    guard let a = UnsafeRawPointer(left.baseAddress), let b = UnsafeRawPointer(right.baseAddress)
    else { return count == 0 }
    if a == b || count == 0 { return true }
    if count >= 8 { return areEqual(a, b, count, by: UInt64.self) }
    if count >= 4 { return areEqual(a, b, count, by: UInt32.self) }
    // The first, the middle and the last of at most three bytes.
    return left[0] == right[0] && left[count / 2] == right[count / 2]
      && left[count - 1] == right[count - 1]
  }

  /// Word by word; the last word overlaps the one before it, so that no byte is looked at alone.
  @inline(__always)
  private static func areEqual<Word: FixedWidthInteger & BitwiseCopyable>(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int, by word: Word.Type
  ) -> Bool {
    let last = count - MemoryLayout<Word>.size
    var offset = 0
    while offset < last {
      guard
        a.loadUnaligned(fromByteOffset: offset, as: word)
          == b.loadUnaligned(fromByteOffset: offset, as: word)
      else { return false }
      offset += MemoryLayout<Word>.size
    }
    return a.loadUnaligned(fromByteOffset: last, as: word)
      == b.loadUnaligned(fromByteOffset: last, as: word)
  }

  static func order(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Order {
    let shared = min(left.count, right.count)
    for index in 0..<shared where left[index] != right[index] {
      return left[index] < right[index] ? .less : .greater
    }
    return left.count == right.count ? .equal : left.count < right.count ? .less : .greater
  }

  /// The offset of the first `needle` in `text` from `start` on.
  static func find(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0
  ) -> Int? {
    guard let first = needle.first else { return start <= text.count ? start : nil }
    guard needle.count <= text.count else { return nil }
    var offset = start
    while offset <= text.count - needle.count {
      if text[offset] == first,
        areEqual(needle, UnsafeBufferPointer(rebasing: text[offset..<offset + needle.count]))
      {
        return offset
      }
      offset += 1
    }
    return nil
  }
}
