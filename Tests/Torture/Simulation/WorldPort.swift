internal import Configurations
internal import Healing
internal import Incidents

/// The fleet as one handler sees it: slow, and not always there.
struct WorldPort: World {
  let fleet: Fleet
  let handler: Int
  /// Whether this handler can die, and meets faults: people do not.
  let isMortal: Bool

  var identity: WorldIdentity {
    WorldIdentity(
      account: TortureConfiguration.accounts[fleet.plan.environment] ?? "",
      region: TortureConfiguration.region)
  }

  func now() -> Timestamp { fleet.scheduler.now }

  func obstacle(toUndoing step: Step, of incident: String) -> String? { nil }

  func obstacles(to action: Action) -> [String] { [] }

  private func point(_ name: String) async {
    await fleet.scheduler.point(name, of: handler, canDie: isMortal)
  }

  private func happens(_ rate: KeyPath<Plan.Rates, Double>) -> Bool {
    isMortal && fleet.happens(rate)
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) async throws(WorldError) -> Evidence {
    await point("evidence \(run)")
    if happens(\.unreadable) { throw .unreadable(what: "the run \(run)", reason: "throttled") }
    let missing =
      happens(\.unknownPart)
      ? ["table", "table", "objects", "run", "runs", "log"][fleet.scheduler.random.number(0...5)]
      : nil
    guard let evidence = fleet.evidence(for: event, run: run, missing: missing) else {
      throw .unreadable(what: "the run \(run)", reason: "there is no such run")
    }
    await point("evidence read")
    return evidence
  }

  func run(_ id: String, of job: String) async throws(WorldError) -> RunEvidence? {
    await point("run \(id)")
    if happens(\.unreadable) { throw .unreadable(what: "the run \(id)", reason: "throttled") }
    guard let run = fleet.runs[id], run.job == job else { return nil }
    return fleet.record(of: run)
  }

  func failedRuns(since start: Timestamp) async throws(WorldError) -> [Event] {
    await point("failed runs")
    if happens(\.unreadable) { throw .unreadable(what: "the runs", reason: "throttled") }
    let failed = fleet.runs.values.filter {
      $0.state.isFailure && $0.ended ?? start > start && fleet.successor(of: $0) == nil
    }
    return failed.map { fleet.event(of: $0, id: "sweep") }.sorted { $0.run < $1.run }
  }

  func successor(of id: String, of job: String) async throws(WorldError) -> String? {
    await point("successor of \(id)")
    if happens(\.unreadable) { throw .unreadable(what: "the runs", reason: "throttled") }
    guard let run = fleet.runs[id], run.job == job else { return nil }
    return fleet.successor(of: run)
  }

  func perform(_ intent: StepIntent, notice: Notice) async throws(WorldError) -> StepResult {
    await point("perform \(intent.marker)")
    let act = intent.step.name
    if case .notify = intent.step {
      if happens(\.lostBefore) { throw .lost(act: act, reason: "no answer") }
    } else {
      if happens(\.refused) { throw .refused(act: act, reason: "not now") }
      if happens(\.conflict) { throw .conflict(act: act, reason: "somebody else was first") }
      if happens(\.lostBefore) { throw .lost(act: act, reason: "no answer") }
    }
    let result = try await effect(intent, notice)
    await point("performed \(intent.marker)")
    if happens(\.lostAfter) { throw .lost(act: act, reason: "no answer") }
    return result
  }

  private func effect(
    _ intent: StepIntent, _ notice: Notice
  ) async throws(WorldError) -> StepResult {
    switch intent.step {
    case .runJob(let job, let arguments, let workerType):
      note(intent, "run")
      return .startedRun(
        id: fleet.start(
          job, arguments: arguments, workerType: workerType, marker: intent.marker))
    case .setSchema(let table, let columns, let expecting):
      return try write(intent, table, expecting) { _ in columns }
    case .restoreSchema(let table, let version, let expecting):
      return try write(intent, table, expecting) { $0.first { $0.id == version }?.columns ?? [] }
    case .quarantineObjects(let table, let keys):
      return try await move(intent, table, keys, intoQuarantine: true)
    case .returnObjects(let table, let keys):
      return try await move(intent, table, keys, intoQuarantine: false)
    case .notify(let owner):
      fleet.oracle.notified(notice, intent, at: now())
      return .notified(owner: owner, through: "sns:\(owner)")
    case .wait: return .waited
    case .resetBookmark: throw .refused(act: "reset_bookmark", reason: "there are none")
    }
  }

  private func note(_ intent: StepIntent, _ part: String) {
    fleet.oracle.effect(intent, by: handler, part: part, at: now())
    fleet.scheduler.note("effect \(intent.marker) \(intent.step.name) \(part)")
  }

  private func write(
    _ intent: StepIntent, _ table: String, _ expecting: String,
    _ columns: ([TableVersion]) -> [Column]
  ) throws(WorldError) -> StepResult {
    let versions = fleet.tables[table] ?? []
    guard let current = versions.first, current.id == expecting else {
      throw .conflict(act: "writing \(table)", reason: "the version is not \(expecting) any more")
    }
    note(intent, "version")
    let written = fleet.write(table, columns(versions), marker: intent.marker)
    return .wroteVersion(table: table, from: expecting, to: written)
  }

  /// Moves object after object, and may die or lose its answer between two of them.
  private func move(
    _ intent: StepIntent, _ table: String, _ keys: [String], intoQuarantine: Bool
  ) async throws(WorldError) -> StepResult {
    for (number, key) in keys.enumerated() {
      if number > 0 {
        await point("between objects")
        if happens(\.partial) { throw .lost(act: intent.step.name, reason: "reset") }
      }
      // What was moved before the answer was lost stays where it is.
      guard fleet.isAt(key, inQuarantine: !intoQuarantine) else { continue }
      note(intent, key)
      _ = fleet.move(key, intoQuarantine: intoQuarantine)
    }
    return .movedObjects(table: table, keys: keys, to: "_quarantine/\(intent.marker)/")
  }

  func settle(_ intent: StepIntent) async throws(WorldError) -> Settlement {
    await point("settle \(intent.marker)")
    if happens(\.unreadable) { throw .unreadable(what: intent.marker, reason: "throttled") }
    if happens(\.unsettled) { return .unknown(reason: "the list of runs is not complete") }
    switch intent.step {
    case .runJob:
      let run = fleet.runs.values.first { $0.marker == intent.marker }
      return run.map { .happened(.startedRun(id: $0.id)) } ?? .didNotHappen
    case .setSchema(let table, _, let expecting), .restoreSchema(let table, _, let expecting):
      let written = fleet.tables[table]?.first { $0.parameters["attempt"] == intent.marker }
      return written.map {
        .happened(.wroteVersion(table: table, from: expecting, to: $0.id))
      } ?? .didNotHappen
    case .quarantineObjects, .returnObjects, .notify, .wait, .resetBookmark: return .didNotHappen
    }
  }
}

extension Fleet {
  /// Whether an object is at its place, or in the quarantine.
  func isAt(_ object: String, inQuarantine: Bool) -> Bool {
    guard let slash = object.lastIndex(of: "/"),
      let batch = batches[String(object[...slash])]
    else { return false }
    return inQuarantine ? batch.quarantined[object] != nil : batch.objects[object] != nil
  }

  /// Whether a fault of a kind happens now; none does any more after their end.
  func happens(_ rate: KeyPath<Plan.Rates, Double>) -> Bool {
    let probability = plan.rates[keyPath: rate]
    guard probability > 0, scheduler.now < plan.start + plan.faultsEnd else { return false }
    return scheduler.random.happens(probability)
  }
}
