internal import Healing
internal import Incidents
internal import Reporting

/// Takes back what an incident did.
struct UndoCommand: Command {
  static let name = "undo"
  static let summary = "takes back what an incident did, or shows what would be taken back"
  static let manual = """
    kintsugi undo ID --lake DIR | --aws [--plan] [--note TEXT] [-o pretty|json]

    ID      the incident, or so much of its name that it is one alone
    --plan  show what would be taken back and whether it still can be; changes nothing
    --note  why, for the journal and the mark in the table

    Versions of tables are written again, objects come out of the quarantine, the last first, and
    only while the table is still at the version that the incident wrote. What a run wrote that the
    healing started is never taken back. You must be an approver of the job's owner, and all
    guardrails judge it as the action that is taken back: your asking answers `ask`, and nothing
    else. Safe to run again at any time: what was begun goes on.
    Leaves with 0 when all was taken back, or can be; 1 when not; 3 when it is refused.
    """

  private let project: ProjectFolder
  private let site: SiteName
  private let id: String
  private let note: String
  private let isPlan: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    isPlan = arguments.flag("--plan")
    note = try arguments.option("--note") ?? ""
    site = try SiteName.required(&arguments, command: Self.name)
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let id = words.first else { throw .missing("ID", command: Self.name) }
    self.id = id
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let open = try await Site.open(project, site)
      do {
        let handler = SiteHandler(open, try await open.journal.openExisting())
        let incident = try await handler.incident(id)
        return isPlan
          ? show(try await handler.healer.undoPlan(incident.id, by: open.person))
          : show(try await handler.healer.undo(incident.id, by: open.person, note: note))
      } catch let failure as LoadFailure {
        throw failure
      } catch let error as HealerError {
        return open.failed(error)
      } catch let error as JournalError {
        return open.failed(.journal(error))
      } catch {
        return open.failed(.other("\(error)"))
      }
    } catch {
      return project.report(error)
    }
  }

  private func show(_ plan: UndoPlan) -> ExitCode {
    switch project.format {
    case .json: Terminal.json(UndoDocument(plan))
    case .pretty: Terminal.out(UndoStory(plan).text)
    }
    return plan.refusal == nil ? .fine : .problems
  }

  private func show(_ incident: Incident) -> ExitCode {
    switch project.format {
    case .json:
      Terminal.json(IncidentDocument(incident, standing: incident.end?.outcome ?? .waiting))
    case .pretty: Terminal.out(Story(incident).text)
    }
    return incident.reversals.last?.isDone == true ? .fine : .problems
  }
}
