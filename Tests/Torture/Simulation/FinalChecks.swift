internal import Configurations
internal import Healing
internal import Incidents

/// What must be true of a simulation when all is quiet.
struct FinalChecks {
  private let simulation: Simulation
  private let incidents: [Incident]

  init(_ simulation: Simulation) {
    self.simulation = simulation
    incidents = simulation.oracle.incidents.values.sorted { $0.id < $1.id }
  }

  private var fleet: Fleet { simulation.fleet }
  private var oracle: Oracle { simulation.oracle }

  private func violate(_ invariant: String, _ words: String) {
    oracle.violate(invariant, words, at: simulation.scheduler.now)
  }

  func check() async {
    checkFailures()
    for incident in incidents {
      checkEnd(of: incident)
      checkAttempts(of: incident)
      checkApprovals(of: incident)
      checkUndo(of: incident)
      checkWaits(of: incident)
      checkRoundups(of: incident)
    }
    checkCaps()
    checkObjects()
    await checkJournal()
  }

  /// I2: each failure is one incident, and each incident is of one failure.
  private func checkFailures() {
    for failure in fleet.plan.failures where fleet.runs[failure.run]?.state.isFailure == true {
      let own = incidents.filter { $0.event.run == failure.run && $0.event.job == failure.job }
      if own.count != 1 { violate("I2 lost", "\(failure.run) has \(own.count) incidents") }
    }
    for incident in incidents {
      guard let run = fleet.runs[incident.event.run], run.job == incident.event.job else {
        violate("events", "\(incident.id) is of a run that never was")
        continue
      }
      if !run.state.isFailure { violate("events", "\(incident.id) is of a run that went well") }
      checkStarter(of: run, incident)
    }
  }

  /// What an incident's own run does is that incident's matter, and nobody else's.
  private func checkStarter(of run: Fleet.Run, _ incident: Incident) {
    guard let marker = run.marker, let id = marker.split(separator: ".").first.map(String.init),
      let starter = oracle.incidents[id]
    else { return }
    // Of a run that its starter could not know of, the start is on record as unknown.
    let isKnown = starter.attempts.flatMap { $0.steps }.contains {
      if case .happened? = $0.settlement { $0.intent.marker == marker } else { false }
    }
    if isKnown { violate("I2 one incident", "\(incident.id) is of a run that \(id) started") }
  }

  private func checkEnd(of incident: Incident) {
    guard let end = incident.end else {
      return violate("I2 open", "\(incident.id) never ends: \(incident.nextMove)")
    }
    switch end.outcome {
    case .resolved:
      guard let run = incident.startedRuns.last, fleet.runs[run]?.state == .succeeded else {
        return violate("truth", "\(incident.id) is resolved, and no run of it went well")
      }
    case .escalated:
      let failed = incident.attempts.count { $0.decision.action.traits.onlyNotifies }
      if !isTold(incident), failed < Incident.maximumFailedNotices {
        violate("I2 untold", "\(incident.id) is escalated, and nobody was told: \(end.reason)")
      }
    case .closed:
      // Only what somebody else set right may be closed.
      if !fleet.isHealed(incident.event.job, fleet.runs[incident.event.run]?.day ?? "") {
        violate("I2 closed", "\(incident.id) is closed though its run failed")
      }
    case .waiting, .asked: violate("I2 open", "\(incident.id) ends as \(end.outcome)")
    }
  }

  /// Whether its owner was told of it, with another of its group, or in a roundup.
  private func isTold(_ incident: Incident) -> Bool {
    if oracle.notices[incident.id]?.isEmpty == false { return true }
    let isListed = incident.attempts.contains { attempt in
      attempt.steps.contains {
        if case .happened(.listed, _)? = $0.settlement { true } else { false }
      }
    }
    guard isListed else { return false }
    let words = incident.attempts.flatMap(\.steps).compactMap { record in
      if case .happened(.listed(_, let because), _)? = record.settlement { because } else { nil }
    }
    return oracle.notices["roundup"] != nil
      || words.contains { because in
        oracle.notices.keys.contains { because.hasSuffix("told with \($0)") }
      }
  }

