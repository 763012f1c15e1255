public import Configurations

/// Whether learned values decide in a state, and why: the one rule, for the engine, for people who
/// read a table, and for who measures.
public enum LearnedVerdict: Sendable, Hashable {
  /// No possible action has its visits.
  case tooFewVisits
  /// The action of the prior is the best that is known.
  case agrees
  /// Another action is known, and the prior's is not, so nothing can be said to beat it.
  case incumbentUnknown(best: Int)
  /// Another action looks better, and chance may explain it.
  case mayBeChance(best: Int)
  /// Another action surely beats the prior's.
  case beats(best: Int)

  /// Holds the best of the possible actions that have their visits against the prior's.
  ///
  /// Actions are places in the declared order: of equals the first is the best. Without a row of
  /// the prior an incident is escalated, so `incumbent` is `escalate` then. Cost: O(actions).
  @inlinable
  public init(
    over incumbent: Int, among possible: some Sequence<Int>, needing visits: Int,
    learnedAt rate: Policy.Learner.Schedule, cell: (Int) -> ActionValues.Cell?
  ) {
    var best: (action: Int, cell: ActionValues.Cell)?
    for action in possible {
      guard let known = cell(action), known.visits >= visits,
        known.value > best?.cell.value ?? -.infinity
      else { continue }
      best = (action, known)
    }
    guard let best else {
      self = .tooFewVisits
      return
    }
    guard best.action != incumbent else {
      self = .agrees
      return
    }
    guard let rival = cell(incumbent), rival.visits >= visits else {
      self = .incumbentUnknown(best: best.action)
      return
    }
    self =
      best.cell.isSurelyAbove(rival, learnedAt: rate)
      ? .beats(best: best.action) : .mayBeChance(best: best.action)
  }

  /// The action that learned values decide on; `nil` where the prior does.
  @inlinable public var action: Int? {
    if case .beats(let best) = self { best } else { nil }
  }
}
