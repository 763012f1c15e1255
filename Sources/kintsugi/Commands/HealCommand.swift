internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents
internal import Lakes
internal import Reporting

/// Carries one incident to its end.
struct HealCommand: Command {
  static let name = "heal"
  static let summary = "one incident to its end: detect, decide, judge, act, verify, journal"
  static let manual = """
    kintsugi heal --lake DIR --event FILE [--env ENV] [--no-wait] [--dry-run] [-o pretty|json]

    --lake     the lake in which the job failed
    --event    the event of the failed run, as EventBridge sends it
    --env      may only confirm the environment that account and region make
    --no-wait  leave when something must be waited for; the same command goes on later
    --dry-run  decide and judge, and change nothing

    Safe to run again, at any time, as often as you like: what was done is not done twice. Leaves
    with 0 when the incident is resolved, 1 when it is not.
    """

  let project: ProjectFolder
  let lake: String
  let event: String
  let waits: Bool
  let isDryRun: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    waits = !arguments.flag("--no-wait")
    isDryRun = arguments.flag("--dry-run")
    guard let lake = try arguments.option("--lake") else {
      throw .missing("--lake DIR", command: Self.name)
    }
    guard let event = try arguments.option("--event") else {
      throw .missing("--event FILE", command: Self.name)
    }
    self.lake = lake
    self.event = event
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let event = try Self.event(at: event)
      let world = try Self.lake(lake, project: configuration.project)
      try checkEnvironment(of: event, in: world, configuration)
      // What holds is what the overlays of the event's own environment make of it.
      let effective = configuration.effective(in: world.settings.environment)
      return isDryRun
        ? try dryRun(event, world, effective)
        : try await heal(event, world, effective)
    } catch {
      return project.report(error)
    }
  }

  private static func event(at path: String) throws(LoadFailure) -> Event {
    do {
      guard let bytes = try WholeFile.bytes(path) else { throw RecordingError.missing(path: path) }
      return try GlueEvent.event(json: bytes, from: path)
    } catch {
      throw .message("\(error)")
    }
  }

  private static func lake(_ folder: String, project: Project) throws(LoadFailure) -> Lake {
    do { return try Lake(folder: folder, project: project) } catch {
      throw .message(error.description)
    }
  }

  /// The environment follows from account and region; a lake names its own, and `--env` confirms
  /// it.
  private func checkEnvironment(
    of event: Event, in lake: Lake, _ configuration: Configuration
  ) throws(LoadFailure) {
    let settings = lake.settings
    let derived = configuration.project.environment(
      account: settings.account, region: settings.region)
    guard derived == settings.environment else {
      throw .message(
        "the lake says it is `\(settings.environment)`, its account and region make "
          + "`\(derived ?? "none")`")
    }
    if let wanted = project.environment, wanted != derived {
      throw .message("--env \(wanted) disagrees with the event, which is of `\(derived ?? "none")`")
    }
  }

  private func heal(
    _ event: Event, _ world: Lake, _ configuration: Configuration
  ) async throws(LoadFailure) -> ExitCode {
    let path = try JournalPath.path(of: configuration, below: lake)
    do {
      let journal = try SQLiteJournal(path: path)
      let healer = Healer(engine: Engine(configuration), world: world, journal: journal)
      let reception = try await healer.receive(event)
      let (incident, standing) = try await drive(healer, reception.incident, world)
      report(incident, standing, isNew: reception.isNew)
      return incident.end?.outcome == .resolved ? .fine : .problems
    } catch let error as HealerError {
      return worldFailed(error)
    } catch {
      return worldFailed(
        HealerError.journal(error as? JournalError ?? .cannotRead(what: path, reason: "\(error)")))
    }
  }

  /// Advances the incident, and waits for what it waits for.
  private func drive(
    _ healer: Healer, _ id: String, _ world: Lake
  ) async throws -> (Incident, Outcome) {
    while true {
      switch try await healer.advance(id) {
      case .done(let incident): return (incident, incident.end?.outcome ?? .waiting)
      case .busy: try await Task.sleep(for: .milliseconds(50))
      case .waiting(let until, let reason, let incident):
        let standing: Outcome = reason == .answer ? .asked : .waiting
        guard waits, reason != .answer else { return (incident, standing) }
        try world.wait(for: reason, until: until)
      }
    }
  }

  private func report(_ incident: Incident, _ standing: Outcome, isNew: Bool) {
    switch project.format {
    case .json: Terminal.json(IncidentDocument(incident, standing: standing))
    case .pretty:
      if !isNew { Terminal.out("(this run has its incident already; nothing is done twice)\n") }
      Terminal.out(Story(incident).text)
    }
  }

  /// Says how the outside failed; the incident stays open, and the same command goes on.
  private func worldFailed(_ error: HealerError) -> ExitCode {
    if project.format == .json { Terminal.json(["error": error.description]) }
    Terminal.err("kintsugi: \(Terminal.plain(error.description))\n")
    switch error {
    case .refused: return .notLoaded
    case .world, .journal, .other: return .worldFailed
    }
  }

  private func dryRun(
    _ event: Event, _ world: Lake, _ configuration: Configuration
  ) throws(LoadFailure) -> ExitCode {
    do {
      let now = world.now()
      let evidence = try world.evidence(
        for: event, run: event.run, environment: world.settings.environment)
      let circumstances = Circumstances(
        killSwitch: .off, usage: Circumstances.untouched(configuration).usage,
        obstacles: { world.obstacles(to: $0) })
      let decision = Engine(configuration).decision(
        on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now)
      switch project.format {
      case .json: Terminal.json(DecisionDocument(decision))
      case .pretty: Terminal.out(DecisionStory(decision).text)
      }
      return decision.executed == Action.escalate ? .problems : .fine
    } catch {
      return worldFailed(.world(error))
    }
  }
}
