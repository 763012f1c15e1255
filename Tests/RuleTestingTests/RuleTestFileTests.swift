import Documents
import Goldens
import Testing

@testable import RuleTesting

@Suite struct RuleTestFileTests {
  private static func read(_ text: String) throws -> Checked<RuleTestFile> {
    RuleTestFile.read(
      SourceFile(path: "x.test.yaml", text: text), for: try Repository.configuration())
  }

  private static let good = """
    kintsugi: tests/v1
    env: dev
    evidence:
      widened: widened_type
    tests:
      - name: one
        given: widened
        set: {"table.null_rate.tailnum": 31%}
        cases:
          - {expect: {fires: [type-widened]}}
          - {set: {run.workers: 3}, now: "2026-11-24T10:00:00Z", expect: {verdict: ask}}
      - name: two
        given: widened
        propose: {action: coerce_schema, env: prod}
        expect: {because: authority.prod}
    """

  @Test func `reads tests and cases, and shares what a test says of all its cases`() throws {
    let file = try #require(try Self.read(Self.good).value)
    #expect(file.tests.map(\.cases.count) == [2, 1])
    #expect(file.tests[0].cases[1].given.changes.map(\.path).count == 2)
    #expect(file.tests[1].cases[0].given.environment == "prod")
    #expect(file.tests[1].cases[0].given.fixture == "widened")
  }

  @Test(arguments: [
    ("tests/v1", "rules/v1", "not-tests"),
    ("one\n    given: widened", "one\n    given: widenned", "unknown-name-in-test"),
    ("[type-widened]", "[type-widend]", "unknown-name-in-test"),
    ("null_rate", "nul_rate", "unknown-test-field"), ("31%", "0.31", "bad-test-value"),
    ("run.workers: 3", "run.workers: many", "bad-test-value"),
    ("2026-11-24T10:00:00Z", "tomorrow", "no-time"),
    ("verdict: ask", "verdict: aks", "unknown-value"),
    ("{because: authority.prod}", "{}", "nothing-expected"),
    ("{because: authority.prod}", "{state: {drft: one}}", "unknown-name-in-test"),
    ("{because: authority.prod}", "{state: {drift: two}}", "unknown-name-in-test"),
    ("{because: authority.prod}", "{state: one}", "wrong-kind"),
    ("because:", "becuase:", "unknown-key"), ("env: prod", "env: prd", "unknown-name-in-test"),
    ("action: coerce_schema", "action: coerce", "unknown-name-in-test"),
    ("set: {run.workers: 3}", "unset: [kill_switch]", "not-unset"),
    ("    cases:", "    expect: {fires: []}\n    cases:", "expect-beside-cases"),
    ("    given: widened\n    propose", "    propose", "missing-key"),
    ("    propose", "    batch: {rows: 5}\n    propose", "bad-test-value"),
    ("widened: widened_type", "widened: {incident: widened_type}", "missing-key"),
    ("widened: widened_type", "widened: {rows: 5, bathces: 3}", "unknown-key"),
    ("widened: widened_type", "widened: {columns: {a: {nulls: 3%}}}", "bad-test-value"),
  ])
  func `tells one mistake once`(old: String, new: String, code: String) throws {
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    #expect(try Self.read(text).diagnostics.map(\.code) == [code])
    if ["not-tests", "not-unset", "expect-beside-cases"].contains(code) {
      try Self.expect(text, "code-\(code)")
    }
  }

  @Test func `refuses a file without a test`() throws {
    try Self.expect("kintsugi: tests/v1\nevidence: {a: b}\ntests: []\n", "code-no-tests")
  }

  /// Holds what the author of a text is shown against a golden.
  private static func expect(_ text: String, _ golden: String) throws {
    let file = SourceFile(path: "x.test.yaml", text: text)
    let checked = RuleTestFile.read(file, for: try Repository.configuration())
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    let shown = checked.diagnostics.map { renderer.text($0) }.joined(separator: "\n")
    #expect(try shown == Golden.text(golden, for: shown))
  }

  @Test func `shows the author of a test every mistake`() throws {
    let text = Self.good.replacing("null_rate", with: "nul_rate")
      .replacing("[type-widened]", with: "[type-widend]").replacing(
        "run.workers: 3", with: "run.workers: x"
      )
      .replacing("{because: authority.prod}", with: "{}").replacing("\"2026", with: "\"x2026")
    try Self.expect(text, "mistakes")
  }
}
