public import Incidents

/// The rules held against their own history: how often each family would have spoken of batches
/// that were accepted.
///
/// Each batch is judged with the batches before it alone. Where a family spoke too often, its
/// limits are widened until it would not have.
struct Replay: Sendable {
  /// The highest score of each batch, by family.
  private let scores: [[Double]]

  /// Batches before this one are too few to be judged.
  static let warmUp = 15

  init(
    counts: [Int], rows: Series, columns: [ColumnHistory], relations: [ColumnRelation],
    phases: Phases
  ) {
    let count = rows.values.count
    var scores = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: Family.allCases.count)
    func note(_ family: Family, _ place: Int, _ score: Double?) {
      guard let score, score > scores[family.rawValue][place] else { return }
      scores[family.rawValue][place] = score
    }
    for place in min(Self.warmUp, count)..<count {
      let then = Comparison(
        span: 0..<place, rows: counts[place], day: phases.days[place], phases: phases)
      note(
        .rows, place,
        then.excursion(of: rows.values[place], in: rows, .rows, floor: Floor.rows)?.score)
      for column in columns {
        guard let profile = column.profiles[place] else { continue }
        for (family, score) in then.scores(of: column, profile: profile, at: place) {
          note(family, place, score)
        }
      }
      for relation in relations where relation.kind == .medians && relation.holds(before: place) {
        let floor = relation.floor(among: columns, before: place)
        note(
          .medians, place,
          relation.difference.flatMap {
            then.excursion(of: $0.values[place], in: $0, .medians, floor: floor)?.score
          })
      }
    }
    self.scores = scores
  }

  /// What limits of a family are multiplied with, and how often it spoke without that.
  func factor(of family: Family, in span: Range<Int>) -> (factor: Double, fired: Int, of: Int) {
    let first = max(span.lowerBound, Self.warmUp)
    guard first < span.upperBound else { return (1, 0, 0) }
    let judged = first..<span.upperBound
    let high = scores[family.rawValue][judged].filter { $0 > 1 }.sorted(by: >)
    let allowed = Self.allowed(of: judged.count)
    var factor = 1.0
    if high.count > allowed {
      // Quarters, so that one batch more does not move a limit by a hair.
      factor = max(1, ((high[allowed] - 1) / 0.25).rounded(.up) * 0.25 + 1)
    }
    return (factor, high.count, judged.count)
  }

  /// How many batches of a clean history a family may have spoken of.
  ///
  /// The budget is one in a thousand; a single incident that nobody marked is forgiven, or it
  /// would blind the family for as long as it is remembered.
  static func allowed(of batches: Int) -> Int { max(1, batches / 1000) }
}

extension Comparison {
  /// The scores of an earlier batch's column, family by family.
  func scores(
    of column: ColumnHistory, profile: ColumnProfile, at place: Int
  ) -> [(Family, Double)] {
    var found: [(Family, Double)] = []
    func add(_ family: Family, _ series: Series, _ floor: Double) {
      if let score = excursion(of: series.values[place], in: series, family, floor: floor)?.score {
        found.append((family, score))
      }
    }
    add(.nulls, column.nullRate, Floor.nulls)
    for series in column.offsets { add(.events, series, Floor.events) }
    guard column.kind.isFree(before: place), column.mostDistinct[place - 1] > 1 else {
      return found
    }
    if let vote = vote(profile, of: column) { found.append((.quantiles, vote.score)) }
    if let score = spread(profile, of: column)?.score { found.append((.spread, score)) }
    if let score = ratio(profile, of: column)?.score { found.append((.distinct, score)) }
    add(.variety, column.variety, Floor.variety(column.variety.recent[place]))
    if !column.values.isCategory(before: place) {
      add(.lengths, column.meanLength, Floor.length)
    }
    if let floor = Floor.share(of: profile) {
      for (_, shares) in column.values.established { add(.shares, shares, floor) }
    }
    return found
  }
}

extension Baseline {
  /// Whether a column has values of which shares are told.
  public static func hasShares(_ column: ColumnProfile) -> Bool {
    Floor.share(of: column) != nil
  }
}

extension Floor {
  /// The smallest change of a category's share that counts; `nil` for what has no categories.
  static func share(of column: ColumnProfile) -> Double? {
    switch column.narrowest {
    case .string, .boolean: textShare
    case .tinyint, .smallint, .int, .bigint: integerShare
    case .float, .double, .decimal, .date, .timestamp, .binary, .other: nil
    }
  }
}

extension ColumnRelation {
  /// A tenth of the narrower of the two columns' usual widths.
  func floor(among columns: [ColumnHistory], before count: Int) -> Double {
    let widths = [columns[left], columns[right]].map { $0.width.recent[count] }.filter { !$0.isNaN }
    return max(0.1 * (widths.min() ?? 0), 1e-9)
  }
}
