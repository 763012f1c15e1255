internal import Decisions
internal import Incidents
internal import Reporting

/// Shows what the rules find in a recorded incident.
struct DetectCommand: Command {
  static let name = "detect"
  static let summary = "the findings on an incident, with their numbers"
  static let manual = """
    kintsugi detect --incident DIR [--env ENV] [--now TIME] [-o pretty|json]

    Leaves with 0 whatever it finds.
    """

  let project: ProjectFolder
  let incident: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    guard let incident = try arguments.option("--incident") else {
      throw .missing("--incident DIR", command: Self.name)
    }
    self.incident = incident
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let scene = try RecordedScene(incident, of: project)
      let found = scene.engine.findings(in: scene.evidence, at: scene.now)
      switch project.format {
      case .json: Terminal.json(DetectionDocument(found))
      case .pretty: Terminal.out(DetectionStory(found).text)
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }
}
