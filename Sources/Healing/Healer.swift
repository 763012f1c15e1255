internal import Configurations
public import Decisions
internal import Digests
public import Incidents

/// Carries one incident from its event to its end, a move at a time.
///
/// The healer never sleeps and has nothing in memory that matters: `advance` reads the journal,
/// makes the moves that can be made now, and says when it wants to be called again. A crash
/// anywhere is a pause.
public struct Healer: Sendable {
  private(set) var engine: Engine
  private(set) var world: any World
  let journal: any Journal
  /// Where the configurations of incidents are; without one all go on with the running one.
  private let shelf: (any ConfigurationShelf)?
  /// When whoever runs this has to be done; nothing is begun after it.
  private var end: Timestamp?
  /// What was read of batches that the journal keeps.
  let memory = ProfileMemory()
  /// Hears of what went wrong and stops nothing.
  let complain: @Sendable (String) -> Void

  public init(
    engine: Engine, world: any World, journal: any Journal,
    shelf: (any ConfigurationShelf)? = nil,
    complain: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.engine = engine
    self.world = DiscreetWorld(world, journal.redactor)
    self.journal = journal
    self.shelf = shelf
    self.complain = complain
  }

  /// The same healer, which begins nothing after an instant: what is open then goes on later.
  public func finishing(by instant: Timestamp) -> Healer {
    var bounded = self
    bounded.end = instant
    return bounded
  }

  /// Takes an event in: opens an incident for its run, or finds the one that the run belongs to.
  ///
  /// An event is a hint. The run must be there, be over and have failed, and the event must come
  /// from the world that it is about.
  ///
  /// What is not believed is written down with its reason, and thrown.
  public func receive(_ event: Event) async throws(HealerError) -> Reception {
    do throws(HealerError) {
      return try await belief(in: event)
    } catch {
      if case .refused(let reason) = error {
        do { try await journal.refuse(event, reason: reason, at: world.now()) } catch {
          throw .journal(error)
        }
      }
      throw error
    }
  }

  private func belief(in event: Event) async throws(HealerError) -> Reception {
    let identity = world.identity
    guard event.account == identity.account, event.region == identity.region else {
      throw .refused(
        reason: "the event is of \(event.account) in \(event.region), "
          + "this is \(identity.account) in \(identity.region)")
    }
    let project = engine.configuration.project
    guard let environment = project.environment(account: event.account, region: event.region)
    else {
      throw .refused(
        reason: "no environment of the project has \(event.account) in \(event.region)")
    }
    do {
      if let known = try await journal.incident(for: event) {
        return Reception(incident: known, environment: environment, isNew: false)
      }
      if let known = try await incidentThatStarted(event.run, of: event.job) {
        return Reception(incident: known, environment: environment, isNew: false)
      }
      try await shelf?.keep()
      let incident = try await journal.open(
        event, environment: environment, configuration: engine.configuration.fingerprint,
        at: world.now())
      return Reception(
        incident: incident.id, environment: environment, isNew: true, opened: incident)
    } catch let error as HealerError {
      throw error
    } catch {
      throw HealerError(error)
    }
  }

  /// The incident that waits for the end of an event's run, however it ended; `nil` for none.
  public func incident(waitingFor event: Event) async throws(HealerError) -> String? {
    do {
      guard let run = try await world.run(event.run, of: event.job) else { return nil }
      return try await starter(of: run)
    } catch {
      throw HealerError(error)
    }
  }

  /// The incident whose own action started a run; `nil` for one that others started.
  private func starter(of run: RunEvidence) async throws -> String? {
    let marker = run.arguments.value?[attemptArgument] ?? ""
    guard let owner = marker.split(separator: ".").first.map(String.init),
      let incident = try await journal.incident(owner),
      incident.isStarter(of: run.id, marker: marker)
    else { return nil }
    return incident.id
  }

  /// The incident whose own action started a run; throws when the run is none that can be healed.
  private func incidentThatStarted(_ id: String, of job: String) async throws -> String? {
    guard let run = try await world.run(id, of: job) else {
      throw HealerError.refused(reason: "there is no run `\(id)` of `\(job)`")
    }
    if let starter = try await starter(of: run) { return starter }
    guard let state = run.state.value else {
      throw HealerError.refused(reason: "how the run `\(id)` stands is unknown")
    }
    guard state.isFinal else {
      throw HealerError.refused(reason: "the run `\(id)` is not over: \(state.rawValue)")
    }
    guard state.isFailure else {
      throw HealerError.refused(reason: "the run `\(id)` did not fail: \(state.rawValue)")
    }
    return nil
  }

