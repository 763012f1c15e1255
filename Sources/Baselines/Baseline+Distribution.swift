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
  }

  /// Columns whose values lie elsewhere, or differ more or less, than the history explains.
  public func distribution(of batch: TableProfile, aspects: [Aspect]) -> [Surprise] {
    guard batches >= Self.young, batch.rows > 0 else { return [] }
    let now = comparison(of: batch)
    return pairs(batch).flatMap { profile, past -> [Surprise] in
      guard past.kind.isFree(before: span.upperBound) else { return [] }
      return aspects.compactMap { aspect in
        switch aspect {
        case .quantiles: quantiles(profile, past, now)
        case .spread: spread(profile, past, now)
        case .distinct: distinct(profile, past, now, rows: batch.rows)
        case .lengths: lengths(profile, past, now)
        }
      }
    }
  }

  private func quantiles(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    let values = Figure.quantiles.indices.compactMap { Figure.quantile($0, profile) }
    guard values.count == Figure.quantiles.count, let vote = now.vote(values, of: past) else {
      return nil
    }
    return surprise(vote.middle, .quantiles, column: past.name, score: vote.score) { value, usual in
      "\(Words.name(past.name)) is elsewhere: at least \(Comparison.votes) of "
        + "\(values.count) quantiles, one \(value), usually \(usual)"
    }
  }

  private func spread(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    let excursion = now.excursion(
      of: Figure.spread(profile), in: past.spread, .spread, floor: Floor.spread)
    guard let excursion else { return nil }
    return surprise(excursion, .spread, column: past.name) { _, _ in
      "\(Words.name(past.name)) has a deviation of "
        + "\(Words.number(exponential(excursion.value))), usually "
        + Words.number(exponential(excursion.usual)) + " (limits in logarithms)"
    }
  }

  private func distinct(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison, rows: Int
  ) -> Surprise? {
    let ratio = Figure.distinctRatio(profile, rows: rows)
    return now.excursion(of: ratio, in: past.distinctRatio, .distinct, floor: Floor.distinct)
      .flatMap {
        surprise($0, .distinct, column: past.name, shown: Words.share) { value, usual in
          "\(value) of the values of \(Words.name(past.name)) are different, usually \(usual)"
        }
      }
  }

  private func lengths(
    _ profile: ColumnProfile, _ past: ColumnHistory, _ now: Comparison
  ) -> Surprise? {
    let mean = profile.statistics?.lengths?.mean
    return now.excursion(of: mean, in: past.meanLength, .lengths, floor: Floor.length).flatMap {
      surprise($0, .lengths, column: past.name) { value, usual in
        "texts of \(Words.name(past.name)) are \(value) long, usually \(usual)"
      }
    }
  }
}
