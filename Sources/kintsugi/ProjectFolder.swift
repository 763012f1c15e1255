internal import Configurations
internal import Documents
internal import Glibc
internal import Healing
internal import Incidents
internal import Reporting

/// The options that every command has, and the configuration they point to.
struct ProjectFolder {
  let path: String
  let environment: String?
  let now: Timestamp?
  let format: OutputFormat
  let color: ColorChoice

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    path = try arguments.option("-C") ?? "."
    environment = try arguments.option("--env")
    now = try arguments.time("--now")
    format = try arguments.choice("-o", "--output", of: OutputFormat.self, default: .pretty)
    color = try arguments.choice("--color", of: ColorChoice.self, default: .auto)
  }

  /// The folders below the project in which configuration lies.
  private static let folders = ["rules", "policies", "safety", "overlays"]

  /// The files of the configuration, `kintsugi.yaml` first; tests are left to `kintsugi test`.
  func files() throws(LoadFailure) -> [SourceFile] {
    var paths = ["kintsugi.yaml"]
    for folder in Self.folders {
      paths += try yamlFiles(in: folder).filter { !$0.hasSuffix(".test.yaml") }
        .map { folder + "/" + $0 }
    }
    var files: [SourceFile] = []
    for name in paths {
      let place = path == "." ? name : path + "/" + name
      do {
        guard let bytes = try WholeFile.bytes(place) else {
          throw LoadFailure.message("there is no \(place); use -C to name the project's folder")
        }
        files.append(SourceFile(path: place, bytes: bytes))
      } catch let error as LoadFailure {
        throw error
      } catch {
        throw .message("\(error)")
      }
    }
    return files
  }

  private func yamlFiles(in folder: String) throws(LoadFailure) -> [String] {
    do {
      return try FolderListing.files(below: path + "/" + folder, prefix: "")
        .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    } catch {
      throw .message("\(error)")
    }
  }

  /// The checked configuration; says everything that is wrong where there is none.
  func configuration() throws(LoadFailure) -> Configuration {
    let files = try files()
    let checked = ConfigurationLoader.load(files)
    guard let configuration = checked.value else {
      throw .diagnostics(checked.diagnostics, files)
    }
    return configuration
  }

  /// Says why nothing was judged, in the form that was asked for.
  func report(_ failure: LoadFailure) -> ExitCode {
    switch failure {
    case .message(let text):
      if format == .json { Terminal.json(["error": text]) }
      Terminal.err("kintsugi: \(Terminal.plain(text))\n")
    case .diagnostics(let diagnostics, let files):
      let renderer = DiagnosticRenderer(sources: files, color: color.isOn)
      if format == .json {
        Terminal.json(["diagnostics": diagnostics.map { DiagnosticDocument($0) }])
      }
      for diagnostic in diagnostics { Terminal.err(renderer.text(diagnostic) + "\n") }
      Terminal.err("\(Self.count(diagnostics)): nothing was judged\n")
    }
    return .notLoaded
  }

  /// How many errors and warnings there are.
  static func count(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count { $0.severity == .warning }
    return
      "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")"
  }

  /// The environment for commands without effect: as asked, else the event's, else the strictest.
  func readingEnvironment(
    of event: Event, in configuration: Configuration
  ) throws(LoadFailure) -> String {
    let known = configuration.project.environments.map(\.name)
    if let environment {
      guard known.contains(environment) else {
        let near = NearestName.suggestion(for: environment, among: known)
        let hint = near.map { "did you mean `\($0)`?" } ?? "known: \(known.joined(separator: ", "))"
        throw .message("there is no environment `\(environment)`; \(hint)")
      }
      return environment
    }
    return configuration.project.environment(account: event.account, region: event.region)
      ?? configuration.strictestEnvironment
  }
}

/// Why nothing was judged.
enum LoadFailure: Error {
  case message(String)
  case diagnostics([Diagnostic], [SourceFile])
}

/// A diagnostic as JSON: the same words as on the terminal.
struct DiagnosticDocument: Encodable {
  let code: String
  let severity: String
  let message: String
  let file: String
  let line: Int
  let column: Int
  let endLine: Int
  let endColumn: Int
  let help: [String]

  enum CodingKeys: String, CodingKey {
    case code, severity, message, file, line, column, help
    case endLine = "end_line"
    case endColumn = "end_column"
  }

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    file = diagnostic.span.path
    line = diagnostic.span.start.line
    column = diagnostic.span.start.column
    endLine = diagnostic.span.end.line
    endColumn = diagnostic.span.end.column
    help = diagnostic.help
  }
}