  /// Makes every move that can be made now, and says where the incident stands then.
  ///
  /// `known` is the incident as the caller last saw it: it is read again only where somebody added
  /// to it since.
  public func advance(
    _ id: String, known: Incident? = nil
  ) async throws(HealerError) -> Progress {
    do {
      guard let claim = try await journal.claim(id) else { return .busy }
      return try await claim.during {
        var incident = try await current(id, known)
        let healer = try await own(incident)
        while true {
          if let end, world.now() >= end { return .waiting(until: world.now(), .pause, incident) }
          switch try await healer.step(incident) {
          case .moved(let next): incident = next
          case .stays(let progress): return progress
          }
        }
      }
    } catch let error as HealerError {
      throw error
    } catch {
      throw HealerError(error)
    }
  }

  /// The healer under the configuration that an incident was opened under, where that was kept.
  ///
  /// What is over, and who may answer, is a matter of the running one.
  private func own(_ incident: Incident) async throws(JournalError) -> Healer {
    guard incident.end == nil, incident.configuration != engine.configuration.fingerprint,
      let setting = try await shelf?.setting(of: incident.configuration)
    else { return self }
    var own = self
    own.engine = setting.engine
    own.world = DiscreetWorld(setting.world, journal.redactor)
    return own
  }

  private func current(_ id: String, _ known: Incident?) async throws -> Incident {
    if let known, known.id == id, try await journal.isCurrent(known) { return known }
    guard let incident = try await journal.incident(id) else {
      throw HealerError.refused(reason: "there is no incident `\(id)`")
    }
    return incident
  }

  private enum Advance {
    case moved(Incident)
    case stays(Progress)
  }

  private func step(_ incident: Incident) async throws -> Advance {
    let now = world.now()
    switch incident.nextMove {
    case .rest:
      return try await reminded(of: incident, at: now).map { .moved($0) } ?? .stays(.done(incident))
    case .decide(let forced): return try await decide(incident, forced: forced)
    case .settle(let intent):
      if let until = try await timeToTell(intent, of: incident) {
        return .stays(.waiting(until: until, .pause, incident))
      }
      return .moved(try await settle(intent, of: incident))
    case .pause(let intent, let until):
      guard now >= until else { return .stays(.waiting(until: until, .pause, incident)) }
      return .moved(
        try await add(.settled(intent, .happened(.waited, isRecovered: false)), incident))
    case .take(let intent): return try await take(intent, of: incident)
    case .awaitRun(let run, let since): return try await awaitRun(run, since: since, incident)
    case .verify: return try await verify(incident)
    case .awaitAnswer(let until):
      if now >= until {
        return .moved(
          try await add(.ended(.escalated, reason: "nobody answered in time"), incident))
      }
      if let reminded = try await reminded(of: incident, at: now) { return .moved(reminded) }
      return .stays(.waiting(until: until, .answer, incident))
    case .abandon(let reason):
      return .moved(try await add(.abandoned(reason: reason), incident))
    case .end(let outcome, let reason):
      return .moved(try await add(.ended(outcome, reason: reason), incident))
    }
  }

  func add(_ happening: Happening, _ incident: Incident) async throws -> Incident {
    let added = try await journal.add(happening, to: incident, at: world.now())
    if let member = added.attempt?.member(of: added, in: engine.configuration) {
      switch happening {
      case .abandoned, .ended: try await journal.wake(member, atLeast: 4, at: world.now())
      default: break
      }
    }
    return added
  }
}

// Deciding.
extension Healer {
  /// Decides on the newest run of the incident, over fresh evidence.
  private func decide(_ incident: Incident, forced: String?) async throws -> Advance {
    if incident.startedRuns.isEmpty,
      let good = try await world.successor(of: incident.event.run, of: incident.event.job)
    {
      let reason = "the run \(good) did the same meanwhile, started by others"
      return .moved(try await add(.ended(.closed, reason: reason), incident))
    }
    var evidence = try await evidence(of: incident, lazily: true)
    if forced == nil, let pause = pause(after: evidence, of: incident) { return .stays(pause) }
    let circumstances = try await circumstances(of: incident, besides: 0)
    func decide() -> Decision {
      engine.decision(
        on: evidence, after: incident.history, under: circumstances,
        asking: forced == nil ? nil : Action.escalate, approval: incident.approval,
        at: world.now())
    }
    var decision = decide()
    if evidence.isWithoutData, decision.judgement.verdict != .allow {
      // What keeps it from being done may be what was not looked at.
      evidence = await compared(try await world.completed(evidence))
      if forced == nil, let pause = pause(after: evidence, of: incident) { return .stays(pause) }
      decision = decide()
    }
    decision.configuration = engine.configuration.fingerprint
    // Kept before the entry: whoever dies in between decides again, and keeps the same.
    await keepBroken(evidence, as: decision, of: incident)
    return .moved(try await add(.decided(decision), incident))
  }

