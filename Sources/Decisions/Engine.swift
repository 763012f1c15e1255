public import Configurations
internal import Conditions
public import Incidents

/// The compiled engine: evidence in, decision out. No clock, no input or output of its own.
///
/// A `Configuration` is proof, so making an engine of it cannot fail.
public struct Engine: Sendable {
  public let configuration: Configuration
  let rules: RuleBook
  let stateSpace: StateSpace
  let choice: ActionChoice
  let guardrails: Guardrails
  private let histories = HistoryMemory()

  /// Makes an engine of a checked configuration and of what was learned.
  public init(_ configuration: Configuration, values: ActionValues = .none) {
    self.init(configuration, rules: RuleBook(rules: configuration.rules), values: values)
  }

  /// Makes an engine of a configuration that differs in little from that of another engine.
  ///
  /// Where its rules ask the same of a log, it shares the patterns that were put together.
  public init(_ configuration: Configuration, like other: Engine) {
    let asksTheSame = configuration.rules.allSatisfy { other.rules.log.knows($0.trigger) }
    let rules =
      asksTheSame
      ? RuleBook(rules: configuration.rules, log: other.rules.log)
      : RuleBook(rules: configuration.rules)
    self.init(configuration, rules: rules, values: .none)
  }

  init(_ configuration: Configuration, rules: RuleBook, values: ActionValues) {
    self.configuration = configuration
    self.rules = rules
    stateSpace = StateSpace(configuration.policy.features)
    choice = ActionChoice(policy: configuration.policy, values: values)
    guardrails = Guardrails(configuration.safety)
  }

  /// What the rules find in the evidence, the anomaly first.
  ///
  /// `reading` is that of a log which is too large to be part of the evidence.
  public func findings(
    in evidence: Evidence, reading: LogReading? = nil, at now: Timestamp
  ) -> DetectionResult {
    rules.findings(in: scene(evidence, at: now), reading: reading)
  }

  /// The evidence at one time, with whatever of its history was prepared before.
  func scene(_ evidence: Evidence, at now: Timestamp) -> Scene {
    Scene(evidence, at: now, baselines: BaselineMemory(histories))
  }

  /// The patterns of all rules, to read a log with.
  public var logIndex: LogIndex { rules.log }

  /// What the rules that need nothing but profiles find in a batch.
  ///
  /// `baselines` knows the batches before it, prepared once for many batches.
  public func findings(
    inProfilesOf evidence: Evidence, against baselines: BaselineMemory, at now: Timestamp
  ) -> DetectionResult {
    RuleBook(rules: rules.rules.filter(\.trigger.needsProfilesOnly))
      .findings(in: Scene(evidence, at: now, baselines: baselines))
  }

  /// Whether a rule waits for something that is unknown. Cost: the rules up to the first that does.
  public func isUndecided(on evidence: Evidence, at now: Timestamp) -> Bool {
    rules.isUndecided(in: scene(evidence, at: now), reading: nil)
  }

  /// Decides what to do about the evidence, and keeps everything the decision rests on.
  ///
  /// `asking` judges that action instead of the policy's choice; `approval` lets what it is for be
  /// done without asking again. Cost: every rule once, every constraint once.
  public func decision(
    on evidence: Evidence, reading: LogReading? = nil, after history: HealingHistory,
    under circumstances: Circumstances, asking wanted: String? = nil,
    approval: Approval? = nil, at now: Timestamp
  ) -> Decision {
    decision(
      explored(
        deliberation(
          on: evidence, reading: reading, after: history, under: circumstances, asking: wanted,
          at: now), after: history, isApproved: approval != nil),
      on: evidence, after: history, approval: approval, at: now)
  }

