internal import Configurations
internal import Documents
internal import Glibc
internal import Healing
internal import Incidents
internal import Linting
internal import Reporting

/// The options that every command has, and the configuration they point to.
struct ProjectFolder {
  var path: String
  let environment: String?
  let now: Timestamp?
  let format: OutputFormat
  /// Where reports go, for the commands that make one.
  let outputs: [OutputRequest]
  let color: ColorChoice

  /// Reads the options; with `reporting`, `-o` names any form of a report, several times.
  init(_ arguments: inout ArgumentReader, reporting: Bool = false) throws(UsageError) {
    path = try arguments.option("-C") ?? "."
    environment = try arguments.option("--env")
    now = try arguments.time("--now")
    if reporting {
      outputs = try OutputRequest.all(&arguments)
      format = .pretty
    } else {
      outputs = []
      format = try arguments.choice("-o", "--output", of: OutputFormat.self, default: .pretty)
    }
    color = try arguments.choice("--color", of: ColorChoice.self, default: .auto)
  }

  /// The folders below the project in which configuration lies.
  private static let folders = ["rules", "policies", "safety", "overlays"]

  /// The files of the configuration, `kintsugi.yaml` first; tests are left to `kintsugi test`.
  func files() throws(LoadFailure) -> [SourceFile] {
    try files { !ConfigurationLoader.isTestFile($0) }
  }

  private func files(where isMeant: (String) -> Bool) throws(LoadFailure) -> [SourceFile] {
    var paths = ["kintsugi.yaml"]
    for folder in Self.folders {
      paths += try yamlFiles(in: folder).filter(isMeant).map { folder + "/" + $0 }
    }
    var files: [SourceFile] = []
    for name in paths {
      let place = path == "." ? name : path + "/" + name
      files.append(
        try file(
          at: place, orElse: "there is no \(place); use -C to name the project's folder"))
    }
    return files
  }

  /// The files of tests: those that were named, else all beside the configuration.
  func testFiles(_ named: [String]) throws(LoadFailure) -> [SourceFile] {
    let paths = named.isEmpty ? try testPaths() : named
    guard !paths.isEmpty else {
      throw .message("there is no file of tests; write one beside the rules, as rules/x.test.yaml")
    }
    return try testFiles(at: paths)
  }

  /// All files of tests beside the configuration; there may be none.
  func allTestFiles() throws(LoadFailure) -> [SourceFile] { try testFiles(at: testPaths()) }

  /// The files of the configuration beside which the named tests lie; `nil` where none is named.
  static func besides(
    _ tests: [String], among files: [SourceFile]
  ) throws(LoadFailure) -> Set<String>? {
    if tests.isEmpty { return nil }
    let known = files.map(\.path)
    var found: Set<String> = []
    for test in tests {
      let plain = test.hasPrefix("./") ? String(test.dropFirst(2)) : test
      let end = plain.hasSuffix(".test.yml") ? ".test.yml" : ".test.yaml"
      let stem = plain.hasSuffix(end) ? String(plain.dropLast(end.count)) : plain
      guard let path = known.first(where: { $0 == stem + ".yaml" || $0 == stem + ".yml" }) else {
        throw .message("`\(test)` lies beside no file of its name: \(stem).yaml is not there")
      }
      found.insert(path)
    }
    return found
  }

  private func testPaths() throws(LoadFailure) -> [String] {
    var paths: [String] = []
    for folder in Self.folders {
      paths += try yamlFiles(in: folder).filter(ConfigurationLoader.isTestFile)
        .map { place(of: folder + "/" + $0) }
    }
    return paths
  }

  private func testFiles(at paths: [String]) throws(LoadFailure) -> [SourceFile] {
    var files: [SourceFile] = []
    for place in paths { files.append(try file(at: place, orElse: "there is no \(place)")) }
    return files
  }

  /// Whether a path below the project is that of a file of the configuration.
  static func isConfiguration(_ path: String) -> Bool {
    if path == "kintsugi.yaml" { return true }
    let isBelow = folders.contains { path.hasPrefix($0 + "/") }
    return isBelow && !ConfigurationLoader.isTestFile(path) && isYAML(path)
  }

  /// Where a file of the project lies, by its path within.
  func place(of name: String) -> String { path == "." ? name : path + "/" + name }

