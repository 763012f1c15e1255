internal import Configurations
internal import Decisions
public import Incidents

// People taking back what an incident did.
extension Healer {
  /// What of an incident's repairs can be taken back, and what cannot; changes nothing.
  ///
  /// `person` is who would ask for it.
  public func undoPlan(_ id: String, by person: String) async throws(HealerError) -> UndoPlan {
    do {
      guard let incident = try await journal.incident(id) else {
        throw HealerError.refused(reason: "there is no incident `\(id)`")
      }
      return try await plan(for: incident, by: person)
    } catch {
      throw HealerError(error)
    }
  }

  /// Takes back what an incident did and what still stands of it; whoever calls has authenticated
  /// the person.
  ///
  /// Judged like any proposal, and only where everything is still what was written. Safe to call
  /// again at any time: what was begun goes on, and what is done is not done twice.
  public func undo(
    _ id: String, by person: String, note: String
  ) async throws(HealerError) -> Incident {
    do {
      guard let claim = try await journal.claim(id) else {
        throw HealerError.refused(reason: "another handler is at work on \(id) just now; try again")
      }
      return try await claim.during { try await undone(id, by: person, note: note) }
    } catch {
      throw HealerError(error)
    }
  }

  private func undone(
    _ id: String, by person: String, note: String
  ) async throws -> Incident {
    guard var incident = try await journal.incident(id) else {
      throw HealerError.refused(reason: "there is no incident `\(id)`")
    }
    if incident.openReversal == nil {
      if incident.reversals.last?.isDone == true, incident.standingRepairs.isEmpty {
        return incident
      }
      incident = try await begin(incident, by: person, note: note)
    }
    if let reversal = incident.openReversal, reversal.request.person != person {
      try checkApprover(person, of: try await evidence(of: incident).job.owner)
    }
    while let reversal = incident.openReversal {
      incident = try await advance(reversal, of: incident)
    }
    return incident
  }

  private func begin(
    _ incident: Incident, by person: String, note: String
  ) async throws -> Incident {
    let plan = try await plan(for: incident, by: person)
    if let reason = plan.refusal { throw HealerError.refused(reason: reason) }
    let request = UndoRequest(
      person: person, note: note, steps: plan.items.map(\.step), judgement: plan.judgement)
    return try await add(.reversing(request), incident)
  }

  private func plan(for incident: Incident, by person: String) async throws -> UndoPlan {
    let repairs = incident.standingRepairs
    var plan = UndoPlan(
      incident: incident.id, items: [], stays: incident.startedRuns,
      judgement: Judgement(verdict: .allow, because: [], rulings: [], approval: nil))
    for repair in repairs {
      let obstacle = await world.obstacle(toUndoing: repair.step, of: incident.id)
      plan.items.append(UndoPlan.Item(step: repair.step, obstacle: obstacle))
    }
    if incident.end == nil {
      plan.refusal = "\(incident.id) is not over: what it does may still change"
    } else if repairs.isEmpty {
      plan.refusal = "nothing that \(incident.id) did can be taken back"
    } else if let item = plan.items.first(where: { $0.obstacle != nil }) {
      plan.refusal = item.obstacle
    } else {
      plan.judgement = try await judgement(of: repairs, in: incident, by: person)
      plan.refusal = plan.judgement.refusal
    }
    return plan
  }

  /// What safety says of taking back: the guardrails see the action that did it, changing what is
  /// changed now, on fresh evidence. A question is answered by who asks for it, as an approver.
  private func judgement(
    of repairs: [Repair], in incident: Incident, by person: String
  ) async throws -> Judgement {
    let evidence = try await evidence(of: incident)
    try checkApprover(person, of: evidence.job.owner)
    let circumstances = try await circumstances(of: incident, besides: incident.reversalNumber)
    var strictest: Judgement?
    for attempt in Set(repairs.map(\.attempt)).sorted() {
      let steps = repairs.filter { $0.attempt == attempt }.map(\.step)
      let judgement = engine.rejudgement(
        of: incident.attempts[attempt].decision.undoing(with: steps), on: evidence,
        after: incident.history, under: circumstances, at: world.now()
      ).approved(by: person)
      if strictest.map({ $0.verdict < judgement.verdict }) ?? true { strictest = judgement }
    }
    guard let strictest else {
      throw HealerError.refused(reason: "nothing that \(incident.id) did can be taken back")
    }
    return strictest
  }
}

