internal import Healing
internal import Incidents
internal import Reporting

/// Reads the journal: the list of incidents, or the whole story of one.
struct IncidentsCommand: Command {
  static let name = "incidents"
  static let summary = "the journal: all incidents, or the whole story of one"
  static let manual = """
    kintsugi incidents [ID] [--lake DIR | --aws | --journal FILE] [--open] [-o pretty|json]
    kintsugi incidents --agreement | --refused [--lake DIR | --aws | --journal FILE]
                       [-o pretty|json]

    ID may be cut short where it still names one incident.
    --lake       the journal of this lake
    --aws        the journal of the project, which may be a table of DynamoDB
    --journal    a journal's file, or dynamodb:TABLE
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
  let site: SiteName?
  let journal: String?
  let id: String?
  private let view: View

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    site = try SiteName.optional(&arguments)
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
      let journal = try await JournalPlace.find(self.journal, site, project).openExisting()
      let incidents = try await reading { () throws(JournalError) in try await journal.incidents() }
      if let id {
        show(try incidents.named(id))
        return .fine
      }
      switch view {
      case .all: list(incidents)
      case .open: list(incidents.filter(\.isOpenToPeople))
      case .agreement: show(Agreement(of: incidents))
      case .refused:
        show(try await reading { () throws(JournalError) in try await journal.refusals() })
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }

  private func reading<Value>(
    _ work: () async throws(JournalError) -> Value
  ) async throws(LoadFailure) -> Value {
    do { return try await work() } catch { throw .message(error.description) }
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
