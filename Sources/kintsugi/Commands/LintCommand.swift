internal import Configurations
internal import Documents
internal import Reporting

/// Says everything that the author of the configuration got wrong, at once.
struct LintCommand: Command {
  static let name = "lint"
  static let summary = "everything the author got wrong, at once"
  static let manual = """
    kintsugi lint [-C DIR] [-o FORMAT[=FILE]]…

    FORMAT is pretty, compact, json, sarif, junit, github or markdown; several at once with =FILE.

    Reads kintsugi.yaml and every YAML file below rules/, policies/ and safety/. Leaves with 0 when
    nothing is wrong, 1 when something is, 3 when there is nothing to read.
    """

  let project: ProjectFolder

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments, reporting: true)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let files = try project.files()
      let checked = ConfigurationLoader.load(files)
      let cases = files.map { file in
        ProblemReport.Case(
          name: file.path, path: file.path,
          diagnostics: checked.diagnostics.filter { $0.span.path == file.path })
      }
      let report = ProblemReport(
        subject: Self.name, cases: cases, sources: files, summary: summary(checked, files),
        meaning: DiagnosticManual.meaning)
      guard OutputRequest.write(report, to: project.outputs, color: project.color.isOn) else {
        return .worldFailed
      }
      return checked.diagnostics.contains { $0.severity == .error } ? .problems : .fine
    } catch {
      return project.report(error, of: Self.name)
    }
  }

  private func summary(_ checked: Checked<Configuration>, _ files: [SourceFile]) -> String {
    guard let configuration = checked.value else {
      return "\(files.count) files: \(ProjectFolder.count(checked.diagnostics))"
    }
    let sizes = configuration.policy.features.map { "\($0.labels.count)" }.joined(separator: " x ")
    return "\(files.count) files, \(configuration.rules.count) rules, \(sizes) = "
      + "\(configuration.policy.stateCount) states: \(ProjectFolder.count(checked.diagnostics))"
  }
}
