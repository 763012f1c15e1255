internal import Incidents

/// Something that held between two columns in every batch so far.
struct ColumnRelation: Sendable {
  let kind: Kind
  /// Places among the columns of the history.
  let left: Int
  let right: Int
  /// The first batch in which it did not hold; the number of batches where it always did.
  let brokenAt: Int
  /// The batches in which it said something: both sides were known and not trivially so.
  let telling: [Int]
  /// The difference of the medians, for that kind alone.
  let difference: Series?

  enum Kind: Sendable {
    /// As many nulls in one as in the other.
    case equalNulls
    /// No more nulls in the left than in the right.
    case fewerNulls
    /// As many different values in one as in the other.
    case equalDistinct
    /// Medians that go together.
    case medians
  }

  /// A relation of nulls or of different values is believed from so many batches and telling
  /// batches on.
  static let minimumBatches = 30
  static let minimumTelling = 5

  /// Whether the relation may be relied on by a batch that comes after `count` others.
  func holds(before count: Int) -> Bool {
    guard brokenAt >= count, count >= Self.minimumBatches else { return false }
    switch kind {
    case .medians:
      // Whether they go together is told place by place.
      return telling.last.map { _ in firstTelling(before: count) } ?? false
    case .equalNulls, .fewerNulls, .equalDistinct:
      return telling.count >= Self.minimumTelling && telling[Self.minimumTelling - 1] < count
    }
  }

  /// Whether the medians went together just before a batch.
  private func firstTelling(before count: Int) -> Bool {
    // The places are sorted, so this is a search and not a scan.
    var low = 0
    var high = telling.count
    while low < high {
      let middle = (low + high) / 2
      if telling[middle] < count { low = middle + 1 } else { high = middle }
    }
    return low < telling.count && telling[low] == count
  }

  /// The smaller of the usual widths of two columns.
  private static func narrower(_ left: Series, _ right: Series) -> Scale {
    guard case .widths(let first) = Scale.widths(of: left),
      case .widths(let second) = Scale.widths(of: right)
    else { return .one }
    return .widths(zip(first, second).map(min))
  }

  /// All relations between columns that held for long enough to be told.
  static func mined(
    among columns: [ColumnHistory], rows: [Int], phases: Phases
  ) -> [ColumnRelation] {
    var found: [ColumnRelation] = []
    let medians = columns.map {
      $0.quantiles.count == Figure.quantiles.count ? $0.quantiles[2] : nil
    }
    for left in columns.indices {
      for right in columns.indices where left != right {
        let pair = (columns[left], columns[right])
        if left < right {
          if let equal = nulls(.equalNulls, left, right, pair, rows) { found.append(equal) }
          if let equal = distinct(left, right, pair, rows) { found.append(equal) }
          if let first = medians[left], let second = medians[right],
            let together = together(left, right, pair, first, second, rows, phases)
          {
            found.append(together)
          }
        }
        if let fewer = nulls(.fewerNulls, left, right, pair, rows) { found.append(fewer) }
      }
    }
    return found
  }

  private static func nulls(
    _ kind: Kind, _ left: Int, _ right: Int, _ pair: (ColumnHistory, ColumnHistory), _ rows: [Int]
  ) -> ColumnRelation? {
    var telling: [Int] = []
    let count = pair.0.profiles.count
    var broken = count
    for place in 0..<count {
      guard let first = pair.0.profiles[place]?.nulls, let second = pair.1.profiles[place]?.nulls
      else { continue }
      let holds = kind == .equalNulls ? first == second : first <= second
      if !holds {
        broken = place
        break
      }
      // That both have none, or all, says nothing about the two; nor does one that is far below
      // the other.
      if first > 0, first == second, first < rows[place], telling.count < minimumTelling {
        telling.append(place)
      }
    }
    guard broken >= minimumBatches, telling.count >= minimumTelling else { return nil }
    return ColumnRelation(
      kind: kind, left: left, right: right, brokenAt: broken, telling: telling, difference: nil)
  }

  private static func distinct(
    _ left: Int, _ right: Int, _ pair: (ColumnHistory, ColumnHistory), _ rows: [Int]
  ) -> ColumnRelation? {
    var telling: [Int] = []
    var last = 0
    let count = pair.0.profiles.count
    var broken = count
    for place in 0..<count {
      guard let first = pair.0.profiles[place]?.distinct,
        let second = pair.1.profiles[place]?.distinct
      else { continue }
      if first != second {
        broken = place
        break
      }
      // Two counts that never move, or two keys, say nothing about the two.
      if first != last, first > 1, first * 10 < rows[place] * 9, telling.count <= minimumTelling {
        telling.append(place)
      }
      last = first
    }
    guard broken >= minimumBatches, telling.count > minimumTelling else { return nil }
    return ColumnRelation(
      kind: .equalDistinct, left: left, right: right, brokenAt: broken,
      telling: Array(telling.dropFirst()), difference: nil)
  }

  /// The smallest correlation of medians that go together.
  private static let correlation = 0.95

  /// Medians whose running correlation (Pearson) is high; told for each place from the batches
  /// before it.
  private static func together(
    _ left: Int, _ right: Int, _ pair: (ColumnHistory, ColumnHistory), _ first: Series,
    _ second: Series, _ rows: [Int], _ phases: Phases
  ) -> ColumnRelation? {
    var sums = Correlation()
    var telling: [Int] = []
    var values: [Double] = []
    for place in 0...first.values.count {
      if sums.count >= minimumBatches, sums.value > correlation { telling.append(place) }
      guard place < first.values.count else { break }
      let (one, other) = (first.values[place], second.values[place])
      values.append(one - other)
      if !one.isNaN, !other.isNaN { sums.add(one, other) }
    }
    guard !telling.isEmpty else { return nil }
    return ColumnRelation(
      kind: .medians, left: left, right: right, brokenAt: Int.max, telling: telling,
      difference: Series(
        values, rows: rows, scale: narrower(pair.0.width, pair.1.width), phases: phases))
  }
}

/// Pearson's correlation of pairs that come one by one (Welford's update).
private struct Correlation {
  private(set) var count = 0
  private var means = (0.0, 0.0)
  private var squares = (0.0, 0.0)
  private var products = 0.0

  mutating func add(_ left: Double, _ right: Double) {
    count += 1
    let steps = (left - means.0, right - means.1)
    means.0 += steps.0 / Double(count)
    means.1 += steps.1 / Double(count)
    squares.0 += steps.0 * (left - means.0)
    squares.1 += steps.1 * (right - means.1)
    products += steps.0 * (right - means.1)
  }

  var value: Double {
    squares.0 > 0 && squares.1 > 0 ? products / (squares.0 * squares.1).squareRoot() : 0
  }
}
