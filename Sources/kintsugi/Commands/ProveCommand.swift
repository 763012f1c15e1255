internal import Configurations
internal import Decisions
internal import Documents
internal import FoundationEssentials
internal import Incidents
internal import RuleTesting

/// Checks the claims of safety over every combination of what judging can tell apart.
struct ProveCommand: Command {
  static let name = "prove"
  static let summary = "what must hold of safety, for every combination"
  static let manual = """
    kintsugi prove [--env ENV] [--now TIME] [--smt DIR] [-C DIR] [-o pretty|json]

    Checks the claims under `prove` of the safety file, and those that hold of every
    configuration, for every combination of all that judging can tell apart. Says how many there
    are, or the shortest case that a claim is false for, as a test; what cannot be told is listed.
    --env  only in this environment; else in all, each with its overlay
    --now  only from this time on; else at any time, before and after the end of waivers
    --smt  also write a file for each claim that z3 and cvc5 read: `unsat` where it holds

    Leaves with 0 when all are proved, 1 when one is false or undecided, 3 when there is nothing
    that could be judged.
    """

  let project: ProjectFolder
  let smtFolder: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    smtFolder = try arguments.option("--smt")
    if let word = try arguments.operands().first {
      throw .unexpectedWord(word, command: Self.name)
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      var environments: [String]?
      if let name = project.environment {
        environments = [try project.knownEnvironment(name, in: configuration)]
      }
      let proof = Proof(configuration, in: environments, from: project.now)
      if let smtFolder { try Self.write(proof.smtDocuments(), to: smtFolder) }
      let results = proof.results()
      let replay = CounterexampleReplay(configuration, tests: tests(of: configuration))
      let report = ProofReport(results.map { ($0, Self.shown($0, replay)) })
      switch project.format {
      case .json: Terminal.json(report)
      case .pretty: Terminal.out(report.text)
      }
      return report.isProved ? .fine : .problems
    } catch {
      return project.report(error)
    }
  }

  private static func write(
    _ documents: [SMTDocument], to folder: String
  ) throws(LoadFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      for document in documents {
        // An id is a name of a file only where it leads nowhere else.
        let name = document.name.replacing("/", with: "_").replacing("..", with: "__")
        try Data(document.text.utf8).write(to: URL(filePath: "\(folder)/\(name).smt2"))
      }
    } catch {
      throw .message("\(folder) cannot be written")
    }
  }

  private static func shown(
    _ result: ClaimResult, _ replay: CounterexampleReplay
  ) -> CounterexampleCase? {
    guard case .refuted(let example) = result.outcome else { return nil }
    return replay.smallest(of: example, against: result)
  }

  /// The files of tests, for their evidence; what is wrong with them is for `kintsugi test`.
  private func tests(of configuration: Configuration) -> [(file: RuleTestFile, folder: String)] {
    guard let sources = try? project.testFiles([]) else { return [] }
    return sources.compactMap { source in
      RuleTestFile.read(source, for: configuration).value.map {
        ($0, TestCommand.folder(of: $0.path))
      }
    }
  }
}

/// What came of all claims, for people and machines.
struct ProofReport: Encodable {
  let claims: [Claim]

  /// One claim.
  struct Claim: Encodable {
    let id: String
    let title: String
    let outcome: String
    var combinations: Int?
    var reason: String?
    var parts: [String]?
    var counterexample: Example?
  }

  /// A case that a claim is false for.
  struct Example: Encodable {
    let action: String
    let env: String
    let settings: [String]
    let verdict: String
    let because: [String]
    let note: String?
    /// The case as a test; `null` where no evidence reproduces it.
    let test: String?
    /// The file of tests whose evidence it is given.
    let evidenceOf: String?
    /// What that file has to hold, where the project has none.
    let evidence: String?

    enum CodingKeys: String, CodingKey {
      case action, env, settings, verdict, because, note, test, evidence
      case evidenceOf = "evidence_of"
    }
  }

  init(_ results: [(ClaimResult, CounterexampleCase?)]) {
    claims = results.map { result, shown in Claim(result, shown) }
  }

  var isProved: Bool { claims.allSatisfy { $0.outcome == "proved" } }

  var text: String {
    let counts = ["proved", "false", "undecided"].map { word in
      "\(claims.count { $0.outcome == word }) \(word)"
    }
    let lines = claims.flatMap { $0.text.split(separator: "\n") }
    return lines.map { Terminal.plain(String($0)) + "\n" }.joined()
      + "\(claims.count) claims: \(counts.joined(separator: ", "))\n"
  }
}

extension ProofReport.Claim {
  fileprivate init(_ result: ClaimResult, _ shown: CounterexampleCase?) {
    switch result.outcome {
    case .proved(let count):
      self.init(id: result.id, title: result.title, outcome: "proved", combinations: count)
    case .undecided(let reason, let parts):
      self.init(
        id: result.id, title: result.title, outcome: "undecided", reason: reason, parts: parts)
    case .tooLarge(let parts):
      self.init(
        id: result.id, title: result.title, outcome: "undecided",
        reason: "there are too many combinations to go through; split what is in the way",
        parts: parts)
    case .refuted(let example):
      self.init(
        id: result.id, title: result.title, outcome: "false",
        counterexample: ProofReport.Example(
          action: example.action, env: example.environment, settings: example.words,
          verdict: example.judgement.verdict.rawValue, because: example.judgement.because,
          note: example.note, test: shown?.text, evidenceOf: shown?.file,
          evidence: shown?.evidence))
    }
  }

  fileprivate var text: String {
    switch outcome {
    case "proved":
      return "\(id): proved for \(Self.grouped(combinations ?? 0)) combinations\n  \(title)\n"
    case "undecided":
      let parts = (parts ?? []).map { "    \($0)\n" }.joined()
      return "\(id): UNDECIDED: \(reason ?? "")\n  \(title)\n\(parts)"
    default: return "\(id): FALSE\n  \(title)\n" + (counterexample?.text ?? "")
    }
  }

  /// A number with its thousands apart.
  private static func grouped(_ number: Int) -> String {
    var digits = String(number)[...]
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }
}

extension ProofReport.Example {
  fileprivate var text: String {
    let reasons = because.isEmpty ? "" : ", because of \(because.joined(separator: ", "))"
    let place = settings.isEmpty ? "" : " where " + settings.joined(separator: "; ")
    var text = "  `\(action)` in \(env): \(verdict)\(reasons)\(place)\n"
    if let note { text += "  \(note)\n" }
    guard let test else {
      return text + "  no evidence of the project's tests shows it\n"
    }
    text += "  this case shows it, with evidence of \(evidenceOf ?? ""):\n"
    if let evidence { text += "    # \(evidenceOf ?? "") is \(evidence)\n" }
    return text + test.split(separator: "\n").map { "    \($0)\n" }.joined()
  }
}
