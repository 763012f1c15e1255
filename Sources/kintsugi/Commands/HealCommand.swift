internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents
internal import Reporting

/// Carries one incident to its end.
struct HealCommand: Command {
  static let name = "heal"
  static let summary = "one incident to its end: detect, decide, judge, act, verify, journal"
  static let manual = """
    kintsugi heal --lake DIR | --aws --event FILE [--env ENV] [--no-wait] [--dry-run]
                  [-o pretty|json]
    kintsugi heal --lake DIR | --aws --watch EVENTS [--until-done] [--at-once N] [-o pretty|json]
    kintsugi heal --aws --queue URL [--until-done] [--at-once N] [-o pretty|json]

    --lake       the lake in which the job failed
    --aws        in the account and region that the credentials and settings of AWS lead to
    --event      the event of the failed run, as EventBridge sends it
    --watch      a folder into which events are put, a file (`*.json`) each: heals what comes, and
                 whatever the journal says is due, until SIGTERM or SIGINT; a line an incident
    --queue      the same for the messages of a queue of SQS; each is deleted when its incident
                 is in the journal
    --until-done leave when everything is over or waits for a person
    --at-once    how many incidents are worked on at the same time (16)
    --env        may only confirm the environment that account and region make
    --no-wait    leave when something must be waited for; the same command goes on later
    --dry-run    decide and judge, and change nothing

    Safe to run again, at any time, as often as you like: what was done is not done twice. Leaves
    with 0 when the incident is resolved, 1 when it is not.
    """

  let project: ProjectFolder
  let site: SiteName
  let source: Source
  let waits: Bool
  let isDryRun: Bool

  /// Where events come from.
  enum Source {
    case file(String)
    case inbox(Inbox, untilDone: Bool, atOnce: Int)

    enum Inbox {
      case folder(String)
      case queue(String)
    }
  }

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    waits = !arguments.flag("--no-wait")
    isDryRun = arguments.flag("--dry-run")
    site = try SiteName.required(&arguments, command: Self.name)
    source = try Self.source(&arguments)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let open = try await Site.open(project, site)
      let path: String
      switch source {
      case .file(let file): path = file
      case .inbox(let inbox, let untilDone, let atOnce):
        return try await watch(open, inbox, untilDone ? .done : .never, atOnce)
      }
      let event = try Self.event(at: path)
      if isDryRun { return await dryRun(event, open) }
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
      return .inbox(.folder(folder), untilDone: isUntilDone, atOnce: atOnce)
    }
    if let queue = try arguments.option("--queue") {
      return .inbox(.queue(queue), untilDone: isUntilDone, atOnce: atOnce)
    }
    guard let event = try arguments.option("--event") else {
      throw .missing("--event FILE, --watch DIR, or --queue URL,", command: Self.name)
    }
    return .file(event)
  }

  private func watch(
    _ open: Site, _ source: Source.Inbox, _ end: SiteWatch.End, _ atOnce: Int
  ) async throws(LoadFailure) -> ExitCode {
    let inbox: any EventInbox
    switch source {
    case .folder(let folder):
      guard FolderListing.exists(folder) else { throw .message("there is no folder \(folder)") }
      inbox = EventFolder(folder)
    case .queue(let url): inbox = QueueInbox(url, client: try AWSAccess.client())
    }
    return try await open.withHandler { handler in
      let tally = try await SiteWatch(
        handler: handler, inbox: inbox, atOnce: atOnce, end: end
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

  private func dryRun(_ event: Event, _ open: Site) async -> ExitCode {
    var journal: (any Journal)?
    do throws(LoadFailure) { journal = try await open.journal.openIfThere() } catch {
      Terminal.err(
        "kintsugi: \(Terminal.plain(error.words)), so what was used up and which batches are kept "
          + "is left out\n")
    }
    do throws(HealerError) {
      let decision: Decision
      if let journal {
        decision = try await SiteHandler(open, journal).healer.rehearsed(
          event, in: open.environment)
      } else {
        decision = try await Self.firstDecision(on: event, at: open)
      }
      switch project.format {
      case .json: Terminal.json(DecisionDocument(decision))
      case .pretty: Terminal.out(DecisionStory(decision).text)
      }
      return decision.executed == Action.escalate ? .problems : .fine
    } catch {
      return open.failed(error)
    }
  }

  /// What would be decided where no journal is: nothing is used up, and no batch is kept.
  private static func firstDecision(
    on event: Event, at open: Site
  ) async throws(HealerError) -> Decision {
    let world = open.world
    let redactor = Redactor(reading: open.journal.path)
    let evidence: Evidence
    do throws(WorldError) {
      evidence = redactor.redacted(
        try await world.completed(
          try await world.evidence(for: event, run: event.run, environment: open.environment)))
    } catch {
      throw .world(error)
    }
    let now = world.now()
    let circumstances = Circumstances(
      killSwitch: await world.killSwitch(),
      usage: Circumstances.untouched(open.configuration).usage,
      obstacles: { world.obstacles(to: $0) })
    return redactor.redacted(
      open.engine.decision(
        on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now))
  }
}
