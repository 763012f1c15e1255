public import Incidents

extension Baseline {
  /// What may hold between two columns.
  public enum RelationKind: String, CaseIterable, Sendable {
    /// As many empty rows in both, or never more in one than in the other.
    case nulls
    /// As many different values in both.
    case distinct
    /// Medians that go together.
    case medians
  }

  /// What held between two columns in every batch and does not hold any more.
  public func relations(of batch: TableProfile, kinds: [RelationKind]) -> [Surprise] {
    guard batch.rows > 0 else { return [] }
    let now = comparison(of: batch)
    let count = span.upperBound
    let profiles = history.profiles(of: batch)
    return history.relations.compactMap { relation in
      guard kinds.contains(relation.kind.publicKind), relation.holds(before: count),
        let left = profiles[relation.left], let right = profiles[relation.right]
      else { return nil }
      switch relation.kind {
      case .equalNulls, .fewerNulls: return nulls(relation, left, right, batch.rows)
      case .equalDistinct: return distinct(left, right, batch.rows)
      case .medians: return medians(relation, left, right, now)
      }
    }
  }

  private func nulls(
    _ relation: ColumnRelation, _ left: ColumnProfile, _ right: ColumnProfile, _ rows: Int
  ) -> Surprise? {
    guard let first = left.nulls, let second = right.nulls else { return nil }
    let isEqual = relation.kind == .equalNulls
    let excess = isEqual ? abs(first - second) : first - second
    let bounds = isEqual ? (rows: 2, share: 0.005) : (rows: 3, share: 0.01)
    guard excess >= bounds.rows, Double(excess) > bounds.share * Double(rows) else { return nil }
    return Surprise(
      column: first > second ? left.name : right.name, value: Double(first),
      usual: Double(second), limit: Double(second),
      limitOrigin:
        "in each of \(span.upperBound) earlier batches \(Words.name(left.name)) is empty in "
        + "\(isEqual ? "as many" : "no more") rows \(isEqual ? "as" : "than") "
        + Words.name(right.name),
      words: "\(Words.name(left.name)) is empty in \(first) rows and \(Words.name(right.name)) in "
        + "\(second)")
  }

  private func distinct(
    _ left: ColumnProfile, _ right: ColumnProfile, _ rows: Int
  ) -> Surprise? {
    guard let first = left.distinct, let second = right.distinct,
      abs(first - second) >= 2, Double(abs(first - second)) > 0.005 * Double(rows)
    else { return nil }
    return Surprise(
      column: left.name, value: Double(first), usual: Double(second), limit: Double(second),
      limitOrigin:
        "in each of \(span.upperBound) earlier batches \(Words.name(left.name)) and "
        + "\(Words.name(right.name)) have as many different values",
      words: "\(Words.name(left.name)) has \(first) different values and "
        + "\(Words.name(right.name)) \(second)")
  }

  private func medians(
    _ relation: ColumnRelation, _ left: ColumnProfile, _ right: ColumnProfile, _ now: Comparison
  ) -> Surprise? {
    guard let first = Figure.quantile(2, left, rows: now.rows),
      let second = Figure.quantile(2, right, rows: now.rows),
      let series = relation.difference
    else { return nil }
    let floor = relation.floor(among: history.columns, before: span.upperBound)
    return now.excursion(of: first - second, in: series, .medians, floor: floor).flatMap {
      surprise($0, .medians, column: left.name) { value, usual in
        "the medians of \(Words.name(left.name)) and \(Words.name(right.name)) are \(value) apart, "
          + "usually \(usual)"
      }
    }
  }
}

extension ColumnRelation.Kind {
  fileprivate var publicKind: Baseline.RelationKind {
    switch self {
    case .equalNulls, .fewerNulls: .nulls
    case .equalDistinct: .distinct
    case .medians: .medians
    }
  }
}
