import CSnappy

/// Pages that snappy compressed.
enum SnappyPage {
  /// The page, which has to be of exactly `size` bytes; `nil` when it is corrupt.
  static func inflated(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    bytes.withUnsafeBytes { source -> [UInt8]? in
      let input = source.baseAddress?.assumingMemoryBound(to: CChar.self)
      var count = 0
      guard snappy_uncompressed_length(input, source.count, &count) == SNAPPY_OK, count == size
      else { return nil }
      var page = [UInt8](repeating: 0, count: max(size, 1))
      let status = page.withUnsafeMutableBytes { target in
        snappy_uncompress(
          input, source.count, target.baseAddress?.assumingMemoryBound(to: CChar.self), &count)
      }
      guard status == SNAPPY_OK, count == size else { return nil }
      page.removeLast(page.count - size)
      return page
    }
  }
}