  /// The decision that was thought out.
  func decision(
    _ thought: Deliberation, on evidence: Evidence, after history: HealingHistory,
    approval: Approval? = nil, at now: Timestamp
  ) -> Decision {
    var judgement = guardrails.judgement(on: thought.proposedCase)
    var asked: AskedAction?
    if judgement.verdict == .ask, case .success(let action)? = thought.chosen?.resolved {
      let subject = approvalSubject(of: action, in: thought, after: history)
      if let approval, approval.subject == subject {
        judgement = judgement.approved(by: approval.person)
      } else {
        asked = AskedAction(action: action, subject: subject)
      }
    }
    let taken = taken(of: thought, judgement)
    let action = executed(taken?.candidate, in: thought)
    let isOther = taken.map { $0.candidate.action.name != thought.proposal.action } ?? false
    let figures = (isOther ? taken?.candidate : thought.chosen)?.figures
    return Decision(
      environment: evidence.environment, at: now, attempt: history.performedActions,
      run: evidence.run.id, evidence: evidence.summary, findings: thought.found.findings,
      missing: thought.found.missing, state: thought.subject.state, proposal: thought.proposal,
      figures: figures ?? ProposalFigures(share: nil, dpuHours: nil),
      judgement: judgement, executed: action.name, action: action, asked: asked,
      nextBest: isOther ? taken?.judgement : nil)
  }

  /// Everything up to the judges: what was found, what could be done, what is proposed.
  func deliberation(
    on evidence: Evidence, reading: LogReading?, after history: HealingHistory,
    under circumstances: Circumstances, asking wanted: String?, at now: Timestamp
  ) -> Deliberation {
    let scene = scene(evidence, at: now)
    return deliberation(
      on: rules.findings(in: scene, reading: reading), in: scene, after: history,
      under: circumstances, asking: wanted)
  }

  /// The same on what was found already.
  func deliberation(
    on found: DetectionResult, in scene: Scene, after history: HealingHistory,
    under circumstances: Circumstances, asking wanted: String?
  ) -> Deliberation {
    let evidence = scene.evidence
    let assumptions = circumstances.assumptions
    let anomaly = assumptions.anomaly(
      instead: found.findings.first { $0.mode != .shadow }, among: found.findings,
      of: configuration.rules, on: evidence)
    let facts = scene.facts(
      on: anomaly, among: found.findings, history: history, assuming: assumptions)
    let isHealable = found.findings.contains { $0.mode == .heal }
    let subject = ChoiceSubject(
      evidence: evidence, facts: facts, state: isHealable ? stateSpace.state(with: facts) : nil,
      history: history, isHealable: isHealable)
    let candidates = choice.candidates(for: subject)
    let proposal = choice.proposal(for: subject, among: candidates, asking: wanted)
    return Deliberation(
      scene: scene, found: found, subject: subject, candidates: candidates,
      circumstances: circumstances, anomaly: anomaly, proposal: proposal)
  }

  /// What all guardrails say of a case that somebody made up.
  public func judgement(on proposal: ProposedCase) -> Judgement {
    guardrails.judgement(on: proposal)
  }

  /// What the judges would be asked about a decision: for tools that ask more of it.
  public func proposedCase(
    on evidence: Evidence, after history: HealingHistory, under circumstances: Circumstances,
    asking wanted: String? = nil, at now: Timestamp
  ) -> ProposedCase {
    deliberation(
      on: evidence, reading: nil, after: history, under: circumstances, asking: wanted, at: now
    ).proposedCase
  }

  /// What is taken, else the escalation.
  private func executed(_ taken: Candidate?, in thought: Deliberation) -> Action {
    if thought.proposal.action == Action.nothing.name { return .nothing }
    if case .success(let action)? = taken?.resolved { return action }
    let escalation = thought.candidates.first { $0.action.name == Action.escalate }
    guard case .success(let action)? = escalation?.resolved else { return .bareEscalation }
    return action
  }

  /// Holds the declared checks against fresh evidence after an action.
  public func verification(
    on evidence: Evidence, after history: HealingHistory,
    at now: Timestamp
  ) -> Verification {
    let scene = scene(evidence, at: now)
    return verification(
      in: scene, found: rules.findings(in: scene), after: history)
  }

  /// The same after several actions: the evidence is looked at once.
  public func verifications(
    on evidence: Evidence, after histories: [HealingHistory], at now: Timestamp
  ) -> [Verification] {
    let scene = scene(evidence, at: now)
    let found = rules.findings(in: scene)
    return histories.map { verification(in: scene, found: found, after: $0) }
  }

