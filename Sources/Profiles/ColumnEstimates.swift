import Incidents

/// The figures of a column with too many different values to hold them.
///
/// Rows, nulls, types, smallest, largest, mean, deviation and lengths stay exact; different values,
/// quantiles and frequent values are those of sketches of a stated error.
struct ColumnEstimates {
  private var figures: ColumnFigures
  private var distinct = CardinalitySketch()
  private var ranks: RankSketch
  private var frequent: FrequentCells
  /// The shapes of texts; `nil` where the values were no texts when the table was given up.
  private var shapes: FrequentCells?
  private var mask: [UInt8] = []

  /// Goes on from a table of values that takes no more.
  init(of table: CellTable, settings: ColumnSettings) {
    let size = settings.sketchSize
    figures = ColumnFigures(fit: settings.fit, leaf: settings.leaf)
    ranks = RankSketch(size: size)
    for hash in table.hashes { distinct.add(hash) }
    frequent = FrequentCells(table, size: size)
    for entry in table.entries {
      let measure = table.withBytes(of: entry) { cell in
        figures.add(cell, kind: entry.kind, times: entry.count)
      }
      if let measure, measure.isFinite { ranks.add(measure, times: entry.count) }
    }
    if figures.isShaped { shapes = FrequentCells(ColumnSummary.shapes(of: table), size: size) }
  }

  mutating func add(
    _ key: CellKey, of bytes: RawSpan, start: Int, count: Int, kind: CellKind, times: Int
  ) {
    distinct.add(key.hash)
    frequent.add(key, of: bytes, start: start, times: times)
    let cell = Span<UInt8>(_bytes: bytes.extracting(start..<(start &+ count)))
    let measure = figures.add(cell, kind: kind, times: times)
    if figures.isMeasured {
      if let measure, measure.isFinite { ranks.add(measure, times: times) }
    } else if figures.isShaped, shapes != nil {
      // Moved out and back, since a span of the one property keeps all others from changing.
      var text: [UInt8] = []
      swap(&text, &mask)
      ShapeMask.write(cell, into: &text)
      addShape(text.span.bytes, times: times)
      swap(&text, &mask)
    }
  }

  private mutating func addShape(_ text: RawSpan, times: Int) {
    let key = CellKey(text, start: 0, count: text.byteCount, kind: .text)
    shapes?.add(key, of: text, start: 0, times: times)
  }

  /// The figures as they are now, over `values` values.
  func summary(values: Int) -> ColumnSummary {
    ColumnSummary(
      figures: figures, values: values, distinct: distinct.count, isDistinctExact: false,
      quantiles: figures.isMeasured
        ? ranks.values(at: ColumnSummary.shares).map(ColumnSummary.quantiles) : nil,
      top: frequent.listed(of: values) { figures.text(of: $0) },
      shapes: shapes?.listed(of: values) { ColumnSummary.text($0) })
  }
}

/// The frequent values among many, with counts that are too low by a known part at most.
struct FrequentCells {
  private var table: CellTable
  private let size: Int
  /// By how much a count may be too low.
  private var loss = 0

  /// The longest value that is counted.
  static let valueBytes = 256

  /// Goes on from a table of values.
  init(_ other: CellTable, size: Int) {
    self.size = size
    table = CellTable(other, limit: size, byteLimit: size * Self.valueBytes)
    loss = table.keepMostFrequent(size / 2, bytes: Self.valueBytes)
  }

  @inline(__always)
  mutating func add(_ key: CellKey, of bytes: RawSpan, start: Int, times: Int) {
    guard key.tag >> 3 <= UInt32(Self.valueBytes) else {
      loss = max(loss, 1)
      return
    }
    if table.add(key, of: bytes, start: start, times: times) != nil { return }
    makeRoom()
    if table.add(key, of: bytes, start: start, times: times) == nil { loss += times }
  }

  /// A table that is not full refuses only what somebody made for it; purging would not help.
  private mutating func makeRoom() {
    if table.count == size { loss += table.purge() }
  }

  /// The most frequent values: all when none was ever forgotten, else those that are in at least
  /// one of a hundred rows, where the loss does not matter.
  func listed(
    of values: Int, _ text: (Span<UInt8>) -> String?
  ) -> [ColumnStatistics.ValueCount] {
    table.mostFrequent(atLeast: loss == 0 ? 1 : max(1, values / 100), text)
  }
}
