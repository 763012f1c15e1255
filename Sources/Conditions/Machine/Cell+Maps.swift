/// Maps inside the machine: entries in order, key and value side by side, and behind them a table
/// of hashes once there are more than a few.
extension Cell {
  /// Up to this many entries are looked through one by one.
  static let fewEntries = 8

  @inline(__always)
  func key(_ index: Int) -> Cell { parts.map { $0[2 * index] } ?? .null }

  @inline(__always)
  func value(_ index: Int) -> Cell { parts.map { $0[2 * index + 1] } ?? .null }

  /// The number of cells that a map of `count` entries needs.
  static func mapCells(_ count: Int) -> Int {
    2 * count + (count > fewEntries ? tableSize(count) / 4 : 0)
  }

  /// The number of slots of the hash table: a power of two, at least twice the entries.
  static func tableSize(_ count: Int) -> Int {
    var size = 32
    while size < 2 * count { size *= 2 }
    return size
  }

  private static func table(_ parts: UnsafeMutablePointer<Cell>, _ count: Int)
    -> UnsafeMutablePointer<UInt32>
  {
    UnsafeMutableRawPointer(parts + 2 * count).assumingMemoryBound(to: UInt32.self)
  }

  /// Makes a map of entries that were written to `parts`, which has room for `mapCells(count)`.
  ///
  /// Entries come into the order of their keys, so that macros go over a map in one order wherever
  /// it comes from. Returns `nil` where a key is there twice.
  static func map(_ parts: UnsafeMutablePointer<Cell>?, count: Int) -> Cell? {
    guard let parts else { return Cell(.map) }
    sortEntries(parts, count)
    if count <= fewEntries {
      for index in 0..<count {
        for other in 0..<index where sameKey(parts[2 * index], parts[2 * other]) { return nil }
      }
    } else {
      let size = tableSize(count)
      let table = table(parts, count)
      table.initialize(repeating: 0, count: size)
      for index in 0..<count {
        var slot = Int(hash(parts[2 * index])) & (size - 1)
        while table[slot] != 0 {
          if sameKey(parts[2 * Int(table[slot] - 1)], parts[2 * index]) { return nil }
          slot = (slot + 1) & (size - 1)
        }
        table[slot] = UInt32(index + 1)
      }
    }
    return Cell(.map, parts: parts, count: count)
  }

  /// Nearly all maps are in order already: then nothing is moved and nothing allocated.
  private static func sortEntries(_ parts: UnsafeMutablePointer<Cell>, _ count: Int) {
    let isSorted = (0..<max(0, count - 1)).allSatisfy { index in
      !precedes(parts[2 * index + 2], parts[2 * index])
    }
    guard !isSorted else { return }
    let entries = (0..<count).map { (key: parts[2 * $0], value: parts[2 * $0 + 1]) }
    for (index, entry) in entries.sorted(by: { precedes($0.key, $1.key) }).enumerated() {
      parts[2 * index] = entry.key
      parts[2 * index + 1] = entry.value
    }
  }

  /// The order of keys: by type, then by value.
  private static func precedes(_ left: Cell, _ right: Cell) -> Bool {
    left.rawTag == right.rawTag ? order(left, right) == .less : left.rawTag < right.rawTag
  }

  /// The index of the entry with that key.
  func entry(_ key: Cell) -> Int? {
    guard let parts else { return nil }
    let count = count
    if count <= Self.fewEntries {
      for index in 0..<count where Self.sameKey(parts[2 * index], key) { return index }
      return nil
    }
    let size = Self.tableSize(count)
    let table = Self.table(parts, count)
    var slot = Int(Self.hash(key)) & (size - 1)
    while table[slot] != 0 {
      let index = Int(table[slot] - 1)
      if Self.sameKey(parts[2 * index], key) { return index }
      slot = (slot + 1) & (size - 1)
    }
    return nil
  }

  /// Whether two keys are one: numbers by their value.
  static func sameKey(_ left: Cell, _ right: Cell) -> Bool {
    if left.meta == right.meta {
      if left.has(.string) || left.has(.bytes) {
        return Bytes.areEqual(left.bytes, right.bytes)
      }
      if !left.has(.double) { return left.word == right.word }
    }
    guard left.isNumber, right.isNumber else { return false }
    return Numbers.areSame(left, right)
  }

  private static func hash(_ key: Cell) -> UInt32 {
    var word = key.word
    if key.has(.string) || key.has(.bytes) {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in key.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      word = hash
    } else if key.has(.double) {
      if let integer = Int64(exactly: key.double) {
        word = UInt64(bitPattern: integer)
      } else if let integer = UInt64(exactly: key.double) {
        word = integer
      }
    }
    word = (word ^ (word >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: word >> 32)
  }

  /// Whether a value of the cell's type may be a key.
  var isKey: Bool {
    has(.bool) || has(.int) || has(.uint) || has(.string)
  }
}
