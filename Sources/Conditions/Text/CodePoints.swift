/// Text counted in code points, as the language counts it; the bytes are valid UTF-8.
struct CodePoints {
  let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The number of code points. Cost: O(bytes).
  var count: Int { Self.count(bytes) }

  static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The byte at which a code point starts, or the end for the one after the last; `nil` beyond.
  func offset(of index: Int) -> Int? {
    guard index >= 0, index <= bytes.count else { return nil }
    var passed = 0
    for offset in bytes.indices where bytes[offset] & 0xC0 != 0x80 {
      if passed == index { return offset }
      passed += 1
    }
    return passed == index ? bytes.count : nil
  }

  /// The index of the code point that starts at a byte.
  func index(atOffset offset: Int) -> Int {
    Self.count(UnsafeBufferPointer(rebasing: bytes[..<offset]))
  }

  /// The bytes of a range of code points; `nil` where it leaves the text.
  func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8>? {
    guard start <= end, let first = offset(of: start), let last = offset(of: end) else {
      return nil
    }
    return UnsafeBufferPointer(rebasing: bytes[first..<last])
  }

  /// The bytes of each code point, in order.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var start = 0
    while start < bytes.count {
      var end = start + 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }
}
