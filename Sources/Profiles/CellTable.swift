import Incidents

/// The different values of one column, each with how many rows have it.
///
/// A hash table with open addressing over dense entries and an arena of bytes: exact, without an
/// object per value, and closed for new values at its limits.
struct CellTable {
  /// One value. Short ones are in `low` and `high`, the others in the arena.
  struct Entry {
    fileprivate let low: UInt64
    fileprivate let high: UInt64
    fileprivate(set) var count: Int
    fileprivate let tag: UInt32
    fileprivate var start: UInt32

    var length: Int { Int(tag >> 3) }
    var kind: CellKind { CellKind(rawValue: UInt8(truncatingIfNeeded: tag & 7)) ?? .field }
    fileprivate var hash: UInt64 { CellKey.hash(low, high, tag) }
  }

  /// The most steps of a search. Values that nobody chose for it come nowhere near, and values that
  /// somebody did must not make every search walk through the whole table.
  static let maximumProbes = 256

  private let limit: Int
  /// How many values of the column are counted elsewhere, and take part in the limit.
  var reserved = 0
  private let byteLimit: Int
  private(set) var entries: [Entry] = []
  private var arena: [UInt8] = []
  /// Indices into `entries` plus one; 0 is free. A power of two, at most half full.
  private var slots = [UInt32](repeating: 0, count: 16)

  init(limit: Int, byteLimit: Int) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  var count: Int { entries.count }

  /// The bytes of memory that the table holds.
  var byteCount: Int {
    entries.capacity * MemoryLayout<Entry>.stride + arena.capacity + slots.count * 4
  }

  /// Counts a value; returns its index, or `nil` when it is new and the table takes no more.
  @inline(__always)
  mutating func add(_ key: CellKey, of bytes: RawSpan, start: Int, times: Int = 1) -> Int? {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: key.hash) & mask
    var probes = 0
    while true {
      let index = Int(slots[slot]) &- 1
      if index < 0 { break }
      if matches(index, key, bytes, start) {
        entries[index].count &+= times
        return index
      }
      slot = (slot &+ 1) & mask
      probes &+= 1
      if probes > Self.maximumProbes { return nil }
    }
    return insert(key, of: bytes, start: start, times: times, at: slot)
  }

  /// The index that a value most likely has when it is there; it may be that of another one.
  @inline(__always)
  func likelyIndex(of key: CellKey) -> Int {
    Int(slots[Int(truncatingIfNeeded: key.hash) & (slots.count &- 1)]) &- 1
  }

  /// Counts a short value once more, if it is the one at an index.
  @inline(__always)
  mutating func addAgain(_ key: CellKey, at index: Int) -> Bool {
    guard index >= 0, index < entries.count, entries[index].low == key.low,
      entries[index].high == key.high, entries[index].tag == key.tag,
      key.tag >> 3 <= UInt32(CellKey.inlineBytes)
    else { return false }
    entries[index].count &+= 1
    return true
  }

  @inline(__always)
  private func matches(_ index: Int, _ key: CellKey, _ bytes: RawSpan, _ start: Int) -> Bool {
    guard entries[index].low == key.low, entries[index].high == key.high,
      entries[index].tag == key.tag
    else { return false }
    if key.tag >> 3 <= UInt32(CellKey.inlineBytes) { return true }
    return isSame(entries[index], bytes, start)
  }

  private func isSame(_ entry: Entry, _ bytes: RawSpan, _ start: Int) -> Bool {
    let own = arena.span.bytes
    var offset = 8
    while offset < entry.length {
      let step = min(8, entry.length - offset)
      if CellKey.word(own, Int(entry.start) + offset, step)
        != CellKey.word(bytes, start + offset, step)
      {
        return false
      }
      offset += step
    }
    return true
  }

  private mutating func insert(
    _ key: CellKey, of bytes: RawSpan, start: Int, times: Int, at slot: Int
  ) -> Int? {
    let length = Int(key.tag >> 3)
    guard entries.count + reserved < limit, length <= byteLimit - arena.count else { return nil }
    let place = UInt32(arena.count)
    if length > CellKey.inlineBytes {
      let span = Span<UInt8>(_bytes: bytes.extracting(start..<(start + length)))
      span.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    }
    entries.append(
      Entry(low: key.low, high: key.high, count: times, tag: key.tag, start: place))
    slots[slot] = UInt32(entries.count)
    if entries.count * 2 > slots.count { grow(to: slots.count * 2) }
    return entries.count - 1
  }

  private mutating func grow(to size: Int) {
    slots = [UInt32](repeating: 0, count: size)
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// Calls `body` with the bytes of one value.
  func withBytes<Result>(of entry: Entry, _ body: (Span<UInt8>) -> Result) -> Result {
    if entry.length > CellKey.inlineBytes {
      let start = Int(entry.start)
      return body(arena.span.extracting(start..<(start + entry.length)))
    }
    let words: InlineArray<2, UInt64> = [entry.low.littleEndian, entry.high.littleEndian]
    let bytes = Span<UInt8>(_bytes: words.span.bytes)
    return body(bytes.extracting(0..<entry.length))
  }

  /// The bytes of one value.
  func bytes(of entry: Entry) -> [UInt8] {
    withBytes(of: entry) { span in span.withUnsafeBufferPointer { Array($0) } }
  }
}

