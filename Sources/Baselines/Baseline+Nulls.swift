public import Incidents

extension Baseline {
  /// Columns that are empty more or less often than their history explains.
  public func nulls(of batch: TableProfile) -> [Surprise] {
    guard batch.rows > 0 else { return [] }
    let now = comparison(of: batch)
    return pairs(batch).compactMap { profile, past in
      guard let nulls = profile.nulls else { return nil }
      return nullSurprise(nulls, of: batch.rows, past, now)
    }
  }

  private func nullSurprise(
    _ nulls: Int, of rows: Int, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    let tally = NullTally(past, history.batches, span)
    guard tally.batches > 0 else { return nil }
    let rate = Double(nulls) / Double(rows)
    if nulls == rows {
      guard Double(tally.empty) <= 0.02 * Double(tally.batches), !isEmptyForNow(past) else {
        return nil
      }
      return Surprise(
        column: past.name, value: 1, usual: tally.median, limit: tally.largest,
        limitOrigin: "\(tally.empty) of \(tally.batches) earlier batches had no value in it",
        words: "\(Words.name(past.name)) has no value at all")
    }
    // A column that comes to life is no loss.
    if let usual = tally.median, usual > 0.9, rate < usual { return nil }
    if tally.most <= 1 { return rare(nulls, rows, past, tally) }
    return now.excursion(of: rate, in: past.nullRate, .nulls, floor: Floor.nulls).flatMap {
      surprise($0, .nulls, column: past.name, shown: Words.share) { value, usual in
        "\(Words.name(past.name)) is empty in \(value) of rows, usually \(usual)"
      }
    }
  }

  /// Whether the last batch had no value either: what was accepted is told once, not for ever.
  private func isEmptyForNow(_ past: ColumnHistory) -> Bool {
    span.last.map { past.nulls[$0] == history.batches[$0].rows } ?? false
  }

  /// A column that hardly ever has a null: the chance of as many as there are, after Poisson.
  private func rare(
    _ nulls: Int, _ rows: Int, _ past: ColumnHistory, _ tally: NullTally
  ) -> Surprise? {
    guard nulls >= 2, tally.batches >= Self.young else { return nil }
    let mean = Double(rows) * (Double(tally.nulls) + 0.5) / (Double(tally.rows) + 1)
    let chance = poissonTail(atLeast: nulls, mean: mean)
    guard chance < 1e-4 else { return nil }
    let rate = Double(nulls) / Double(rows)
    return Surprise(
      column: past.name, value: rate, usual: tally.median, limit: tally.largest,
      limitOrigin:
        "\(tally.nulls) of \(tally.rows) earlier rows were empty, so \(nulls) of \(rows) have a "
        + "chance of \(chance) (Poisson; limit 0.0001)",
      words: "\(Words.name(past.name)) is empty in \(nulls) rows (\(Words.share(rate)))")
  }

  /// What the history says of a column's nulls.
  private struct NullTally {
    var batches = 0
    var rows = 0
    var nulls = 0
    /// The most nulls of one batch.
    var most = 0
    /// Batches without any value.
    var empty = 0
    var largest = 0.0
    let median: Double?

    init(_ past: ColumnHistory, _ tables: [TableProfile], _ span: Range<Int>) {
      let middle = past.nullRate.recent[span.upperBound]
      median = middle.isNaN ? nil : middle
      for place in span {
        let count = past.nulls[place]
        let size = tables[place].rows
        if count < 0 || size == 0 { continue }
        batches += 1
        rows += size
        nulls += count
        most = max(most, count)
        if count == size { empty += 1 }
        largest = max(largest, Double(count) / Double(size))
      }
    }
  }
}
