import Documents
import Goldens
import Incidents
import Testing

@testable import Linting

/// What an author sees of each code of lint and of overlays, as golden texts.
@Suite struct DiagnosticTextTests {
  /// The first of the broken configurations that has a code.
  static let all: [Broken] = {
    let own = SafetyCodes.all.union(lintCodes)
    var seen: Set<String> = []
    let cases =
      BrokenConfigurationTests.meaning + BrokenConfigurationTests.overlays + more
    return cases.filter { own.contains($0.code) && seen.insert($0.code).inserted }
  }()

  static let lintCodes: Set<String> = [
    "never-fires", "always-fires", "useless-unless", "impossible-value", "duplicate-rule",
    "shadowed-rule", "kind-without-remedy", "unused-kind", "prior-never-matches", "prior-refused",
    "unreachable-label", "near-label", "action-never-allowed", "unguarded-step",
    "scope-matches-nothing",
    "unknown-id", "no-such-path", "changed-twice", "turn-off-over", "waiver-unused",
  ]

  private static let overlay = "overlays/prod.yaml"

  /// Codes that no file broken in one word brings.
  static let more: [Broken] = [
    Broken(
      "safety/guardrails.yaml", "verdict: [ask, deny]", "verdict: [deny]", "claim-false",
      at: "people-own-prod", "coerce_schema"),
    Broken(
      "safety/guardrails.yaml", "for_all: action.name == \"escalate\"",
      "for_all: action.name == \"retry\" && run.workers * 7919 + run.attempt * 104729 == 8741113",
      "claim-undecided", at: "escalation-always-works", "104729"),
    Broken(
      "safety/guardrails.yaml", "for_all: action.name == \"escalate\"",
      "for_all: run.attempt > 1 && run.workers > 1 && run.rows_read > 1 && run.rows_written > 1 "
        + "&& log.lines > 1 && log.errors > 1 && log.warnings > 1 && baseline.batches > 1",
      "claim-unchecked", at: "escalation-always-works", "kintsugi prove"),
    Broken(
      "safety/guardrails.yaml", "env != \"dev\" && proposal.share",
      "env == \"staging\" && proposal.share", "waiver-unused", at: "wide-quarantine", "delete"),
    Broken(
      overlay, "  tries-per-job: {at_most: 2 actions}\n",
      "  tries-per-job: {at_most: 2 actions}\n  'null-spike ': {severity: low}\n", "unknown-id",
      at: "'null-spike '", "`null-spike`"),
  ]

  @Test(arguments: all)
  func `shows the author of a mistake what to do`(_ broken: Broken) throws {
    let files = try broken.files()
    let found = Samples.problems(of: files)
    #expect(found.map(\.code) == [broken.code])
    let renderer = DiagnosticRenderer(sources: files, color: false)
    let text = found.map(renderer.text).joined(separator: "\n")
    #expect(try text == Golden.text("code-\(broken.code)", for: text))
  }

  @Test func `shows a freeze that is over, and two overlays of one value`() throws {
    let freeze = try Samples.changed(
      "safety/guardrails.yaml", "# - {id: year-end, for",
      to: "  - {id: year-end, title: Closed, for")
    let end = try #require(Timestamp(rfc3339: "2027-01-02T00:00:00Z"))
    try Self.expect(freeze, "freeze-over", at: end)
    let second = SourceFile(
      path: "overlays/second.yaml",
      text: "kintsugi: overlay/v1\nowner: flights-team\nenv: prod\nchange:\n"
        + "  tries-per-job: {at_most: 1 actions}\n")
    try Self.expect(Samples.files() + [second], "changed-twice", at: Samples.now)
  }

  private static func expect(
    _ files: [SourceFile], _ code: String, at now: Timestamp?
  ) throws {
    let found = Samples.problems(of: files, at: now)
    #expect(found.map(\.code) == [code])
    let renderer = DiagnosticRenderer(sources: files, color: false)
    let text = found.map(renderer.text).joined(separator: "\n")
    #expect(try text == Golden.text("code-\(code)", for: text))
  }

  @Test func `has a golden of every code of its own`() {
    let shown = Set(Self.all.map(\.code)).union(["freeze-over", "changed-twice"])
    let elsewhere: Set<String> = [
      "no-escalation", "alone-and-ask", "undeclared-change", "bad-window", "bad-time",
      "unknown-zone",
    ]
    #expect(Self.lintCodes.union(SafetyCodes.all).subtracting(elsewhere).subtracting(shown) == [])
  }
}
