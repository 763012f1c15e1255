internal import Configurations
internal import Documents

/// Says everything that the author of the configuration got wrong, at once.
struct LintCommand: Command {
  static let name = "lint"
  static let summary = "everything the author got wrong, at once"
  static let manual = """
    kintsugi lint [-C DIR] [-o pretty|json]

    Reads kintsugi.yaml and every YAML file below rules/, policies/ and safety/. Leaves with 0 when
    nothing is wrong, 1 when something is, 3 when there is nothing to read.
    """

  let project: ProjectFolder

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let files = try project.files()
      let checked = ConfigurationLoader.load(files)
      switch project.format {
      case .json: Terminal.json(["diagnostics": checked.diagnostics.map { DiagnosticDocument($0) }])
      case .pretty:
        let renderer = DiagnosticRenderer(sources: files, color: project.color.isOn)
        for diagnostic in checked.diagnostics { Terminal.out(renderer.text(diagnostic) + "\n") }
        Terminal.out("\(summary(checked, files))\n")
      }
      return checked.diagnostics.contains { $0.severity == .error } ? .problems : .fine
    } catch {
      return project.report(error)
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