  /// How long evidence that could not be had just now is asked for again, and how often.
  private static let askingAgain = (limit: Duration.seconds(600), every: Duration.seconds(60))

  /// The wait before evidence is read again; `nil` where it is whole, or has been waited for long
  /// enough: then what is unknown counts as unknown.
  private func pause(after evidence: Evidence, of incident: Incident) -> Progress? {
    let now = world.now()
    guard evidence.interruption != nil, now < incident.changedAt + Self.askingAgain.limit else {
      return nil
    }
    return .waiting(until: now + Self.askingAgain.every, .pause, incident)
  }

  /// Fresh evidence; `lazily` leaves out the data where no rule waits for them.
  func evidence(of incident: Incident, lazily: Bool = false) async throws -> Evidence {
    let evidence = try await world.evidence(
      for: incident.event, run: incident.startedRuns.last ?? incident.event.run,
      environment: incident.environment)
    guard evidence.isWithoutData, !lazily || engine.isUndecided(on: evidence, at: world.now())
    else { return await compared(evidence) }
    return await compared(try await world.completed(evidence))
  }

  func circumstances(of incident: Incident, besides attempt: Int) async throws -> Circumstances {
    try await circumstances(
      of: chargeSubject(of: incident), besides: incident.id, attempt: attempt,
      chance: incident.chance)
  }

  /// What binds who acts on a subject; `attempt` of `incident` is not counted.
  func circumstances(
    of subject: ChargeSubject, besides incident: String, attempt: Int, chance: UInt64? = nil
  ) async throws -> Circumstances {
    let world = world
    let usage = try await journal.usage(
      of: engine.configuration.safety.limits, by: subject, besides: incident, attempt: attempt,
      at: world.now())
    let changed = try await journal.changedTables(
      within: engine.configuration.safety.limits, by: subject, besides: incident,
      attempt: attempt, at: world.now())
    let counted = try await journal.groupUsage(
      of: engine.configuration.safety.groups, in: subject.environment, job: subject.job,
      at: world.now())
    let nothing = engine.configuration.safety.counted.map { ($0, 0.0) }
    return Circumstances(
      killSwitch: await killSwitch(),
      usage: Dictionary(nothing) { $1 }.merging(usage) { $1 }, groupUsage: counted,
      changedTables: changed, chance: chance,
      obstacles: { world.obstacles(to: $0) })
  }

  /// Whether somebody stopped everything, in the journal or in the world.
  private func killSwitch() async -> KillSwitch {
    let own = await journal.killSwitch()
    return own == .off ? await world.killSwitch() : own
  }

  func chargeSubject(of incident: Incident) -> ChargeSubject {
    chargeSubject(of: incident.event.job, in: incident.environment)
  }

  func chargeSubject(of job: String, in environment: String) -> ChargeSubject {
    let pipeline = engine.configuration.project.pipeline(of: job)
    return ChargeSubject(
      environment: environment, job: job,
      tables: (pipeline?.reads ?? []) + (pipeline?.writes ?? []))
  }
}

// Acting: intent, effect, outcome.
extension Healer {
  /// Judges the step again, commits its intent, and takes it.
  private func take(_ intent: StepIntent, of incident: Incident) async throws -> Advance {
    guard let attempt = incident.attempt else { return .moved(incident) }
    let charge = charge(for: intent, in: attempt, of: incident)
    // Asked before anything is read again: most of a large group only waits, or comes too late.
    if let charge, let gate = try await journal.gate(charge, of: incident.id, at: world.now()) {
      return try await stop(at: gate, incident)
    }
    if let refusal = try await refusal(of: intent, in: attempt, of: incident) {
      if let pause = refusal.pause { return .stays(pause) }
      return .moved(try await add(.abandoned(reason: refusal.reason), incident))
    }
    switch try await journal.commit(intent, of: incident, charging: charge, at: world.now()) {
    case .committed(let committed):
      if case .wait = intent.step { return .moved(committed) }
      return .moved(try await perform(intent, of: committed, isRecovered: false))
    case .gated(let gate): return try await stop(at: gate, incident)
    case .locked(let target, let holder):
      return .stays(.waiting(until: world.now() + .seconds(30), .lock(target, holder), incident))
    }
  }

