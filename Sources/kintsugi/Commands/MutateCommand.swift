internal import Configurations
internal import Documents
internal import RuleTesting

/// Tests the tests: changes the configuration a little and looks whether a test notices.
struct MutateCommand: Command {
  static let name = "mutate"
  static let summary = "small changes to the configuration, and which of them no test notices"
  static let manual = """
    kintsugi mutate [FILE…] [--budget TIME] [--min SHARE] [-C DIR] [--now TIME] [-o pretty|json]

    Shifts thresholds, flips comparisons, drops clauses, swaps verdicts, one at a time, and runs the
    tests of rules/, policies/ and safety/ on each; with FILEs of tests, only those, and only on
    changes to the files beside them. Lists the survivors, each with a case that would notice,
    where one is found.
    --budget  stop after this time, as 60s; what was not tried is said, and cases are looked for
              while time is left
    --min     leave with 1 when a smaller share, as 80%, of what was tried is noticed
    """

  let project: ProjectFolder
  let files: [String]
  let budget: Duration?
  let minimum: Double

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    minimum = try arguments.share("--min") ?? 0
    if let text = try arguments.option("--budget") {
      guard let duration = Duration(unitText: text) else {
        throw .badValue("--budget", text, wanted: "a length of time, as 60s")
      }
      budget = duration
    } else {
      budget = nil
    }
    files = try arguments.operands()
  }

  func run() async -> ExitCode {
    let clock = ContinuousClock()
    let end = budget.map { clock.now + $0 }
    let isOver = { end.map { clock.now >= $0 } ?? false }
    do throws(LoadFailure) {
      let files = try project.files()
      let wanted = try ProjectFolder.besides(self.files, among: files)
      let testing = try testing(files)
      guard testing.failing.isEmpty else {
        let names = testing.failing.map { "`\($0)`" }.joined(separator: ", ")
        throw .message("these tests fail without any change: \(names); see kintsugi test")
      }
      let mutants = testing.mutants.filter { wanted?.contains($0.span.path) ?? true }
      let tally = tally(of: mutants, in: testing, until: isOver)
      switch project.format {
      case .json: Terminal.json(tally)
      case .pretty: Terminal.out(tally.text)
      }
      return tally.score >= minimum ? .fine : .problems
    } catch {
      return project.report(error)
    }
  }

  private func testing(_ files: [SourceFile]) throws(LoadFailure) -> MutationTesting {
    let checked = ConfigurationLoader.load(files)
    guard let configuration = checked.value else { throw .diagnostics(checked.diagnostics, files) }
    let tests = try TestCommand.read(try project.testFiles(self.files), for: configuration)
    do throws(RuleTestError) {
      return try MutationTesting(
        configuration, of: files,
        testedBy: tests.map { ($0, TestCommand.folder(of: $0.path)) }, now: project.now)
    } catch {
      throw .message("\(error)")
    }
  }

  /// All verdicts first: to look for cases takes longer, and is worth less.
  private func tally(
    of mutants: [Mutant], in testing: MutationTesting, until isOver: () -> Bool
  ) -> MutationTally {
    var tally = MutationTally()
    var survivors: [Mutant] = []
    for mutant in mutants {
      if isOver() {
        tally.untried += 1
        continue
      }
      switch testing.fate(of: mutant) {
      case .stillborn: tally.refused.append(mutant.words)
      case .killed: tally.killed += 1
      case .survived: survivors.append(mutant)
      }
    }
    tally.survivors = survivors.map { mutant in
      let killer = isOver() ? nil : testing.killer(of: mutant, until: isOver)
      return MutationTally.Survivor(
        file: mutant.span.path, line: mutant.span.start.line, column: mutant.span.start.column,
        kind: mutant.kind.rawValue, what: mutant.words, killer: killer,
        isSearched: killer != nil || !isOver())
    }
    return tally
  }
}

/// What came of all mutants.
struct MutationTally: Encodable {
  var killed = 0
  var untried = 0
  /// What the loader refuses, so that it is no mutant: told to programs only.
  var refused: [String] = []
  var survivors: [Survivor] = []

  struct Survivor: Encodable {
    let file: String
    let line: Int
    let column: Int
    let kind: String
    let what: String
    /// A case that would notice, ready for a test file.
    let killer: String?
    /// Whether there was time to look for one.
    let isSearched: Bool

    enum CodingKeys: String, CodingKey {
      case file, line, column, kind, what, killer
    }
  }

  enum CodingKeys: String, CodingKey {
    case killed, untried, refused, survivors, score
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(killed, forKey: .killed)
    try fields.encode(untried, forKey: .untried)
    try fields.encode(refused, forKey: .refused)
    try fields.encode(survivors, forKey: .survivors)
    try fields.encode(score, forKey: .score)
  }

  /// The part of what was tried that a test noticed, 0...1; 1 where nothing could be tried.
  var score: Double {
    let tried = killed + survivors.count
    return tried == 0 ? 1 : Double(killed) / Double(tried)
  }

  var text: String {
    let blocks = survivors.map { survivor in
      let place = "\(survivor.file):\(survivor.line):\(survivor.column)"
      let found = survivor.killer.map { killer in
        killer.split(separator: "\n").map { "    \($0)\n" }.joined()
      }
      return Terminal.plain("\(place): \(survivor.kind) survives: \(survivor.what)") + "\n"
        + (found.map { "  this case would notice:\n\($0)" }
          ?? (survivor.isSearched
            ? "  no case was found that notices\n" : "  no time was left to look for a case\n"))
    }
    let tenths = Int((score * 1000).rounded(.down))
    let rest = untried > 0 ? ", \(untried) not tried" : ""
    return blocks.joined()
      + "\(killed) of \(killed + survivors.count) changes were noticed, "
      + "\(tenths / 10).\(tenths % 10) %\(rest)\n"
  }
}
