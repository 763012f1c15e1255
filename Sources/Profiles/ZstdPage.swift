import CZstd

/// Pages that zstd compressed.
enum ZstdPage {
  /// The page, which has to be of exactly `size` bytes; `nil` when it is corrupt.
  static func inflated(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var page = [UInt8](repeating: 0, count: max(size, 1))
    let count = bytes.withUnsafeBytes { source in
      page.withUnsafeMutableBytes { target in
        ZSTD_decompress(target.baseAddress, size, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(count) == 0, count == size else { return nil }
    page.removeLast(page.count - size)
    return page
  }
}