extension CellTable {
  /// Subtracts the median count from all values and forgets those that are left with nothing;
  /// returns the median.
  ///
  /// Misra & Gries (1982), in the form of Anderson et al., "A High-Performance Algorithm for
  /// Identifying Frequent Items in Data Streams" (2017): every purge takes as much from at least
  /// half of the table, so that after n values no count is too low by more than 2·n / size.
  mutating func purge() -> Int {
    guard !entries.isEmpty else { return 0 }
    let median = entries.map(\.count).sorted()[entries.count / 2]
    keep(subtracting: median) { $0.count > median }
    return median
  }

  /// Keeps the `size` most frequent values of at most `bytes` bytes as they are and forgets the
  /// others; returns the largest count that was forgotten.
  mutating func keepMostFrequent(_ size: Int, bytes: Int) -> Int {
    let counts = entries.map(\.count).sorted(by: >)
    let floor = counts.count > size ? counts[size] : 0
    let longest = entries.lazy.filter { $0.length > bytes }.map(\.count).max() ?? 0
    keep(subtracting: 0) { $0.count > floor && $0.length <= bytes }
    return max(floor, longest)
  }

  private mutating func keep(subtracting amount: Int, _ isKept: (Entry) -> Bool) {
    var kept = CellTable(limit: limit, byteLimit: byteLimit)
    for entry in entries where isKept(entry) {
      var next = entry
      next.count -= amount
      if entry.length > CellKey.inlineBytes {
        next.start = UInt32(kept.arena.count)
        let start = Int(entry.start)
        kept.arena.append(contentsOf: arena[start..<(start + entry.length)])
      }
      kept.entries.append(next)
    }
    var size = 16
    while size < limit * 2 { size *= 2 }
    kept.grow(to: size)
    self = kept
  }

  /// A table with other limits.
  init(_ other: CellTable, limit: Int, byteLimit: Int) {
    self.init(limit: limit, byteLimit: byteLimit)
    entries = other.entries
    arena = other.arena
    slots = other.slots
  }

  /// The hash of every value with a fixed seed.
  var hashes: some Sequence<UInt64> { entries.lazy.map(\.hash) }

  /// The most frequent values with at least `floor` rows as texts, most frequent first, then by
  /// bytes; without those that `text` does not tell.
  func mostFrequent(
    atLeast floor: Int, _ text: (Span<UInt8>) -> String?
  ) -> [ColumnStatistics.ValueCount] {
    let number = ColumnStatistics.listed
    var best: [ColumnStatistics.ValueCount] = []
    for entry in entries where entry.count >= floor {
      if best.count == number, entry.count < best[number - 1].count { continue }
      guard let value = withBytes(of: entry, text) else { continue }
      let place =
        best.firstIndex {
          entry.count > $0.count
            || entry.count == $0.count && value.precedes($0.value)
        } ?? best.count
      if place == number { continue }
      if best.count == number { best.removeLast() }
      best.insert(ColumnStatistics.ValueCount(value: value, count: entry.count), at: place)
    }
    return best
  }
}
