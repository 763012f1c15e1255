internal import Conditions
public import Configurations
public import Decisions
internal import Documents
public import Incidents

/// A counterexample of a proof as a case of a test file: the fewest changes to evidence that the
/// project's tests have, after which the engine itself decides what the claim forbids.
public struct CounterexampleCase: Sendable {
  /// The case, ready to be pasted below `tests`.
  public let text: String
  /// The file whose `evidence` has the name under `given`.
  public let file: String
  /// What has to be in that file, where it is none of the project.
  public let evidence: String?
  /// What the engine decided on it.
  public let decision: Decision
}

/// Makes cases out of counterexamples.
public struct CounterexampleReplay: Sendable {
  private let engine: Engine
  private let runner: RuleTestRunner
  private let claims: [Safety.Claim]
  private let fixtures: [(file: String, name: String, fixture: RuleTestFixture)]

  /// The most pieces of evidence that are tried for one counterexample.
  static let evidenceAtMost = 12

  public init(_ configuration: Configuration, tests: [(file: RuleTestFile, folder: String)]) {
    engine = Engine(configuration)
    runner = RuleTestRunner(engine: engine)
    claims = configuration.safety.claims
    fixtures = Self.fixtures(of: tests, for: configuration)
  }

  /// The shortest case that reproduces a counterexample; `nil` where none does.
  public func smallest(of example: Counterexample, against result: ClaimResult)
    -> CounterexampleCase?
  {
    let claim = claims.first { $0.id == result.id && result.span != nil }
    var best: (lines: [Line], case: CounterexampleCase)?
    for (path, name, fixture) in fixtures {
      // Evidence made up for it is for projects that have none.
      if path == Self.bareFile, best != nil { break }
      if best?.lines.isEmpty == true { break }
      let trial = Trial(
        replay: self, example: example, claim: claim, allowed: result.verdicts, file: path,
        name: name, fixture: fixture)
      guard let trial, let lines = trial.fewest(), lines.count < best?.lines.count ?? .max,
        let found = trial.found(lines, title: "\(result.id) is false".replacing("\"", with: "'"))
      else { continue }
      best = (lines, found)
    }
    return best?.case
  }

  /// Each piece of evidence once, in the order of the files; made up evidence at the end.
  private static func fixtures(
    of tests: [(file: RuleTestFile, folder: String)], for configuration: Configuration
  ) -> [(file: String, name: String, fixture: RuleTestFixture)] {
    var seen: Set<String> = []
    var found: [(file: String, name: String, fixture: RuleTestFixture)] = []
    for (file, folder) in tests {
      for source in file.fixtures {
        // What a test file describes is its own.
        let place = source.paths.isEmpty ? [file.path, source.name] : source.paths
        guard found.count < evidenceAtMost, seen.insert(place.joined(separator: "\n")).inserted,
          let fixture = try? RuleTestFixture(source, in: folder, for: configuration.project)
        else { continue }
        found.append((file.path, source.name, fixture))
      }
    }
    let bare = SourceFile(path: bareFile, text: bareEvidence(configuration))
    if let written = try? WrittenEvidence(bare, configuration.project) {
      found.append((bareFile, "bare", RuleTestFixture(written, for: configuration.project)))
    }
    return found
  }

  /// Evidence of a failed run of which nothing else is known, for projects without tests.
  static let bareFile = "bare.json"

  private static func bareEvidence(_ configuration: Configuration) -> String {
    let job = configuration.project.pipelines.first?.jobs.first?.example ?? "job"
    let time = "2026-01-05T12:00:00Z"
    return "{\"event\": {\"job\": \"\(job)\", \"time\": \"\(time)\"}, "
      + "\"run\": {\"state\": \"FAILED\"}}"
  }

  /// One line of a case.
  enum Line: Sendable, Hashable {
    case now(Timestamp)
    case set(path: String, value: String)
    case unset(path: String)
  }

  /// The lines that make a counterexample, all of them.
  static func lines(of example: Counterexample) -> [Line] {
    example.settings.compactMap { setting in
      switch setting {
      case .now(let instant): .now(instant)
      case .job(let name): .set(path: "job.name", value: quoted(name))
      case .killSwitch(let state):
        switch state {
        case .off: .set(path: "kill_switch", value: "clear")
        case .on: .set(path: "kill_switch", value: "pulled")
        case .unreadable: .set(path: "kill_switch", value: "unreadable")
        }
      case .evidenceAge(let span):
        // Fresh is what a test has anyway; what is of the future cannot be said.
        span <= .zero ? nil : .set(path: "evidence.age", value: ageText(span))
      case .anomaly(let rule):
        .set(path: "anomaly.rule", value: rule ?? AssumedFact.noAnomaly)
      case .usage(let limit, let used?): .set(path: "limits.\(limit)", value: number(used))
      case .usage(let limit, nil): .unset(path: "limits.\(limit)")
      case .fact(let fact): line(of: fact)
      case .part: nil
      }
    } + [.set(path: "world", value: "clear")]
  }

  private static func line(of fact: FactSetting) -> Line {
    let isArgument = fact.path == ["run", "arguments"]
    let path = isArgument ? "run.arg.\(fact.key ?? "")" : fact.path.joined(separator: ".")
    if case .unknown = fact.value { return .unset(path: path) }
    // What a test has its own words for.
    if fact.path == ["table", "tags"], case .list(let tags) = fact.value {
      let words = tags.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
      return .set(path: path, value: quoted(words.joined(separator: ", ")))
    }
    return .set(path: path, value: text(of: fact.value))
  }

