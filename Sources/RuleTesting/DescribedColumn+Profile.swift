internal import Configurations
internal import Incidents
internal import Profiles

extension DescribedColumn {
  /// At how many points numbers that lie evenly between two bounds are looked at.
  private static let points = 400

  /// The figures of the column in a batch of so many rows.
  func profile(rows: Int, day: Int, _ chance: Chance) -> ColumnProfile {
    // Columns that are empty in the same share are empty together.
    let nulls = min(rows, chance.count(Double(rows) * (self.nulls ?? 0), "nulls"))
    let sample = Sample(self, present: rows - nulls, day: day, chance)
    let type = type ?? .string
    return ColumnProfile(
      name: name, values: .declared(type), nulls: nulls, distinct: sample.distinct,
      minimum: type.isTime ? nil : sample.minimum.map { bound($0, type) },
      maximum: type.isTime ? nil : sample.maximum.map { bound($0, type) },
      mean: type.isTime ? nil : sample.mean,
      statistics: ColumnStatistics(
        deviation: type.isTime ? nil : sample.deviation, quantiles: sample.quantiles,
        lengths: lengths(sample), top: sample.top, shapes: shapes(sample)))
  }

  private func bound(_ number: Double, _ type: ColumnType) -> ColumnProfile.Scalar {
    type.isWhole ? .integer(Int64(number.rounded())) : .number(number)
  }

  private var isText: Bool { type == .string }

  private func lengths(_ sample: Sample) -> ColumnStatistics.Lengths? {
    guard isText else { return nil }
    let all = texts(sample)
    let count = all.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let sizes = all.map { $0.value.unicodeScalars.count }
    let sum = zip(all, sizes).reduce(0) { $0 + $1.0.count * $1.1 }
    return ColumnStatistics.Lengths(
      minimum: sizes.min(), mean: Double(sum) / Double(count), maximum: sizes.max())
  }

  private func shapes(_ sample: Sample) -> [ColumnStatistics.ValueCount]? {
    guard isText else { return nil }
    var counts: [String: Int] = [:]
    for text in texts(sample) { counts[ShapeMask.mask(of: text.value), default: 0] += text.count }
    return counts.isEmpty ? nil : ColumnStatistics.listed(counts)
  }

  /// Texts that are known, each with its rows.
  private func texts(_ sample: Sample) -> [ColumnStatistics.ValueCount] {
    let others = like.map { [ColumnStatistics.ValueCount(value: $0, count: sample.others)] } ?? []
    return (sample.counts + others).filter { $0.count > 0 }
  }

  /// The values of one batch, as far as they are told.
  private struct Sample {
    /// The values that have a name, each with its rows.
    let counts: [ColumnStatistics.ValueCount]
    /// Rows with other values.
    let others: Int
    let distinct: Int?
    /// Numbers in order, each with the rows that it stands for.
    private let weighted: [(value: Double, rows: Double)]
    let minimum: Double?
    let maximum: Double?

    init(_ column: DescribedColumn, present: Int, day: Int, _ chance: Chance) {
      let type = column.type ?? .string
      var counts = (column.values ?? []).map { one in
        ColumnStatistics.ValueCount(
          value: one.value,
          count: chance.count(Double(present) * one.share, "\(column.name) \(one.value)"))
      }
      let isComplete = (column.values ?? []).reduce(0) { $0 + $1.share } > 0.999_999
      var others = present - counts.reduce(0) { $0 + $1.count }
      if isComplete || others < 0, !counts.isEmpty {
        // The first value gives or takes what the swing of all left over.
        let place = counts.indices.max { counts[$0].count < counts[$1].count } ?? 0
        counts[place] = ColumnStatistics.ValueCount(
          value: counts[place].value, count: max(0, counts[place].count + others))
        others = 0
      }
      self.counts = counts
      self.others = max(0, others)
      let edges = Self.edges(column, type, day, chance)
      weighted = Self.weighted(counts, others: self.others, edges, type)
      minimum = column.minimum ?? weighted.first?.value
      maximum = column.maximum ?? weighted.last?.value
      distinct = Self.distinct(column, counts, self.others, edges, type, chance)
    }