  /// Who is to be told in a roundup is told in one that was sent since.
  private func checkRoundups(of incident: Incident) {
    for record in incident.attempts.flatMap(\.steps) {
      guard case .happened(.listed(let owner, let because), _)? = record.settlement,
        because.hasSuffix("a roundup follows")
      else { continue }
      if oracle.roundups[owner]?.contains(where: { $0 >= record.intendedAt }) != true {
        violate("I2 roundup", "\(incident.id) was to be told to \(owner) in a roundup")
      }
    }
  }

  /// The most actions that the policy's prior has for an incident.
  private static let mostActions = 2

  private func checkAttempts(of incident: Incident) {
    let performed = incident.attempts.count { $0.hadEffect }
    if performed > Self.mostActions {
      violate("bounded", "\(incident.id) performs \(performed) actions")
    }
    if incident.attempts.count > Incident.maximumAttempts + Incident.maximumFailedNotices {
      violate("bounded", "\(incident.id) has \(incident.attempts.count) attempts")
    }
    for (place, attempt) in incident.attempts.enumerated() {
      guard let reason = attempt.reasonToStop else { continue }
      let later = incident.attempts[(place + 1)...]
      if later.contains(where: \.hadEffect) {
        violate("goes on", "\(incident.id) acts again after \(reason)")
      }
    }
    for record in incident.attempts.flatMap({ $0.steps + $0.undoSteps }) {
      checkRecord(record, of: incident)
    }
  }

  /// What is on record as having happened did, and what is not did not.
  private func checkRecord(_ record: StepRecord, of incident: Incident) {
    let had = oracle.effects.contains { $0.intent == record.intent }
    switch record.settlement {
    case .happened(.startedRun(let id), _)?:
      if fleet.runs[id]?.marker != record.intent.marker {
        violate("adopted", "\(incident.id) takes the run \(id) for its own")
      }
    case .happened(.wroteVersion, _)?:
      if !had { violate("truth", "\(record.intent.marker) is on record and never was") }
    case .didNotHappen(let reason)?:
      if had { violate("truth", "\(record.intent.marker) did happen, on record is: \(reason)") }
    case .happened?, .unknown?, nil: break
    }
  }

  /// An approval is of an approver, for this very action, and serves once.
  private func checkApprovals(of incident: Incident) {
    for (place, attempt) in incident.attempts.enumerated() {
      guard let person = attempt.decision.judgement.approvedBy else { continue }
      let before = place > 0 ? incident.attempts[place - 1] : nil
      guard person == TortureConfiguration.approver, let answer = before?.answer,
        answer.isApproval, answer.person == person,
        before?.decision.asked?.action == attempt.decision.action
      else {
        violate("approvals", "\(incident.id) acts on an approval that nobody gave for it")
        continue
      }
    }
  }

  /// What did not help is taken back, unless somebody stopped everything.
  private func checkUndo(of incident: Incident) {
    for attempt in incident.attempts where attempt.decision.action.traits.canUndo {
      for (record, step) in zip(attempt.undoSteps, attempt.undoPlan)
      where record.intent.step != step {
        violate("undo", "\(incident.id) takes back with \(record.intent.step), not \(step)")
      }
      guard let verification = attempt.verification, !verification.isVerified,
        !attempt.undoPlan.isEmpty, attempt.undoSteps.isEmpty
      else { continue }
      let reason = attempt.abandonment ?? ""
      if !reason.contains("was stopped") {
        violate("undo", "\(incident.id) leaves \(attempt.decision.executed) in place: \(reason)")
      }
    }
  }

  private func checkWaits(of incident: Incident) {
    for attempt in incident.attempts {
      guard attempt.decision.executed == "retry_later", attempt.steps.count > 1 else { continue }
      if attempt.steps[1].intendedAt - attempt.steps[0].intendedAt < .seconds(900) {
        violate("waits", "\(incident.id) does not wait for a quarter of an hour")
      }
    }
  }

