internal import Incidents

/// A family of statistical rules: they share one false-alarm budget.
enum Family: Int, CaseIterable, Sendable {
  case rows, nulls, quantiles, spread, distinct, variety, lengths, shares, medians, events

  /// What the limit of a figure of the family is made of.
  func margins(floor: Double) -> Margins {
    switch self {
    case .rows: Margins(second: 1.25, deviations: 5, floor: floor)
    case .nulls: Margins(second: 1.5, deviations: 6, floorUp: floor, floorDown: max(0.1, floor))
    case .quantiles: Margins(second: 1.15, deviations: 4, floor: floor)
    case .spread: Margins(second: 1.4, deviations: 4.5, floor: floor, wider: 1.25)
    case .shares: Margins(second: 1.5, deviations: 6, floor: floor, wider: 1.1)
    case .medians: Margins(second: 1.75, deviations: 6, floor: floor)
    case .events: Margins(second: 1.5, deviations: 6, floor: floor)
    case .variety: Margins(second: 2, deviations: 6, floor: floor, wider: 1.25)
    case .distinct: Margins(second: 1.5, deviations: 8, floor: floor, wider: 1.25)
    case .lengths: Margins(second: 1.5, deviations: 8, floor: floor)
    }
  }
}

/// Figures of one batch held against the batches before it: the same for a new batch and for an
/// earlier one that is judged again.
struct Comparison {
  let span: Range<Int>
  let rows: Int
  let phases: Phases
  /// The places of the same phase, where there is one.
  private let season: [Int]?

  init(span: Range<Int>, rows: Int, day: Int?, phases: Phases) {
    (self.span, self.rows, self.phases) = (span, rows, phases)
    season = phases.season(of: day)
  }

  func excursion(
    of value: Double?, in series: Series, _ family: Family, floor: Double
  ) -> Excursion? {
    guard let value, !value.isNaN else { return nil }
    return series.excursion(
      of: value, rows: rows, in: span, season: season, phases: phases,
      margins: family.margins(floor: floor))
  }

  /// The votes of five quantiles: three that passed their limits, two that went well beyond, or
  /// one that went far beyond.
  func vote(_ profile: ColumnProfile, of column: ColumnHistory) -> (score: Double, of: Excursion)? {
    guard column.quantiles.count == Figure.quantiles.count, let floor = floor(profile, column)
    else { return nil }
    let found = column.quantiles.enumerated().compactMap { place, series in
      excursion(
        of: Figure.quantile(place, profile, rows: rows), in: series, .quantiles, floor: floor)
    }
    guard !found.isEmpty else { return nil }
    let ranked = found.sorted { $0.score > $1.score }
    let score = zip(ranked, Self.votes).map { $0.score / $1 }.max() ?? 0
    return (score, ranked[0])
  }

  /// A tenth of the usual width, and a whole step of a column of whole numbers.
  private func floor(_ profile: ColumnProfile, _ column: ColumnHistory) -> Double? {
    let count = span.upperBound
    guard case .widths(let widths) = column.quantiles[2].scale,
      Figure.width(profile, rows: rows) != nil
    else {
      return nil
    }
    let middle = abs(column.quantiles[2].recent[count])
    let step = profile.narrowest.isWhole ? 1 : 0.0
    // Where nearly all values are one, whatever else comes is far from it: it is held against all
    // that ever came.
    let usual = column.quantiles.map { $0.recent[count] }
    let repeated = usual.indices.count { usual[..<$0].contains(usual[$0]) }
    let isFlat = repeated >= 2
    let range = isFlat ? 0.25 * (column.range(in: span)?.width ?? 0) : 0
    return max(0.1 * widths[count], range, 0.005 * (middle.isNaN ? 0 : middle), step, 1e-9)
  }

  /// How far beyond its limit the furthest quantile must be to count alone, the second together
  /// with it, and the third with both.
  static let votes = [5.0, 2.0, 1.0]
}

extension ColumnType {
  /// Whether the values are whole numbers.
  var isWhole: Bool {
    switch self {
    case .tinyint, .smallint, .int, .bigint: true
    case .boolean, .float, .double, .decimal, .date, .timestamp, .string, .binary, .other: false
    }
  }
}

/// Floors below which no excursion counts, whatever the history says: a smaller effect is no news.
enum Floor {
  /// A change of the number of rows by a quarter.
  static let rows = logarithm(1.25)
  static let nulls = 0.03
  /// An hour.
  static let events = 3600.0
  static let spread = logarithm(1.5)

  /// A tenth, or what so few rows swing by chance.
  static func distinct(rows: Int) -> Double { max(0.1, 2 / Double(max(rows, 1)).squareRoot()) }

  /// Three times as many or a third of them, or what so few different values swing by chance.
  static func variety(_ usual: Double) -> Double {
    usual.isNaN ? logarithm(3) : max(logarithm(3), 2 / exponential(usual / 2))
  }

  static let length = 0.5
  static let textShare = 0.06
  static let integerShare = 0.25
}