  private func verification(
    in scene: Scene, found: DetectionResult, after history: HealingHistory
  ) -> Verification {
    let anomaly = found.findings.first { $0.mode != .shadow }
    let facts = scene.facts(on: anomaly, among: found.findings, history: history)
    return Verification(
      checks: configuration.policy.checks.map { check in
        check.answer(with: facts, findings: found.findings)
      })
  }

  /// The checks of an action that cannot be verified, because its run did not come to an end.
  public func unverified(because reason: String) -> Verification {
    Verification(
      checks: configuration.policy.checks.map {
        Verification.Check(
          id: $0.id, condition: $0.condition.text, answer: .unknown, explanation: reason)
      })
  }
}

extension Action {
  /// What a run that succeeded and shows nothing proposes.
  public static let nothing = Action(
    name: "nothing", title: "There is nothing to do", steps: [],
    traits: ActionTraits(
      changesData: false, changesCatalog: false, changesCost: false, startsRun: false,
      canUndo: false, isPassive: true, onlyNotifies: false))

  /// The escalation of an incident whose owner nobody knows; the journal still has it.
  static let bareEscalation = Action(
    name: escalate, title: "Hand the incident to a person", steps: [.notify(owner: "")],
    traits: ActionTraits(
      changesData: false, changesCatalog: false, changesCost: false, startsRun: false,
      canUndo: false, isPassive: false, onlyNotifies: true))
}

/// What an incident has behind it.
public struct HealingHistory: Sendable {
  public let openedAt: Timestamp
  public let performedActions: Int
  public let tried: [String]
  /// The anomaly that the last action was for.
  public let anomaly: Finding?

  public init(
    openedAt: Timestamp, performedActions: Int = 0, tried: [String] = [], anomaly: Finding? = nil
  ) {
    self.openedAt = openedAt
    self.performedActions = performedActions
    self.tried = tried
    self.anomaly = anomaly
  }
}

/// What the outside says at the time of judging.
public struct Circumstances: Sendable {
  public let killSwitch: KillSwitch
  /// What was used up of each limit, by the limit's id.
  public let usage: [String: Double]
  /// What was counted of groups, by signature and then by what is counted; of others nothing was.
  public let groupUsage: [String: [String: Double]]
  /// The tables that were changed within each limit that counts them, by the limit's id.
  public let changedTables: [String: Set<String>]
  /// What chance there is made of where an action is decided that will be carried out: bound to
  /// the incident. Absent where nothing is carried out: then nothing is explored.
  public let chance: UInt64?
  /// What keeps the world from an action, by the action's name; nothing is in the way of others.
  public let obstacles: @Sendable (Action) -> [String]
  /// What a test assumes; nothing where anything can have an effect.
  public let assumptions: Assumptions

  public init(
    killSwitch: KillSwitch, usage: [String: Double], groupUsage: [String: [String: Double]] = [:],
    changedTables: [String: Set<String>] = [:], chance: UInt64? = nil,
    obstacles: @escaping @Sendable (Action) -> [String],
    assumptions: Assumptions = Assumptions()
  ) {
    self.killSwitch = killSwitch
    self.usage = usage
    self.groupUsage = groupUsage
    self.changedTables = changedTables
    self.chance = chance
    self.obstacles = obstacles
    self.assumptions = assumptions
  }

  /// What was used up besides what `action` would, and counted of the group of an anomaly.
  func usage(for anomaly: Finding?, by action: Action?) -> [String: Double] {
    var known = usage
    for (limit, tables) in changedTables {
      known[limit] = Double(tables.subtracting(action?.changedTables ?? []).count)
    }
    guard let signature = anomaly?.signature, let counted = groupUsage[signature] else {
      return known
    }
    return known.merging(counted) { $1 }
  }

  /// A world that does not act: nothing is stopped, used up or in the way.
  public static func untouched(_ configuration: Configuration) -> Circumstances {
    let usage = configuration.safety.counted.map { ($0, 0.0) }
    return Circumstances(
      killSwitch: .off, usage: Dictionary(usage) { first, _ in first }, obstacles: { _ in [] })
  }
}

