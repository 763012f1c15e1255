import Incidents

/// The different values of one column, each with what was found out about it when it came first.
///
/// A hash table with open addressing over an arena of bytes: exact, without an object per value,
/// and closed for new values at its limits.
struct DistinctValues {
  /// The place of a value in the table.
  enum Place {
    case known(Int)
    /// The value was not there and is now.
    case added(Int)
    /// The value is not there, and the table takes no more.
    case refused
  }

  private struct Entry {
    let hash: UInt64
    let start: UInt32
    let count: UInt32
    let kind: CellKind
    var number: Double
  }

  private let limit: Int
  private var entries: [Entry] = []
  private var arena: [UInt8] = []
  /// Indices into `entries` plus one; 0 is free. A power of two, at most half full.
  private var slots = [UInt32](repeating: 0, count: 16)
  private(set) var isComplete = true

  init(limit: Int) {
    self.limit = limit
  }

  /// How many different values there are; `nil` beyond the limits.
  var count: Int? { isComplete ? entries.count : nil }

  /// What `setNumber` kept for the value at an index; 0 unless set.
  func number(at index: Int) -> Double { entries[index].number }

  /// Keeps the number that a value stands for.
  mutating func setNumber(_ number: Double, at index: Int) {
    entries[index].number = number
  }

  /// Finds a value or takes it in.
  mutating func place(of cell: Span<UInt8>, kind: CellKind) -> Place {
    guard isComplete else { return .refused }
    let hash = Self.hash(cell, kind: kind)
    let found = find(cell, kind, hash: hash)
    return found.index.map { .known($0) } ?? add(cell, kind, hash: hash, at: found.slot)
  }

  /// Where a value is, or the free slot where it belongs.
  private func find(
    _ cell: Span<UInt8>, _ kind: CellKind, hash: UInt64
  ) -> (slot: Int, index: Int?) {
    // Spans, because arrays would be retained and released at every cell.
    let (slots, entries, arena) = (slots.span, entries.span, arena.span)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if Self.matches(entries[index], hash, cell, kind, arena) { return (slot, index) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return (slot, nil)
  }

  private static func matches(
    _ entry: Entry, _ hash: UInt64, _ cell: Span<UInt8>, _ kind: CellKind, _ arena: Span<UInt8>
  ) -> Bool {
    guard entry.hash == hash, Int(entry.count) == cell.count, entry.kind == kind else {
      return false
    }
    let start = Int(entry.start)
    for index in cell.indices where arena[start + index] != cell[index] { return false }
    return true
  }

  private mutating func add(
    _ cell: Span<UInt8>, _ kind: CellKind, hash: UInt64, at slot: Int
  ) -> Place {
    guard entries.count < limit, arena.count + cell.count <= ProfileLimits.distinctBytes else {
      close()
      return .refused
    }
    let start = UInt32(arena.count)
    cell.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    entries.append(
      Entry(hash: hash, start: start, count: UInt32(cell.count), kind: kind, number: 0))
    slots[slot] = UInt32(entries.count)
    if entries.count * 2 > slots.count { grow() }
    return .added(entries.count - 1)
  }

  /// Gives the memory back: a column of ever new values gains nothing from the ones that are known.
  private mutating func close() {
    isComplete = false
    entries = []
    arena = []
    slots = []
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// A multiply-and-fold hash. Its seed differs from process to process, so nobody can write data
  /// that all fall into one slot; no figure depends on it.
  private static func hash(_ cell: Span<UInt8>, kind: CellKind) -> UInt64 {
    var hash = seed ^ UInt64(cell.count) &+ UInt64(kind.rawValue) << 56
    let bytes = cell.bytes
    var offset = 0
    while offset + 8 <= cell.count {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      hash = fold(hash ^ word)
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < cell.count {
      rest = rest << 8 | UInt64(cell[offset])
      offset += 1
    }
    return fold(hash ^ rest)
  }

  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  private static let seed: UInt64 = {
    var hasher = Hasher()
    hasher.combine(0x6B69_6E74)
    return UInt64(bitPattern: Int64(hasher.finalize())) | 1
  }()
}

/// What a cell is before its text is looked at.
enum CellKind: UInt8 {
  /// A CSV field: anything.
  case field
  /// The values of JSON.
  case text, number, boolean, object, array
}
