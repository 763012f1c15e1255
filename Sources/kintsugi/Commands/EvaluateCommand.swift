internal import Configurations
internal import Evaluations
internal import Healing
internal import Reporting
internal import Simulation

/// Compares policies in declared worlds.
struct EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "policies side by side in a declared world, with intervals"
  static let manual = """
    kintsugi evaluate --world FILE [--mix NAME] [--seeds N] [--incidents N] [--episodes N]
                      [--threads N] [-C DIR] [-o pretty|json]

    Plays the same incidents with every policy: always escalate, always retry, random, the prior
    table, what was learned, and the best that is possible with the evidence. Detector, states and
    guardrails are the real ones. Intervals are bootstrapped over seeds.
    --seeds      how many (30), from 42 on
    --incidents  how many each seed plays (1000)
    --episodes   how many are learned from before, with seeds of their own (20000)
    --threads    how many share the work; the result is the same to the byte (2)
    """

  let project: ProjectFolder
  let path: String
  let mix: String?
  let seeds: Int
  let incidents: Int
  let episodes: Int
  let threads: Int

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    guard let path = try arguments.option("--world") else {
      throw .missing("--world FILE", command: Self.name)
    }
    self.path = path
    mix = try arguments.option("--mix")
    seeds = try arguments.count("--seeds") ?? 30
    incidents = try arguments.count("--incidents") ?? 1000
    episodes = try arguments.count("--episodes") ?? 20_000
    threads = try arguments.count("--threads") ?? 2
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let folder = try WorldFolder(path, mix: mix, configuration, threads: threads)
      let evaluation = Evaluation(
        folder.world, seeds: (0..<seeds).map { UInt64(42 + $0) }, incidents: incidents,
        lessons: episodes, threads: threads)
      for mix in folder.mixes {
        let outcome = evaluation.outcome(of: mix)
        Terminal.out(EvaluationStory(outcome, of: folder.world).text)
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }
}
