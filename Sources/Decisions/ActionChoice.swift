internal import Conditions
internal import Configurations
internal import Incidents

/// The policy's choice: learned values where they have earned it, elsewhere the prior table.
struct ActionChoice: Sendable {
  let policy: Policy
  let values: ActionValues

  /// Every declared action with its steps resolved and its precondition asked, in declared order.
  func candidates(for subject: ChoiceSubject) -> [Candidate] {
    policy.actions.map { Candidate($0, for: subject, values: values) }
  }

  /// The proposal of the policy, or the action that was asked for.
  ///
  /// Where `allowed` is given, only those actions are chosen from: what is next best is ranked as
  /// what is best.
  func proposal(
    for subject: ChoiceSubject, among candidates: [Candidate], asking wanted: String?,
    keepingTo allowed: Set<String>? = nil
  ) -> Proposal {
    func isOpen(_ candidate: Candidate) -> Bool {
      candidate.isPossible == true && allowed?.contains(candidate.action.name) ?? true
    }
    var prior: String?
    func proposal(_ action: String, _ origin: Proposal.Origin) -> Proposal {
      Proposal(
        action: action, origin: origin, candidates: candidates.map(\.summary), prior: prior)
    }
    if let wanted { return proposal(wanted, .asked) }
    guard let state = subject.state else {
      let isFailed = subject.evidence.run.state.value?.isFailure ?? true
      return proposal(isFailed ? Action.escalate : Action.nothing.name, .noHealFinding)
    }
    if subject.history.performedActions >= policy.learner.stepsAtMost {
      return proposal(Action.escalate, .attemptsExhausted)
    }
    let open = candidates.filter(isOpen)
    let row = priorRow(for: subject, state: state, among: open)
    let incumbent = row?.action ?? Action.escalate
    prior = incumbent
    if let learned = learnedAction(in: state, among: open, over: incumbent) {
      return proposal(learned, .learned)
    }
    return proposal(incumbent, row.map { .prior(row: $0.row) } ?? .noMatch)
  }

  /// The first row that holds and whose action is open; a row that cannot be told is passed over.
  private func priorRow(
    for subject: ChoiceSubject, state: State, among open: [Candidate]
  ) -> (action: String, row: Int)? {
    let facts = priorFacts(for: subject, state: state)
    for (index, row) in policy.prior.enumerated() {
      if let condition = row.condition {
        guard case .value(.bool(true)) = condition.evaluate(facts) else { continue }
      }
      guard open.contains(where: { $0.action.name == row.action }) else { continue }
      return (row.action, index + 1)
    }
    return nil
  }

  /// What the conditions of the prior's rows read.
  func priorFacts(for subject: ChoiceSubject, state: State) -> Facts {
    let labels = state.features.map { ($0.name, Value.string($0.label)) }
    return subject.facts.adding(
      ["state": .record(Dictionary(labels) { first, _ in first })], schema: policy.priorSchema)
  }

  /// The action that learned values decide on, where they do.
  private func learnedAction(
    in state: State, among open: [Candidate], over incumbent: String
  ) -> String? {
    let names = policy.actions.map(\.name)
    guard let place = names.firstIndex(of: incumbent) else { return nil }
    let places = names.indices.filter { place in
      open.contains { $0.action.name == names[place] }
    }
    return LearnedVerdict(
      over: place, among: places, needing: policy.learner.actAfter,
      learnedAt: policy.learner.learningRate
    ) { values[state.index, names[$0]] }.action.map { names[$0] }
  }
}

/// What a choice is made about.
struct ChoiceSubject: Sendable {
  let evidence: Evidence
  let facts: Facts
  /// Absent where nothing may be healed.
  let state: State?
  let history: HealingHistory
  let isHealable: Bool
}

/// One declared action, tried on the evidence: its steps, what they cost, whether it is possible.
struct Candidate: Sendable {
  let action: ActionDefinition
  let resolved: Result<Action, StepObstacle>
  let figures: ProposalFigures
  /// Whether `only_if` holds; `nil` when it cannot be told.
  let isPossible: Bool?
  let cell: ActionValues.Cell?

