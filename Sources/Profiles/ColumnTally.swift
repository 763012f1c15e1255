import Incidents

/// All figures of one column, cell by cell, in bounded memory.
///
/// As long as the different values can be held, a cell only counts its value: what the values are
/// gets found out at the end, once for each. Beyond the limit everything is found out cell by cell,
/// and `ColumnEstimates` says what can still be said.
struct ColumnTally: CellTally {
  /// The column's name as UTF-8.
  let name: [UInt8]
  let settings: ColumnSettings
  private var table: CellTable
  private var small = SmallIntegers()
  private var estimates: ColumnEstimates?
  private(set) var values = 0

  init(name: [UInt8], settings: ColumnSettings) {
    self.name = name
    self.settings = settings
    table = CellTable(
      limit: ProfileLimits.distinctValues, byteLimit: ProfileLimits.distinctBytes)
  }

  /// The bytes that the table of values holds.
  var tableBytes: Int { estimates == nil ? table.byteCount + small.byteCount : 0 }

  @inline(__always)
  mutating func add(
    _ bytes: RawSpan, start: Int, count: Int, kind: CellKind, times: Int
  ) -> UInt64 {
    values &+= times
    let key = CellKey(bytes, start: start, count: count, kind: kind)
    guard estimates == nil else {
      addEstimated(key, bytes, start, count, kind, times: times)
      return key.hash
    }
    if table.add(key, of: bytes, start: start, times: times) == nil {
      close()
      addEstimated(key, bytes, start, count, kind, times: times)
    }
    return key.hash
  }

  /// Works in two passes: the first one only asks where each value may be, so that the memory
  /// answers for many rows at once; the second one counts.
  mutating func add(
    _ block: FieldBlock, of bytes: RawSpan, column: Int, hashes: inout RowHashes
  ) {
    let fields = block.fields.span
    let unescaped = block.unescaped.span.bytes
    hashes.salt = RowHashes.salt(column: settings.index)
    guard estimates == nil else {
      var place = column
      for row in 0..<block.rows {
        let field = fields[place]
        place &+= block.width
        if field.count == 0 { continue }
        let hash =
          field.isUnescaped
          ? add(unescaped, start: field.start, count: field.count, kind: .field, times: 1)
          : add(bytes, start: field.start, count: field.count, kind: .field, times: 1)
        hashes.mix(hash, intoRow: row)
      }
      return
    }
    look(for: block, of: bytes, column: column, &hashes)
    table.reserved = small.distinct
    if table.count + small.distinct > ProfileLimits.distinctValues { close() }
    var place = column
    for row in 0..<block.rows {
      let field = fields[place]
      place &+= block.width
      let guess = hashes.guesses[row]
      if field.count == 0 || guess.index == Self.isCounted { continue }
      if guess.index == Self.isFirst, estimates == nil, addSmall(guess.key, count: field.count) {
        continue
      }
      if table.addAgain(guess.key, at: guess.index) {
        values &+= 1
      } else if field.isUnescaped {
        _ = add(unescaped, start: field.start, count: field.count, kind: .field, times: 1)
      } else {
        _ = add(bytes, start: field.start, count: field.count, kind: .field, times: 1)
      }
    }
  }

  /// In place of a likely index: the value has been counted already.
  private static let isCounted = -2

  /// In place of a likely index: a small number of which more room is to be made, or of which too
  /// many were counted.
  private static let isFirst = -3

  /// The columns whose small numbers are counted by place; a very wide table has no room for more.
  private static let placedColumns = 128

