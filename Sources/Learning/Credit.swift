public import Configurations
internal import Decisions
public import Incidents

/// What came of the decisions of a finished incident, told by its journal alone.
///
/// Whoever reads the same journal with the same policy gives the same credit.
public struct Credit: Sendable, Hashable {
  /// The decisions that the policy had a choice in, in order.
  public let steps: [Step]

  /// One decision and what came of it.
  public struct Step: Sendable, Hashable {
    public let decision: Decision
    /// The state by the policy's own numbers, and the place of the executed action.
    public let state: Int
    public let action: Int
    public let kind: Kind
    /// What the policy's `reward` gives for it, as far as anybody saw what came of it; `nil` where
    /// nobody can tell.
    public let reward: Double?
    /// Where the incident went on with a choice.
    public let next: Next?
  }

  public enum Kind: Sendable, Hashable {
    /// The action was performed: its value is learned.
    case performed
    /// Safety kept the policy from it, and a person was told: that is what was performed, and
    /// nothing is learned of the proposal.
    case handedOver
    /// A person was asked: what follows is not the policy's doing.
    case asked
    /// It was written down, and nothing done.
    case noted
  }

  /// The state of the next choice, with a bit for each action that was allowed there; `nil` where
  /// the journal does not say what was allowed.
  public struct Next: Sendable, Hashable {
    public let state: Int
    public let allowed: UInt64?
  }

  /// The credit of an incident; `nil` where it is not over, or is of states or actions that the
  /// policy has no more.
  public init?(_ incident: Incident, by policy: Policy) {
    guard let end = incident.end else { return nil }
    let reading = CreditReading(policy)
    let attempts = incident.attempts
    let lastPerformed = attempts.lastIndex(where: \.hadEffect)
    var steps: [Step] = []
    for (place, attempt) in attempts.enumerated() {
      guard attempt.decision.isChoice else { continue }
      guard let state = reading.state(of: attempt.decision),
        let action = reading.place(of: attempt.decision.executed)
      else { return nil }
      guard let kind = attempt.kind else { continue }
      let following = place + 1 < attempts.count ? attempts[place + 1].decision : nil
      var next: Next?
      if kind == .performed, let following, following.isChoice {
        guard let state = reading.state(of: following) else { return nil }
        next = Next(state: state, allowed: reading.allowed(in: following))
      }
      let isHarmed = incident.closing?.verdict == .harmed && place == lastPerformed
      steps.append(
        Step(
          decision: attempt.decision, state: state, action: action, kind: kind,
          reward: reading.reward(
            of: attempt, kind, isHarmed: isHarmed, isLast: next == nil, end.outcome),
          next: next))
      // Telling somebody may fail and be tried again: the choice was made once.
      if attempt.decision.action.traits.onlyNotifies, kind != .asked { break }
    }
    self.steps = steps
  }
}

/// Reads journals with the names and numbers of one policy.
private struct CreditReading {
  let policy: Policy
  let space: StateSpace
  let places: [String: Int]

  init(_ policy: Policy) {
    self.policy = policy
    space = StateSpace(policy.features)
    places = Dictionary(policy.actions.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  func place(of action: String) -> Int? { places[action] }

  /// The state by its labels: what was numbered otherwise then is found all the same.
  func state(of decision: Decision) -> Int? {
    guard let state = decision.state, state.features.count == policy.features.count else {
      return nil
    }
    let labels = policy.features.compactMap { state[$0.name] }
    return space.index(of: labels)
  }

  func allowed(in decision: Decision) -> UInt64? {
    let candidates = decision.proposal.candidates
    guard candidates.contains(where: { $0.verdict != nil }) else { return nil }
    var allowed: UInt64 = 0
    for candidate in candidates + [.escalation] where candidate.verdict == .allow {
      if let place = place(of: candidate.action) { allowed |= 1 << UInt64(place) }
    }
    return allowed
  }

  func reward(
    of attempt: Attempt, _ kind: Credit.Kind, isHarmed: Bool, isLast: Bool, _ outcome: Outcome
  ) -> Double? {
    let reward = policy.reward
    switch kind {
    case .noted: return 0
    case .handedOver, .asked: return reward.escalated
    case .performed: break
    }
    if attempt.decision.action.traits.onlyNotifies { return reward.escalated }
    guard let verification = attempt.verification else { return nil }
    let hours = attempt.runEnd?.dpuHours ?? attempt.decision.figures.dpuHours ?? 0
    let cost = attempt.minutes * reward.eachMinute + hours * reward.eachDPUHour
    if verification.isVerified, !isHarmed { return cost + reward.resolved }
    guard isHarmed || verification.checks.contains(where: { $0.answer == .fails }) else {
      return nil
    }
    // A run that succeeded and is doubtful ends with its step; one that failed may be tried again,
    // and where nothing may be tried any more, handing over is the next step.
    let isDoubtful = attempt.runEnd?.state == .succeeded
    let told = !isLast || outcome == .resolved ? 0 : reward.escalated
    return cost + (isHarmed ? reward.harmed : reward.notResolved)
      + (isDoubtful ? 1 : policy.learner.discount) * told
  }
}

extension Decision {
  /// Whether the policy had a choice.
  fileprivate var isChoice: Bool {
    guard state != nil else { return false }
    switch proposal.origin {
    case .prior, .learned, .noMatch, .explored: return true
    case .noHealFinding, .attemptsExhausted, .asked: return false
    }
  }
}

extension Proposal.Candidate {
  /// Handing over is always allowed.
  fileprivate static let escalation = Proposal.Candidate(
    action: Action.escalate, value: nil, visits: 0, isPossible: true, verdict: .allow)
}

extension Attempt {
  /// What became of the decision; `nil` where its action had no effect after all.
  fileprivate var kind: Credit.Kind? {
    if decision.asked != nil { return .asked }
    if decision.action.traits.isPassive { return .noted }
    if decision.action.traits.onlyNotifies {
      return decision.proposal.action == decision.executed ? .performed : .handedOver
    }
    return hadEffect ? .performed : nil
  }

  /// How long the action took, waits with it and people's time without.
  fileprivate var minutes: Double {
    guard let first = steps.first?.intendedAt, let last = lastWork else { return 0 }
    let (seconds, attoseconds) = (last - first).components
    return max(Double(seconds) + Double(attoseconds) * 1e-18, 0) / 60
  }
}

extension QLearning {
  /// Learns from one finished incident: an update for each performed action of which is known what
  /// came. Answers how many there were.
  public mutating func learn(from credit: Credit) -> Int {
    beginIncident()
    var updates = 0
    for step in credit.steps where step.kind == .performed || step.kind == .handedOver {
      guard let reward = step.reward else { continue }
      var next: (state: Int, allowed: UInt64)?
      if let following = step.next {
        guard let allowed = following.allowed else { continue }
        next = (following.state, allowed)
      }
      learn(step.action, in: step.state, reward: reward, next: next)
      updates += 1
    }
    return updates
  }
}
