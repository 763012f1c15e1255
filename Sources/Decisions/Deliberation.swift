internal import Configurations
internal import Incidents

/// A decision on its way to the judges.
struct Deliberation: Sendable {
  let scene: Scene
  let found: DetectionResult
  let subject: ChoiceSubject
  let candidates: [Candidate]
  let circumstances: Circumstances
  let proposal: Proposal
  /// The proposed action as a candidate; `nil` for what no policy declares.
  let chosen: Candidate?
  let proposedCase: ProposedCase

  init(
    scene: Scene, found: DetectionResult, subject: ChoiceSubject, candidates: [Candidate],
    circumstances: Circumstances, anomaly: Finding?, proposal: Proposal
  ) {
    let chosen = candidates.first { $0.action.name == proposal.action }
    self.scene = scene
    self.found = found
    self.subject = subject
    self.candidates = candidates
    self.circumstances = circumstances
    self.proposal = proposal
    self.chosen = chosen
    proposedCase = ProposedCase(
      scene: scene, proposal: proposal, chosen: chosen, anomaly: anomaly, facts: subject.facts,
      circumstances: circumstances)
  }

  /// The same with another proposal.
  func proposing(_ proposal: Proposal) -> Deliberation {
    Deliberation(
      scene: scene, found: found, subject: subject, candidates: candidates,
      circumstances: circumstances, anomaly: proposedCase.anomaly, proposal: proposal)
  }

  /// The case of one of the candidates, were it proposed.
  func proposedCase(of candidate: Candidate) -> ProposedCase {
    let asked = Proposal(
      action: candidate.action.name, origin: .asked, candidates: proposal.candidates)
    return ProposedCase(
      scene: scene, proposal: asked, chosen: candidate, anomaly: proposedCase.anomaly,
      facts: subject.facts, circumstances: circumstances)
  }

  /// Whether the policy chose: only then is there a next best, and something to explore.
  var isChoice: Bool {
    switch proposal.origin {
    case .prior, .learned, .noMatch, .explored: true
    case .noHealFinding, .attemptsExhausted, .asked: false
    }
  }
}

extension Candidate {
  /// Whether its precondition holds and its steps can be said.
  var isOpen: Bool {
    if case .success = resolved { isPossible == true } else { false }
  }
}

// What a proposal comes to.
extension Engine {
  /// What is carried out instead of handing over: the proposed action where it is allowed, or
  /// the next best one where it is denied and the policy wants that; `nil` where a person is told.
  func taken(
    of thought: Deliberation, _ judgement: Judgement
  ) -> (candidate: Candidate, judgement: Judgement)? {
    switch judgement.verdict {
    case .allow: return thought.chosen.map { ($0, judgement) }
    case .ask, .unavailable: return nil
    case .deny: break
    }
    guard configuration.policy.learner.whenDenied == .nextBest, thought.isChoice else { return nil }
    var allowed: [String: Judgement] = [:]
    for candidate in thought.candidates where candidate.isOpen {
      let answer = guardrails.judgement(on: thought.proposedCase(of: candidate))
      if answer.verdict == .allow { allowed[candidate.action.name] = answer }
    }
    let next = choice.proposal(
      for: thought.subject, among: thought.candidates, asking: nil,
      keepingTo: Set(allowed.keys))
    guard next.action != Action.escalate, let answer = allowed[next.action] else { return nil }
    return thought.candidates.first { $0.action.name == next.action }.map { ($0, answer) }
  }

  /// The deliberation after chance had its say, with what safety says of every action and how
  /// likely it was that this came of it.
  ///
  /// Only for what is carried out: without `circumstances.chance` nothing is asked or drawn. Drawn
  /// is among what safety allows and can be taken back, and handing over; what is drawn is judged
  /// like any proposal. What a person approved is left as it is. Cost: every constraint once an
  /// action.
  func explored(
    _ thought: Deliberation, after history: HealingHistory, isApproved: Bool
  ) -> Deliberation {
    guard let seed = thought.circumstances.chance else { return thought }
    let proposal = thought.proposal
    guard thought.isChoice else { return thought.proposing(proposal.with(propensity: 1)) }
    let verdicts = thought.candidates.map { candidate in
      candidate.isOpen
        ? guardrails.judgement(on: thought.proposedCase(of: candidate)).verdict : nil
    }
    let judged = proposal.with(verdicts: verdicts)
    let names = thought.candidates.map(\.action.name)
    let judgement = guardrails.judgement(on: thought.proposedCase)
    let chosen = taken(of: thought, judgement)?.candidate.action.name ?? Action.escalate
    guard let place = names.firstIndex(of: chosen) else { return thought }
    var open: UInt64 = 0
    for (place, candidate) in thought.candidates.enumerated()
    where verdicts[place] == .allow && Exploration.isReversible(candidate.action) {
      open |= 1 << UInt64(place)
    }
    let environment = thought.scene.evidence.environment
    let share = isApproved ? 0 : configuration.exploredShare(in: environment)
    var generator = SeededGenerator(seed: seed, stream: history.performedActions)
    let (drawn, propensity) = Exploration.choice(
      over: place, among: open, share: share, using: &generator)
    guard drawn != place else { return thought.proposing(judged.with(propensity: propensity)) }
    return thought.proposing(judged.exploring(names[drawn], propensity: propensity))
  }
}

extension Proposal {
  fileprivate func with(propensity: Double) -> Proposal {
    Proposal(
      action: action, origin: origin, candidates: candidates, prior: prior, propensity: propensity)
  }

  fileprivate func with(verdicts: [Verdict?]) -> Proposal {
    let judged = zip(candidates, verdicts).map { candidate, verdict in
      var candidate = candidate
      candidate.verdict = verdict
      return candidate
    }
    return Proposal(
      action: action, origin: origin, candidates: judged, prior: prior, propensity: propensity)
  }

  fileprivate func exploring(_ drawn: String, propensity: Double) -> Proposal {
    Proposal(
      action: drawn, origin: .explored(instead: action), candidates: candidates, prior: prior,
      propensity: propensity)
  }
}
