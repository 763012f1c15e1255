internal import Decisions
internal import Healing
internal import Incidents
internal import Reporting

/// Shows what the rules find in a recorded incident, in a log, or in profiles of batches.
struct DetectCommand: Command {
  static let name = "detect"
  static let summary = "the findings on an incident, with their numbers"
  static let manual = """
    kintsugi detect --incident DIR [--env ENV] [--now TIME] [-o pretty|json]
    kintsugi detect --log FILE|- [--jsonl] [-o pretty|json]
    kintsugi detect --profiles HISTORY.jsonl --probe PROBES.jsonl [-o pretty|json]

    A log is taken as the message and the log of a failed run, of which nothing else is known. With
    --jsonl the file holds an object with `id` and `text` a line, and each gets one line of answer.

    --profiles  lines of the profile format: the batches that are held to be good
    --probe     batches to judge, each with the lines of its table that have a lower index; - is
                standard input; one answer a probe, one line each with -o json
    Leaves with 0 whatever it finds.
    """

  let project: ProjectFolder
  let subject: Subject

  /// What is looked at.
  enum Subject {
    case incident(String)
    case log(LogDetection)
    case probes(ProbeDetection)
  }

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    let log = try LogDetection(&arguments)
    let history = try arguments.option("--profiles")
    let probes = try arguments.option("--probe")
    switch (try arguments.option("--incident"), log, history, probes) {
    case (let incident?, nil, nil, nil): subject = .incident(incident)
    case (nil, let log?, nil, nil): subject = .log(log)
    case (nil, nil, let history?, let probes?):
      subject = .probes(ProbeDetection(project: project, history: history, probes: probes))
    case (nil, nil, nil, _?): throw .missing("--profiles HISTORY.jsonl", command: Self.name)
    case (nil, nil, _?, nil): throw .missing("--probe PROBES.jsonl", command: Self.name)
    default:
      throw .missing(
        "one of --incident DIR, --log FILE and --profiles FILE", command: Self.name)
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let incident: String
      switch subject {
      case .incident(let folder): incident = folder
      case .log(let log): return try log.run(in: project)
      case .probes(let detection): return try detection.run()
      }
      let scene = try RecordedScene(incident, of: project)
      let found = Redactor().redacted(scene.engine.findings(in: scene.evidence, at: scene.now))
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