  /// What the first step of an action takes out of the budgets; `nil` for what is not counted.
  private func charge(
    for intent: StepIntent, in attempt: Attempt, of incident: Incident
  ) -> Charge? {
    let action = attempt.decision.action
    guard intent.index == 0, !intent.isUndo, !action.traits.isPassive, !action.traits.onlyNotifies
    else { return nil }
    let subject = chargeSubject(of: incident)
    return Charge(
      subject: subject, action: action.name, dpuHours: attempt.decision.figures.dpuHours ?? 0,
      rows: attempt.decision.figures.rows ?? 0, tables: action.changedTables,
      limits: engine.configuration.safety.limits(for: subject.judged, at: world.now()),
      member: attempt.member(of: incident, in: engine.configuration))
  }

  /// How long a group is waited for where nobody wakes who waits.
  static let groupWait = Duration.seconds(600)

  private func stop(at gate: Gate, _ incident: Incident) async throws -> Advance {
    switch gate {
    case .overLimit(let limit):
      return .moved(try await add(.abandoned(reason: "the limit `\(limit)` is used up"), incident))
    case .held(let other):
      return .stays(.waiting(until: world.now() + Self.groupWait, .group(other), incident))
    }
  }

  /// Why a step may not be taken.
  private struct Refusal {
    let reason: String
    /// The wait before it is judged again, where that is worth it.
    var pause: Progress?
  }

  /// Why a step may not be taken any more; `nil` when it may.
  ///
  /// The first step follows its decision at once. Every later one, and every undo, is judged anew.
  private func refusal(
    of intent: StepIntent, in attempt: Attempt, of incident: Incident
  ) async throws -> Refusal? {
    if attempt.decision.action.traits.onlyNotifies { return nil }
    if intent.isUndo {
      switch await killSwitch() {
      case .off: return nil
      case .on(let reason), .unreadable(let reason):
        return Refusal(reason: "undoing with `\(intent.step.name)` was stopped: \(reason)")
      }
    }
    if case .wait = intent.step { return nil }
    let age = world.now() - attempt.decision.at
    if intent.index == 0, age < .seconds(60), await killSwitch() == .off { return nil }
    let evidence = try await evidence(of: incident)
    let judgement = engine.rejudgement(
      of: attempt.decision, on: evidence, after: incident.history,
      under: try await circumstances(of: incident, besides: incident.attempts.count),
      at: world.now())
    guard judgement.verdict != .allow else { return nil }
    let because = judgement.because.joined(separator: ", ")
    return Refusal(
      reason:
        "`\(intent.step.name)` is not allowed any more: \(judgement.verdict.rawValue), \(because)",
      pause: pause(after: evidence, of: incident))
  }

  func perform(
    _ intent: StepIntent, of incident: Incident, isRecovered: Bool
  ) async throws -> Incident {
    if case .notify(let owner) = intent.step {
      return try await tell(owner, intent, of: incident, isRecovered: isRecovered)
    }
    let result: StepResult
    do throws(WorldError) {
      result = try await world.perform(intent, notice: incident.notice)
    } catch {
      switch error {
      case .refused(_, let reason), .conflict(_, let reason), .unreadable(_, let reason):
        // What goes on from an earlier try may have had a part of its effect then.
        let settlement =
          isRecovered ? intent.settlement(stoppedBy: reason) : .didNotHappen(reason: reason)
        return try await add(.settled(intent, settlement), incident)
      case .lost(let act, let reason):
        return try await settleLost(
          intent, "\(act): \(reason)", incident, isSecondTime: isRecovered)
      }
    }
    return try await add(
      .settled(intent, .happened(result, isRecovered: isRecovered)), incident)
  }

  /// Asked once more only: an answer that is lost twice leaves it to a person.
  private func settleLost(
    _ intent: StepIntent, _ reason: String, _ incident: Incident, isSecondTime: Bool
  ) async throws -> Incident {
    let settlement: StepSettlement
    switch try await world.settle(intent) {
    case .happened(let result): settlement = .happened(result, isRecovered: true)
    case .didNotHappen where intent.canBePartial:
      // Some objects may have been moved: it is completed now, or nobody can tell.
      if !isSecondTime { return try await perform(intent, of: incident, isRecovered: true) }
      settlement = .unknown(reason: reason)
    case .didNotHappen where world.delay(of: intent.step) > .zero:
      // It may still come: the intent stays open until that can be told.
      return incident
    case .didNotHappen: settlement = .didNotHappen(reason: reason)
    case .unknown(let more): settlement = .unknown(reason: "\(reason); \(more)")
    }
    return try await add(.settled(intent, settlement), incident)
  }

