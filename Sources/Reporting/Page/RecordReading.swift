internal import Evaluations

/// A record with what several sections ask of it.
struct RecordReading {
  let record: EvaluationRecord
  /// The mix in which the learned policy heals least; `nil` where it plays in none.
  let worst: MixRecord?
  /// The mix in which the bound of the learned policy's harm is highest.
  let mostHarmed: MixRecord?

  init(_ record: EvaluationRecord) {
    self.record = record
    let played = record.mixes.filter { $0[.learned]?[.healed] != nil }
    worst = played.min {
      ($0[.learned]?[.healed]?.value ?? 0) < ($1[.learned]?[.healed]?.value ?? 0)
    }
    mostHarmed = record.mixes.filter { $0[.learned] != nil }
      .max { ($0[.learned]?.harmBound ?? 0) < ($1[.learned]?.harmBound ?? 0) }
  }

  /// Incidents that were played of each mix.
  var played: Int { Figure.product(record.seeds.count, max(record.incidents, 0)) }
}

extension MixRecord {
  subscript(contender: Contender) -> ContenderRecord? {
    contenders.first { $0.name == contender.rawValue }
  }

  /// The contenders in their declared order; others behind them as they stand.
  var ordered: [ContenderRecord] {
    let known = Contender.allCases.compactMap { self[$0] }
    return known + contenders.filter { Contender(rawValue: $0.name) == nil }
  }

  /// What the learned policy came to minus the prior, on the same incidents.
  func learnedMinusPrior(_ metric: Metric) -> DifferenceRecord? {
    differences.first {
      $0.name == Contender.learned.rawValue && $0.from == Contender.prior.rawValue
        && $0.metric == metric.rawValue
    }
  }

  /// The title, with the name behind it.
  var heading: HTMLText { "\(title) <span class=\"soft\">(\(HTMLText.name(name)))</span>" }
}

extension ContenderRecord {
  subscript(metric: Metric) -> Interval? { figures[metric.rawValue] }
}

/// What an interval of a difference lets one say.
enum DifferenceVerdict: String, CaseIterable {
  case same = "the same within half a point"
  case more = "more"
  case fewer = "fewer"
  case open = "cannot be told"

  init(_ record: DifferenceRecord) {
    if record.isEquivalent {
      self = .same
    } else if record.difference.low > 0 {
      self = .more
    } else if record.difference.high < 0 {
      self = .fewer
    } else {
      self = .open
    }
  }
}
