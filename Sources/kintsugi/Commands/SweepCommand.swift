internal import Healing
internal import Incidents

/// Finds what nobody told of, and goes on with everything that is due.
struct SweepCommand: Command {
  static let name = "sweep"
  static let summary = "failed runs that sent no event, and whatever else is due; once"
  static let manual = """
    kintsugi sweep --lake DIR | --aws [--since 1d] [--wait] [--at-once N] [-o pretty|json]

    --since    how far back runs are looked for
    --wait     stay until everything is over or waits for a person
    --at-once  how many incidents are worked on at the same time (16)

    Looks through the runs of the project's jobs. A failed run that no incident is about is healed
    as if its event had come, unless a later run with the same arguments succeeded. Then goes on
    with incidents whose time has come, reminds owners, and sends roundups. Made for a schedule:
    safe to run every minute, and beside a watch. Leaves with 0 where nothing was left to a person.
    """

  private let project: ProjectFolder
  private let site: SiteName
  private let since: Duration
  private let waits: Bool
  private let atOnce: Int

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    since = try arguments.duration("--since") ?? .seconds(86_400)
    waits = arguments.flag("--wait")
    atOnce = try arguments.count("--at-once") ?? 16
    site = try SiteName.required(&arguments, command: Self.name)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let open = try await Site.open(project, site)
      return try await open.withHandler { handler in
        let events = try await open.world.failedRuns(since: open.world.now() - since)
        let watch = SiteWatch(
          handler: handler, inbox: nil, atOnce: atOnce, end: waits ? .done : .idle)
        let tally = try await watch.run(try await handler.unknown(events))
        Terminal.err("kintsugi: \(tally.words)\n")
        return tally.isFine ? .fine : .problems
      }
    } catch {
      return project.report(error)
    }
  }
}
