internal import Incidents

/// The figures of one column over the batches of its table, each as a series.
///
/// A class that never changes, since every rule takes every column: thirty arrays need not be
/// counted each time.
final class ColumnHistory: Sendable {
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
  /// The natural logarithm of the distance from `p25` to `p75`, or from `p05` to `p95` where those
  /// are one.
  let middleSpread: Series
  /// Different values over values.
  let distinctRatio: Series
  /// The natural logarithm of the number of different values.
  let variety: Series
  let meanLength: Series
  /// Where the events of dates and times stand in the batch's day; empty for other columns.
  let offsets: [Series]
  let values: Vocabulary
  let shapes: Vocabulary
  let kind: SeriesClass
  /// The smallest and the largest number, and how many values are different, in each batch.
  let low: [Double]
  let high: [Double]
  let distinct: [Double]
  /// The rows without a value of each batch; -1 where nobody counted.
  let nulls: [Int]
  /// The most different values of a batch, up to and with each.
  let mostDistinct: [Double]

  init(
    name: String, profiles: [ColumnProfile?], rows: [Int], dates: [BatchDate?], phases: Phases
  ) {
    kind = SeriesClass(profiles: profiles, dates: dates)
    self.name = name
    self.profiles = profiles
    func series(_ scale: Scale = .one, _ figure: (ColumnProfile, Int) -> Double?) -> Series {
      Series(
        Self.values(profiles, rows, figure), rows: rows, scale: scale, phases: phases)
    }
    nullRate = series(.share(swing: 0.01), Figure.nullRate)
    width = series(.one, Figure.width)
    let widths = Scale.widths(of: width)
    let hasNumbers = profiles.contains { $0?.statistics?.quantiles != nil }
    quantiles =
      hasNumbers
      ? (0..<Figure.quantiles.count).map { place in
        series(widths) { Figure.quantile(place, $0, rows: $1) }
      } : []
    spread = series(.one, Figure.spread)
    middleSpread = series(.one, Figure.middleSpread)
    distinctRatio = series(.share(swing: 0.03), Figure.distinctRatio)
    variety = series(.one, Figure.variety)
    meanLength = series(.one, Figure.meanLength)
    offsets = Self.offsets(profiles, rows, dates, phases)
    values = Vocabulary(profiles.map { $0?.statistics?.top }, profiles, rows, phases)
    shapes = Vocabulary(profiles.map { $0?.statistics?.shapes }, profiles, rows, phases)
    low = Self.values(profiles, rows) { column, _ in Figure.number(column.minimum) }
    high = Self.values(profiles, rows) { column, _ in Figure.number(column.maximum) }
    nulls = profiles.map { $0?.nulls ?? -1 }
    distinct = Self.values(profiles, rows) { column, _ in column.distinct.map(Double.init) }
    mostDistinct = distinct.reduce(into: []) { $0.append(max($0.last ?? 0, $1.isNaN ? 2 : $1)) }
  }

  /// The smallest and the largest number in a stretch of batches.
  func range(in span: Range<Int>) -> Hull? { Hull(low, high, in: span) }

  private static func values(
    _ profiles: [ColumnProfile?], _ rows: [Int], _ figure: (ColumnProfile, Int) -> Double?
  ) -> [Double] {
    profiles.enumerated().map { place, profile in
      let value = profile.flatMap { figure($0, rows[place]) } ?? .nan
      return value.isFinite ? value : .nan
    }
  }

  /// Seconds from the beginning of the batch's day to the events' `p05`, `p50` and `p95`.
  private static func offsets(
    _ profiles: [ColumnProfile?], _ rows: [Int], _ dates: [BatchDate?], _ phases: Phases
  ) -> [Series] {
    guard profiles.contains(where: { $0.map { $0.isTemporal } ?? false }) else { return [] }
    return (0..<Figure.eventQuantiles.count).map { part in
      let values = profiles.enumerated().map { place, profile in
        guard let profile, let date = dates[place] else { return Double.nan }
        return Figure.offsets(profile, on: date)?[part] ?? .nan
      }
      return Series(values, rows: rows, phases: phases)
    }
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

  /// Whether a text begins as a number does: most texts that are asked about do not.
  static func mayBeNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return (0x30...0x39).contains(first) || [0x2B, 0x2D, 0x2E].contains(first)
  }

  /// Figures of fewer values than that are no distribution.
  static let fewest = 8

  /// Whether a column of a batch has values enough.
  private static func hasEnough(_ column: ColumnProfile, rows: Int) -> Bool {
    rows - (column.nulls ?? 0) >= fewest
  }

  static func quantile(_ place: Int, _ column: ColumnProfile, rows: Int) -> Double? {
    guard isNumeric(column), hasEnough(column, rows: rows),
      let all = column.statistics?.quantiles
    else { return nil }
    switch place {
    case 0: return all.p05
    case 1: return all.p25
    case 2: return all.p50
    case 3: return all.p75
    default: return all.p95
    }
  }

  static func width(_ column: ColumnProfile, rows: Int) -> Double? {
    guard isNumeric(column), hasEnough(column, rows: rows) else { return nil }
    return column.statistics?.quantiles.map { $0.p95 - $0.p05 }
  }

  static func spread(_ column: ColumnProfile, rows: Int) -> Double? {
    guard hasEnough(column, rows: rows), let deviation = column.statistics?.deviation,
      deviation > 0
    else { return nil }
    return logarithm(deviation)
  }

  static func distinctRatio(_ column: ColumnProfile, rows: Int) -> Double? {
    guard let distinct = column.distinct, let nulls = column.nulls, rows > nulls,
      hasEnough(column, rows: rows)
    else { return nil }
    return Double(distinct) / Double(rows - nulls)
  }

  static func variety(_ column: ColumnProfile, rows: Int) -> Double? {
    guard hasEnough(column, rows: rows), let distinct = column.distinct, distinct > 0 else {
      return nil
    }
    return logarithm(Double(distinct))
  }

  static func meanLength(_ column: ColumnProfile, rows: Int) -> Double? {
    hasEnough(column, rows: rows) ? column.statistics?.lengths?.mean : nil
  }

  static func middleSpread(_ column: ColumnProfile, rows: Int) -> Double? {
    guard isNumeric(column), hasEnough(column, rows: rows),
      let all = column.statistics?.quantiles, all.p95 > all.p05
    else { return nil }
    return logarithm(all.p75 > all.p25 ? all.p75 - all.p25 : all.p95 - all.p05)
  }

  static let eventQuantiles = ["p05", "p50", "p95"]

  /// Seconds from the beginning of a day to the events of a column of dates or times.
  static func offsets(_ column: ColumnProfile, on date: BatchDate) -> [Double]? {
    guard column.isTemporal, let all = column.statistics?.quantiles else { return nil }
    return [all.p05, all.p50, all.p95].map { $0 - Double(date.days) * 86_400 }
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
