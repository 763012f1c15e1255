/// What a cell is before its text is looked at.
enum CellKind: UInt8 {
  /// A CSV field: anything.
  case field
  /// The values of JSON.
  case text, number, boolean, object, array
  /// A value as Parquet stores it.
  case stored
}

/// What tells one value of a column from another, made once per cell.
///
/// A value of up to 16 bytes is wholly in `low` and `high`; a longer one has its first eight bytes
/// in `low` and its hash in `high`, and its other bytes have to be compared.
struct CellKey {
  let low: UInt64
  let high: UInt64
  /// The length in bytes and the kind.
  let tag: UInt32
  let hash: UInt64

  /// The key of no value.
  static let none = CellKey(low: 0, high: 0, tag: .max, hash: 0)

  private init(low: UInt64, high: UInt64, tag: UInt32, hash: UInt64) {
    (self.low, self.high, self.tag, self.hash) = (low, high, tag, hash)
  }

  /// The longest value that a key holds by itself.
  static let inlineBytes = 16

  /// Takes in `count` bytes from `start`.
  @inline(__always)
  init(_ bytes: RawSpan, start: Int, count: Int, kind: CellKind) {
    tag = Self.tag(count: count, kind: kind)
    if count <= 8 {
      low = Self.word(bytes, start, count)
      high = 0
    } else if count <= 16 {
      low = Self.word(bytes, start, 8)
      high = Self.word(bytes, start + 8, count - 8)
    } else {
      low = Self.word(bytes, start, 8)
      high = Self.longHash(bytes, start: start, count: count)
    }
    hash = Self.hash(low, high, tag)
  }

  @inline(__always)
  static func tag(count: Int, kind: CellKind) -> UInt32 {
    UInt32(truncatingIfNeeded: count << 3 | Int(kind.rawValue))
  }

  /// wyhash's mix of two words (Wang Yi, 2019). The seeds are fixed, so that every run gives the
  /// same estimates; who writes values that all fall into one slot is stopped by `CellTable`.
  @inline(__always)
  static func hash(_ low: UInt64, _ high: UInt64, _ tag: UInt32) -> UInt64 {
    mix(low ^ 0xA076_1D64_78BD_642F, high ^ 0xE703_7ED1_A0B4_28DB ^ UInt64(tag) << 20)
  }

  @inline(__always)
  static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }

  /// Up to eight bytes as one little-endian word, zeros behind them.
  @inline(__always)
  static func word(_ bytes: RawSpan, _ start: Int, _ count: Int) -> UInt64 {
    guard start &+ 8 <= bytes.byteCount else { return slowWord(bytes, start, count) }
    if count == 0 { return 0 }
    let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: UInt64.self)
    return word & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count &* 8))
  }

  private static func slowWord(_ bytes: RawSpan, _ start: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<count {
      let byte = bytes.unsafeLoad(fromByteOffset: start + index, as: UInt8.self)
      word |= UInt64(byte) << UInt64(index * 8)
    }
    return word
  }

  private static func longHash(_ bytes: RawSpan, start: Int, count: Int) -> UInt64 {
    var hash: UInt64 = 0x8EBC_6AF0_9C88_C6E3
    var offset = 0
    while offset + 8 <= count {
      hash = mix(hash ^ word(bytes, start + offset, 8), 0x5899_65CC_7537_4CC3)
      offset += 8
    }
    return mix(hash ^ word(bytes, start + offset, count - offset), 0x1D8E_4E27_C47D_124F)
  }
}
