internal import Incidents

/// The values, or the shapes, that a column's batches listed as their most frequent ones.
struct Vocabulary: Sendable {
  /// The batch in which a value was listed first.
  let firstSeen: [String: Int]
  /// Whether each batch's list is complete: no value of the column is missing in it.
  let isComplete: [Bool]
  /// The share of rows of each batch whose values were listed for the first time in it.
  let novelty: [Double]
  /// How many rows those are, over all batches up to and with each.
  let newRows: [Int]
  /// The most different values or shapes that a batch listed, up to and with each.
  let mostListed: [Int]
  /// The values that most batches list, with their shares, in the order of their names.
  let established: [(value: String, shares: Series)]

  private typealias Lists = [[ColumnStatistics.ValueCount]?]

  /// At most so many values are followed over time.
  static let followed = 40

  init(
    _ lists: [[ColumnStatistics.ValueCount]?], _ profiles: [ColumnProfile?], _ rows: [Int],
    _ phases: Phases
  ) {
    var first: [String: Int] = [:]
    var complete: [Bool] = []
    var fresh: [Double] = []
    var uses: [String: Int] = [:]
    var new: [Int] = []
    var most: [Int] = []
    for (place, list) in lists.enumerated() {
      complete.append(Self.isComplete(list, profiles[place], rows: rows[place]))
      var unseen = 0
      for item in list ?? [] {
        uses[item.value, default: 0] += 1
        if first[item.value] == nil {
          first[item.value] = place
          unseen += item.count
        }
      }
      new.append((new.last ?? 0) + unseen)
      most.append(max(most.last ?? 0, list?.count ?? 0))
      fresh.append(list == nil || rows[place] == 0 ? .nan : Double(unseen) / Double(rows[place]))
    }
    firstSeen = first
    isComplete = complete
    novelty = fresh
    newRows = new
    mostListed = most
    let known = lists.count { $0 != nil }
    let frequent = uses.filter { $0.value * 2 >= known && known >= 10 }.keys.sorted {
      $0.precedes($1)
    }
    // A column with more values than that is no category.
    established =
      frequent.count > Self.followed
      ? [] : Self.shares(of: frequent, lists, complete, rows, phases)
  }

  /// Whether a list holds every value: its counts add up to the rows that have one.
  static func isComplete(
    _ list: [ColumnStatistics.ValueCount]?, _ profile: ColumnProfile?, rows: Int
  ) -> Bool {
    guard let list, let nulls = profile?.nulls else { return false }
    return list.reduce(0) { $0 + $1.count } >= rows - nulls
  }

  private static func shares(
    of values: [String], _ lists: Lists, _ complete: [Bool], _ rows: [Int], _ phases: Phases
  ) -> [(String, Series)] {
    var shares = Dictionary(
      uniqueKeysWithValues: values.map { ($0, [Double](repeating: .nan, count: lists.count)) })
    for (place, list) in lists.enumerated() where rows[place] > 0 {
      guard let list else { continue }
      // A value that a complete list has not is not there; in a cut one it is unknown.
      if complete[place] { for value in values { shares[value]?[place] = 0 } }
      for item in list where shares[item.value] != nil {
        shares[item.value]?[place] = Double(item.count) / Double(rows[place])
      }
    }
    return values.map {
      ($0, Series(shares[$0] ?? [], rows: rows, scale: .share(swing: 0.03), phases: phases))
    }
  }

  /// Whether a value was listed before a batch.
  func knows(_ value: String, before count: Int) -> Bool {
    firstSeen[value].map { $0 < count } ?? false
  }

  /// How many values were listed before a batch.
  func size(before count: Int) -> Int { firstSeen.values.count { $0 < count } }

  /// Whether the lists of the last batches were complete: a column of few values.
  func isCategory(before count: Int) -> Bool {
    let last = isComplete[max(0, count - 5)..<count]
    return !last.isEmpty && last.allSatisfy { $0 }
  }
}
