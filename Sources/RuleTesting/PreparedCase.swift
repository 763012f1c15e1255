internal import Configurations
internal import Decisions
internal import Incidents

/// A case with its evidence read and changed: it only waits for an engine.
struct PreparedCase: Sendable {
  /// The path of its file.
  let file: String
  let test: String
  /// The case's number from 1, where the test has several.
  let number: Int?
  let one: RuleTestCase
  let fixture: RuleTestFixture
  var situation: TestSituation
  var now: Timestamp
  /// The action to judge instead of the policy's choice.
  var action: String?

  /// The same on the unchanged evidence of its fixture, in another batch; `nil` where the fixture
  /// describes no batches.
  func on(_ batch: DescribedBatch) -> PreparedCase? {
    guard fixture.description != nil,
      let evidence = try? fixture.evidence(in: environment, at: now, with: batch)
    else { return nil }
    var changed = self
    changed.situation = TestSituation(evidence)
    return changed
  }

  /// The environment that it is decided in.
  var environment: String { situation.evidence.environment }

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

  /// What an engine decides on what rules said.
  func decision(by engine: Engine, on known: RuleAnswers) -> Decision {
    engine.decision(
      on: known, after: history, under: circumstances(for: engine), asking: action)
  }

  /// Whether a decision is what the case expects.
  func isMet(by decision: Decision) -> Bool {
    one.expectations.allSatisfy { expectation in
      let wanted =
        expectation.isExact
        ? RuleTestRunner.sorted(expectation.wanted) : expectation.wanted
      return expectation.words(of: decision) == wanted
    }
  }
}
