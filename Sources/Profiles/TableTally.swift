import Incidents

/// The figures of one table over all objects of a batch: its columns by name, its rows, and which
/// of them are the same.
struct TableTally<Tally: CellTally> {
  private let types: [String: ColumnType]
  private(set) var tallies: [Tally] = []
  private var indices: [[UInt8]: Int] = [:]
  private(set) var rows = 0
  private var hashes: RowHashes
  private let tableBytes: Int

  /// `columns` are what the catalog says; `countsDuplicates` is whether equal rows are looked for.
  init(
    expecting columns: [Column], countsDuplicates: Bool,
    tableBytes: Int = ProfileLimits.tableBytes
  ) {
    self.tableBytes = tableBytes
    types = Dictionary(columns.map { ($0.name, $0.type) }) { first, _ in first }
    hashes = RowHashes(isOn: countsDuplicates)
  }

  /// The index of the column with a name, which is added when there is none; `nil` beyond the
  /// limit.
  mutating func index(of name: [UInt8], leaf: ParquetLeaf? = nil) -> Int? {
    if let index = indices[name] { return index }
    return append(name, leaf: leaf)
  }

  /// Adds a column.
  mutating func append(_ name: [UInt8], leaf: ParquetLeaf? = nil) -> Int? {
    guard tallies.count < ProfileLimits.columns else { return nil }
    let type = types[String(decoding: name, as: UTF8.self)]
    let settings = ColumnSettings(index: tallies.count, expected: type, leaf: leaf)
    tallies.append(Tally(name: name, settings: settings))
    if indices[name] == nil { indices[name] = tallies.count - 1 }
    return tallies.count - 1
  }

  /// Takes in a block of fields whose columns have these indices.
  mutating func add(_ block: FieldBlock, of bytes: RawSpan, columns: [Int]) {
    hashes.begin(rows: block.rows)
    for column in 0..<block.width {
      tallies[columns[column]].add(block, of: bytes, column: column, hashes: &hashes)
    }
    hashes.end()
    end(rows: block.rows)
  }

  /// Begins a row whose cells come one by one.
  mutating func beginRow() {
    hashes.begin(rows: 1)
  }

  /// Takes in one cell of the row.
  @inline(__always)
  mutating func add(
    _ bytes: RawSpan, start: Int, count: Int, kind: CellKind, column: Int
  ) {
    let hash = tallies[column].add(bytes, start: start, count: count, kind: kind, times: 1)
    hashes.salt = RowHashes.salt(column: column)
    hashes.mix(hash, intoRow: 0)
  }

  /// Ends the row.
  mutating func endRow() {
    hashes.end()
    end(rows: 1)
  }

  /// Takes in a value of one column that many rows have; the rows are counted apart.
  @inline(__always)
  mutating func add(
    stored bytes: RawSpan, start: Int, count: Int, column: Int, times: Int
  ) {
    _ = tallies[column].add(bytes, start: start, count: count, kind: .stored, times: times)
  }

  /// Counts rows; where the memory of all tables of values is beyond its limit, the largest goes.
  ///
  /// It is looked at after fixed numbers of rows, so that no figure depends on how the bytes came.
  mutating func end(rows count: Int) {
    let old = rows / Self.rowsBetweenLooks
    rows += count
    if rows / Self.rowsBetweenLooks != old { bound() }
  }

  /// A block of fields ends where this divides the rows.
  static var rowsBetweenLooks: Int { 4_096 }

  /// Gives up the largest tables of values where all together hold too much.
  mutating func bound() {
    var total = tallies.reduce(0) { $0 + $1.tableBytes }
    while total > tableBytes {
      var largest = 0
      for index in tallies.indices where tallies[index].tableBytes > tallies[largest].tableBytes {
        largest = index
      }
      total -= tallies[largest].tableBytes
      tallies[largest].close()
    }
  }

  /// The figures of the column at an index.
  func profile(ofColumn index: Int) -> ColumnProfile {
    tallies[index].profile(rows: rows)
  }

  /// The figures of everything so far.
  var profile: TableProfile {
    TableProfile(
      rows: rows, columns: tallies.map { $0.profile(rows: rows) },
      duplicateRows: hashes.duplicates)
  }
}

/// Which rows are the same as an earlier one, by hashes of 64 bits in bounded memory.
///
/// Two rows that differ have the same hash with a chance of 2⁻⁶⁴: among four million rows one such
/// pair in two million tables.
struct RowHashes {
  private let isOn: Bool
  /// What the cells of each row of a block add up to.
  var sums: [UInt64] = []
  /// The keys and likely indices of the values of one column; room that all columns share.
  var guesses = [Guess](repeating: Guess(key: .none, index: -1), count: Self.rows)
  /// What stands where each row of a block belongs.
  private var met = [UInt64](repeating: 0, count: Self.rows)
  /// What tells the values of this column from those of another.
  var salt: UInt64 = 0
  private var count = 0
  private var repeated = 0
  /// Zero is free. A power of two, at most half full.
  private var slots = [UInt64](repeating: 0, count: 64)
  private var isComplete = true

  /// The key of a value, and the index that it most likely has in its column's table.
  struct Guess {
    var key: CellKey
    var index: Int
  }

  /// The most rows of one block.
  static let rows = 512

  init(isOn: Bool) {
    self.isOn = isOn
  }

  /// How many rows were there before; `nil` where there were too many rows, or nobody looked.
  var duplicates: Int? { isOn && isComplete ? repeated : nil }

  /// What tells the values of one column from those of another. The sum over a row does not depend
  /// on the order in which its cells come.
  @inline(__always)
  static func salt(column: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: column &+ 1) &* 0x9E37_79B9_7F4A_7C15
  }

  /// What a cell adds to the sum of its row.
  @inline(__always)
  static func mix(_ hash: UInt64, _ salt: UInt64) -> UInt64 {
    CellKey.mix(hash ^ salt, 0xD6E8_FEB8_6659_FD93)
  }

  mutating func begin(rows: Int) {
    guard isOn, isComplete else { return }
    sums.removeAll(keepingCapacity: true)
    for _ in 0..<rows { sums.append(0x2545_F491_4F6C_DD1D) }
  }

  @inline(__always)
  mutating func mix(_ hash: UInt64, intoRow row: Int) {
    guard row < sums.count else { return }
    sums[row] &+= Self.mix(hash, salt)
  }

  mutating func end() {
    guard isOn, isComplete else { return }
    // Asked for one after the other, so that the memory answers for many rows at once.
    let mask = slots.count - 1
    for row in sums.indices {
      if sums[row] == 0 { sums[row] = 1 }
      met[row] = slots[Int(truncatingIfNeeded: sums[row]) & mask]
    }
    for (row, hash) in sums.enumerated() where isComplete {
      if met[row] == hash { repeated += 1 } else { insert(hash) }
    }
    if count > ProfileLimits.comparedRows { giveUp() }
  }

  private mutating func giveUp() {
    isComplete = false
    slots = []
    sums = []
  }

  private mutating func insert(_ hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    var probes = 0
    while slots[slot] != 0 {
      if slots[slot] == hash {
        repeated += 1
        return
      }
      slot = (slot + 1) & mask
      probes += 1
      // Only rows that somebody made for it lie so close together.
      if probes > CellTable.maximumProbes { return giveUp() }
    }
    slots[slot] = hash
    count += 1
    if count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    let mask = slots.count - 1
    for hash in old where hash != 0 {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash
    }
  }
}
