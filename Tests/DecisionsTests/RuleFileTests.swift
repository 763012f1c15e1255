import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Incidents
import Testing

/// Runs the test files beside the rules.
@Suite struct RuleFileTests {
  private static let folder = Repository.root.appending(path: "rules")

  static let files: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".test.yaml") }.sorted()
  }()

  /// Made once: it has hundreds of patterns.
  private static let engine = Result { Engine(try Repository.configuration()) }

  @Test(arguments: files)
  func `find and decide what the file says`(file: String) throws {
    let engine = try Self.engine.get()
    for test in try RuleTest.all(in: Self.folder.appending(path: file)) {
      let decision = try test.decision(in: Self.folder, with: engine)
      for expectation in test.expectations {
        #expect(
          expectation.got(decision) == expectation.wanted, "\(test.name): \(expectation.key)")
      }
    }
  }

  @Test(arguments: files)
  func `have a firing and a silent case for every rule`(file: String) throws {
    let engine = try Self.engine.get()
    let tests = try RuleTest.all(in: Self.folder.appending(path: file))
    let fired = try tests.map { test in
      Set(try test.decision(in: Self.folder, with: engine).findings.map(\.rule))
    }
    let source = Self.folder.appending(path: file.replacing(".test.yaml", with: ".yaml")).path
    let rules = engine.configuration.rules.filter {
      $0.span.path.hasSuffix(URL(filePath: source).lastPathComponent)
    }
    #expect(!rules.isEmpty)
    for rule in rules.map(\.id) where !Self.unreachable.contains(rule) {
      #expect(fired.contains { $0.contains(rule) }, "\(rule) never fires")
      #expect(fired.contains { !$0.contains(rule) }, "\(rule) is never silent")
    }
  }

  /// Rules over data that no recorded incident fires: their detectors have tests of their own.
  private static let unreachable = [
    "column-gone", "rows-missing", "delivered-twice", "wrote-nothing",
  ]
}

/// One case of a test file.
private struct RuleTest {
  let name: String
  let given: Given
  let environment: String
  let now: Timestamp?
  let action: String?
  let expectations: [Expectation]

  /// What a case is about: a recorded incident, or a text of log and the state of its run.
  enum Given {
    case incident(String)
    case log(String, RunState)
  }

  func decision(in folder: URL, with engine: Engine) throws -> Decision {
    switch given {
    case .incident(let path):
      return try Repository.decision(
        on: folder.appending(path: path).standardizedFileURL, environment: environment, at: now,
        asking: action)
    case .log(let text, let state):
      return engine.decision(
        on: Self.evidence(of: text, state), after: HealingHistory(openedAt: Self.time),
        under: .untouched(engine.configuration), at: Self.time)
    }
  }

  private static let time = Timestamp(seconds: 1_795_516_800)

  /// A run of which only the log is known, of a job that may run again.
  private static func evidence(of text: String, _ state: RunState) -> Evidence {
    var run = RunEvidence(id: "jr", unknown: "not said")
    run.state = .known(state)
    run.workerType = .known("G.1X")
    return Evidence(
      event: Event(
        id: "e", account: "", region: "", time: time, job: "j", run: "jr", state: state,
        message: ""),
      gatheredAt: time, environment: "dev",
      job: JobEvidence(name: "j", owner: "", rerun: .overwrites, defaultArguments: .known([:])),
      run: run,
      runs: RunsEvidence(
        active: .known(0), failedInARow: .unknown("not said"), lastGood: .unknown("not said")),
      tables: [], log: .known([LogStream(source: .text, bytes: Array(text.utf8))]))
  }

  /// A list of words that a decision must give under a key.
  struct Expectation {
    let key: String
    let wanted: [String]

    func got(_ decision: Decision) -> [String] {
      switch key {
      case "fires": decision.findings.map(\.rule)
      case "rule": decision.findings.first.map { [$0.rule] } ?? []
      case "class": decision.findings.first.map { [$0.anomalyClass] } ?? []
      case "chooses": [decision.proposal.action]
      case "verdict": [decision.judgement.verdict.rawValue]
      case "because": Array(decision.judgement.because.prefix(1))
      case "no_data": decision.missing.map(\.rule)
      default: ["there is nothing called \(key)"]
      }
    }
  }

  static func all(in file: URL) throws -> [RuleTest] {
    let source = SourceFile(path: file.path, bytes: Array(try Data(contentsOf: file)))
    let root = try #require(DocumentParser.parse(source).value?.root)
    let environment = root["env"]?.text ?? "dev"
    return try (root["tests"]?.items ?? []).flatMap { test -> [RuleTest] in
      let given: Given
      if let log = test["log"]?.text {
        given = .log(log, test["state"]?.text.flatMap(RunState.init) ?? .failed)
      } else {
        let name = try #require(test["given"]?.text)
        given = .incident(try #require(root["evidence"]?[name]?.text))
      }
      let cases = test["cases"]?.items ?? [test]
      return try cases.map { one in
        let entries = try #require(one["expect"]?.entries)
        return RuleTest(
          name: try #require(test["name"]?.text), given: given,
          environment: test["propose"]?["env"]?.text ?? environment,
          now: one["now"]?.text.flatMap { Timestamp(rfc3339: $0) },
          action: test["propose"]?["action"]?.text,
          expectations: entries.map { entry in
            Expectation(
              key: entry.key.text,
              wanted: entry.value.items.map { $0.compactMap(\.text) }
                ?? [entry.value.text].compactMap(\.self))
          })
      }
    }
  }
}

extension Node {
  fileprivate var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  fileprivate var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  fileprivate var text: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }
}