  private static func ageText(_ span: Duration) -> String {
    "\(span.components.seconds)s"
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// A value as YAML has it on one line.
  static func text(of value: Value) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .double(let number): Self.number(number)
    case .list(let items): "[" + items.map { text(of: $0) }.joined(separator: ", ") + "]"
    case .record(let fields):
      "{"
        + fields.keys.sorted().compactMap { name in
          // What is not there is unknown.
          fields[name].flatMap { $0 == .unknown ? nil : "\(name): \(text(of: $0))" }
        }.joined(separator: ", ") + "}"
    case .map(let entries):
      "{"
        + entries.map { "\(text(of: $0.key)): \(text(of: $0.value))" }.sorted()
        .joined(separator: ", ") + "}"
    case .duration(let nanoseconds): "\(nanoseconds / 1_000_000_000)s"
    case .timestamp(let seconds, let nanoseconds):
      "\"\(Timestamp(seconds: seconds, nanoseconds: nanoseconds))\""
    default: "\(value)"
    }
  }

  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x5F || $0 == 0x2D
      } && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
      && !text.hasPrefix("-")
    if isPlain { return text }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }

  /// One piece of evidence on which a counterexample is tried.
  private struct Trial {
    let replay: CounterexampleReplay
    let example: Counterexample
    let claim: Safety.Claim?
    let allowed: [Verdict]
    let file: String
    let name: String
    /// The evidence at the newest time in it, and at the time of the example.
    let fixture: RuleTestFixture
    let newest: (now: Timestamp, evidence: Evidence)
    let pinned: (now: Timestamp, evidence: Evidence)?

    init?(
      replay: CounterexampleReplay, example: Counterexample, claim: Safety.Claim?,
      allowed: [Verdict], file: String, name: String, fixture: RuleTestFixture
    ) {
      self.replay = replay
      self.example = example
      self.claim = claim
      self.allowed = allowed
      self.file = file
      self.name = name
      self.fixture = fixture
      func read(_ now: Timestamp) -> (now: Timestamp, evidence: Evidence)? {
        (try? fixture.evidence(in: example.environment, at: now, with: nil)).map { (now, $0) }
      }
      guard let newest = read(fixture.newestTime(with: nil)) else { return nil }
      self.newest = newest
      pinned =
        example.settings.lazy.compactMap {
          if case .now(let instant) = $0 { read(instant) } else { nil }
        }.first
    }

    /// The fewest of the lines that still reproduce; `nil` where not even all do.
    func fewest() -> [Line]? {
      var kept = CounterexampleReplay.lines(of: example)
      guard reproduces(kept) else { return nil }
      // From the last: what can be assumed is dropped before what was decided on.
      for line in kept.reversed() {
        let fewer = kept.filter { $0 != line }
        if reproduces(fewer) { kept = fewer }
      }
      return kept
    }

    func found(_ lines: [Line], title: String) -> CounterexampleCase? {
      guard let prepared = prepared(lines, title: title) else { return nil }
      return CounterexampleCase(
        text: text(lines, title: title, verdict: example.judgement.verdict), file: file,
        evidence: file == CounterexampleReplay.bareFile
          ? CounterexampleReplay.bareEvidence(replay.engine.configuration) : nil,
        decision: prepared.decision(by: replay.runner.engine(for: prepared)))
    }

    private func reproduces(_ lines: [Line]) -> Bool {
      guard let prepared = prepared(lines, title: "trial") else { return false }
      let engine = replay.runner.engine(for: prepared)
      let verdict = prepared.decision(by: engine).judgement.verdict
      guard let claim else { return verdict == example.judgement.verdict }
      guard verdict == example.judgement.verdict, !allowed.contains(verdict),
        case .value(.bool(true)) = claim.condition.evaluate(
          prepared.proposedCase(by: engine).facts)
      else { return false }
      return true
    }

    /// The case read from its own text, as a test file would have it.
    private func prepared(_ lines: [Line], title: String) -> PreparedCase? {
      let body = text(lines, title: title, verdict: example.judgement.verdict)
      let whole =
        "kintsugi: tests/v1\nevidence: {\(CounterexampleReplay.quoted(name)): x}\ntests:\n"
        + body.split(separator: "\n").map { "  \($0)\n" }.joined()
      let checked = RuleTestFile.read(
        SourceFile(path: "counterexample", text: whole), for: replay.engine.configuration)
      guard checked.diagnostics.isEmpty, let test = checked.value?.tests.first,
        let one = test.cases.first
      else { return nil }
      let (now, evidence) = one.given.now == nil ? newest : pinned ?? newest
      var situation = TestSituation(evidence)
      for change in one.given.changes { change.apply(&situation) }
      return PreparedCase(
        file: file, test: title, number: nil, one: one, fixture: fixture, situation: situation,
        now: now,
        action: example.action)
    }

    private func text(_ lines: [Line], title: String, verdict: Verdict) -> String {
      var text = "- name: \(title)\n  given: \(CounterexampleReplay.quoted(name))\n"
      var sets: [String] = []
      var unsets: [String] = []
      for line in lines {
        switch line {
        case .now(let instant): text += "  now: \"\(instant)\"\n"
        case .set(let path, let value): sets.append("\(path): \(value)")
        case .unset(let path): unsets.append(path)
        }
      }
      if !sets.isEmpty { text += "  set: {\(sets.joined(separator: ", "))}\n" }
      if !unsets.isEmpty { text += "  unset: [\(unsets.joined(separator: ", "))]\n" }
      text +=
        "  propose: {action: \(example.action), env: \(example.environment)}\n"
        + "  expect: {verdict: \(verdict.rawValue)}\n"
      return text
    }
  }
}
