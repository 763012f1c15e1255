internal import Conditions
internal import Configurations
internal import Decisions
internal import Documents
internal import Healing
internal import Reporting
internal import RuleTesting

/// Runs the tests that lie beside the rules.
struct TestCommand: Command {
  static let name = "test"
  static let summary = "the YAML tests beside the rules, decided by the engine that heals"
  static let manual = """
    kintsugi test [FILE…] [--run PATTERN] [--changed-since REF] [--coverage] [--min SHARE]
                  [-C DIR] [--env ENV] [--now TIME] [-o FORMAT[=FILE]]…

    Runs every *.test.yaml below rules/, policies/ and safety/, or the FILEs.
    --run       only the tests whose name matches the pattern (RE2)
    --changed-since  only the cases that may have turned round since a commit of git, as
                origin/main; with none it leaves with 0 where nothing that decides is another
    --coverage  also list the clauses that no test has seen: operands, detectors, labels, rows,
                constraints; with FILEs, those of the files beside them
    --min       with --coverage: leave with 1 below this share, as 90%
    FORMAT is pretty, compact, json, sarif, junit, github or markdown; several at once with =FILE.
    Leaves with 0 when all hold, 1 when one fails or there is none, 3 when nothing could be run.
    """

  let project: ProjectFolder
  let files: [String]
  let filter: Pattern?
  /// The commit of git that is compared with; `nil` where all cases run.
  let reference: String?
  let countsClauses: Bool
  /// The least share of clauses that must be seen, 0...1.
  let minimum: Double

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments, reporting: true)
    if let text = try arguments.option("--run") {
      switch Pattern.compile(text) {
      case .success(let pattern): filter = pattern
      case .failure(let error): throw .badValue("--run", text, wanted: "a pattern: \(error)")
      }
    } else {
      filter = nil
    }
    reference = try arguments.option("--changed-since")
    let least = try arguments.share("--min")
    countsClauses = arguments.flag("--coverage") || least != nil
    minimum = least ?? 0
    if countsClauses, let reference {
      throw .badValue(
        "--changed-since", reference, wanted: "alone: coverage is that of all tests together")
    }
    files = try arguments.operands()
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let (reading, configuration) = try project.reading()
      let sources = try project.testFiles(files)
      let tests = try Self.read(sources, for: configuration)
      let engine = Engine(configuration)
      let owed = countsClauses ? try clauses(of: engine, reading) : nil
      let change = try change(to: sources)
      let results = try results(of: tests, with: engine, concerning: change?.what)
      let coverage = owed.map { ClauseCoverage(of: $0, by: results.map(\.result)) }
      let report = report(on: results, sources, coverage, change)
      guard OutputRequest.write(report, to: project.outputs, color: project.color.isOn) else {
        return .worldFailed
      }
      let isCovered = coverage.map { $0.share >= minimum } ?? true
      let isIdle = change?.isNothing ?? false
      let holds =
        results.isEmpty ? isIdle : results.allSatisfy { $0.result.failures.isEmpty }
      return holds && isCovered ? .fine : .problems
    } catch {
      return project.report(error, of: Self.name)
    }
  }

  /// A result, and the file that it is of.
  private struct Run {
    let path: String
    let result: RuleTestResult

    var name: String {
      result.number.map { "\(result.test), case \($0)" } ?? result.test
    }
  }

  static func read(
    _ sources: [SourceFile], for configuration: Configuration
  ) throws(LoadFailure) -> [RuleTestFile] {
    let rules = KnownNames(configuration.rules.map(\.id))
    let read = sources.map { RuleTestFile.read($0, for: configuration, rules: rules) }
    let mistakes = read.flatMap(\.diagnostics).filter { $0.severity == .error }
    guard mistakes.isEmpty else { throw .diagnostics(mistakes, sources) }
    return read.compactMap(\.value)
  }

  /// The clauses of the files beside the named tests; all where none is named.
  private func clauses(
    of engine: Engine, _ reading: ConfigurationReading
  ) throws(LoadFailure) -> [Clause] {
    let sources = reading.documents.values.flatMap { $0.map(\.source) }
    guard let wanted = try ProjectFolder.besides(files, among: sources) else {
      return engine.clauses
    }
    func isWanted(_ kind: ConfigurationLoader.Kind) -> Bool {
      reading.documents[kind]?.contains { wanted.contains($0.source.path) } ?? false
    }
    return engine.clauses(ofPolicy: isWanted(.policy), ofSafety: isWanted(.safety)) {
      wanted.contains($0.span.path)
    }
  }

  /// What is another since the commit that was named; `nil` where none was.
  private func change(to tests: [SourceFile]) throws(LoadFailure) -> ChangeSince? {
    guard let reference else { return nil }
    return try ChangeSince(reference, of: project, tests: tests)
  }

  private func results(
    of files: [RuleTestFile], with engine: Engine, concerning change: ConfigurationChange?
  ) throws(LoadFailure) -> [Run] {
    let runner = RuleTestRunner(
      engine: engine, now: project.now, environment: project.environment,
      countsClauses: countsClauses)
    var runs: [Run] = []
    for file in files {
      do throws(RuleTestError) {
        let found = try runner.results(
          of: file, in: Self.folder(of: file.path), concerning: change, where: isWanted)
        runs += found.map { Run(path: file.path, result: $0) }
      } catch {
        throw .message("\(file.path): \(error)")
      }
    }
    return runs
  }

  private func isWanted(_ name: String) -> Bool {
    guard let filter else { return true }
    return Array(name.utf8).withUnsafeBufferPointer { filter.captures(in: $0) } != nil
  }

  static func folder(of path: String) -> String {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folder.isEmpty ? "." : folder.joined(separator: "/")
  }

  private func report(
    on runs: [Run], _ sources: [SourceFile], _ coverage: ClauseCoverage?, _ change: ChangeSince?
  ) -> ProblemReport {
    let cases = runs.map { run in
      ProblemReport.Case(
        name: run.name, path: run.path,
        diagnostics: run.result.failures.map { .testFailed(run.name, $0) })
    }
    let failed = cases.count { !$0.diagnostics.isEmpty }
    let counts =
      "\(sources.count) file\(sources.count == 1 ? "" : "s"), "
      + "\(runs.count) case\(runs.count == 1 ? "" : "s")"
    let end =
      runs.isEmpty
      ? change?.words ?? "nothing was tested"
      : failed == 0 ? "all hold" : "\(runs.count - failed) hold, \(failed) fail"
    return ProblemReport(
      subject: Self.name, cases: cases, sources: sources,
      summary: "\(counts): \(end)" + (coverage.map(Self.words) ?? ""),
      meaning: DiagnosticManual.meaning)
  }
}

extension TestCommand {
  /// The coverage in lines: what was never seen, and how much was.
  fileprivate static func words(_ coverage: ClauseCoverage) -> String {
    let tenths = Int((coverage.share * 1000).rounded(.down))
    let lines = coverage.unseen.map { "\n  unseen  " + Terminal.plain($0.words) }
    return lines.joined() + "\n\(tenths / 10).\(tenths % 10) % of \(coverage.owed) outcomes of "
      + "clauses were seen"
  }
}

extension Diagnostic {
  /// An expectation that was not met, with what came instead and why.
  fileprivate static func testFailed(
    _ name: String, _ failure: RuleTestResult.Failure
  ) -> Diagnostic {
    func words(_ list: [String]) -> String {
      list.isEmpty ? "nothing" : list.map { "`\($0)`" }.joined(separator: ", ")
    }
    return Diagnostic(
      code: "test-failed",
      message: "\(name): `\(failure.key)` is \(words(failure.got)), expected "
        + words(failure.wanted),
      span: failure.span, help: failure.notes)
  }
}
