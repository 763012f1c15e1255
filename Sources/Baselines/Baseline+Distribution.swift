public import Incidents

extension Baseline {
  /// Which figures of a column's values are held against the history.
  public enum Aspect: String, CaseIterable, Sendable {
    /// Five quantiles, of which three must agree.
    case quantiles
    /// The standard deviation.
    case spread
    /// The share of different values.
    case distinct
    /// The mean length of texts.
    case lengths
    /// Whether values are rounded.
    case precision
  }

  /// Columns whose values lie elsewhere, or differ more or less, than the history explains.
  public func distribution(of batch: TableProfile, aspects: [Aspect]) -> [Surprise] {
    guard batches >= Self.young, batch.rows > 0 else { return [] }
    let now = comparison(of: batch)
    return pairs(batch).flatMap { profile, past -> [Surprise] in
      // A column with one value a batch is a label, whatever its type.
      guard past.kind.isFree(before: span.upperBound), past.mostDistinct[span.upperBound - 1] > 1
      else { return [] }
      return aspects.compactMap { aspect in
        switch aspect {
        case .quantiles: quantiles(profile, past, now)
        case .spread: spread(profile, past, now)
        case .distinct: distinct(profile, past, now, rows: batch.rows)
        case .lengths: lengths(profile, past, now, rows: batch.rows)
        case .precision: precision(profile, past)
        }
      }
    }
  }

  private func quantiles(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    guard let vote = now.vote(profile, of: past) else { return nil }
    return surprise(vote.of, .quantiles, column: past.name, score: vote.score) { value, usual in
      "the quantiles of \(Words.name(past.name)) are elsewhere, one is \(value), usually \(usual)"
    }
  }

  private func spread(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    guard let excursion = now.spread(profile, of: past) else { return nil }
    return surprise(excursion, .spread, column: past.name) { _, _ in
      "\(Words.name(past.name)) has a deviation of "
        + "\(Words.number(exponential(excursion.value))), usually "
        + Words.number(exponential(excursion.usual)) + " (limits in logarithms)"
    }
  }

  /// The number of different values, or their share of all.
  private func distinct(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison, rows: Int
  ) -> Surprise? {
    let count = Figure.variety(profile, rows: rows)
    let variety = now.excursion(
      of: count, in: past.variety, .variety,
      floor: Floor.variety(past.variety.recent[span.upperBound]))
    let several = variety.flatMap { excursion in
      surprise(excursion, .variety, column: past.name) { _, _ in
        "\(Words.name(past.name)) has \(profile.distinct ?? 0) different values, usually "
          + "\(Words.number(exponential(excursion.usual))) (limits in logarithms)"
      }
    }
    if let several { return several }
    return now.ratio(profile, of: past).flatMap {
      surprise($0, .distinct, column: past.name, shown: Words.share) { value, usual in
        "\(value) of the values of \(Words.name(past.name)) are different, usually \(usual)"
      }
    }
  }

  private func lengths(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison, rows: Int
  ) -> Surprise? {
    // The lengths of categories say nothing that their values do not.
    if past.values.isCategory(before: span.upperBound) { return nil }
    let mean = Figure.meanLength(profile, rows: rows)
    return now.excursion(of: mean, in: past.meanLength, .lengths, floor: Floor.length).flatMap {
      surprise($0, .lengths, column: past.name) { value, usual in
        "texts of \(Words.name(past.name)) are \(value) long, usually \(usual)"
      }
    }
  }
}

extension Comparison {
  /// The share of different values of a column whose values mostly differ: where most are alike,
  /// the share is a matter of how often the rest comes.
  func ratio(_ profile: ColumnProfile, of column: ColumnHistory) -> Excursion? {
    guard column.distinctRatio.recent[span.upperBound] > 0.5 else { return nil }
    return excursion(
      of: Figure.distinctRatio(profile, rows: rows), in: column.distinctRatio, .distinct,
      floor: Floor.distinct(rows: rows))
  }

  /// The deviation, where the distance of the quartiles agrees with it: a few values far out are
  /// a matter of ranges.
  func spread(_ profile: ColumnProfile, of column: ColumnHistory) -> Excursion? {
    guard
      let all = excursion(
        of: Figure.spread(profile, rows: rows), in: column.spread, .spread, floor: Floor.spread),
      let middle = excursion(
        of: Figure.middleSpread(profile, rows: rows), in: column.middleSpread, .spread,
        floor: Floor.spread),
      (all.value > all.usual) == (middle.value > middle.usual)
    else { return nil }
    return middle.score < all.score ? middle : all
  }
}
