internal import Decisions
internal import Incidents
internal import Reporting

/// Shows what the rules find in a recorded incident, or in the text of a log.
struct DetectCommand: Command {
  static let name = "detect"
  static let summary = "the findings on an incident, with their numbers"
  static let manual = """
    kintsugi detect --incident DIR [--env ENV] [--now TIME] [-o pretty|json]
    kintsugi detect --log FILE|- [--jsonl] [-o pretty|json]

    A log is taken as the message and the log of a failed run, of which nothing else is known. With
    --jsonl the file holds an object with `id` and `text` a line, and each gets one line of answer.

    Leaves with 0 whatever it finds.
    """

  let project: ProjectFolder
  let log: LogDetection?
  let incident: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    log = try LogDetection(&arguments)
    if log != nil {
      incident = ""
      return
    }
    guard let incident = try arguments.option("--incident") else {
      throw .missing("--incident DIR or --log FILE", command: Self.name)
    }
    self.incident = incident
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      if let log { return try log.run(in: project) }
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
