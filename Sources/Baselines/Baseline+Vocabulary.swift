public import Incidents

extension Baseline {
  /// Columns with values that were never listed before, in more rows than news usually takes.
  public func unseenValues(of batch: TableProfile, above share: Double) -> [Surprise] {
    pairs(batch).compactMap { profile, past in
      guard isText(profile), let list = profile.statistics?.top else { return nil }
      return unseen(
        list, in: past.values, of: batch.rows, column: past.name, above: share, noun: "value")
    }
  }

  /// Columns with shapes that were never listed before.
  public func unseenShapes(of batch: TableProfile, above share: Double) -> [Surprise] {
    pairs(batch).compactMap { profile, past in
      if let parsed = parsed(profile, past) { return parsed }
      guard let list = profile.statistics?.shapes else { return nil }
      return foreign(list, past, rows: batch.rows)
        ?? unseen(
          list, in: past.shapes, of: batch.rows, column: past.name, above: share, noun: "shape")
    }
  }

  private func isText(_ column: ColumnProfile) -> Bool {
    column.narrowest == .string || column.narrowest == .boolean
  }

  private func unseen(
    _ list: [ColumnStatistics.ValueCount], in past: Vocabulary, of rows: Int, column: String,
    above least: Double, noun: String
  ) -> Surprise? {
    let count = span.upperBound
    guard batches >= Self.settled, rows > 0 else { return nil }
    let new = list.filter { !past.knows($0.value, before: count) }
    guard let first = new.first else { return nil }
    // A vocabulary is learnt in its first batches, where everything is new.
    let learnt = max(span.lowerBound, min(Self.settled, count / 2))
    let news = past.novelty[learnt..<count].filter { !$0.isNaN }
    // A column with one value a batch changes it some day, as a month does.
    let isSlow =
      noun == "value" && past.mostListed[count - 1] <= 1 && past.size(before: count) < 5
    guard news.count >= (isSlow ? 60 : Self.settled / 2) else { return nil }
    let unseen = new.reduce(0) { $0 + $1.count }
    let share = Double(unseen) / Double(rows)
    let earlier = News(past, learnt..<count, history.batches)
    let limit = max(least, 1.5 * earlier.most)
    guard share > limit, earlier.chance(of: unseen, in: rows) < earlier.limit else { return nil }
    let more = new.count > 1 ? " and \(new.count - 1) more" : ""
    return Surprise(
      column: column, value: share, usual: median(of: news), limit: limit,
      limitOrigin:
        "the most rows with a new \(noun) in \(news.count) earlier batches"
        + (earlier.isRare ? " but one" : "")
        + " (\(Words.share(earlier.most))), half as much on top, at least \(Words.share(least))",
      strength: share / limit,
      words: "\(Words.share(share)) of rows have a \(noun) of \(Words.name(column)) that was never "
        + "seen: \(Words.name(first.value))\(more)")
  }

  /// What was new in the batches before, once a vocabulary was learnt.
  private struct News {
    /// Whether all values are listed and hardly a batch had a new one: then one batch is forgiven,
    /// and a single row tells something.
    let isRare: Bool
    /// The largest share of rows of one batch.
    let most: Double
    /// The chance of a row to be new.
    private let rate: Double

    init(_ past: Vocabulary, _ span: Range<Int>, _ batches: [TableProfile]) {
      let known = span.filter { !past.novelty[$0].isNaN }
      let worst = known.max { past.novelty[$0] < past.novelty[$1] }
      let some = known.count { past.novelty[$0] > 0 }
      isRare =
        some <= max(1, known.count / 20) && past.isCategory(before: span.upperBound)
      let forgiven = isRare ? worst : nil
      let remembered = isRare ? known.suffix(Series.memory) : known[...]
      most = remembered.filter { $0 != forgiven }.map { past.novelty[$0] }.max() ?? (isRare ? 0 : 1)
      let rows = span.reduce(0) { $0 + batches[$1].rows }
      func new(_ place: Int) -> Int {
        past.newRows[place] - (place > 0 ? past.newRows[place - 1] : 0)
      }
      let count = span.reduce(0) { $0 + new($1) } - (forgiven.map(new) ?? 0)
      rate = (Double(count) + 0.5) / Double(rows + 1)
    }

