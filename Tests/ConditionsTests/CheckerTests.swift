import Documents
import Goldens
import Testing

@testable import Conditions

/// What the author of a condition is told.
@Suite struct CheckerTests {
  /// One condition for each mistake that there is.
  private static let conditions = [
    "run.state = \"FAILED\"",
    "run.state ==",
    "run.stat == \"FAILED\"",
    "rum.state == \"FAILED\"",
    "run.state == 1",
    "run.workers == \"2\"",
    "run.hours == 1",
    "run.hours * run.workers > 1.0",
    "now - run.started > \"5m\"",
    "run.workers",
    "run.workers && true",
    "!run.state",
    "table.columns.exists(c, c.nam == \"x\")",
    "run.exists(c, true)",
    "run.parent == \"x\"",
    "run.error.matches(\"(?=x)\")",
    "run.error.matches(run.state)",
    "now - run.started > duration(\"5d\")",
    "run.started > timestamp(\"2026-13-01\")",
    "now.getHours(\"Europe/Berlim\") < 6",
    "env in [\"prod\", 1]",
    "run.state.startWith(\"F\")",
    "startsWith(run.state, \"F\")",
    "run.state.contains(1)",
    "run.arguments == {}",
    "run.args(\"x\") == \"\"",
    "table == table",
  ]

  @Test func `names the operator, the types, the place and the way out`() throws {
    let texts = Self.conditions.map { text in
      let condition = Conditioned(text, SmallEvidence.schema, expecting: .bool)
      let renderer = DiagnosticRenderer(sources: [condition.file], color: false)
      return condition.checked.diagnostics.map(renderer.text).joined(separator: "\n")
    }
    let text = texts.joined(separator: "\n")
    #expect(try text == Golden.text("mistakes", for: text))
  }

  @Test func `tells several mistakes at once, and nothing twice`() {
    let text = "rum.state == 1 && run.stat == \"x\" && run.workers == 2.5 && env == \"prod\""
    let codes = Conditioned(text, SmallEvidence.schema).checked.diagnostics.map(\.code)
    #expect(codes == ["unknown-name", "unknown-field", "operand-types"])
  }

  @Test(arguments: [
    "has(run.parent) && run.parent == \"x\"", "!has(run.parent) || run.parent == \"x\"",
    "has(run.parent) ? run.parent == \"x\" : env == \"prod\"",
    "!has(run.parent) ? env == \"prod\" : run.parent == \"x\"",
    "run.?parent.orValue(\"\") == \"x\"",
    "env == \"prod\" && has(run.parent) && run.parent.startsWith(\"a\")",
  ])
  func `reads an optional field that is guarded`(text: String) {
    let condition = Conditioned(text, SmallEvidence.schema, expecting: .bool)
    #expect(condition.mistakes == [])
    let outcome = condition.outcome(SmallEvidence.values, SmallEvidence.schema)
    #expect(outcome == "true" || outcome == "false")
  }

  @Test(arguments: [
    "has(run.parent) || run.parent == \"x\"", "run.parent == \"x\" && has(run.parent)",
    "(has(run.parent) && env == \"prod\") || run.parent == \"x\"",
    "has(run.parent) ? env == \"prod\" : run.parent == \"x\"",
  ])
  func `refuses an optional field whose guard does not reach it`(text: String) {
    let codes = Conditioned(text, SmallEvidence.schema).checked.diagnostics.map(\.code)
    #expect(codes == ["unguarded-field"])
  }

  @Test(arguments: [
    ("run.workers >= 0.5 * run.hours", "bool"), ("double(run.workers) * run.hours", "double"),
    ("now - run.started", "duration"), ("table.columns.map(c, c.name)", "list(string)"),
    ("table.columns.filter(c, c.nulls > 0.1)", "list(column)"),
    ("table.rates[\"price\"]", "double"), ("table.rates[?\"price\"]", "optional(double)"),
    ("run.arg(\"--day\")", "string"), ("[1, 2].max()", "int"),
    ("table.columns.map(c, c.nulls).sum()", "double"), ("[]", "list(dyn)"),
  ])
  func `finds the type`(text: String, type: String) {
    let condition = Conditioned(text, SmallEvidence.schema)
    #expect(condition.checked.value?.type.description == type, "\(condition.mistakes)")
  }
}
