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
    let worst = news.max() ?? 1
    let limit = max(least, 1.5 * worst)
    let earlierRows = history.batches[learnt..<count].reduce(0) { $0 + $1.rows }
    let earlierNew = past.newRows[count - 1] - (learnt > 0 ? past.newRows[learnt - 1] : 0)
    let mean = Double(rows) * (Double(earlierNew) + 0.5) / Double(earlierRows + 1)
    guard share > limit, poissonTail(atLeast: unseen, mean: mean) < 1e-4 else { return nil }
    let more = new.count > 1 ? " and \(new.count - 1) more" : ""
    return Surprise(
      column: column, value: share, usual: median(of: news), limit: limit,
      limitOrigin:
        "the most rows with a new \(noun) in \(news.count) earlier batches (\(Words.share(worst)))"
        + ", half as much on top, at least \(Words.share(least))",
      strength: share / limit,
      words: "\(Words.share(share)) of rows have a \(noun) of \(Words.name(column)) that was never "
        + "seen: \(Words.name(first.value))\(more)")
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
        past.kind.isFree(before: span.upperBound)
      else { return [] }
      let isComplete = Vocabulary.isComplete(list, profile, rows: batch.rows)
      return past.values.established.compactMap { value, series in
        let count = list.first { $0.value == value }?.count ?? (isComplete ? 0 : nil)
        guard let count, isEstablished(series) else { return nil }
        let share = Double(count) / Double(batch.rows)
        return now.excursion(of: share, in: series, .shares, floor: floor).flatMap {
          surprise($0, .shares, column: past.name, shown: Words.share) { share, usual in
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
    for place in span where !shares.values[place].isNaN {
      known += 1
      if shares.values[place] > 0 { present += 1 }
    }
    return known >= Self.young && present * 10 >= known * 9
  }
}
