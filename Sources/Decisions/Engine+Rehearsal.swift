internal import Configurations
public import Incidents

extension Engine {
  /// What this engine's policy would have executed where another one decided, and whether the log
  /// could have come to it; `nil` where the record does not say what was possible and allowed.
  ///
  /// Nothing is gathered or judged again: the prior's proposal and the verdicts are those on
  /// record. `state` is the state's place by the policy's own numbers.
  public func rehearsal(
    of decision: Decision, in state: Int
  ) -> (action: String, isSupported: Bool)? {
    let record = decision.proposal
    guard let prior = record.prior, let propensity = record.propensity,
      record.candidates.contains(where: { $0.verdict != nil })
    else { return nil }
    let possible = record.candidates.filter { $0.isPossible == true }
    let wanted = choice(in: state, over: prior, among: possible)
    let action = executed(wanted, in: state, among: possible)
    if action == decision.executed { return (action, true) }
    // Chance had a part: then whatever may be tried might have been drawn.
    guard propensity < 1 else { return (action, false) }
    let definition = configuration.policy.action(action)
    let isOpen = action == Action.escalate || definition.map(Exploration.isReversible) ?? false
    return (action, isOpen || action == record.chosen)
  }

  private func choice(
    in state: Int, over incumbent: String, among open: [Proposal.Candidate]
  ) -> String {
    let policy = configuration.policy
    let names = policy.actions.map(\.name)
    guard let place = names.firstIndex(of: incumbent) else { return incumbent }
    let learned = LearnedVerdict(
      over: place,
      among: names.indices.filter { place in open.contains { $0.action == names[place] } },
      needing: policy.learner.actAfter, learnedAt: policy.learner.learningRate
    ) { choice.values[state, names[$0]] }.action
    return learned.map { names[$0] } ?? incumbent
  }

  /// What a proposal comes to, by the verdicts on record.
  private func executed(
    _ wanted: String, in state: Int, among possible: [Proposal.Candidate]
  ) -> String {
    switch possible.first(where: { $0.action == wanted })?.verdict {
    case .allow?: return wanted
    case .ask?, .unavailable?, nil: return Action.escalate
    case .deny?: break
    }
    guard configuration.policy.learner.whenDenied == .nextBest else { return Action.escalate }
    let allowed = possible.filter { $0.verdict == .allow }
    let prior = priorAction(in: state, among: Set(allowed.map(\.action)))
    let next = choice(in: state, over: prior, among: allowed)
    return allowed.contains { $0.action == next } ? next : Action.escalate
  }
}

extension Proposal {
  /// What would have been proposed without chance.
  public var chosen: String {
    if case .explored(let instead) = origin { instead } else { action }
  }
}
