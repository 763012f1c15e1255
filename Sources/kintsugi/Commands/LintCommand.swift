internal import Configurations
internal import Documents
internal import FoundationEssentials
internal import Linting
internal import Reporting

/// Says everything that the author of the configuration got wrong, at once.
struct LintCommand: Command {
  static let name = "lint"
  static let summary = "everything the author got wrong, at once"
  static let manual = """
    kintsugi lint [PATH…] [--fail-on error|warning|note] [--only CODES] [--skip CODES] [--fix]
                  [--now TIME] [-C DIR] [-o FORMAT[=FILE]]…

    Reads kintsugi.yaml and every YAML file below rules/, policies/, safety/ and overlays/; with
    PATHs, only tells of those files and folders.
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

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments, reporting: true)
    fixes = arguments.flag("--fix")
    if let word = try arguments.option("--fail-on") {
      guard let severity = Diagnostic.Severity(rawValue: word) else {
        throw .badValue("--fail-on", word, wanted: "error, warning, note")
      }
      failOn = severity
    } else {
      failOn = nil
    }
    selection = try LintSelection(&arguments)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      var files = try project.files()
      for path in selection.paths where !files.contains(where: { Self.lies($0.path, in: path) }) {
        throw .message("`\(path)` is no file of this configuration")
      }
      if fixes { files = try mended(files) }
      let reading = ConfigurationLoader.read(files)
      // The process ends next: taking ten thousand rules apart piece by piece would help nobody.
      _ = Unmanaged.passRetained(Kept(reading: reading))
      let found = reading.diagnostics + Linter.diagnostics(of: reading, at: project.now)
      let shown = found.filter(selection.contains)
      let report = report(on: shown, files, summary: summary(reading, found, shown, files))
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

  /// What is kept until the process ends; a class, since only those can be retained by hand.
  private final class Kept: Sendable {
    let reading: ConfigurationReading

    init(reading: ConfigurationReading) { self.reading = reading }
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
    _ files: [SourceFile]
  ) -> String {
    var words = "\(files.count) files"
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
