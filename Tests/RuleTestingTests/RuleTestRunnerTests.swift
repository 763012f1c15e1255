import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Healing
import Incidents
import Testing

@testable import RuleTesting

@Suite struct RuleTestRunnerTests {
  /// The failures of one test on a recorded incident or on evidence by hand, as `key: got`.
  private static func failures(
    _ test: String, hand: String = "{}",
    showing: (RuleTestResult.Failure) -> [String] = {
      ["\($0.key): " + $0.got.joined(separator: " ")]
    }
  ) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rule-tests-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(hand.utf8).write(to: folder.appending(path: "hand.json"))
    try Data(#"{"event": {"job": "j"}}"#.utf8).write(to: folder.appending(path: "quiet.json"))
    for name in ["widened_type", "driver_out_of_memory"] {
      try FileManager.default.copyItem(
        at: Repository.incidents.appending(path: name), to: folder.appending(path: name))
    }
    let text = """
      kintsugi: tests/v1
      env: dev
      evidence:
        {widened: widened_type, memory: driver_out_of_memory, hand: hand.json, quiet: quiet.json}
      tests:
        - {name: it, \(test)}
      """
    let configuration = try Repository.configuration()
    let checked = RuleTestFile.read(
      SourceFile(path: "x.test.yaml", text: text), for: configuration)
    #expect(checked.diagnostics.map(\.message) == [])
    let file = try #require(checked.value)
    let runner = RuleTestRunner(engine: Engine(configuration))
    return try runner.results(of: file, in: folder.path).flatMap(\.failures)
      .map { showing($0).joined(separator: " ") }
  }

  @Test(arguments: [
    "given: quiet, expect: {fires: [], chooses: escalate, verdict: allow}",
    "given: widened, set: {table.null_rate.tailnum: 31%}, expect: {rule: null-spike}",
    "given: widened, unset: [table.null_rate], expect: {no_data: [null-spike]}",
    "given: widened, set: {table.null_rate.tailnum: 4%}, expect: {rule: type-widened}",
    "given: widened, set: {table.rows: 10}, expect: {rule: rows-missing, anomaly: volume}",
    "given: widened, set: {table.observed.origin: double}, expect: {rule: type-broken}",
    "given: widened, unset: [table.observed.dest], expect: {rule: column-gone}",
    "given: widened, set: {kill_switch: pulled}, expect: {verdict: deny, because: kill-switch}",
    "given: widened, set: {evidence.age: 20m}, expect: {because: fail-closed.evidence-age}",
    "given: widened, set: {limits.tries-per-job: 3}, expect: {because: tries-per-job}",
    "given: widened, propose: {action: coerce_schema, env: prod}, now: \"2026-11-24T10:00:00Z\", "
      + "expect: {verdict: ask, because: authority.prod}",
    "given: memory, expect: {anomaly: out_of_memory, class: executor_oom, executes: scale_up}",
    "given: widened, propose: {action: retry}, set: {kill_switch: pulled}, "
      + "expect: {because: [kill-switch, not-mended-by-a-run, remedies]}",
    "given: memory, set: {run.state: SUCCEEDED}, expect: {fires: [], chooses: nothing}",
  ])
  func `holds what is true`(test: String) throws {
    #expect(try Self.failures(test) == [])
  }

  @Test(arguments: [
    ("given: quiet, expect: {fires: [type-widened]}", "fires: "),
    ("given: widened, expect: {rule: type-broken}", "rule: type-widened"),
    ("given: widened, expect: {chooses: retry}", "chooses: coerce_schema"),
    ("given: widened, expect: {verdict: deny}", "verdict: allow"),
    ("given: widened, expect: {because: weekend}", "because: "),
    (
      "given: widened, propose: {action: retry}, set: {kill_switch: pulled}, "
        + "expect: {because: [kill-switch]}", "because: kill-switch not-mended-by-a-run remedies"
    ),
    ("given: widened, expect: {executes: escalate}", "executes: coerce_schema"),
    (
      "given: widened, expect: {state: {drift: few, risk: medium}}",
      "state: drift: one risk: medium"
    ), ("given: quiet, expect: {state: {drift: none}}", "state: "),
  ])
  func `fails what is not`(test: String, failure: String) throws {
    #expect(try Self.failures(test) == [failure])
  }

