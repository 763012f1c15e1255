public import Incidents

/// The batches of a table before one batch: what that batch is held against.
///
/// The batch itself is never among them.
public struct Baseline: Sendable {
  let history: TableHistory
  /// The places of the batches that count.
  let span: Range<Int>

  /// The last `limit` batches of a history.
  public init(_ history: TableHistory, last limit: Int) {
    self.init(history, before: history.batches.count, last: limit)
  }

  /// The last `limit` of the first `count` batches of a history.
  public init(_ history: TableHistory, before count: Int, last limit: Int) {
    self.history = history
    span = max(0, count - limit)..<count
  }

  /// How many batches there are.
  public var batches: Int { span.count }

  /// The batches, oldest first.
  public var profiles: ArraySlice<TableProfile> { history.batches[span] }

  /// A history that is shorter tells rules and single values, but nothing about distributions.
  public static let young = 5
  /// That something never happened is believed from so many batches on.
  static let settled = 20

  /// What a batch is compared with, as its own date has it.
  func comparison(of batch: TableProfile) -> Comparison {
    Comparison(
      span: span, rows: batch.rows, day: batch.origin.name.flatMap { BatchDate(in: $0)?.days },
      phases: history.phases)
  }

  /// The histories of the columns that a batch has too, in the batch's order.
  func pairs(_ batch: TableProfile) -> [(profile: ColumnProfile, history: ColumnHistory)] {
    batch.columns.enumerated().compactMap { order, profile in
      history.column(profile.name, near: order).map { (profile, $0) }
    }
  }

  /// A surprise of a statistical family, where the limit holds after the replay too.
  func surprise(
    _ excursion: Excursion, _ family: Family, column: String? = nil, score: Double? = nil,
    shown: (Double) -> String = Words.number, words: (String, String) -> String
  ) -> Surprise? {
    let (factor, fired, judged) = history.replay.factor(of: family, in: span)
    let strength = (score ?? excursion.score) / factor
    guard strength > 1 else { return nil }
    let replay =
      "replayed, the family spoke of \(fired) of \(judged) accepted batches"
      + (factor > 1 ? ", so limits are \(Words.number(factor)) times as wide" : "")
    let limit = excursion.usual + (excursion.limit - excursion.usual) * factor
    return Surprise(
      column: column, value: excursion.value, usual: excursion.usual, limit: limit,
      limitOrigin: "\(excursion.limits.words); \(replay)", strength: strength,
      words: words(shown(excursion.value), shown(excursion.usual)))
  }
}
