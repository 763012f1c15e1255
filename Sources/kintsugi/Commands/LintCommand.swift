internal import Configurations
internal import Documents
internal import FoundationEssentials
internal import Linting
internal import Reporting
internal import RuleTesting

/// Says everything that the author of the configuration got wrong, at once.
struct LintCommand: Command {
  static let name = "lint"
  static let summary = "everything the author got wrong, at once"
  static let manual = """
    kintsugi lint [PATH…] [--fail-on error|warning|note] [--only CODES] [--skip CODES] [--fix]
                  [--tests] [--now TIME] [-C DIR] [-o FORMAT[=FILE]]…

    Reads kintsugi.yaml and every YAML file below rules/, policies/, safety/ and overlays/; with
    PATHs, only tells of those files and folders.
    --tests    read the tests beside them (*.test.yaml), too, where none of them has an error: keys,
               values, names of fixtures and rules; a PATH that is such a file does the same
    --fail-on  from which severity on to leave with 1 (`lint.fail_on` of kintsugi.yaml; else error)
    --only     only these codes, with commas between them; those of safety are told all the same
    --skip     all but these codes; those of safety cannot be skipped
    --fix      mend what is beyond doubt: names with one near name, units that can only be one
    --now      hold waivers and other dates against this time; without it no date is checked
    FORMAT is pretty, compact, json, sarif, junit, github or markdown; several at once with =FILE.

    Leaves with 0 when nothing is wrong, 1 when something is, 3 when there is nothing to read. What
    keeps the configuration from being used is never left with 0, shown or not.
    """

  let project: ProjectFolder
  let selection: LintSelection
  let failOn: Diagnostic.Severity?
  let fixes: Bool
  let readsTests: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments, reporting: true)
    fixes = arguments.flag("--fix")
    let asksForTests = arguments.flag("--tests")
    if let word = try arguments.option("--fail-on") {
      guard let severity = Diagnostic.Severity(rawValue: word) else {
        throw .badValue("--fail-on", word, wanted: "error, warning, note")
      }
      failOn = severity
    } else {
      failOn = nil
    }
    let selection = try LintSelection(&arguments)
    self.selection = selection
    readsTests = asksForTests || selection.paths.contains(where: ConfigurationLoader.isTestFile)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      var files = try project.files()
      let tests = readsTests ? try project.allTestFiles() : []
      let all = files + tests
      for path in selection.paths where !all.contains(where: { Self.lies($0.path, in: path) }) {
        throw .message("`\(path)` is no file of this configuration")
      }
      if fixes { files = try mended(files) }
      // Tests are half of the text, and another core has nothing to do.
      let parsedTests = tests.isEmpty ? nil : Task { Self.parsed(tests) }
      let reading = ConfigurationLoader.read(files)
      UntilExit.keep(reading)
      let wrongTests = parsedTests.map { parsed in
        Task { Self.diagnostics(of: await parsed.value, for: reading.configuration) }
      }
      var found = reading.diagnostics + Linter.diagnostics(of: reading, at: project.now)
      let inTests = await wrongTests?.value ?? []
      // A test that names what a mistake took away is not another mistake.
      let areTestsRead =
        reading.configuration != nil && !found.contains { $0.severity == .error }
      if areTestsRead { found += inTests }
      let shown = found.filter(selection.contains)
      let summary = summary(
        reading, found, shown, files.count, areTestsRead ? tests.count : 0)
      let report = report(on: shown, files + tests, summary: summary)
      guard OutputRequest.write(report, to: project.outputs, color: project.color.isOn) else {
        return .worldFailed
      }
      let threshold = failOn ?? reading.project?.failOn ?? .error
      let isUsable = reading.configuration != nil
      return !isUsable || shown.contains { $0.severity >= threshold } ? .problems : .fine
    } catch {
      return project.report(error, of: Self.name)
    }
  }

  /// A file of tests as YAML.
  private struct ParsedTests: Sendable {
    let file: SourceFile
    let parsed: Checked<Document>
  }

  private static func parsed(_ tests: [SourceFile]) -> [ParsedTests] {
    tests.map { ParsedTests(file: $0, parsed: DocumentParser.parse($0)) }
  }

  /// What is wrong with the tests; nothing is known of them without a configuration to test.
  private static func diagnostics(
    of tests: [ParsedTests], for configuration: Configuration?
  ) -> [Diagnostic] {
    guard let configuration else { return [] }
    let rules = KnownNames(configuration.rules.map(\.id))
    return tests.flatMap { test in
      RuleTestFile.read(test.parsed, of: test.file, for: configuration, rules: rules).diagnostics
    }
  }

  private static func lies(_ file: String, in path: String) -> Bool {
    path == "." || file == path || file.hasPrefix(path + "/")
  }

  private func report(
    on shown: [Diagnostic], _ files: [SourceFile], summary: String
  ) -> ProblemReport {
    let byPath = Dictionary(grouping: shown, by: \.span.path)
    let cases = files.filter { selection.contains($0.path) }.map { file in
      ProblemReport.Case(
        name: file.path, path: file.path, diagnostics: byPath[file.path] ?? [])
    }
    return ProblemReport(
      subject: Self.name, cases: cases, sources: files, summary: summary,
      meaning: DiagnosticManual.meaning)
  }

  /// Mends the files, and says what was mended where reports do not go.
  private func mended(_ files: [SourceFile]) throws(LoadFailure) -> [SourceFile] {
    let repair = Repair(files, at: project.now, where: selection.contains)
    let changed = Set(repair.mended.map(\.diagnostic.span.path))
    for file in repair.files where changed.contains(file.path) {
      do { try Data(file.bytes).write(to: URL(filePath: file.path), options: .atomic) } catch {
        throw .message("\(file.path) cannot be written")
      }
    }
    for mend in repair.mended {
      let fix = mend.diagnostic
      let place = "\(fix.span.path):\(fix.span.start.line):\(fix.span.start.column)"
      let words = "`\(mend.was)` became `\(fix.replacement ?? "")`"
      Terminal.err(Terminal.plain("fixed \(place): \(words) [\(fix.code)]") + "\n")
    }
    return repair.files
  }

  private func summary(
    _ reading: ConfigurationReading, _ found: [Diagnostic], _ shown: [Diagnostic],
    _ files: Int, _ tests: Int
  ) -> String {
    var words = "\(files) files"
    if tests > 0 { words += ", \(tests) of tests" }
    if let configuration = reading.configuration {
      let sizes = configuration.policy.features.map { "\($0.labels.count)" }
      words +=
        ", \(configuration.rules.count) rules, \(sizes.joined(separator: " x ")) = "
        + "\(configuration.policy.stateCount) states"
    }
    words += ": " + ProjectFolder.count(shown)
    let notes = shown.count { $0.severity == .note }
    if notes > 0 { words += ", \(notes) note\(notes == 1 ? "" : "s")" }
    if found.count > shown.count { words += "; \(found.count - shown.count) not shown" }
    let dates = Linter.dateCount(of: reading)
    if project.now == nil, dates > 0 {
      words += "; \(dates) date\(dates == 1 ? "" : "s") not checked without --now"
    }
    return words
  }
}
