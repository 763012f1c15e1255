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
      let open = try OpenLake(project, folder: lake)
      let event = try Self.event(at: event)
      if isDryRun { return dryRun(event, open) }
      return try await open.handling { handler in
        let reception = try await handler.healer.receive(event)
        let (incident, standing) = try await handler.drive(reception.incident, waits: waits)
        return (incident, standing, isNew: reception.isNew)
      }
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

  private func dryRun(_ event: Event, _ open: OpenLake) -> ExitCode {
    do {
      let world = open.world
      let now = world.now()
      let redactor = Redactor(
        reading: (try? JournalPath.path(of: open.configuration, below: open.folder)) ?? "")
      let evidence = redactor.redacted(
        try world.evidence(
          for: event, run: event.run, environment: world.settings.environment))
      let circumstances = Circumstances(
        killSwitch: .off, usage: Circumstances.untouched(open.configuration).usage,
        obstacles: { world.obstacles(to: $0) })
      let decision = redactor.redacted(
        open.engine.decision(
          on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now))
      switch project.format {
      case .json: Terminal.json(DecisionDocument(decision))
      case .pretty: Terminal.out(DecisionStory(decision).text)
      }
      return decision.executed == Action.escalate ? .problems : .fine
    } catch {
      return open.failed(.world(error))
    }
  }
}