  /// The files that `fmt` lays out: those that were named, or below a named folder; else all.
  func formattedFiles(_ named: [String]) throws(LoadFailure) -> [SourceFile] {
    if named.isEmpty { return try files(where: { _ in true }) }
    var files: [SourceFile] = []
    for place in named {
      var status = stat()
      guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        files.append(try file(at: place, orElse: "there is no \(place)"))
        continue
      }
      let paths: [String]
      do { paths = try FolderListing.files(below: place, prefix: "") } catch {
        throw .message("\(error)")
      }
      for path in paths where Self.isYAML(path) {
        let whole = place.hasSuffix("/") ? place + path : place + "/" + path
        files.append(try file(at: whole, orElse: "there is no \(whole)"))
      }
    }
    return files
  }

  private func file(at place: String, orElse missing: String) throws(LoadFailure) -> SourceFile {
    do throws(RecordingError) {
      guard let bytes = try WholeFile.bytes(place) else { throw .missing(path: place) }
      return SourceFile(path: place, bytes: bytes)
    } catch {
      switch error {
      case .missing: throw .message(missing)
      case .unreadable, .malformed: throw .message("\(error)")
      }
    }
  }

  private func yamlFiles(in folder: String) throws(LoadFailure) -> [String] {
    let listing: [FolderListing.Item]
    do { listing = try FolderListing.items(below: path + "/" + folder) } catch {
      throw .message("\(error)")
    }
    var found: [String] = []
    for item in listing {
      let place = place(of: folder + "/" + item.path)
      if !item.isFile, let reason = whyNotRead(place) { throw .message("\(place) \(reason)") }
      guard Self.isYAML(item.path.lowercased()) else { continue }
      guard Self.isYAML(item.path) else {
        throw .message("\(place) is not read: only names that end in .yaml or .yml are")
      }
      found.append(item.path)
    }
    return found
  }

  private static func isYAML(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  /// Why something that is no plain file is not read; `nil` for a link to a file of the project,
  /// as volumes of Kubernetes are made of. A link to anywhere else is not followed: who writes a
  /// pull request could have others read with it what he may not.
  private func whyNotRead(_ place: String) -> String? {
    let target = FolderListing.target(of: place)
    if let target, FolderListing.isFolder(target) {
      return "is a link to a folder, which is not followed"
    }
    guard Self.isYAML(place.lowercased()) else { return nil }
    guard let target else { return "is a link to nothing" }
    guard let root = FolderListing.target(of: path), target.hasPrefix(root + "/") else {
      return "is a link that leaves the project's folder: it is not followed"
    }
    return FolderListing.isPlainFile(target) ? nil : "is no plain file"
  }

  /// The checked configuration; says everything that is wrong where there is none.
  func configuration() throws(LoadFailure) -> Configuration { try reading().configuration }

  /// The checked configuration, and the files that it is of.
  func reading() throws(LoadFailure)
    -> (reading: ConfigurationReading, configuration: Configuration)
  {
    let files = try files()
    let reading = ConfigurationLoader.read(files)
    // A guardrail that can never decide protects nothing: with one, nothing is judged.
    let errors = Linter.errors(of: reading)
    guard let configuration = reading.configuration, errors.isEmpty else {
      throw .diagnostics(reading.diagnostics + errors, files)
    }
    return (reading, configuration)
  }

  /// Says why nothing was judged, in every form that was asked for.
  func report(_ failure: LoadFailure, of subject: String) -> ExitCode {
    let (diagnostics, files): ([Diagnostic], [SourceFile]) =
      switch failure {
      case .message(let text), .world(let text): ([.notLoaded(text, path: path)], [])
      case .diagnostics(let diagnostics, let files): (diagnostics, files)
      }
    let problems = ProblemReport(
      subject: subject,
      cases: [ProblemReport.Case(name: "load", path: path, diagnostics: diagnostics)],
      sources: files, summary: "\(Self.count(diagnostics)): nothing was judged",
      meaning: DiagnosticManual.meaning)
    // A person reads it where other failures of the program stand; machines get their format.
    let isForPeople = outputs.contains { $0.format == .pretty && $0.path == nil }
    if isForPeople { Terminal.err(problems.text(as: .pretty, color: color.isOn)) }
    let machines = outputs.filter { $0.format != .pretty || $0.path != nil }
    let isWritten = OutputRequest.write(problems, to: machines, color: false)
    return isWritten ? .notLoaded : .worldFailed
  }

  /// Says why nothing was judged, in the form that was asked for.
  func report(_ failure: LoadFailure) -> ExitCode {
    switch failure {
    case .message(let text), .world(let text):
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
    if case .world = failure { return .worldFailed }
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
    if let environment { return try knownEnvironment(environment, in: configuration) }
    return configuration.project.environment(account: event.account, region: event.region)
      ?? configuration.strictestEnvironment
  }

  /// The environment, where the project has it.
  func knownEnvironment(
    _ environment: String, in configuration: Configuration
  ) throws(LoadFailure) -> String {
    let known = configuration.project.environments.map(\.name)
    guard known.contains(environment) else {
      let near = NearestName.suggestion(for: environment, among: known)
      let hint = near.map { "did you mean `\($0)`?" } ?? "known: \(known.joined(separator: ", "))"
      throw .message("there is no environment `\(environment)`; \(hint)")
    }
    return environment
  }
}

/// Why nothing was judged.
enum LoadFailure: Error {
  case message(String)
  /// The outside failed before anything could be judged.
  case world(String)
  case diagnostics([Diagnostic], [SourceFile])

  /// What is told, in a line.
  var words: String {
    switch self {
    case .message(let text), .world(let text): text
    case .diagnostics(let diagnostics, _): diagnostics.first?.message ?? ""
    }
  }
}

extension Diagnostic {
  fileprivate static func notLoaded(_ words: String, path: String) -> Diagnostic {
    Diagnostic(code: "not-loaded", message: words, span: .start(of: path))
  }
}
