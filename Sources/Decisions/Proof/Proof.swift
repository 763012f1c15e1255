internal import Conditions
public import Configurations
public import Documents
public import Incidents

/// Checks what must hold of safety over every combination of what judging can tell apart.
///
/// The space is finite: values by the classes that the constants of all conditions cut, times by
/// the windows, lists by the kinds of their elements. What is not taken apart counts as true,
/// false, unknown and failing. The guardrails themselves are asked: this only chooses the cases.
public struct Proof: Sendable {
  private let configuration: Configuration
  private let environments: [String]
  private let begin: Timestamp?
  private let budget: ProofBudget

  /// Prepares a proof for some environments, all where none are named; `begin` leaves out what
  /// was before.
  public init(
    _ configuration: Configuration, in environments: [String]? = nil, from begin: Timestamp? = nil,
    budget: ProofBudget = .full
  ) {
    self.configuration = configuration
    self.environments = environments ?? configuration.project.environments.map(\.name)
    self.begin = begin
    self.budget = budget
  }

  private var isWhole: Bool {
    configuration.project.environments.allSatisfy { environments.contains($0.name) }
  }

  /// The claims that authors wrote, in their order.
  public func authorsResults() -> [ClaimResult] {
    guard !configuration.safety.claims.isEmpty else { return [] }
    var budget = budget
    let spaces = spaces(&budget, of: actionsSpokenOf)
    return configuration.safety.claims.indices.map { index in
      result(of: index, in: spaces, &budget)
    }
  }

  /// The actions that some claim may speak of somewhere; all where there are none, so that it is
  /// said of which.
  ///
  /// A claim that is false of an action whatever else is known asks nothing of it.
  private func actionsSpokenOf(_ effective: Configuration) -> [ActionDefinition] {
    let actions = effective.policy.actions
    let spoken = actions.filter { action in
      environments.contains { environment in
        let draft = CaseDraft([.action(action), .environment(environment)])
        let facts = draft.proposedCase(EvidenceScope.safety.schema) {
          ["action", "env"].contains($0)
        }.facts
        return effective.safety.claims.contains { claim in
          if case .value(.bool(false)) = claim.condition.evaluate(facts) { false } else { true }
        }
      }
    }
    return spoken.isEmpty ? actions : spoken
  }

  /// The claims of authors, then those that hold for every configuration.
  public func results() -> [ClaimResult] {
    var left = budget
    let spaces = spaces(&left)
    return configuration.safety.claims.indices.map { result(of: $0, in: spaces, &left) }
      + BuiltInClaims(spaces: spaces).results(budget)
  }

  /// One space for all environments without an overlay, and one for each other, over some actions.
  func spaces(
    _ budget: inout ProofBudget,
    of actions: (Configuration) -> [ActionDefinition] = { $0.policy.actions }
  ) -> [ProofSpace] {
    let overlaid = configuration.overlaidEnvironments.filter(environments.contains)
    let plain = environments.filter { !overlaid.contains($0) }
    return ([plain] + overlaid.map { [$0] }).filter { !$0.isEmpty }.map { names in
      let effective = configuration.effective(in: names[0])
      return ProofSpace(
        ProofGround(
          effective, environments: names, actions: actions(effective), from: begin),
        budget: &budget)
    }
  }

  private func result(
    of index: Int, in spaces: [ProofSpace], _ budget: inout ProofBudget
  ) -> ClaimResult {
    let claim = configuration.safety.claims[index]
    let outcomes = spaces.map { $0.outcome(ofClaim: index, &budget) }
    var outcome = ClaimResult.Outcome.joined(outcomes)
    // Of some environments a claim may rightly say nothing, but not of all.
    if case .proved(combinations: 0) = outcome, isWhole {
      outcome = .undecided(reason: "no combination is meant: `for_all` never holds", parts: [])
    }
    return ClaimResult(
      id: claim.id, title: claim.title, span: claim.span, verdicts: claim.verdicts,
      outcome: outcome)
  }
}

/// What came of one claim.
public struct ClaimResult: Sendable {
  public let id: String
  public let title: String
  /// Where an author wrote it; `nil` for what is built in.
  public let span: SourceSpan?
  /// The verdicts that it allows; empty for what is built in.
  public let verdicts: [Verdict]
  public let outcome: Outcome

  public enum Outcome: Sendable {
    /// It holds for so many combinations.
    case proved(combinations: Int)
    case refuted(Counterexample)
    /// It cannot be told, and why; `parts` are those that were not taken apart.
    case undecided(reason: String, parts: [String])
    /// There are more combinations than were to be gone through; `parts` are in the way.
    case tooLarge(parts: [String])

    /// Over several spaces: one counterexample refutes, one doubt leaves in doubt.
    static func joined(_ outcomes: [Outcome]) -> Outcome {
      var combinations = 0
      var doubt: Outcome?
      var shortest: Counterexample?
      for outcome in outcomes {
        switch outcome {
        case .proved(let count): combinations = combinations.added(count)
        case .undecided, .tooLarge: doubt = doubt ?? outcome
        case .refuted(let example):
          if example.cost < shortest?.cost ?? .max { shortest = example }
        }
      }
      return shortest.map { .refuted($0) } ?? doubt ?? .proved(combinations: combinations)
    }
  }
}

/// A case that a claim is false for, in the fewest settings.
public struct Counterexample: Sendable {
  public let action: String
  public let environment: String
  /// What matters besides, in the order of the manual.
  public let settings: [Setting]
  /// What the guardrails say of it.
  public let judgement: Judgement
  /// How many settings are not as calm as can be.
  let cost: Int
  /// What is wrong with it, where the verdict alone does not say.
  public var note: String?

  /// One thing of a case that matters.
  public enum Setting: Sendable {
    case now(Timestamp)
    case job(String)
    case killSwitch(KillSwitch)
    case evidenceAge(Duration)
    /// The rule that found the anomaly; `nil` for none.
    case anomaly(rule: String?)
    /// What is used up of a limit; `nil` for unknown.
    case usage(limit: String, Double?)
    /// A fact by its way; unknown where it has no value.
    case fact(FactSetting)
    /// A part that was not taken apart, and what it comes to.
    case part(String)
  }

  /// The settings in words, as `runs.active = 1`.
  public let words: [String]
}
