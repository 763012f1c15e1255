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
    kintsugi heal --lake DIR --watch EVENTS [--until-done] [--at-once N] [-o pretty|json]

    --lake       the lake in which the job failed
    --event      the event of the failed run, as EventBridge sends it
    --watch      a folder into which events are put, a file (`*.json`) each: heals what comes, and
                 whatever the journal says is due, until SIGTERM or SIGINT; a line an incident
    --until-done leave when everything is over or waits for a person
    --at-once    how many incidents are worked on at the same time (16)
    --env        may only confirm the environment that account and region make
    --no-wait    leave when something must be waited for; the same command goes on later
    --dry-run    decide and judge, and change nothing

    Safe to run again, at any time, as often as you like: what was done is not done twice. Leaves
    with 0 when the incident is resolved, 1 when it is not.
    """

  let project: ProjectFolder
  let lake: String
  let source: Source
  let waits: Bool
  let isDryRun: Bool

  /// Where events come from.
  enum Source {
    case file(String)
    case folder(String, untilDone: Bool, atOnce: Int)
  }

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    waits = !arguments.flag("--no-wait")
    isDryRun = arguments.flag("--dry-run")
    guard let lake = try arguments.option("--lake") else {
      throw .missing("--lake DIR", command: Self.name)
    }
    self.lake = lake
    source = try Self.source(&arguments)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let open = try OpenLake(project, folder: lake)
      let path: String
      switch source {
      case .file(let file): path = file
      case .folder(let folder, let untilDone, let atOnce):
        return try await watch(open, folder, untilDone ? .done : .never, atOnce)
      }
      let event = try Self.event(at: path)
      if isDryRun { return dryRun(event, open) }
      return try await open.handling { handler in
        let reception = try await handler.healer.receive(event)
        let (incident, standing) = try await handler.drive(
          reception.incident, from: reception.opened, waits: waits)
        return (incident, standing, isNew: reception.isNew)
      }
    } catch {
      return project.report(error)
    }
  }

  private static func source(_ arguments: inout ArgumentReader) throws(UsageError) -> Source {
    let isUntilDone = arguments.flag("--until-done")
    let atOnce = try arguments.count("--at-once") ?? 16
    if let folder = try arguments.option("--watch") {
      return .folder(folder, untilDone: isUntilDone, atOnce: atOnce)
    }
    guard let event = try arguments.option("--event") else {
      throw .missing("--event FILE, or --watch EVENTS,", command: Self.name)
    }
    return .file(event)
  }

  private func watch(
    _ open: OpenLake, _ folder: String, _ end: LakeWatch.End, _ atOnce: Int
  ) async throws(LoadFailure) -> ExitCode {
    guard FolderListing.exists(folder) else { throw .message("there is no folder \(folder)") }
    return try await open.withHandler { handler in
      let tally = try await LakeWatch(
        lake: open, handler: handler, inbox: EventFolder(folder), atOnce: atOnce, end: end
      ).run()
      Terminal.err("kintsugi: \(tally.words)\n")
      return tally.isFine ? .fine : .problems
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
      let evidence = try world.evidence(
        for: event, run: event.run, environment: world.settings.environment)
      let circumstances = Circumstances(
        killSwitch: .off, usage: Circumstances.untouched(open.configuration).usage,
        obstacles: { world.obstacles(to: $0) })
      let decision = open.engine.decision(
        on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now)
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
