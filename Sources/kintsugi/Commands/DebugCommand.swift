internal import Configurations
internal import Documents
internal import Healing
internal import Lakes

/// Tools for those who build rules and kintsugi itself.
struct DebugCommand: Command {
  static let name = "debug"
  static let summary = "looks at single parts: a document, a condition, a run in a lake"
  static let manual = """
    kintsugi debug document PATH
      reads one YAML document; prints {"accept": VALUE} or {"reject": CODE, "line": N, "column": N}
    kintsugi debug condition 'EXPR' [--with FILE.json]
      evaluates a condition over the names of a JSON object, and explains what it gave
    kintsugi debug conformance FILE.jsonl …
      runs tests of the expression language; prints each failure with what came and what was wanted
    kintsugi debug judge FILE.jsonl
      judges made-up cases: a line with "files" is a configuration, every other one a case for it
    kintsugi debug redact FILE [--jsonl]
      shows a text as it would be kept: without secrets; with --jsonl the `text` of each record
    kintsugi debug run JOB --lake DIR --id ID [--argument NAME=VALUE …]
      runs a job as a schedule would; prints the event's path when the run failed (leaves with 1)
    """

  private enum Tool {
    case document(path: String)
    case condition(text: String, facts: String?)
    case conformance(files: [String])
    case judge(path: String)
    case redact(path: String, isJSONLines: Bool)
    case run(job: String, lake: String, id: String, arguments: [String: String])
  }

  private let project: ProjectFolder
  private let tool: Tool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    let lake = try arguments.option("--lake")
    let id = try arguments.option("--id")
    let facts = try arguments.option("--with")
    let isJSONLines = arguments.flag("--jsonl")
    var given: [String: String] = [:]
    while let text = try arguments.first("--argument") {
      guard let split = text.firstIndex(of: "=") else {
        throw .badValue("--argument", text, wanted: "NAME=VALUE")
      }
      given["--" + text[..<split]] = String(text[text.index(after: split)...])
    }
    let words = try arguments.operands()
    switch (words.first, words.count) {
    case ("document"?, 2): tool = .document(path: words[1])
    case ("condition"?, 2): tool = .condition(text: words[1], facts: facts)
    case ("conformance"?, 2...): tool = .conformance(files: Array(words.dropFirst()))
    case ("judge"?, 2): tool = .judge(path: words[1])
    case ("redact"?, 2): tool = .redact(path: words[1], isJSONLines: isJSONLines)
    case ("run"?, 2):
      guard let lake, let id else { throw .missing("--lake DIR or --id ID", command: Self.name) }
      tool = .run(job: words[1], lake: lake, id: id, arguments: given)
    default: throw .missing("what to look at", command: Self.name)
    }
  }

  func run() async -> ExitCode {
    do throws(RecordingError) {
      switch tool {
      case .document(let path): return try document(path)
      case .condition(let text, let facts):
        return try ConditionTool(text: text, factsPath: facts, project: project).run()
      case .conformance(let files): return try ConformanceTool(files: files).run()
      case .judge(let path): return try JudgeTool(path: path).run()
      case .redact(let path, let isJSONLines):
        return try RedactTool(path: path, isJSONLines: isJSONLines).run()
      case .run(let job, let lake, let id, let arguments): return run(job, in: lake, id, arguments)
      }
    } catch {
      Terminal.err("kintsugi: \(Terminal.plain(error.description))\n")
      return .notLoaded
    }
  }

  private func document(_ path: String) throws(RecordingError) -> ExitCode {
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    let file = SourceFile(path: path, bytes: bytes)
    let parsed = DocumentParser.parse(file)
    Terminal.out(DocumentJSON.line(for: parsed) + "\n")
    let renderer = DiagnosticRenderer(sources: [file], color: project.color.isOn)
    for diagnostic in parsed.diagnostics { Terminal.err(renderer.text(diagnostic) + "\n") }
    return parsed.value == nil ? .problems : .fine
  }

  private func run(
    _ job: String, in folder: String, _ id: String, _ arguments: [String: String]
  ) -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      do {
        let lake = try Lake(folder: folder, project: configuration.project)
        guard let event = try lake.runScheduled(job, arguments: arguments, id: id) else {
          return .fine
        }
        Terminal.out(event + "\n")
        return .problems
      } catch {
        Terminal.err("kintsugi: \(Terminal.plain("\(error)"))\n")
        return .worldFailed
      }
    } catch {
      return project.report(error)
    }
  }
}