  /// When it can be told that an effect which is not seen did not come; `nil` where that is now.
  private func timeToTell(
    _ intent: StepIntent, of incident: Incident
  ) async throws -> Timestamp? {
    guard let pending = incident.attempt?.pending else { return nil }
    let until = pending.intendedAt + world.delay(of: intent.step)
    guard world.now() < until, case .didNotHappen = try await world.settle(intent) else {
      return nil
    }
    return until
  }

  /// Finds out what became of an intent that has no outcome, and goes on from there.
  func settle(_ intent: StepIntent, of incident: Incident) async throws -> Incident {
    switch try await world.settle(intent) {
    case .happened(let result):
      return try await add(.settled(intent, .happened(result, isRecovered: true)), incident)
    case .didNotHappen:
      // Whoever was at work may have died long ago: what was allowed then may be stopped by now.
      guard let attempt = incident.attempt,
        let refusal = try await refusal(of: intent, in: attempt, of: incident)
      else { return try await perform(intent, of: incident, isRecovered: true) }
      return try await add(.settled(intent, intent.settlement(stoppedBy: refusal.reason)), incident)
    case .unknown(let reason):
      return try await add(.settled(intent, .unknown(reason: reason)), incident)
    }
  }
}

// Verifying.
extension Healer {
  /// How long a run may take before it is no longer waited for, where no check says.
  static let standardRunWait = Duration.seconds(2 * 3600)

  private func awaitRun(
    _ id: String, since: Timestamp, _ incident: Incident
  ) async throws -> Advance {
    let run = try await world.run(id, of: incident.event.job)
    let state = run?.state.value
    if let state, state.isFinal {
      let message = run?.error.value ?? ""
      return .moved(
        try await add(
          .runEnded(run: id, state: state, message: message, dpuHours: run?.dpuHours.value),
          incident))
    }
    let checks = engine.configuration.policy.checks
    let limit = checks.compactMap(\.waitUpTo).max() ?? Self.standardRunWait
    guard world.now() >= since + limit else {
      return .stays(.waiting(until: since + limit, .run(id, of: incident.event.job), incident))
    }
    let reason = "the run \(id) was not over after \(limit.unitText)"
    return .moved(try await add(.verified(engine.unverified(because: reason)), incident))
  }

  private func verify(_ incident: Incident) async throws -> Advance {
    let evidence = try await evidence(of: incident)
    if let pause = pause(after: evidence, of: incident) { return .stays(pause) }
    let verification = engine.verification(
      on: evidence, after: incident.history, at: world.now())
    if verification.isVerified { await keepGood(evidence) }
    return .moved(try await add(.verified(verification), incident))
  }
}

extension StepIntent {
  /// Whether the step does several things, of which some may be done.
  fileprivate var canBePartial: Bool {
    switch step {
    case .quarantineObjects, .returnObjects: true
    case .runJob, .setSchema, .restoreSchema, .resetBookmark, .wait, .notify: false
    }
  }

  /// What is on record of a step that was intended and may not be taken any more.
  fileprivate func settlement(stoppedBy reason: String) -> StepSettlement {
    canBePartial ? .unknown(reason: reason) : .didNotHappen(reason: reason)
  }
}

extension Incident {
  /// Whether a run is the incident's own: one that it started, or will find that it did.
  ///
  /// A handler may die between the start of a run and the record of it, and the run's end come
  /// first.
  func isStarter(of run: String, marker: String) -> Bool {
    startedRuns.contains(run) || attempt?.pending?.intent.marker == marker
  }

  /// What chance its decisions are made of: whoever decides again draws the same.
  var chance: UInt64 { UInt64(Digest.hex(of: id).prefix(16), radix: 16) ?? 0 }

  /// What the engine is told of the incident's past.
  var history: HealingHistory {
    HealingHistory(
      openedAt: openedAt, performedActions: performedActions, tried: tried,
      anomaly: attempts.last { $0.hadEffect }?.decision.anomaly)
  }
}

/// What became of an event.
public struct Reception: Sendable, Hashable {
  /// The incident's id.
  public let incident: String
  public let environment: String
  /// Whether this event opened it.
  public let isNew: Bool
  /// The incident as it was opened; absent where it was known before.
  public var opened: Incident?
}

/// Where an incident stands after `advance`.
public enum Progress: Sendable {
  case done(Incident)
  /// It goes on when the time has come, or earlier when what it waits for happens.
  case waiting(until: Timestamp, WaitReason, Incident)
  /// Another handler has it just now.
  case busy
}

/// What an incident waits for.
public enum WaitReason: Sendable, Hashable {
  case pause
  case run(String, of: String)
  case answer
  case lock(String, String)
  /// Another incident of the same group, which shows whether the heal works.
  case group(String)
}