  /// The first pass: the key of each value and its likely index.
  private mutating func look(
    for block: FieldBlock, of bytes: RawSpan, column: Int, _ hashes: inout RowHashes
  ) {
    let fields = block.fields.span
    let unescaped = block.unescaped.span.bytes
    let isPlaced = settings.index < Self.placedColumns
    let salt = hashes.salt
    // Locals while it lasts, so that nobody asks at each value whose the memory is.
    var (ownSums, ownGuesses, ownCounts) = ([UInt64](), [RowHashes.Guess](), [UInt32]())
    swap(&ownSums, &hashes.sums)
    swap(&ownGuesses, &hashes.guesses)
    swap(&ownCounts, &small.counts)
    var sums = ownSums.mutableSpan
    var guesses = ownGuesses.mutableSpan
    var counts = ownCounts.mutableSpan
    let isMixed = !sums.isEmpty
    var (counted, first) = (0, 0)
    var place = column
    for row in 0..<block.rows {
      let field = fields[place]
      place &+= block.width
      if field.count == 0 { continue }
      let key =
        field.isUnescaped
        ? CellKey(unescaped, start: field.start, count: field.count, kind: .field)
        : CellKey(bytes, start: field.start, count: field.count, kind: .field)
      if isMixed { sums[row] &+= RowHashes.mix(key.hash, salt) }
      if isPlaced, field.count <= 5, !field.isUnescaped,
        let place = SmallIntegers.place(of: key.low, count: field.count)
      {
        if place < counts.count, counts[place] < .max {
          first &+= counts[place] == 0 ? 1 : 0
          counts[place] &+= 1
          counted &+= 1
          guesses[row].index = Self.isCounted
          continue
        }
        guesses[row] = RowHashes.Guess(key: key, index: Self.isFirst)
        continue
      }
      guesses[row] = RowHashes.Guess(key: key, index: table.likelyIndex(of: key))
    }
    swap(&ownSums, &hashes.sums)
    swap(&ownGuesses, &hashes.guesses)
    swap(&ownCounts, &small.counts)
    small.distinct &+= first
    values &+= counted
  }

  /// Counts a number that the first pass had no room for; false where its count is full.
  private mutating func addSmall(_ key: CellKey, count: Int) -> Bool {
    guard let place = SmallIntegers.place(of: key.low, count: count), small.add(at: place) else {
      return false
    }
    table.reserved = small.distinct
    values &+= 1
    return true
  }

  /// Gives up the complete table: from here on the figures are kept cell by cell.
  mutating func close() {
    guard estimates == nil else { return }
    estimates = ColumnEstimates(of: settled, settings: settings)
    small = SmallIntegers()
    table = CellTable(limit: 0, byteLimit: 0)
  }

  private mutating func addEstimated(
    _ key: CellKey, _ bytes: RawSpan, _ start: Int, _ count: Int, _ kind: CellKind, times: Int
  ) {
    estimates?.add(key, of: bytes, start: start, count: count, kind: kind, times: times)
  }

  /// The table with the small numbers in it.
  private var settled: CellTable {
    var table = CellTable(table, limit: .max, byteLimit: .max)
    small.settle(in: &table)
    return table
  }

  func profile(rows: Int) -> ColumnProfile {
    let summary = estimates.map { $0.summary(values: values) } ?? ColumnSummary(settled, settings)
    return summary.profile(
      name: String(decoding: name, as: UTF8.self), nulls: rows - values, settings: settings)
  }
}

/// What a reader gives its cells to: one for each column.
protocol CellTally {
  init(name: [UInt8], settings: ColumnSettings)
  var name: [UInt8] { get }
  /// The bytes of memory that go away with `close`.
  var tableBytes: Int { get }
  /// Takes in one value that is not null and that `times` rows have; returns its hash.
  mutating func add(
    _ bytes: RawSpan, start: Int, count: Int, kind: CellKind, times: Int
  ) -> UInt64
  /// Takes in one column of a block of fields.
  mutating func add(
    _ block: FieldBlock, of bytes: RawSpan, column: Int, hashes: inout RowHashes)
  /// Gives back what memory can be given back.
  mutating func close()
  /// The figures over a table of `rows` rows; a row without a value counts as null.
  func profile(rows: Int) -> ColumnProfile
}

extension CellTally {
  /// Whether this is the column with a name, compared by bytes.
  func isNamed(_ other: Span<UInt8>) -> Bool {
    guard name.count == other.count else { return false }
    for index in other.indices where name[index] != other[index] { return false }
    return true
  }
}

/// What is known of a column before its first cell.
struct ColumnSettings {
  /// The place among the columns of the table.
  let index: Int
  let fit: CatalogFit?
  /// How Parquet stores its values; `nil` for text.
  let leaf: ParquetLeaf?

  init(index: Int, expected: ColumnType? = nil, leaf: ParquetLeaf? = nil) {
    self.index = index
    fit = expected.flatMap(CatalogFit.init)
    self.leaf = leaf
  }

  /// The size of sketches: smaller in the far columns of a wide table, so that all fit into memory.
  var sketchSize: Int { index < 128 ? 4_096 : index < 512 ? 1_024 : 256 }
}
