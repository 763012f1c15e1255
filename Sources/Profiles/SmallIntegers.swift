/// How many rows of a column have each whole number of up to four digits.
///
/// Most columns of most tables are such numbers. Counting them by place takes a few bytes each and
/// no search, where a table of values would miss the cache at every row.
struct SmallIntegers {
  /// Numbers from 0 to 9,999, then those from -1 to -9,999, as far as they have come: small files
  /// have small numbers, and are not to pay for more.
  var counts: [UInt32] = []
  /// How many different numbers there are.
  var distinct = 0

  private static let digits = 10_000

  var byteCount: Int { counts.capacity * 4 }

  /// Where a text of up to five bytes is counted; `nil` for what is no such number, or is written
  /// otherwise than a number prints (`007`, `+1`, `-0`).
  @inline(__always)
  static func place(of word: UInt64, count: Int) -> Int? {
    let isNegative = UInt8(truncatingIfNeeded: word) == CellText.minus
    let text = isNegative ? word &>> 8 : word
    let length = isNegative ? count &- 1 : count
    guard length > 0, length <= 4, CellText.areDigits(text, count: length) else { return nil }
    let isZeroFirst = UInt8(truncatingIfNeeded: text) == CellText.zero
    if isZeroFirst, isNegative || length > 1 { return nil }
    // Four digits in four bytes become two pairs, and then one number.
    var value = UInt32(truncatingIfNeeded: text) & 0x0F0F_0F0F
    value = value &<< UInt32(truncatingIfNeeded: 32 &- length &* 8)
    value = (value &* 10 &+ (value &>> 8)) & 0x00FF_00FF
    value = (value &* 100 &+ (value &>> 16)) & 0xFFFF
    return isNegative ? Self.digits &+ Int(value) : Int(value)
  }

  /// Counts a number once more; false where its count is full.
  @inline(__always)
  mutating func add(at place: Int) -> Bool {
    if place >= counts.count { grow(for: place) }
    let count = counts[place]
    if count == .max { return false }
    if count == 0 { distinct &+= 1 }
    counts[place] = count &+ 1
    return true
  }

  private mutating func grow(for place: Int) {
    var size = max(counts.count, 64)
    while size <= place { size *= 2 }
    counts += [UInt32](repeating: 0, count: min(size, Self.digits * 2) - counts.count)
  }

  /// Puts all numbers into a table of values, as the texts that they were.
  func settle(in table: inout CellTable) {
    var text: [UInt8] = []
    for (place, count) in counts.enumerated() where count > 0 {
      let number = place % Self.digits
      text.removeAll(keepingCapacity: true)
      if place >= Self.digits { text.append(CellText.minus) }
      for power in [1_000, 100, 10, 1] where number >= power || power == 1 {
        text.append(CellText.zero + UInt8(number / power % 10))
      }
      let bytes = text.span.bytes
      let key = CellKey(bytes, start: 0, count: text.count, kind: .field)
      _ = table.add(key, of: bytes, start: 0, times: Int(count))
    }
  }
}