    /// Below which chance so many new rows are no accident.
    var limit: Double { isRare ? 1e-2 : 1e-4 }

    func chance(of count: Int, in rows: Int) -> Double {
      poissonTail(atLeast: count, mean: Double(rows) * rate)
    }
  }

  /// Text that never was a number or a date, and now is nothing else.
  private func parsed(_ profile: ColumnProfile, _ past: ColumnHistory) -> Surprise? {
    guard batches >= Self.settled, case .parses = profile.values, profile.narrowest != .string,
      (profile.distinct ?? 0) >= 2
    else { return nil }
    let earlier = past.profiles(in: span)
    guard earlier.allSatisfy({ $0.narrowest == .string }) else { return nil }
    return Surprise(
      column: past.name, limitOrigin: "text in each of \(earlier.count) earlier batches",
      words: "every value of \(Words.name(past.name)) is \(profile.narrowest.catalogText)")
  }

  /// Characters beyond ASCII where no batch had any: a broken encoding more often than news.
  private func foreign(
    _ list: [ColumnStatistics.ValueCount], _ past: ColumnHistory, rows: Int
  ) -> Surprise? {
    guard batches >= Self.settled, rows > 0,
      let first = list.first(where: { Self.isForeign($0.value) }),
      first.count >= 2 || past.values.isCategory(before: span.upperBound)
    else { return nil }
    let count = span.upperBound
    let known = past.shapes.firstSeen.contains { $0.value < count && Self.isForeign($0.key) }
    if known { return nil }
    return Surprise(
      column: past.name, value: Double(first.count) / Double(rows), usual: 0, limit: 0,
      limitOrigin: "no text of \(batches) earlier batches had a letter beyond ASCII",
      words: "\(first.count) rows of \(Words.name(past.name)) have letters beyond ASCII")
  }

  /// Whether a shape has a letter, or anything else, beyond ASCII.
  private static func isForeign(_ shape: String) -> Bool {
    shape.utf8.contains { $0 >= 0x80 } || shape.contains("U")
  }

  /// Categories whose share of the rows moved.
  public func shares(of batch: TableProfile) -> [Surprise] {
    guard batches >= Self.young, batch.rows > 0 else { return [] }
    let now = comparison(of: batch)
    return pairs(batch).flatMap { profile, past -> [Surprise] in
      guard let floor = Floor.share(of: profile), let list = profile.statistics?.top,
        past.kind.isFree(before: span.upperBound),
        // A number that is one in each batch is a label.
        !profile.narrowest.isWhole || past.mostDistinct[span.upperBound - 1] > 1
      else { return [] }
      let isComplete = Vocabulary.isComplete(list, profile, rows: batch.rows)
      return past.values.established.compactMap { value, series in
        let count = list.first { $0.value == value }?.count ?? (isComplete ? 0 : nil)
        guard let count else { return nil }
        let share = Double(count) / Double(batch.rows)
        // Most shares are where they always are; whether they always were is asked of the others.
        return now.excursion(of: share, in: series, .shares, floor: floor).flatMap {
          guard isEstablished(series) else { return nil }
          return surprise($0, .shares, column: past.name, shown: Words.share) { share, usual in
            "\(Words.name(value)) stands in \(share) of rows of \(Words.name(past.name)), "
              + "usually in \(usual)"
          }
        }
      }
    }
  }

  /// Whether a value was there in nine of ten batches.
  private func isEstablished(_ shares: Series) -> Bool {
    var known = 0
    var present = 0
    // Without a branch: this is asked of each value of each column.
    for share in shares.values[span] {
      known += share.isNaN ? 0 : 1
      present += share > 0 ? 1 : 0
    }
    return known >= Self.young && present * 10 >= known * 9
  }
}
