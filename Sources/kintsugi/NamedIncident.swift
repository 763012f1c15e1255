internal import Incidents

/// The incident of a site that a command is about.
struct NamedIncident {
  let project: ProjectFolder
  let site: SiteName
  let id: String

  /// Reads `--lake DIR` or `--aws`, and the one operand; the command's own options come before.
  init(_ arguments: inout ArgumentReader, command: String) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    site = try SiteName.required(&arguments, command: command)
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: command) }
    guard let id = words.first else { throw .missing("ID", command: command) }
    self.id = id
  }

  /// Does something with the incident, and shows where it stands then.
  func handling(
    _ work: (SiteHandler, Incident) async throws -> (Incident, Outcome)
  ) async -> ExitCode {
    do throws(LoadFailure) {
      return try await Site.open(project, site).handling { handler in
        let (incident, standing) = try await work(handler, try await handler.incident(id))
        return (incident, standing, isNew: true)
      }
    } catch {
      return project.report(error)
    }
  }

  /// Writes down what a person said of the incident, and shows it; leaves with 0 where it could.
  func noting(_ work: (SiteHandler, Incident) async throws -> Incident) async -> ExitCode {
    let code = await handling { handler, incident in
      (try await work(handler, incident), .waiting)
    }
    return code == .problems ? .fine : code
  }
}
