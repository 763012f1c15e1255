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
    if a == b { return true }
    var offset = 0
    while offset + 8 <= count {
      guard
        a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          == b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      else { return false }
      offset += 8
    }
    while offset < count {
      guard left[offset] == right[offset] else { return false }
      offset += 1
    }
    return true
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