  @Test func `takes evidence that was written by hand, the rest unknown`() throws {
    let hand = """
      {"event": {"job": "ingest_flights", "state": "SUCCEEDED"},
       "run": {"state": "SUCCEEDED", "rows_read": 5000, "rows_written": 0}}
      """
    let fires = "given: hand, expect: {fires: [wrote-nothing]}"
    #expect(try Self.failures(fires, hand: hand) == [])
    let silent = "given: hand, set: {run.rows_written: 9}, expect: {fires: []}"
    #expect(try Self.failures(silent, hand: hand) == [])
  }

  @Test(arguments: [
    (#"{"run": {"state": "FAILED"}}"#, "event.job"),
    (#"{"event": {"job": "j"}, "run": {"sate": "FAILED"}}"#, "run.sate"),
    (#"{"event": {"job": "j"}, "run": {"workers": "x"}}"#, "run.workers"), ("[", "hand.json"),
  ])
  func `says what is wrong with evidence by hand`(hand: String, words: String) throws {
    #expect {
      try Self.failures("given: hand, expect: {fires: []}", hand: hand)
    } throws: { "\($0)".contains(words) }
  }

  private static let history = """
    {"table": "t", "index": 1, "rows": 90, "columns": []}
    {"table": "other", "index": 2, "rows": 5, "columns": []}
    {"table": "t", "index": 2, "rows": 110, "columns": [], "excluded": true}
    {"table": "t", "index": 3, "rows": 100, "columns": []}
    {"table": "t", "index": 9, "rows": 1, "columns": []}

    {"table": "t", "index": 4, "time": "2026-11-24T06:00:00Z", "rows": 20, "columns": []}
    """

  @Test func `takes the last profile of a file for the batch, and earlier ones for its past`()
    throws
  {
    let table = try ProfiledTable(
      ProfileRecord.records(in: Array(Self.history.utf8)), path: "x.jsonl")
    #expect(table.earlier.map(\.rows) == [90, 100])
    #expect(table.batch.rows == 20)
    #expect {
      _ = try ProfiledTable([], path: "x.jsonl")
    } throws: { "\($0)".contains("x.jsonl") }
  }

  @Test func `runs tests on profiles, and gives incidents another past`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rule-tests-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.history.utf8).write(to: folder.appending(path: "t.jsonl"))
    let lines = (0..<3).map { _ in #"{"table": "", "rows": 100000, "columns": []}"# }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "past.jsonl"))
    try Data("{".utf8).write(to: folder.appending(path: "torn.jsonl"))
    try FileManager.default.copyItem(
      at: Repository.incidents.appending(path: "widened_type"),
      to: folder.appending(path: "widened"))
    let configuration = try Repository.configuration()
    func fired(_ fixture: String) throws -> [String] {
      let text = """
        kintsugi: tests/v1
        env: dev
        evidence: {it: \(fixture)}
        tests: [{name: a, given: it, expect: {fires: []}}]
        """
      let checked = RuleTestFile.read(SourceFile(path: "x", text: text), for: configuration)
      #expect(checked.diagnostics.map(\.message) == [])
      let runner = RuleTestRunner(engine: Engine(configuration))
      return try runner.results(of: #require(checked.value), in: folder.path)
        .flatMap { $0.decision.findings.map(\.rule) }
    }
    #expect(try fired("t.jsonl").contains("rows-missing"))
    #expect(try !fired("widened").contains("rows-missing"))
    #expect(try fired("{incident: widened, history: past.jsonl}").contains("rows-missing"))
    for broken in ["torn.jsonl", "none.jsonl", "{incident: widened, history: torn.jsonl}"] {
      #expect { try fired(broken) } throws: { "\($0)".contains(".jsonl") }
    }
  }

  @Test func `says why a rule is silent, with the values that made it so`() throws {
    let configuration = try Repository.configuration()
    let engine = Engine(configuration)
    let recording = try Recording(
      folder: Repository.incidents.appending(path: "widened_type").path)
    var evidence = try recording.evidence(
      project: configuration.project, environment: "dev", at: recording.newestTime)
    evidence.run.state = .known(.succeeded)
    evidence.run.rowsRead = .known(5_000)
    evidence.run.rowsWritten = .known(7)
    let account = engine.account(of: "wrote-nothing", in: evidence, at: evidence.gatheredAt)
    #expect(account.count == 1)
    #expect(account[0].contains("`run.rows_written == 0` = false"))
    #expect(account[0].contains("it would turn round if `run.rows_written` were 0"))
  }

  @Test func `runs every test file of the repository`() throws {
    let configuration = try Repository.configuration()
    let runner = RuleTestRunner(engine: Engine(configuration), countsClauses: true)
    var results: [RuleTestResult] = []
    for folder in ["policies", "rules", "safety"] {
      let place = Repository.root.appending(path: folder)
      for name in try FolderListing.files(below: place.path, prefix: "")
      where name.hasSuffix(".test.yaml") {
        let bytes = Array(try Data(contentsOf: place.appending(path: name)))
        let checked = RuleTestFile.read(
          SourceFile(path: name, bytes: bytes), for: configuration)
        #expect(checked.diagnostics.map(\.message) == [])
        results += try runner.results(of: #require(checked.value), in: place.path)
      }
    }
    for result in results {
      #expect(result.failures.map { "\($0.key): \($0.got)" } == [], "\(result.test)")
    }
    let coverage = ClauseCoverage(of: Engine(configuration).clauses, by: results)
    #expect(coverage.unseen.map(\.words) == [])
  }

  @Test(arguments: [
    (
      "given: widened, set: {table.null_rate.tailnum: 4.9%}, expect: {fires: [null-spike]}",
      "`tailnum` of `flights.raw_flights` is empty in 4.9 % of rows; the bound is 5.0 %"
    ),
    ("given: widened, expect: {fires: [rows-missing]}", "rows, usually"),
    ("given: memory, expect: {fires: [throttled]}", "no line of the log matches"),
  ])
  func `shows the figures of a detector that stayed silent`(test: String, figure: String) throws {
    let notes = try Self.failures(test) { $0.notes }.joined(separator: "\n")
    #expect(notes.contains("sees nothing: "), "\(notes)")
    #expect(notes.contains(figure), "\(notes)")
  }

  @Test func `owes only the clauses of the parts that are asked for`() throws {
    let engine = Engine(try Repository.configuration())
    let rules = engine.clauses(ofPolicy: false, ofSafety: false) { $0.id == "null-spike" }
    #expect(Set(rules.map(\.owner)).allSatisfy { $0.hasPrefix("rule null-spike") })
    let safety = engine.clauses(ofPolicy: false, ofSafety: true) { _ in false }
    #expect(!safety.isEmpty && safety.allSatisfy { $0.owner.hasPrefix("safety") })
    let policy = engine.clauses(ofPolicy: true, ofSafety: false) { _ in false }
    let all = engine.clauses
    #expect(engine.clauses { _ in true } == all)
    #expect(safety.count + policy.count < all.count)
  }

  @Test func `owes each clause what it owes, and counts it once`() throws {
    let clauses = Engine(try Repository.configuration()).clauses
    #expect(Set(clauses).count == clauses.count)
    let own = clauses.filter { $0.owner == "safety legal-hold" }
    #expect(
      own.map(\.text) == [
        "action.changes_catalog", "action.changes_data", "action.starts_run",
        "tables.exists(t, t.has_tag(\"legal-hold\"))",
      ])
    #expect(own.allSatisfy { $0.kind.outcomes.count == 2 })
    #expect(clauses.contains { $0.kind == .row && $0.text == "do: rollback" })
    #expect(!clauses.contains { $0.kind == .constraint && $0.text == "world" })
  }
}