  init(_ action: ActionDefinition, for subject: ChoiceSubject, values: ActionValues) {
    self.action = action
    let resolution = StepResolution(
      evidence: subject.evidence,
      facts: subject.facts.adding(["proposal": .unknown]))
    resolved = Self.resolve(action, with: resolution)
    figures = ProposalFigures(of: resolved, on: subject.evidence)
    cell = subject.state.flatMap { values[$0.index, action.name] }
    if let condition = action.onlyIf {
      let facts = subject.facts.adding(["proposal": .proposal(figures)])
      switch condition.evaluate(facts) {
      case .value(.bool(let holds)): isPossible = holds
      case .value, .unknown, .error: isPossible = nil
      }
    } else {
      isPossible = true
    }
  }

  /// Resolves every step; the first that cannot be is the obstacle.
  private static func resolve(
    _ action: ActionDefinition, with resolution: StepResolution
  ) -> Result<Action, StepObstacle> {
    var steps: [Step] = []
    for plan in action.steps {
      switch plan.step(for: resolution) {
      case .success(let step): steps.append(step)
      case .failure(let obstacle): return .failure(obstacle)
      }
    }
    return .success(
      Action(name: action.name, title: action.title, steps: steps, traits: action.traits))
  }

  /// The candidate as it is journalled.
  var summary: Proposal.Candidate {
    Proposal.Candidate(
      action: action.name, value: cell?.value, visits: cell?.visits ?? 0, isPossible: isPossible)
  }
}

extension ProposalFigures {
  /// What resolved steps would set aside and cost.
  init(of resolved: Result<Action, StepObstacle>, on evidence: Evidence) {
    guard case .success(let action) = resolved else {
      self.init(share: nil, dpuHours: nil)
      return
    }
    var share: Double? = 0
    var dpuHours: Double? = 0
    var rows: Double? = 0
    for step in action.steps {
      switch step {
      case .quarantineObjects(let table, let keys):
        share = evidence.table(table).flatMap { Self.share(of: keys, in: $0) }
        rows = evidence.table(table).flatMap { Self.rows(of: keys, in: $0) }
      case .runJob(_, _, let workerType):
        dpuHours = Self.expectedHours(on: evidence, workerType: workerType)
      case .setSchema, .restoreSchema, .returnObjects, .resetBookmark, .wait, .notify: break
      }
    }
    self.init(
      share: share, dpuHours: dpuHours, rows: rows, tables: Double(action.changedTables.count))
  }

  /// The rows of objects; of one that nobody can read as many as its bytes have in the others.
  private static func rows(of keys: [String], in table: TableEvidence) -> Double? {
    guard let objects = table.objects.value else { return nil }
    let readable = objects.filter { $0.table != nil }
    let bytes = readable.reduce(0) { $0 + $1.bytes }
    let rows = readable.reduce(0) { $0 + ($1.table?.rows ?? 0) }
    var sum = 0.0
    for object in objects where keys.contains(object.key) {
      if let own = object.table?.rows {
        sum += Double(own)
      } else {
        guard bytes > 0 else { return nil }
        sum += Double(object.bytes) * Double(rows) / Double(bytes)
      }
    }
    return sum.rounded(.up)
  }

  /// The largest known of rows, bytes and objects; an object nobody can read counts by its bytes.
  private static func share(of keys: [String], in table: TableEvidence) -> Double? {
    guard let objects = table.objects.value, !objects.isEmpty else { return nil }
    let chosen = objects.filter { keys.contains($0.key) }
    func part(_ chosen: Int, of all: Int) -> Double { all == 0 ? 0 : Double(chosen) / Double(all) }
    let bytes = part(chosen.reduce(0) { $0 + $1.bytes }, of: objects.reduce(0) { $0 + $1.bytes })
    let rows = part(
      chosen.reduce(0) { $0 + ($1.table?.rows ?? 0) },
      of: objects.reduce(0) { $0 + ($1.table?.rows ?? 0) })
    return max(bytes, rows, part(chosen.count, of: objects.count))
  }

  /// 1.5 times what the last good run cost, by the size of the workers.
  private static func expectedHours(on evidence: Evidence, workerType: String?) -> Double? {
    guard let good = evidence.runs.lastGood.value.flatMap({ $0 }),
      let hours = good.dpuHours.value
    else { return nil }
    guard let workerType, let before = good.workerType.value else { return hours * 1.5 }
    guard let now = WorkerSize.dpus(workerType), let then = WorkerSize.dpus(before) else {
      return nil
    }
    return hours * 1.5 * now / then
  }
}
