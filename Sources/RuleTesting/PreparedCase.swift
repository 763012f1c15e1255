internal import Configurations
internal import Decisions
internal import Incidents

/// A case with its evidence read and changed: it only waits for an engine.
struct PreparedCase: Sendable {
  let test: String
  /// The case's number from 1, where the test has several.
  let number: Int?
  let one: RuleTestCase
  var situation: TestSituation
  let now: Timestamp
  /// The action to judge instead of the policy's choice.
  var action: String?

  /// The evidence as it is judged.
  var evidence: Evidence { situation.evidence.gathered(at: now - situation.age) }

  private var history: HealingHistory {
    HealingHistory(
      openedAt: now, performedActions: situation.performedActions, tried: situation.tried)
  }

  private func circumstances(for engine: Engine) -> Circumstances {
    let untouched = Circumstances.untouched(engine.configuration)
    return Circumstances(
      killSwitch: situation.killSwitch,
      usage: untouched.usage.merging(situation.usage) { $1 }
        .filter { !situation.unknownLimits.contains($0.key) },
      obstacles: { [obstacles = situation.obstacles] _ in obstacles },
      assumptions: situation.assumptions)
  }

  /// What an engine decides.
  func decision(by engine: Engine) -> Decision {
    engine.decision(
      on: evidence, after: history, under: circumstances(for: engine), asking: action, at: now)
  }

  /// What the judges of an engine are asked.
  func proposedCase(by engine: Engine) -> ProposedCase {
    engine.proposedCase(
      on: evidence, after: history, under: circumstances(for: engine), asking: action, at: now)
  }

  /// What the clauses of the engine's configuration come to.
  func outcomes(by engine: Engine) -> [ClauseOutcome] {
    engine.clauseOutcomes(
      on: evidence, after: history, under: circumstances(for: engine), asking: action, at: now)
  }

  /// Whether an engine decides what the case expects.
  func holds(by engine: Engine) -> Bool {
    let decision = decision(by: engine)
    return one.expectations.allSatisfy { expectation in
      let wanted =
        expectation.key.isList
        ? RuleTestRunner.sorted(expectation.wanted) : expectation.wanted
      return expectation.key.words(of: decision) == wanted
    }
  }
}
