internal import Incidents

/// The figures of one column over the batches of its table, each as a series.
struct ColumnHistory: Sendable {
  let name: String
  /// The profile of the column in each batch; `nil` where the batch had none.
  let profiles: [ColumnProfile?]
  let nullRate: Series
  /// `p05`, `p25`, `p50`, `p75`, `p95`; empty where the column never had numbers.
  let quantiles: [Series]
  /// The distance from `p05` to `p95`.
  let width: Series
  /// The natural logarithm of the standard deviation.
  let spread: Series
  /// Different values over values.
  let distinctRatio: Series
  /// The natural logarithm of the number of different values.
  let distinct: Series
  let meanLength: Series
  let values: Vocabulary
  let shapes: Vocabulary
  let kind: SeriesClass

  init(
    name: String, profiles: [ColumnProfile?], rows: [Int], dates: [BatchDate?], phases: Phases
  ) {
    kind = SeriesClass(profiles: profiles, dates: dates)
    self.name = name
    self.profiles = profiles
    func series(_ figure: (ColumnProfile, Int) -> Double?) -> Series {
      var values: [Double] = []
      values.reserveCapacity(profiles.count)
      for (place, profile) in profiles.enumerated() {
        let value = profile.flatMap { figure($0, rows[place]) } ?? .nan
        values.append(value.isFinite ? value : .nan)
      }
      return Series(values, phases: phases)
    }
    nullRate = series(Figure.nullRate)
    let hasNumbers = profiles.contains { $0?.statistics?.quantiles != nil }
    quantiles = hasNumbers
      ? (0..<Figure.quantiles.count).map { place in
        series { column, _ in Figure.quantile(place, column) }
      } : []
    width = series { column, _ in Figure.width(column) }
    spread = series { column, _ in Figure.spread(column) }
    distinctRatio = series(Figure.distinctRatio)
    distinct = series { column, _ in Figure.distinct(column) }
    meanLength = series { column, _ in column.statistics?.lengths?.mean }
    values = Vocabulary(profiles.map { $0?.statistics?.top }, profiles, rows, phases)
    shapes = Vocabulary(profiles.map { $0?.statistics?.shapes }, profiles, rows, phases)
  }

  /// The profiles of a stretch of batches that had the column.
  func profiles(in span: Range<Int>) -> [ColumnProfile] { profiles[span].compactMap { $0 } }
}

/// How figures are made of a profile; `nil` where what they need is not known.
enum Figure {
  /// The quantiles that vote: the outermost ones are left to ranges.
  static let quantiles = ["p05", "p25", "p50", "p75", "p95"]

  static func nullRate(_ column: ColumnProfile, rows: Int) -> Double? {
    guard rows > 0, let nulls = column.nulls else { return nil }
    return Double(nulls) / Double(rows)
  }

  static func quantile(_ place: Int, _ column: ColumnProfile) -> Double? {
    guard isNumeric(column), let all = column.statistics?.quantiles else { return nil }
    switch place {
    case 0: return all.p05
    case 1: return all.p25
    case 2: return all.p50
    case 3: return all.p75
    default: return all.p95
    }
  }

  static func width(_ column: ColumnProfile) -> Double? {
    guard isNumeric(column) else { return nil }
    return column.statistics?.quantiles.map { $0.p95 - $0.p05 }
  }

  static func spread(_ column: ColumnProfile) -> Double? {
    guard let deviation = column.statistics?.deviation, deviation > 0 else { return nil }
    return logarithm(deviation)
  }

  static func distinctRatio(_ column: ColumnProfile, rows: Int) -> Double? {
    guard let distinct = column.distinct, let nulls = column.nulls, rows > nulls else { return nil }
    return Double(distinct) / Double(rows - nulls)
  }

  static func distinct(_ column: ColumnProfile) -> Double? {
    column.distinct.flatMap { $0 > 0 ? logarithm(Double($0)) : nil }
  }

  /// Whether the quantiles are of numbers; those of dates and times are seconds.
  static func isNumeric(_ column: ColumnProfile) -> Bool { !column.isTemporal }

  /// The smallest and largest value, where they are numbers.
  static func number(_ bound: ColumnProfile.Scalar?) -> Double? {
    switch bound {
    case .integer(let value)?: Double(value)
    case .number(let value)?: value
    case .text?, nil: nil
    }
  }
}

extension ColumnProfile {
  /// The type itself where the file declares it, else the narrowest that holds every value.
  var narrowest: ColumnType {
    switch values {
    case .declared(let type): type
    case .parses(let types): types.first ?? .string
    }
  }

  /// Whether the values are dates or times.
  var isTemporal: Bool { narrowest == .date || narrowest == .timestamp }
}
