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
                      [--threads N] [--ablations] [--check] [--preset published]
                      [-C DIR] [-o FORMAT[=FILE]]…

    Plays the same incidents with every policy: always escalate, always retry, random, the prior
    table, what was learned, and the best that is possible with the evidence. Detector, states and
    guardrails are the real ones. Intervals are bootstrapped over seeds.
    --seeds      how many (30), from 42 on
    --incidents  how many each seed plays (1000)
    --episodes   how many are learned from before, with seeds of their own (20000)
    --threads    how many share the work; the result is the same to the byte (2)
    --ablations  also take away guardrails, verification, features, bins and evidence, one at a
                 time, and learn in one mix for another
    --check      instead hold the instrument against worlds of which the answer is known: a table
                 that cannot be beaten, one wrong row, estimates from logs
    --preset     `published` also prints the figures of the published evaluation beside these
    FORMAT is pretty, json (what `kintsugi report` reads) or markdown.
    """

  let project: ProjectFolder
  let path: String
  let mix: String?
  let seeds: Int
  let incidents: Int
  let episodes: Int
  let threads: Int
  let hasAblations: Bool
  let isPublished: Bool
  let isCheck: Bool

  private static let formats: [ReportFormat] = [.pretty, .json, .markdown]

  /// How many incidents the points of the learning curve learned from.
  private static let curve = [100, 300, 1000, 3000, 10_000]

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments, reporting: true)
    guard let path = try arguments.option("--world") else {
      throw .missing("--world FILE", command: Self.name)
    }
    self.path = path
    if let odd = project.outputs.first(where: { !Self.formats.contains($0.format) }) {
      throw .badValue("-o", odd.format.rawValue, wanted: "pretty, json or markdown")
    }
    mix = try arguments.option("--mix")
    seeds = try arguments.count("--seeds") ?? 30
    incidents = try arguments.count("--incidents") ?? 1000
    episodes = try arguments.count("--episodes") ?? 20_000
    threads = try arguments.count("--threads") ?? 2
    hasAblations = arguments.flag("--ablations")
    isCheck = arguments.flag("--check")
    let preset = try arguments.option("--preset")
    if let preset, preset != "published" {
      throw .badValue("--preset", preset, wanted: "published")
    }
    isPublished = preset != nil
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let folder = try WorldFolder(path, mix: mix, configuration, threads: threads)
      let evaluation = Evaluation(
        folder.world, seeds: (0..<seeds).map { UInt64(42 + $0) }, incidents: incidents,
        lessons: episodes, threads: threads)
      if isCheck { return check(evaluation, folder) }
      let parts = folder.mixes.count * (hasAblations ? 1 + evaluation.ablations().count : 1)
      let bar = ProgressBar(of: parts, called: "parts")
      var done = 0
      var record = evaluation.record(
        of: folder.mixes, world: folder.name, digest: folder.digest, curve: Self.curve
      ) { _ in
        done += 1
        bar.show(done)
      }
      if hasAblations {
        record.ablations = evaluation.ablationRecords(of: folder.mixes) { _ in
          done += 1
          bar.show(done)
        }
      }
      bar.end()
      let isWritten = OutputRequest.write(to: project.outputs) { request in
        switch request.format {
        case .json: EvaluationDocument.text(record)
        case .markdown: EvaluationStory(record, besidePublished: isPublished).markdown
        default: EvaluationStory(record, besidePublished: isPublished).text
        }
      }
      guard isWritten else { return .worldFailed }
      return .fine
    } catch {
      return project.report(error, of: Self.name)
    }
  }

  private func check(_ evaluation: Evaluation, _ folder: WorldFolder) -> ExitCode {
    let check = InstrumentCheck(evaluation)
    let planted = folder.mixes.map { check.planted(in: $0) }
    let rows = folder.mixes.compactMap { check.wrongRow(in: $0) }
    let coverage = check.coverage(in: folder.mixes[0])
    Terminal.out(InstrumentStory.text(planted: planted, wrongRows: rows, coverage: coverage))
    let holds =
      planted.allSatisfy(\.equivalence.holds) && rows.allSatisfy { $0.found * 30 >= $0.seeds * 28 }
      && coverage.allSatisfy { $0.covered * 100 >= $0.logs * 93 }
    return holds ? .fine : .problems
  }
}
