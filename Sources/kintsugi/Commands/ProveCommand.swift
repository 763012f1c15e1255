internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// Checks the claims of safety over every combination of what judging can tell apart.
struct ProveCommand: Command {
  static let name = "prove"
  static let summary = "what must hold of safety, over every combination"
  static let manual = """
    kintsugi prove [--env ENV] [--now TIME] [-C DIR] [-o pretty|json]
    """

  let project: ProjectFolder

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      var environments: [String]?
      if let name = project.environment {
        environments = [try project.knownEnvironment(name, in: configuration)]
      }
      let results = Proof(configuration, in: environments, from: project.now).results()
      for r in results { Terminal.out("\(r.id): \(r.short)\n") }
      return .fine
    } catch {
      return project.report(error)
    }
  }
}
extension ClaimResult { var short: String { switch outcome { case .proved(let n): "proved \(n)"; case .refuted(let c): "false \(c.action) \(c.environment) \(c.words) \(c.judgement.verdict) \(c.note ?? "")"; case .undecided(let r, let p): "undecided \(r) \(p)" } } }