extension ProposedCase {
  /// The case of a proposal, with all that its judges may ask about.
  init(
    scene: Scene, proposal: Proposal, chosen: Candidate?, anomaly: Finding?, facts: Facts,
    circumstances: Circumstances
  ) {
    var obstacles: [String] = []
    var resolved: Action?
    switch chosen?.resolved {
    case .success(let action)?:
      obstacles = circumstances.obstacles(action)
      resolved = action
    case .failure(let obstacle)?: obstacles = [obstacle.reason]
    case nil: break
    }
    let assumptions = circumstances.assumptions
    if assumptions.isWorldClear { obstacles = [] }
    let traits = chosen?.action.traits ?? Action.nothing.traits
    let figures = assumptions.figures(
      instead: chosen?.figures ?? ProposalFigures(share: nil, dpuHours: nil))
    let costs = Value.proposal(figures, of: proposal, for: proposal.action)
    self.init(
      action: proposal.action, traits: traits, environment: scene.evidence.environment,
      now: scene.now, job: scene.evidence.job.name, owner: scene.evidence.job.owner,
      tables: scene.evidence.tables.map(\.name), anomaly: anomaly, figures: figures,
      evidenceAge: scene.now - scene.evidence.gatheredAt, killSwitch: circumstances.killSwitch,
      usage: circumstances.usage(for: anomaly, by: resolved), obstacles: obstacles,
      facts: facts.adding([
        "action": .action(proposal.action, traits),
        "proposal": assumptions.changed(["proposal": costs])["proposal"] ?? costs,
      ]))
  }
}

extension Policy.VerificationCheck {
  /// What the check comes to.
  func answer(with facts: Facts, findings: [Finding]) -> Verification.Check {
    let answer: Verification.Answer
    let explanation: String
    switch condition.evaluate(facts) {
    case .value(.bool(true)): (answer, explanation) = (.holds, "holds")
    case .value:
      let fired = findings.filter { $0.mode != .shadow }.map(\.rule).joined(separator: ", ")
      (answer, explanation) = (.fails, fired.isEmpty ? "does not hold" : "does not hold; \(fired)")
    case .unknown(let fields):
      answer = noData == .pass ? .holds : .unknown
      explanation = "\(fields.joined(separator: ", ")) unknown"
    case .error(let error): (answer, explanation) = (.unknown, error.message)
    }
    return Verification.Check(
      id: id, condition: condition.text, answer: answer, explanation: explanation)
  }
}

extension Engine {
  /// Judges an action that is under way again: on fresh evidence, for the anomaly it was decided
  /// for.
  ///
  /// What the action costs stays as it was decided, since its first steps may have changed the
  /// data.
  public func rejudgement(
    of decision: Decision, on evidence: Evidence, after history: HealingHistory,
    under circumstances: Circumstances, at now: Timestamp
  ) -> Judgement {
    let scene = scene(evidence, at: now)
    let found = rules.findings(in: scene)
    let facts = scene.facts(on: decision.anomaly, among: found.findings, history: history)
    let action = decision.action
    let judgement = guardrails.judgement(
      on: ProposedCase(
        action: action.name, traits: action.traits, environment: evidence.environment, now: now,
        job: evidence.job.name, owner: evidence.job.owner, tables: evidence.tables.map(\.name),
        anomaly: decision.anomaly, figures: decision.figures,
        evidenceAge: now - evidence.gatheredAt, killSwitch: circumstances.killSwitch,
        usage: circumstances.usage(for: decision.anomaly, by: action),
        obstacles: circumstances.obstacles(action),
        facts: facts.adding([
          "action": .action(action.name, action.traits),
          "proposal": .proposal(
            decision.figures, of: decision.proposal, for: action.name),
        ])))
    // Who agreed has agreed to the whole action, as long as nobody else asks.
    guard let person = decision.judgement.approvedBy,
      Set(judgement.asking).isSubset(of: decision.judgement.asking)
    else { return judgement }
    return judgement.approved(by: person)
  }
}
