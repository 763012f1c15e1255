public import Configurations
public import Decisions
public import Incidents
public import Learning

/// What a journal has to say of policies: the decisions of its finished incidents, with what came.
public struct JournalLog: Sendable {
  /// Incidents of which every decision can be counted.
  public let credits: [Credit]
  /// Incidents that are not over.
  public let open: Int
  /// Incidents that were decided in states or with actions that the policy has no more.
  public let strange: Int
  /// Incidents of which nobody can tell what came of an action.
  public let uncertain: Int
  /// Incidents in which the policy had no choice.
  public let choiceless: Int
  /// Incidents from before it was kept on record what was allowed and how likely it was.
  public let undocumented: Int

  public init(_ incidents: [Incident], by policy: Policy) {
    var (open, strange, uncertain, choiceless, undocumented) = (0, 0, 0, 0, 0)
    credits = incidents.compactMap { incident in
      guard incident.end != nil else {
        open += 1
        return nil
      }
      guard let credit = Credit(incident, by: policy) else {
        strange += 1
        return nil
      }
      if credit.steps.isEmpty {
        choiceless += 1
        return nil
      }
      guard credit.untilAsked.allSatisfy({ $0.reward != nil }) else {
        uncertain += 1
        return nil
      }
      guard credit.untilAsked.allSatisfy(\.isDocumented) else {
        undocumented += 1
        return nil
      }
      return credit
    }
    (self.open, self.strange) = (open, strange)
    (self.uncertain, self.choiceless) = (uncertain, choiceless)
    self.undocumented = undocumented
  }

  /// An estimate of the mean worth of an incident had an engine's policy decided, or why there is
  /// none.
  public func answer(for engine: Engine) -> OffPolicy.Answer {
    OffPolicy(discount: engine.configuration.policy.learner.discount)
      .answer(from: credits.map { logged($0, for: engine) })
  }

  /// The mean worth of the incidents as they were decided, with its interval.
  public func worth(discount: Double) -> Interval {
    OffPolicy.interval(
      credits.map { credit in
        credit.untilAsked.reversed().reduce(0) { ($1.reward ?? 0) + discount * $0 }
      })
  }

  /// What was decided and what the engine's policy would have done; every step is documented.
  private func logged(_ credit: Credit, for engine: Engine) -> [OffPolicy.Logged] {
    let places = engine.configuration.policy.actions.map(\.name)
    return credit.untilAsked.compactMap { step in
      guard let (action, isSupported) = engine.rehearsal(of: step.decision, in: step.state),
        let propensity = step.decision.proposal.propensity, let reward = step.reward
      else { return nil }
      return OffPolicy.Logged(
        state: step.state, action: step.action, propensity: propensity, reward: reward,
        wanted: places.firstIndex(of: action) ?? -1, isSupported: isSupported)
    }
  }
}

extension Credit.Step {
  /// Whether it is on record what was allowed, and how likely what it came to was.
  fileprivate var isDocumented: Bool {
    let proposal = decision.proposal
    return proposal.propensity != nil && proposal.prior != nil
      && proposal.candidates.contains { $0.verdict != nil }
  }
}

extension Credit {
  /// The decisions up to the first that a person was asked about: what followed was not the
  /// policy's doing.
  fileprivate var untilAsked: ArraySlice<Step> {
    let end = steps.firstIndex { $0.kind == .asked }.map { $0 + 1 } ?? steps.endIndex
    return steps[..<end]
  }
}
