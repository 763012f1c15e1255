public import Configurations
internal import Conditions
public import Incidents

/// What every declared action would come to at once: for learners, and for who asks why.
public struct Outlook: Sendable {
  public let found: DetectionResult
  /// What the decision is about; `nil` where nothing fired.
  public let anomaly: Finding?
  /// Absent where nothing may be healed.
  public let state: State?
  /// What the numeric features of the state come from, by feature; `nil` where it is unknown.
  public let measures: [String: Double?]
  /// What the policy proposes, by what the engine has learned.
  public let proposal: Proposal
  /// What the prior alone would propose.
  public let prior: Proposal
  /// What the prior alone would propose among what safety allows.
  public let nextPrior: Proposal
  /// Every declared action, in declared order.
  public let options: [Option]

  /// One action.
  public struct Option: Sendable {
    public let action: ActionDefinition
    /// Whether its precondition holds and its steps can be said.
    public let isPossible: Bool
    /// What safety says of it.
    public let judgement: Judgement
  }
}

extension Engine {
  /// Asks the judges about every action that is declared, on what was found in the evidence.
  ///
  /// Cost: the rules once (not where `found` is given), every constraint once an action.
  public func outlook(
    on evidence: Evidence, found: DetectionResult? = nil, after history: HealingHistory,
    under circumstances: Circumstances, at now: Timestamp
  ) -> Outlook {
    let scene = scene(evidence, at: now)
    return outlook(
      in: scene, found: found ?? rules.findings(in: scene), after: history, under: circumstances)
  }

  /// The same for several histories of one incident: the evidence is looked at once.
  public func outlooks(
    on evidence: Evidence, found: DetectionResult, after histories: [HealingHistory],
    under circumstances: Circumstances, at now: Timestamp
  ) -> [Outlook] {
    let scene = scene(evidence, at: now)
    return histories.map { outlook(in: scene, found: found, after: $0, under: circumstances) }
  }

  private func outlook(
    in scene: Scene, found: DetectionResult, after history: HealingHistory,
    under circumstances: Circumstances
  ) -> Outlook {
    let thought = deliberation(
      on: found, in: scene, after: history, under: circumstances, asking: nil)
    let untaught = ActionChoice(policy: configuration.policy, values: .none)
    let options = thought.candidates.map { candidate in
      Outlook.Option(
        action: candidate.action, isPossible: candidate.isOpen,
        judgement: guardrails.judgement(on: thought.proposedCase(of: candidate)))
    }
    let allowed = options.filter { $0.isPossible && $0.judgement.verdict == .allow }
    return Outlook(
      found: found, anomaly: thought.proposedCase.anomaly,
      state: thought.subject.state, measures: measures(of: thought), proposal: thought.proposal,
      prior: untaught.proposal(for: thought.subject, among: thought.candidates, asking: nil),
      nextPrior: untaught.proposal(
        for: thought.subject, among: thought.candidates, asking: nil,
        keepingTo: Set(allowed.map(\.action.name))),
      options: options)
  }

  private func measures(of thought: Deliberation) -> [String: Double?] {
    var measures: [String: Double?] = [:]
    for feature in configuration.policy.features {
      guard case .bins = feature.cut else { continue }
      var number: Double?
      if case .value(let value) = feature.source.evaluate(thought.subject.facts) {
        number = value.number
      }
      measures.updateValue(number, forKey: feature.name)
    }
    return measures
  }
}