    /// The bounds of the values that have no name.
    private static func edges(
      _ column: DescribedColumn, _ type: ColumnType, _ day: Int, _ chance: Chance
    ) -> ClosedRange<Double>? {
      if type.isTime {
        let start = Double(day) * 86_400
        let (from, to) = (column.from?.value ?? 0, column.to?.value ?? 86_399)
        let whole = type == .date ? 86_400.0 : 1
        func moved(_ time: Double) -> Double { ((start + time) / whole).rounded(.down) * whole }
        return from <= to ? moved(from)...moved(to) : nil
      }
      guard let from = column.from?.value, let to = column.to?.value, from <= to else { return nil }
      let move = (to - from) * chance.swing
      let low = from + move * chance.noise("\(column.name) from")
      let high = max(low, to + move * chance.noise("\(column.name) to"))
      return type.isWhole ? low.rounded()...high.rounded() : low...high
    }

    private static func weighted(
      _ counts: [ColumnStatistics.ValueCount], others: Int, _ edges: ClosedRange<Double>?,
      _ type: ColumnType
    ) -> [(value: Double, rows: Double)] {
      if type == .string || type == .boolean { return [] }
      var found = counts.compactMap { one in
        one.count > 0 ? Double(one.value).map { (value: $0, rows: Double(one.count)) } : nil
      }
      if let edges, others > 0 {
        let width = edges.upperBound - edges.lowerBound
        // The outermost points are the bounds themselves.
        found += (0..<points).map { point in
          let value = edges.lowerBound + width * Double(point) / Double(points - 1)
          return (value: whole(value, type), rows: Double(others) / Double(points))
        }
      }
      return found.sorted { $0.value < $1.value }
    }

    /// The nearest value of the type: a whole number, or the beginning of a day.
    private static func whole(_ value: Double, _ type: ColumnType) -> Double {
      if type == .date { return (value / 86_400).rounded() * 86_400 }
      return type.isWhole ? value.rounded() : value
    }

    private static func distinct(
      _ column: DescribedColumn, _ counts: [ColumnStatistics.ValueCount], _ others: Int,
      _ edges: ClosedRange<Double>?, _ type: ColumnType, _ chance: Chance
    ) -> Int? {
      let named = counts.count { $0.count > 0 }
      if let distinct = column.distinct {
        return min(named + others, chance.count(Double(distinct), "\(column.name) distinct"))
      }
      if others == 0 { return named }
      guard let edges else { return column.like == nil ? nil : named + others }
      let step = type == .date ? 86_400.0 : type.isWhole ? 1 : 0
      guard step > 0 else { return named + others }
      let places = Int(clamping: ((edges.upperBound - edges.lowerBound) / step).rounded(.down))
      return places >= others ? named + others : named + places + 1
    }

    private var total: Double { weighted.reduce(0) { $0 + $1.rows } }

    var mean: Double? {
      weighted.isEmpty ? nil : weighted.reduce(0) { $0 + $1.value * $1.rows } / total
    }

    var deviation: Double? {
      mean.map { mean in
        let squares = weighted.reduce(0) {
          $0 + ($1.value - mean) * ($1.value - mean) * $1.rows
        }
        return (squares / total).squareRoot()
      }
    }

    var quantiles: ColumnStatistics.Quantiles? {
      guard !weighted.isEmpty else { return nil }
      let total = total
      func quantile(_ share: Double) -> Double {
        var rows = 0.0
        for point in weighted {
          rows += point.rows
          if rows >= share * total - 1e-9 { return point.value }
        }
        return weighted[weighted.count - 1].value
      }
      return ColumnStatistics.Quantiles(
        p01: quantile(0.01), p05: quantile(0.05), p25: quantile(0.25), p50: quantile(0.5),
        p75: quantile(0.75), p95: quantile(0.95), p99: quantile(0.99))
    }

    /// The most frequent values; unknown where others might be as frequent.
    var top: [ColumnStatistics.ValueCount]? {
      let known = Dictionary(counts.map { ($0.value, $0.count) }) { $1 }.filter { $0.value > 0 }
      return known.isEmpty ? nil : ColumnStatistics.listed(known)
    }
  }
}

extension ColumnStatistics {
  /// The most frequent of some values, most frequent first, then by bytes.
  fileprivate static func listed(_ counts: [String: Int]) -> [ValueCount] {
    let ranked = counts.sorted {
      $0.value != $1.value
        ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    return ranked.prefix(listed).map { ValueCount(value: $0.key, count: $0.value) }
  }
}
