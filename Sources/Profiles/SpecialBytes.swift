/// Finds the bytes that mean something in CSV: commas, line feeds, quotes.
///
/// Looks at 64 bytes at a time and keeps a bit for each that was found, so that the text between
/// two of them costs next to nothing.
struct SpecialBytes {
  private let end: Int
  private var base: Int
  private var mask: UInt64 = 0

  /// Searches from `start` up to `end`.
  @inline(__always)
  init(_ bytes: RawSpan, from start: Int, to end: Int) {
    self.end = end
    base = start
    if start < end { mask = Self.mask(bytes, start, end) }
  }

  /// The place of the next one, or `nil` at the end.
  @inline(__always)
  mutating func next(_ bytes: RawSpan) -> Int? {
    while mask == 0 {
      base &+= 64
      if base >= end { return nil }
      mask = Self.mask(bytes, base, end)
    }
    let place = base &+ mask.trailingZeroBitCount
    mask &= mask &- 1
    return place
  }

  /// A bit for each special byte among the 64 from `base`.
  @inline(__always)
  private static func mask(_ bytes: RawSpan, _ base: Int, _ end: Int) -> UInt64 {
    guard base &+ 64 <= end, base &+ 64 <= bytes.byteCount else {
      return slowMask(bytes, base, end)
    }
    var mask: UInt64 = 0
    var offset = 0
    while offset < 64 {
      let word = bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: base &+ offset, as: UInt64.self)
      let others =
        differing(word, from: 0x2C2C_2C2C_2C2C_2C2C)
        & differing(word, from: 0x0A0A_0A0A_0A0A_0A0A)
        & differing(word, from: 0x2222_2222_2222_2222)
      mask |= gathered(~others & 0x8080_8080_8080_8080) &<< UInt64(truncatingIfNeeded: offset)
      offset &+= 8
    }
    return mask
  }

  /// How many of the eight bytes of a word are line feeds.
  @inline(__always)
  static func lineFeeds(in word: UInt64) -> Int {
    (~differing(word, from: 0x0A0A_0A0A_0A0A_0A0A) & 0x8080_8080_8080_8080).nonzeroBitCount
  }

  /// The highest bit of each byte that is not that of the pattern: seven bits that are not all
  /// zero carry into it, and no byte carries into the next.
  @inline(__always)
  private static func differing(_ word: UInt64, from pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return ((difference & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | difference
  }

  /// The highest bits of eight bytes as eight bits: the product moves that of byte i to 56 + i.
  @inline(__always)
  private static func gathered(_ word: UInt64) -> UInt64 {
    ((word &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  private static func slowMask(_ bytes: RawSpan, _ base: Int, _ end: Int) -> UInt64 {
    var mask: UInt64 = 0
    for offset in 0..<min(64, end - base) {
      switch bytes.unsafeLoad(fromByteOffset: base + offset, as: UInt8.self) {
      case .comma, .newline, .quote: mask |= 1 << UInt64(offset)
      default: break
      }
    }
    return mask
  }
}
