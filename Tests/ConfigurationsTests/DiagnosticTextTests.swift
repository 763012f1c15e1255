import Documents
import Goldens
import Testing

@testable import Configurations

/// What an author sees of each code of this floor, as golden texts.
@Suite struct DiagnosticTextTests {
  /// A code, and a change to one file that brings it.
  struct Shown: Sendable, CustomTestStringConvertible {
    let code, path, text, replacement: String
    var testDescription: String { code }

    init(_ code: String, _ path: String, _ text: String, _ replacement: String) {
      (self.code, self.path, self.text, self.replacement) = (code, path, text, replacement)
    }
  }

  private static let project = "kintsugi.yaml"
  private static let policy = "policy.yaml"
  private static let rules = "rules.yaml"
  private static let safety = "safety.yaml"

  static let all = [
    Shown("no-header", project, "kintsugi: project/v1\n", ""),
    Shown("unknown-key", rules, "severity: high", "severty: high"),
    Shown("missing-key", rules, "    title: Every kind of detector\n", ""),
    Shown("wrong-kind", policy, "harmed: -50", "harmed: much"),
    Shown("unknown-value", rules, "severity: high", "severity: hihg"),
    Shown("missing-unit", rules, "above: 5%", "above: 5"),
    Shown("out-of-range", rules, "above: 5%", "above: 500%"),
    Shown("empty-scope", rules, "env: [dev]}", "env: []}"),
    Shown("duplicate-id", safety, "id: spend", "id: tries"),
    Shown("open-brace", project, "'--day')}\"", "'--day')\""),
    Shown("shadowed-name", rules, "is_backfill:", "now: run.id\n  is_backfill:"),
    Shown("one-trigger", rules, "unreadable: {objects: any}", "{}"),
    Shown("unknown-detector", rules, "unreadable: {", "unreadible: {"),
    Shown("empty-detector", rules, "{drops: 40%, grows: 200%, unusual: true}", "{}"),
    Shown("bad-bin", policy, "bad: 20% or more", "bad: over 20%"),
    Shown("bins-cover", policy, "2% to under 20%", "3% to under 20%"),
    Shown("bins-need-numbers", policy, "from: table.worst_null_increase", "from: job.owner"),
    Shown("too-many-states", project, "states_at_most: 100", "states_at_most: 8"),
    Shown("no-escalation", policy, "  escalate:\n", "  escalated:\n"),
    Shown("unknown-action", safety, "ask: [mend]", "ask: [mned]"),
    Shown("unknown-owner", project, "owner: team", "owner: taem"),
    Shown("one-step", policy, "- wait: {for: 1h30m}", "- {wait: {for: 1h}, run_job: {}}"),
    Shown("passive-steps", policy, "    passive: true\n", ""),
    Shown("undeclared-change", policy, "[data, catalog, cost]", "[data, cost]"),
    Shown("alone-and-ask", safety, "ask: [mend]", "ask: [log]"),
    Shown("bad-window", safety, "Fri 18:00 to Mon 06:00", "Fri to Mon"),
    Shown("bad-time", safety, "\"2027-01-02T00:00:00+01:00\"", "next year"),
    Shown("unknown-zone", safety, "Europe/Berlin", "Europe/Berlinn"),
    Shown("unknown-journal", project, "dynamodb:kintsugi", "postgres:x"),
  ]

  @Test(arguments: all)
  func `shows the author of a mistake what to do`(_ shown: Shown) throws {
    let files = Samples.everything(shown.path, shown.text, by: shown.replacement)
    try Self.expect(files, shown.code)
  }

  @Test func `shows what is wrong with the files as a whole`() throws {
    let policy = Samples.everything.filter { $0.path == Self.policy }
    try Self.expect(Samples.everything.filter { $0.path != Self.policy }, "missing-file")
    try Self.expect(
      Samples.everything + policy.map { SourceFile(path: "z.yaml", bytes: $0.bytes) }, "two-files")
  }

  @Test func `shows tests that would never run`() throws {
    let tests = SourceFile(path: "rules/disk_tests.yaml", text: "kintsugi: tests/v1\n")
    try Self.expect(Samples.everything + [tests], "misnamed-tests")
  }

  @Test func `shows a trigger that is nested too deep`() throws {
    let deep = String(repeating: "{not: ", count: 7) + "{not: 'true'}"
    let text = deep + String(repeating: "}", count: 7)
    let files = Samples.everything(Self.rules, "run.rows_read == 0", by: text)
    try Self.expect(files, "trigger-depth")
  }

  @Test func `shows what no file should ever bring`() throws {
    let file = SourceFile(path: "rules/x.yaml", text: "kintsugi: rules/v1\n")
    try Self.expect([.notFormattable(at: .start(of: file.path))], "not-formattable", [file])
  }

  private static func expect(_ files: [SourceFile], _ code: String) throws {
    try expect(ConfigurationLoader.load(files).diagnostics, code, files)
  }

  private static func expect(
    _ diagnostics: [Diagnostic], _ code: String, _ files: [SourceFile]
  ) throws {
    #expect(diagnostics.map(\.code) == [code])
    let renderer = DiagnosticRenderer(sources: files, color: false)
    let text = diagnostics.map(renderer.text).joined(separator: "\n")
    #expect(try text == Golden.text("code-\(code)", for: text))
  }
}
