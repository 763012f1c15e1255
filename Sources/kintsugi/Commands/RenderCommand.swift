internal import Configurations
internal import Documents
internal import Incidents
internal import Reporting

/// Prints the configuration that holds in an environment.
struct RenderCommand: Command {
  static let name = "render"
  static let summary = "the configuration of one environment, its overlays applied"
  static let manual = """
    kintsugi render --env ENV [--show-origin] [--now TIME] [-C DIR]

    Prints kintsugi.yaml, rules, policy and safety as they hold in ENV, as YAML documents: what an
    overlay changed stands in its place, a rule that it turned off is a comment.
    --show-origin  behind each changed value, where it was written
    --now          leave rules on whose time of being turned off is over by then (else none is)

    Leaves with 3 when something is wrong with the files, or ENV is none of the project.
    """

  let project: ProjectFolder
  let showsOrigin: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    showsOrigin = arguments.flag("--show-origin")
    guard project.environment != nil else { throw .missing("--env ENV", command: Self.name) }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let (reading, configuration) = try project.reading()
      let environment = try project.knownEnvironment(project.environment ?? "", in: configuration)
      let files = EffectiveFiles(
        reading, in: environment, at: project.now ?? Timestamp(seconds: 0),
        showingOrigin: showsOrigin)
      Terminal.out(files.text)
      return .fine
    } catch {
      return project.report(error)
    }
  }
}
