internal import Configurations
internal import Healing
internal import Incidents
internal import Reporting

/// Reads the journal: the list of incidents, or the whole story of one.
struct IncidentsCommand: Command {
  static let name = "incidents"
  static let summary = "the journal: all incidents, or the whole story of one"
  static let manual = """
    kintsugi incidents [ID] [--lake DIR | --journal FILE] [--open] [-o pretty|json]
    kintsugi incidents --agreement | --refused [--lake DIR | --journal FILE] [-o pretty|json]

    ID may be cut short where it still names one incident.
    --lake       the journal of this lake
    --journal    a journal's file
    --open       only those that somebody has to look at: asked, under way, escalated and neither
                 acknowledged nor closed
    --agreement  for each action that is in `shadow`: how often people did the same, as they said
                 with `close --did`
    --refused    events that were not believed, with the reason
    """

  /// What is shown of the journal.
  private enum View {
    case all, open, agreement, refused
  }

  let project: ProjectFolder
  let lake: String?
  let journal: String?
  let id: String?
  private let view: View

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    lake = try arguments.option("--lake")
    journal = try arguments.option("--journal")
    let chosen = [
      ("--open", View.open), ("--agreement", .agreement), ("--refused", .refused),
    ].filter { arguments.flag($0.0) }
    if chosen.count > 1 { throw .unexpectedWord(chosen[1].0, command: Self.name) }
    view = chosen.first?.1 ?? .all
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    id = words.first
    if let id, let flag = chosen.first {
      throw .unexpectedWord("\(id) \(flag.0)", command: Self.name)
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let path: String
      if let journal { path = journal } else { path = try JournalPath.find(project, lake: lake) }
      guard FolderListing.exists(path) else { throw .message("there is no journal \(path)") }
      let incidents = try await Self.incidents(in: path)
      if let id {
        show(try incidents.named(id))
        return .fine
      }
      switch view {
      case .all: list(incidents)
      case .open: list(incidents.filter(\.isOpenToPeople))
      case .agreement: show(Agreement(of: incidents))
      case .refused: show(try await Self.refusals(in: path))
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }

  private static func incidents(in path: String) async throws(LoadFailure) -> [Incident] {
    do {
      return try await SQLiteJournal(path: path).incidents()
    } catch {
      throw .message("\(error)")
    }
  }

  private static func refusals(in path: String) async throws(LoadFailure) -> [Refusal] {
    do {
      return try await SQLiteJournal(path: path).refusals()
    } catch {
      throw .message("\(error)")
    }
  }

  private func show(_ agreement: Agreement) {
    switch project.format {
    case .json: Terminal.json(agreement)
    case .pretty: Terminal.out(agreement.text)
    }
  }

  private func show(_ refusals: [Refusal]) {
    switch project.format {
    case .json: Terminal.json(refusals.map { RefusalDocument($0) })
    case .pretty:
      for refusal in refusals {
        Terminal.out(
          Terminal.plain(
            "\(refusal.last)  \(refusal.count) times  \(refusal.event)  \(refusal.reason)") + "\n")
      }
      if refusals.isEmpty { Terminal.out("nothing was refused\n") }
    }
  }

  private func list(_ incidents: [Incident]) {
    switch project.format {
    case .json: Terminal.json(incidents.map { IncidentDocument($0, standing: .waiting) })
    case .pretty:
      for incident in incidents { Terminal.out(Story(incident).line + "\n") }
      if incidents.isEmpty {
        Terminal.out(view == .open ? "nothing is left to people\n" : "no incidents\n")
      }
    }
  }

  private func show(_ incident: Incident) {
    switch project.format {
    case .json: Terminal.json(IncidentDocument(incident, standing: .waiting))
    case .pretty: Terminal.out(Story(incident).text)
    }
  }
}

/// A refused event as JSON.
private struct RefusalDocument: Encodable {
  let event: String
  let reason: String
  let last: String
  let count: Int

  init(_ refusal: Refusal) {
    event = refusal.event
    reason = refusal.reason
    last = "\(refusal.last)"
    count = refusal.count
  }
}

/// Where the journal of a project or of a lake is.
enum JournalPath {
  /// The journal's file: below the lake where one is named, else below the project.
  static func find(_ project: ProjectFolder, lake: String?) throws(LoadFailure) -> String {
    try path(of: try project.configuration(), below: lake ?? project.path)
  }

  /// The journal that a configuration names, relative to a folder.
  static func path(
    of configuration: Configuration, below folder: String
  ) throws(LoadFailure) -> String {
    switch configuration.project.journal {
    case .sqlite(let path): return path.hasPrefix("/") ? path : folder + "/" + path
    case .dynamoDB(let table):
      throw .message("the journal is the DynamoDB table \(table), which this command cannot read")
    }
  }
}
