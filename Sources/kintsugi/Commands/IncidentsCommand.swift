internal import Configurations
internal import Healing
internal import Incidents
internal import Reporting

/// Reads the journal: the list of incidents, or the whole story of one.
struct IncidentsCommand: Command {
  static let name = "incidents"
  static let summary = "the journal: all incidents, or the whole story of one"
  static let manual = """
    kintsugi incidents [ID] [--lake DIR | --journal FILE] [-o pretty|json]

    ID may be cut short where it still names one incident.
    --lake     the journal of this lake
    --journal  a journal's file
    """

  let project: ProjectFolder
  let lake: String?
  let journal: String?
  let id: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    lake = try arguments.option("--lake")
    journal = try arguments.option("--journal")
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    id = words.first
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let path: String
      if let journal { path = journal } else { path = try JournalPath.find(project, lake: lake) }
      guard FolderListing.exists(path) else { throw .message("there is no journal \(path)") }
      let incidents = try await Self.incidents(in: path)
      guard let id else { return list(incidents) }
      show(try incidents.named(id))
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

  private func list(_ incidents: [Incident]) -> ExitCode {
    switch project.format {
    case .json: Terminal.json(incidents.map { IncidentDocument($0, standing: .waiting) })
    case .pretty:
      for incident in incidents { Terminal.out(Story(incident).line + "\n") }
      if incidents.isEmpty { Terminal.out("no incidents\n") }
    }
    return .fine
  }

  private func show(_ incident: Incident) {
    switch project.format {
    case .json: Terminal.json(IncidentDocument(incident, standing: .waiting))
    case .pretty: Terminal.out(Story(incident).text)
    }
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
