public import Baselines
internal import Incidents
internal import Synchronization

/// The histories of tables, prepared at most once for all rules that look at them.
///
/// A class, since every rule of a scene shares it: what it gives does not depend on who asked
/// first.
public final class BaselineMemory: Sendable {
  private let known: Mutex<[String: Prepared]>

  /// A prepared history, and how many of its batches came before the batch in question.
  private struct Prepared {
    let history: TableHistory
    let count: Int
  }

  /// What surprised in the batch in question: rules that differ in columns and bounds alone share
  /// it.
  private let surprises = Mutex<[Question: [Surprise]]>([:])

  /// The batch in question against its table's schema, for all rules about columns and types.
  private let comparisons = Mutex<[String: Known<SchemaComparison>]>([:])

  /// The shares of empty values of the batch in question, for all rules about them.
  private let rates = Mutex<[String: Known<[String: Double]>]>([:])

  /// What was asked of a table's baseline.
  private struct Question: Hashable {
    let table: String
    let batches: Int
    let subject: String
  }

  private let earlier: HistoryMemory?

  /// Knows nothing yet; what was prepared for an earlier scene is taken from `histories`.
  public init(_ histories: HistoryMemory? = nil) {
    known = Mutex([:])
    earlier = histories
  }

  /// The surprises about a subject, looked for once.
  func surprises(
    _ subject: String, of table: TableEvidence, last limit: Int, _ look: () -> [Surprise]
  ) -> [Surprise] {
    let question = Question(table: table.name, batches: limit, subject: subject)
    if let found = surprises.withLock({ $0[question] }) { return found }
    let found = look()
    surprises.withLock { $0[question] = found }
    return found
  }

  /// The batch in question against its table's schema, compared once.
  func comparison(of table: TableEvidence) -> Known<SchemaComparison> {
    if let known = comparisons.withLock({ $0[table.name] }) { return known }
    let comparison = table.comparison
    comparisons.withLock { $0[table.name] = comparison }
    return comparison
  }

  /// The share of rows without a value in the batch in question, by column, counted once.
  func nullRates(of table: TableEvidence) -> Known<[String: Double]> {
    if let known = rates.withLock({ $0[table.name] }) { return known }
    let rates = table.nullRates
    self.rates.withLock { $0[table.name] = rates }
    return rates
  }

  /// Knows the first `count` batches of a table's history, prepared elsewhere.
  public init(table: String, history: TableHistory, before count: Int) {
    known = Mutex([table: Prepared(history: history, count: count)])
    earlier = nil
  }

  /// The last batches of a table before the one in question; unknown where nobody read them.
  func baseline(of table: TableEvidence, last limit: Int) -> Known<Baseline> {
    if let prepared = known.withLock({ $0[table.name] }) {
      return .known(Baseline(prepared.history, before: prepared.count, last: limit))
    }
    switch table.history {
    case .unknown(let reason): return .unknown(reason)
    case .known(let batches):
      // Prepared outside of the lock: two at once make the same, and the first one stays.
      let history = earlier?.history(of: table.name, batches) ?? TableHistory(batches)
      let made = Prepared(history: history, count: batches.count)
      let kept = known.withLock { memory in
        memory[table.name] = memory[table.name] ?? made
        return memory[table.name] ?? made
      }
      return .known(Baseline(kept.history, before: kept.count, last: limit))
    }
  }
}

/// The prepared history of each table as it was last seen: one healing looks at the same history
/// when it decides, before each step, and when it verifies.
public final class HistoryMemory: Sendable {
  private let known = Mutex<[String: (batches: [TableProfile], history: TableHistory)]>([:])

  public init() {}

  /// The history of these batches, prepared anew only where they are others than the last time.
  func history(of table: String, _ batches: [TableProfile]) -> TableHistory {
    if let last = known.withLock({ $0[table] }), last.batches == batches { return last.history }
    let made = TableHistory(batches)
    known.withLock { $0[table] = (batches, made) }
    return made
  }
}
