import Incidents

/// Everything that is known of one column in the end, on its way into its profile.
struct ColumnSummary {
  let figures: ColumnFigures
  let values: Int
  let distinct: Int
  let isDistinctExact: Bool
  let quantiles: ColumnStatistics.Quantiles?
  let top: [ColumnStatistics.ValueCount]
  let shapes: [ColumnStatistics.ValueCount]?

  init(
    figures: ColumnFigures, values: Int, distinct: Int, isDistinctExact: Bool,
    quantiles: ColumnStatistics.Quantiles?, top: [ColumnStatistics.ValueCount],
    shapes: [ColumnStatistics.ValueCount]?
  ) {
    self.figures = figures
    self.values = values
    self.distinct = distinct
    self.isDistinctExact = isDistinctExact
    self.quantiles = quantiles
    self.top = top
    self.shapes = shapes
  }

  /// The summary of a table that holds all different values.
  init(_ table: CellTable, _ settings: ColumnSettings) {
    var figures = ColumnFigures(fit: settings.fit, leaf: settings.leaf)
    var measures: [(value: Double, times: Int)] = []
    for entry in table.entries {
      let measure = table.withBytes(of: entry) { cell in
        figures.add(cell, kind: entry.kind, times: entry.count)
      }
      if let measure, measure.isFinite { measures.append((measure, entry.count)) }
    }
    let shown = figures
    let kind = ColumnKind(figures, leaf: settings.leaf, isEmpty: table.count == 0)
    self.init(
      figures: figures, values: table.entries.reduce(0) { $0 + $1.count },
      distinct: table.count, isDistinctExact: true,
      quantiles: figures.isMeasured ? Self.quantiles(of: &measures) : nil,
      top: kind.isListed ? table.mostFrequent(atLeast: 1) { shown.text(of: $0) } : [],
      shapes: figures.isShaped
        ? Self.shapes(of: table).mostFrequent(atLeast: 1) { Self.text($0) } : nil)
  }

  /// The shares at which quantiles are taken.
  static let shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

  /// The shapes of all texts of a table.
  static func shapes(of table: CellTable) -> CellTable {
    var shapes = CellTable(
      limit: ProfileLimits.distinctValues, byteLimit: ProfileLimits.distinctBytes)
    var mask: [UInt8] = []
    for entry in table.entries {
      table.withBytes(of: entry) { ShapeMask.write($0, into: &mask) }
      let word = mask.span.bytes
      let key = CellKey(word, start: 0, count: word.byteCount, kind: .text)
      _ = shapes.add(key, of: word, start: 0, times: entry.count)
    }
    return shapes
  }

  /// A text that is short enough to be shown.
  static func text(_ cell: Span<UInt8>) -> String? {
    guard cell.count <= ProfileLimits.scalarBytes else { return nil }
    return cell.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  static func quantiles(_ values: [Double]) -> ColumnStatistics.Quantiles {
    ColumnStatistics.Quantiles(
      p01: values[0], p05: values[1], p25: values[2], p50: values[3], p75: values[4],
      p95: values[5], p99: values[6])
  }

  /// Exact quantiles: between two neighbours in proportion (the seventh definition of Hyndman &
  /// Fan, 1996, which most tools have).
  private static func quantiles(
    of measures: inout [(value: Double, times: Int)]
  ) -> ColumnStatistics.Quantiles? {
    guard !measures.isEmpty else { return nil }
    measures.sort { $0.value < $1.value }
    let count = measures.reduce(0) { $0 + $1.times }
    var (index, before) = (0, 0)
    let values = shares.map { share in
      let place = share * Double(count - 1)
      let rank = Int(place)
      while before + measures[index].times <= rank {
        before += measures[index].times
        index += 1
      }
      let low = measures[index].value
      let isLast = before + measures[index].times > rank + 1 || index + 1 == measures.count
      let high = isLast ? low : measures[index + 1].value
      return low + (high - low) * (place - Double(rank))
    }
    return quantiles(values)
  }

  /// The profile of the column with a name.
  func profile(name: String, nulls: Int, settings: ColumnSettings) -> ColumnProfile {
    let kind = ColumnKind(figures, leaf: settings.leaf, isEmpty: values == 0)
    let range =
      kind.isNumeric ? figures.scalars : kind.isOrdered ? figures.texts.scalars : (nil, nil)
    return ColumnProfile(
      name: name, values: kind.values, nulls: nulls, distinct: distinct,
      isDistinctExact: isDistinctExact, minimum: range.0, maximum: range.1,
      mean: kind.hasMean ? figures.numbers.average : nil,
      statistics: values == 0 ? nil : statistics(of: kind))
  }

  private func statistics(of kind: ColumnKind) -> ColumnStatistics? {
    let statistics = ColumnStatistics(
      deviation: kind.hasMean ? figures.numbers.deviation : nil, quantiles: quantiles,
      lengths: kind.isText ? figures.lengths.lengths : nil,
      top: kind.isListed ? top : nil, shapes: kind.isText ? shapes : nil)
    return statistics == ColumnStatistics() ? nil : statistics
  }
}

/// Which figures the values of a column have.
private struct ColumnKind {
  let values: ColumnProfile.ValueKind
  let isText: Bool
  let hasMean: Bool
  /// The smallest and largest are numbers.
  let isNumeric: Bool
  /// The smallest and largest are texts.
  let isOrdered: Bool
  let isListed: Bool

  init(_ figures: ColumnFigures, leaf: ParquetLeaf?, isEmpty: Bool) {
    if let leaf {
      values = .declared(leaf.type)
      isText = leaf.isText && !isEmpty
      isNumeric = leaf.isMeasured && !isEmpty
      hasMean = isNumeric && !leaf.isTime
      isOrdered = isText
      isListed = leaf.isListed && !isEmpty
      return
    }
    let types = isEmpty ? TypeSet.everything : figures.types
    values = .parses(types.types(fitting: figures.fitted))
    isText = !isEmpty && types.isEmpty
    isNumeric = !isEmpty && types.contains(.double)
    hasMean = isNumeric
    isOrdered = !isEmpty && types.isDisjoint(with: [.boolean, .structure, .array])
    isListed = !isEmpty && types.isDisjoint(with: [.structure, .array])
  }
}
