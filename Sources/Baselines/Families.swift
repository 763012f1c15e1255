internal import Incidents

/// A family of statistical rules: they share one false-alarm budget.
enum Family: Int, CaseIterable, Sendable {
  case rows, nulls, quantiles, spread, distinct, lengths, shares, medians

  /// What the limit of a figure of the family is made of.
  func margins(floor: Double) -> Margins {
    switch self {
    case .rows: Margins(second: 1.25, deviations: 5, floor: floor)
    case .nulls: Margins(second: 1.5, deviations: 6, floorUp: floor, floorDown: max(0.1, floor))
    case .quantiles: Margins(second: 1.15, deviations: 4, floor: floor)
    case .spread, .shares, .medians: Margins(second: 1.5, deviations: 6, floor: floor)
    case .distinct, .lengths: Margins(second: 1.5, deviations: 8, floor: floor)
    }
  }
}

/// Figures of one batch held against the batches before it: the same for a new batch and for an
/// earlier one that is judged again.
struct Comparison {
  let span: Range<Int>
  let day: Int?
  let phases: Phases

  func excursion(
    of value: Double?, in series: Series, _ family: Family, floor: Double
  ) -> Excursion? {
    guard let value, !value.isNaN else { return nil }
    return series.excursion(
      of: value, in: span, day: day, phases: phases, margins: family.margins(floor: floor))
  }

  /// The votes of five quantiles: the third-highest score counts for all.
  func vote(_ values: [Double], of column: ColumnHistory) -> (score: Double, middle: Excursion)? {
    let count = span.upperBound
    let width = column.width.recent[count]
    guard column.quantiles.count == values.count, !width.isNaN else { return nil }
    let middle = abs(column.quantiles[2].recent[count])
    let floor = max(0.1 * width, 0.005 * (middle.isNaN ? 0 : middle), 1e-9)
    var found: [Excursion] = []
    var missed = 0
    for (series, value) in zip(column.quantiles, values) {
      if let excursion = excursion(of: value, in: series, .quantiles, floor: floor) {
        found.append(excursion)
      } else {
        missed += 1
        if missed > values.count - Self.votes { return nil }
      }
    }
    let ranked = found.sorted { $0.score > $1.score }
    return (ranked[Self.votes - 1].score, ranked[Self.votes - 1])
  }

  /// How many of the five quantiles must agree.
  static let votes = 3
}

/// Floors below which no excursion counts, whatever the history says: a smaller effect is no news.
enum Floor {
  /// A change of the number of rows by a quarter.
  static let rows = logarithm(1.25)
  static let nulls = 0.03
  static let spread = logarithm(1.5)
  static let distinct = 0.1
  static let length = 0.5
  static let textShare = 0.06
  static let integerShare = 0.25
}