  /// I5: at the time of each charge, what lies in its window before it is within the limit.
  private func checkCaps() {
    let charges = incidents.flatMap { incident in
      incident.attempts.compactMap { attempt -> (at: Timestamp, job: String, hours: Double)? in
        guard !attempt.decision.action.traits.onlyNotifies,
          let first = attempt.steps.first(where: { $0.intent.index == 0 }),
          // What is proven not to have happened is given back.
          attempt.steps.contains(where: { !$0.isProvenIdle }) || !attempt.undoSteps.isEmpty
        else { return nil }
        return (first.intendedAt, incident.event.job, attempt.decision.figures.dpuHours ?? 0)
      }
    }
    for charge in charges {
      func within(_ window: Duration) -> [(at: Timestamp, job: String, hours: Double)] {
        charges.filter { $0.at <= charge.at && $0.at > charge.at - window }
      }
      let ofJob = within(.seconds(3600)).count { $0.job == charge.job }
      if ofJob > TortureConfiguration.triesPerJob {
        violate("I5 caps", "\(ofJob) actions on \(charge.job) in an hour, at \(charge.at)")
      }
      let ofAll = within(.seconds(600)).count
      if ofAll > TortureConfiguration.actionsPerEnvironment {
        violate("I5 caps", "\(ofAll) actions in ten minutes, at \(charge.at)")
      }
      let hours = within(.seconds(86_400)).reduce(0) { $0 + $1.hours }
      if hours > TortureConfiguration.hoursPerEnvironment {
        violate("I5 caps", "\(hours) DPU hours in a day")
      }
    }
  }

  /// I8: each object is at its place or set aside, and never both.
  private func checkObjects() {
    for (place, keys) in oracle.objects.sorted(by: { $0.key < $1.key }) {
      guard let batch = fleet.batches[place] else { continue }
      for key in keys {
        let places = (batch.objects[key] == nil ? 0 : 1) + (batch.quarantined[key] == nil ? 0 : 1)
        if places != 1 { violate("I8 objects", "\(key) is in \(places) places") }
      }
    }
  }

  /// I6: the journal is sound, and holds what was written.
  private func checkJournal() async {
    do {
      let check = try await simulation.journal.check()
      if let damage = check.damage { violate("I6 journal", damage) }
      let written = try await simulation.journal.incidents()
      if written.sorted(by: { $0.id < $1.id }) != incidents {
        violate("I6 journal", "it is not what was written")
      }
    } catch {
      violate("I6 journal", error.description)
    }
  }
}

extension StepRecord {
  fileprivate var isProvenIdle: Bool {
    if case .didNotHappen? = settlement { true } else { false }
  }
}

extension Attempt {
  /// Why there may be nothing after it but telling somebody; `nil` where there may.
  fileprivate var reasonToStop: String? {
    let isUnknown = (steps + undoSteps).contains {
      if case .unknown? = $0.settlement { true } else { false }
    }
    if isUnknown { return "a step that nobody can tell of" }
    let isLeft = undoSteps.contains {
      if case .didNotHappen? = $0.settlement { true } else { false }
    }
    if isLeft { return "what it could not take back" }
    guard let verification, !verification.isVerified else { return nil }
    if runEnd?.state == .succeeded { return "a run that published what is doubtful" }
    return runEnd == nil && !startedRuns.isEmpty ? "a run that is not over" : nil
  }

  /// What would take back what the attempt did.
  fileprivate var undoPlan: [Step] {
    steps.reversed().compactMap { record in
      switch record.settlement {
      case .happened(.wroteVersion(let table, let from, let to), _)?:
        .restoreSchema(table: table, version: from, expecting: to)
      case .happened(.movedObjects(let table, let keys, _), _)?:
        .returnObjects(table: table, keys: keys)
      case .happened?, .didNotHappen?, .unknown?, nil: nil
      }
    }
  }
}
