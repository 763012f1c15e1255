internal import Configurations
internal import Incidents

/// A world that tells no secrets: the only one that a healer sees.
///
/// A run is started again with arguments that the healer knows redacted. The world itself has the
/// true ones: they are read from the run they come from when the step is taken, and only where they
/// are still those that were decided on.
struct DiscreetWorld: World {
  private let world: any World
  private let redactor: Redactor

  init(_ world: any World, _ redactor: Redactor) {
    self.world = world
    self.redactor = redactor
  }

  var identity: WorldIdentity { world.identity }
  func now() -> Timestamp { world.now() }
  func obstacles(to action: Action) -> [String] { world.obstacles(to: action) }

  func obstacle(toUndoing step: Step, of incident: String) async -> String? {
    await world.obstacle(toUndoing: step, of: incident).map(redactor.redacted)
  }

  func delay(of step: Step) -> Duration { world.delay(of: step) }

  func killSwitch() async -> KillSwitch {
    switch await world.killSwitch() {
    case .off: .off
    case .on(let reason): .on(reason: redactor.redacted(reason))
    case .unreadable(let reason): .unreadable(reason: redactor.redacted(reason))
    }
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) async throws(WorldError) -> Evidence {
    redactor.redacted(
      try await telling { () async throws(WorldError) in
        try await world.evidence(for: event, run: run, environment: environment)
      })
  }

  func completed(_ evidence: Evidence) async throws(WorldError) -> Evidence {
    redactor.redacted(
      try await telling { () async throws(WorldError) in try await world.completed(evidence) })
  }

  func run(_ id: String, of job: String) async throws(WorldError) -> RunEvidence? {
    try await telling { () async throws(WorldError) in try await world.run(id, of: job) }
      .map(redactor.redacted)
  }

  func failedRuns(since start: Timestamp) async throws(WorldError) -> [Event] {
    try await telling { () async throws(WorldError) in try await world.failedRuns(since: start) }
      .map(redactor.redacted)
  }

  func successor(of run: String, of job: String) async throws(WorldError) -> String? {
    try await telling { () async throws(WorldError) in
      try await world.successor(of: run, of: job)
    }
  }

  func perform(_ intent: StepIntent, notice: Notice) async throws(WorldError) -> StepResult {
    try await telling { () async throws(WorldError) in
      try await world.perform(
        intent.taking(try await step(of: intent)), notice: redactor.redacted(notice))
    }
  }

  func settle(_ intent: StepIntent) async throws(WorldError) -> Settlement {
    let settlement = try await telling { () async throws(WorldError) in
      try await world.settle(intent)
    }
    guard case .unknown(let reason) = settlement else { return settlement }
    return .unknown(reason: redactor.redacted(reason))
  }

  /// The step with the true arguments in it.
  private func step(of intent: StepIntent) async throws(WorldError) -> Step {
    guard case .runJob(let job, let arguments, let workerType) = intent.step,
      arguments.contains(where: { Redactor.hasMark($0.key) || Redactor.hasMark($0.value) })
    else { return intent.step }
    guard let id = intent.run, let run = try await world.run(id, of: job),
      let origin = run.arguments.value
    else {
      throw .refused(act: "run_job", reason: "the arguments of the run it repeats are unknown")
    }
    guard let restored = redactor.restored(arguments, from: origin) else {
      throw .refused(
        act: "run_job", reason: "the arguments of \(id) are not those that were decided on")
    }
    return .runJob(job: job, arguments: restored, workerType: workerType)
  }

  /// Calls the world, and takes secrets out of what it says when it fails.
  private func telling<Value>(
    _ work: () async throws(WorldError) -> Value
  ) async throws(WorldError) -> Value {
    do throws(WorldError) { return try await work() } catch { throw redactor.redacted(error) }
  }
}

extension Redactor {
  /// The arguments of which `clean` are the redacted ones; `nil` where `origin` lacks one.
  func restored(_ clean: [String: String], from origin: [String: String]) -> [String: String]? {
    var names: [String: [String]] = [:]
    for name in origin.keys { names[redacted(name), default: []].append(name) }
    var restored: [String: String] = [:]
    for (name, value) in clean {
      let sources = (names[name] ?? []).filter { redacted([$0: origin[$0] ?? ""]) == [name: value] }
      if sources.count == 1, let source = sources.first {
        restored[source] = origin[source]
      } else if Self.hasMark(name) || Self.hasMark(value) {
        return nil
      } else {
        restored[name] = value
      }
    }
    return restored
  }

  fileprivate func redacted(_ notice: Notice) -> Notice {
    Notice(
      incident: notice.incident, subject: redacted(notice.subject),
      lines: notice.lines.map(redacted))
  }

  fileprivate func redacted(_ error: WorldError) -> WorldError {
    switch error {
    case .refused(let act, let reason): .refused(act: redacted(act), reason: redacted(reason))
    case .conflict(let act, let reason): .conflict(act: redacted(act), reason: redacted(reason))
    case .lost(let act, let reason): .lost(act: redacted(act), reason: redacted(reason))
    case .unreadable(let what, let reason):
      .unreadable(what: redacted(what), reason: redacted(reason))
    }
  }
}
