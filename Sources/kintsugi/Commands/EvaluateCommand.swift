internal import Configurations
internal import Decisions
internal import Evaluations
internal import Healing
internal import Learning
internal import Reporting
internal import Simulation

/// Compares policies in declared worlds, or on the incidents of a journal.
struct EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "policies side by side in a world or on a journal, with intervals"
  static let manual = """
    kintsugi evaluate --world FILE [--mix NAME] [--seeds N] [--incidents N] [--episodes N]
                      [--threads N] [--ablations] [--check] [--preset published]
                      [--audit N] [-C DIR] [-o FORMAT[=FILE]]…
    kintsugi evaluate --journal FILE [--values FILE] [--env ENV] [-C DIR] [-o FORMAT[=FILE]]…

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
    --audit      instead play so many incidents through the engine itself, and say where the
                 tables that make a million of them a second possible differ (1)
    --journal    instead estimate from the finished incidents of a journal what the prior and the
                 learned values would have come to: a file, or dynamodb:TABLE. Where chance had no
                 part in what was decided there is no estimate, and it says so
    --values     another table than policies/learned/action-values.tsv
    --preset     `published` also prints the figures of the published evaluation beside these
    FORMAT is pretty, json (what `kintsugi report` reads) or markdown.
    """

  let project: ProjectFolder
  /// The world's file; empty where a journal is read.
  let path: String
  let journal: String?
  let values: String?
  let audit: Int?
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
    let world = try arguments.option("--world")
    journal = try arguments.option("--journal")
    values = try arguments.option("--values")
    audit = try arguments.count("--audit")
    if world == nil, journal == nil {
      throw .missing("--world FILE or --journal FILE", command: Self.name)
    }
    if world != nil, journal != nil { throw .unexpectedWord("--journal", command: Self.name) }
    if values != nil, journal == nil { throw .missing("--journal FILE", command: Self.name) }
    path = world ?? ""
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
      if let journal { return try await estimate(from: journal, configuration) }
      let folder = try WorldFolder(path, mix: mix, configuration, threads: threads)
      let evaluation = Evaluation(
        folder.world, seeds: (0..<seeds).map { UInt64(42 + $0) }, incidents: incidents,
        lessons: episodes, threads: threads)
      if let audit { return try self.audit(audit, folder) }
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

  /// Plays incidents of every mix through the engine, and prints where the tables differ.
  private func audit(_ count: Int, _ folder: WorldFolder) throws(LoadFailure) -> ExitCode {
    let bar = ProgressBar(of: count, called: "incidents")
    var report: WorldAudit.Report
    do {
      report = try WorldAudit(folder.world, in: folder.place).report(
        on: folder.mixes, incidents: count, threads: threads
      ) { bar.show($0) }
    } catch {
      throw .message("\(path): \(error)")
    }
    bar.end()
    for line in report.differences.prefix(20) { Terminal.out(Terminal.plain(line) + "\n") }
    Terminal.out(
      "\(report.incidents) incidents, \(report.decisions) decisions and "
        + "\(report.verifications) verifications through the engine: "
        + "\(report.differences.count) differences\n")
    return report.differences.isEmpty ? .fine : .problems
  }

  private func estimate(
    from journal: String, _ whole: Configuration
  ) async throws(LoadFailure) -> ExitCode {
    let environment = try project.environment.map { name throws(LoadFailure) in
      try project.knownEnvironment(name, in: whole)
    }
    let configuration = environment.map { whole.effective(in: $0) } ?? whole
    let policy = configuration.policy
    let learned: ActionValues
    if let values {
      guard let file = try LearnedValues.file(at: values) else {
        throw .message("there is no \(values)")
      }
      learned = file.values(for: policy).values
    } else {
      learned = try project.values(for: policy)
    }
    let log = JournalLog(
      try await JournalTraining(journal, policy, in: environment).incidents, by: policy)
    let story = JournalEvaluationStory(
      log, worth: log.worth(discount: policy.learner.discount),
      answers: [
        ("prior", log.answer(for: Engine(configuration))),
        ("learned", log.answer(for: Engine(configuration, values: learned))),
      ])
    let isWritten = OutputRequest.write(to: project.outputs) { request in
      request.format == .json ? story.document.lines : story.text
    }
    return isWritten ? .fine : .worldFailed
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
