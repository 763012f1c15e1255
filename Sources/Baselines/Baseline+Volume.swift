public import Incidents

extension Baseline {
  /// The median of rows of the last batches; `nil` where there is none.
  public var usualRows: Double? {
    let middle = history.rows.recent[span.upperBound]
    return middle.isNaN ? nil : exponential(middle)
  }

  /// A number of rows that the history does not explain.
  public func volume(of batch: TableProfile) -> Surprise? {
    guard batches > 0 else { return nil }
    let earlier = history.batches[span].map(\.rows)
    if batch.rows == 0 { return empty(earlier) }
    // While few batches had one size that may be chance: then what holds of all tables holds.
    if batches >= Self.settled, let only = earlier.first, earlier.allSatisfy({ $0 == only }) {
      return constant(batch.rows, usual: only)
    }
    let excursion = comparison(of: batch).excursion(
      of: logarithm(Double(batch.rows)), in: history.rows, .rows, floor: Floor.rows)
    guard let excursion else { return nil }
    let plain = surprise(excursion, .rows) { _, _ in
      "\(batch.rows) rows, usually \(Words.number(exponential(excursion.usual)))"
    }
    return plain.map {
      Surprise(
        value: Double(batch.rows), usual: exponential(excursion.usual),
        limit: exponential($0.limit ?? excursion.limit),
        limitOrigin: "of the logarithm of rows: " + $0.limitOrigin, strength: $0.strength,
        words: $0.words)
    }
  }

  /// No row at all is a surprise unless the table is known for it.
  private func empty(_ earlier: [Int]) -> Surprise? {
    let before = earlier.count { $0 == 0 }
    guard Double(before) <= 0.02 * Double(earlier.count) else { return nil }
    let usual = median(of: earlier.map(Double.init))
    return Surprise(
      value: 0, usual: usual, limit: 1,
      limitOrigin: "\(before) of \(earlier.count) earlier batches had no row",
      words: "the batch has no row")
  }

  /// Where all batches have one size, two rows and a hundredth are much.
  private func constant(_ rows: Int, usual: Int) -> Surprise? {
    let change = abs(rows - usual)
    guard change >= 2, Double(change) > 0.01 * Double(usual) else {
      return nil
    }
    return Surprise(
      value: Double(rows), usual: Double(usual), limit: Double(usual),
      limitOrigin: "all of \(batches) earlier batches have \(usual) rows",
      words: "\(rows) rows, always \(usual)")
  }

  /// Rows that repeat others, beyond what was ever seen.
  public func duplicates(of batch: TableProfile) -> Surprise? {
    guard let repeated = batch.duplicateRows, batch.rows > 0 else { return nil }
    let earlier = history.batches[span].compactMap { batch in
      batch.duplicateRows.map { (count: $0, share: Double($0) / Double(max(1, batch.rows))) }
    }
    guard earlier.count >= Self.young else { return nil }
    let share = Double(repeated) / Double(batch.rows)
    let worst = earlier.map(\.share).max() ?? 0
    let most = earlier.map(\.count).max() ?? 0
    let limit = most == 0 ? 0 : 1.5 * worst + 0.005
    // One row may repeat another by chance; two where none ever did are another thing.
    guard most == 0 ? repeated >= 2 : share > limit else { return nil }
    return Surprise(
      value: share, usual: median(of: earlier.map(\.share)), limit: limit,
      limitOrigin: most == 0
        ? "none of \(earlier.count) earlier batches repeats a row"
        : "the worst of \(earlier.count) earlier batches (\(Words.share(worst))), half as much "
          + "and half a point on top",
      words: "\(repeated) rows (\(Words.share(share))) repeat another one")
  }
}