// Intent, effect, outcome.
extension Healer {
  private func advance(_ reversal: Reversal, of incident: Incident) async throws -> Incident {
    if let pending = reversal.pending { return try await settle(pending.intent, of: incident) }
    if let failure = reversal.steps.last?.failure {
      return try await add(.reversed(reason: failure), incident)
    }
    let index = reversal.steps.count
    guard index < reversal.request.steps.count else {
      // Kept before the entry: whoever dies in between does it again, and keeps the same.
      await keepReturned(by: incident)
      return try await add(.reversed(reason: ""), incident)
    }
    let step = reversal.request.steps[index]
    if let reason = try await reasonToStop(reversal, incident) {
      return try await add(.reversed(reason: reason), incident)
    }
    let number = incident.reversals.count
    let intent = StepIntent(
      attempt: incident.reversalNumber, index: index, step: step, isUndo: true,
      marker: "\(incident.id).r\(number).\(index)",
      cause: StepCause(
        rule: "", kind: "undo",
        reason: "taken back by \(reversal.request.person): \(reversal.request.note)"))
    return try await take(intent, of: incident)
  }

  /// Why a reversal that was allowed may not go on; `nil` when it may.
  private func reasonToStop(_ reversal: Reversal, _ incident: Incident) async throws -> String? {
    let rest = reversal.request.steps.dropFirst(reversal.steps.count)
    if let step = rest.first,
      let reason = await world.obstacle(toUndoing: step, of: incident.id)
    {
      return reason
    }
    let repairs = incident.standingRepairs.filter { rest.contains($0.step) }
    do {
      return try await judgement(of: repairs, in: incident, by: reversal.request.person).refusal
    } catch HealerError.refused(let reason) {
      return reason
    }
  }

  private func take(_ intent: StepIntent, of incident: Incident) async throws -> Incident {
    let subject = chargeSubject(of: incident)
    let charge =
      intent.index == 0
      ? Charge(
        subject: subject, action: "undo", dpuHours: 0,
        limits: engine.configuration.safety.limits(for: subject.judged, at: world.now())) : nil
    switch try await journal.commit(intent, of: incident, charging: charge, at: world.now()) {
    case .committed(let committed):
      return try await perform(intent, of: committed, isRecovered: false)
    case .gated(.overLimit(let limit)):
      return try await add(.reversed(reason: "the limit `\(limit)` is used up"), incident)
    case .gated(.held(let holder)):
      return try await add(.reversed(reason: "\(holder) goes first; try again later"), incident)
    case .locked(let target, let holder):
      return try await add(
        .reversed(reason: "\(holder) is changing \(target) just now; try again later"), incident)
    }
  }
}

/// What would be taken back, and whether it still can be.
public struct UndoPlan: Sendable, Hashable {
  public let incident: String
  public internal(set) var items: [Item]
  /// Runs that the healing started: what they wrote is not taken back.
  public let stays: [String]
  public internal(set) var judgement: Judgement
  /// Why nothing would be done; `nil` where all of it can be.
  public internal(set) var refusal: String?

  /// One step of it, and what is in its way.
  public struct Item: Sendable, Hashable {
    public let step: Step
    public let obstacle: String?
  }
}

extension StepRecord {
  /// Why the step had no effect, or may have had none.
  fileprivate var failure: String? {
    switch settlement {
    case .didNotHappen(let reason)?: "`\(intent.step.name)` did not happen: \(reason)"
    case .unknown(let reason)?:
      "nobody can tell whether `\(intent.step.name)` happened: \(reason)"
    case .happened?, nil: nil
    }
  }
}

extension Judgement {
  /// Why taking back is not allowed; `nil` where it is.
  fileprivate var refusal: String? {
    guard verdict != .allow else { return nil }
    let reasons = rulings.filter { because.contains($0.constraint) }
    let words = reasons.map { "\($0.constraint): \($0.reason)" }.joined(separator: "; ")
    return "it is not allowed, \(verdict.rawValue): \(words)"
  }
}

extension Incident {
  /// What the budgets count a reversal as: behind all attempts.
  fileprivate var reversalNumber: Int {
    Self.maximumAttempts + (openReversal == nil ? reversals.count + 1 : reversals.count)
  }
}

extension Decision {
  /// The decision as safety judges taking it back: the same action, with other steps.
  fileprivate func undoing(with steps: [Step]) -> Decision {
    let traits = ActionTraits(
      changesData: steps.contains { $0.name == "return_objects" },
      changesCatalog: steps.contains { $0.name == "restore_schema" }, changesCost: false,
      startsRun: false, canUndo: false, isPassive: false, onlyNotifies: false)
    return Decision(
      environment: environment, at: at, attempt: attempt, run: run, evidence: evidence,
      findings: findings, missing: missing, state: state, proposal: proposal, figures: figures,
      judgement: Judgement(verdict: .allow, because: [], rulings: [], approval: nil),
      executed: executed,
      action: Action(name: action.name, title: action.title, steps: steps, traits: traits))
  }
}
