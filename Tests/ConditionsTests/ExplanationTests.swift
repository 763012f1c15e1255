import Documents
import Testing

@testable import Conditions

@Suite struct ExplanationTests {
  private func explanation(_ text: String) throws -> Explanation {
    let condition = try #require(Conditioned(text, SmallEvidence.schema).checked.value)
    return condition.explain(Facts(SmallEvidence.values, schema: SmallEvidence.schema))
  }

  /// The tree, an indented line a part: text, value, and what decided.
  private func lines(_ part: Explanation.Part, _ depth: Int = 0) -> [String] {
    let indent = String(repeating: " ", count: depth)
    let mark = part.isDeciding && depth > 0 ? " !" : ""
    let witness = part.witness.map { " (\($0))" } ?? ""
    return ["\(indent)\(part.text) = \(part.value ?? "-")\(mark)\(witness)"]
      + part.parts.flatMap { lines($0, depth + 1) }
  }

  @Test func `shows every part with its value, and the operand that decided`() throws {
    let tree = lines(try explanation("env == \"prod\" && run.workers > 20 && run.hours > 0.1").root)
    #expect(
      tree == [
        "env == \"prod\" && run.workers > 20 && run.hours > 0.1 = false",
        " env == \"prod\" = true", "  env = \"prod\"",
        " run.workers > 20 = false !", "  run.workers = 10",
        " run.hours > 0.1 = -", "  run.hours = -",
      ])
  }

  @Test func `shows the witness of exists and the counter-example of all`() throws {
    let some = try explanation("table.columns.exists(c, c.nulls > 0.3)").root
    #expect(some.witness == "element 1, {name: \"tail\", nulls: 0.4}")
    let all = try explanation("table.columns.all(c, c.nulls > 0.3)").root
    #expect(all.witness == "element 0, {name: \"price\", nulls: 0.0}")
    #expect(try explanation("table.columns.exists(c, c.nulls > 0.5)").root.witness == nil)
  }

  @Test(
    arguments: [
      ("run.workers > 20", "`run.workers` were above 20"),
      ("run.workers > 2", "`run.workers` were at most 2"),
      ("run.workers <= 2", "`run.workers` were at most 2"),
      ("run.state == \"TIMEOUT\"", "`run.state` were \"TIMEOUT\""),
      ("run.state != \"FAILED\"", "`run.state` were anything but \"FAILED\""),
      ("env == \"prod\" && run.workers > 20", "`run.workers` were above 20"),
      ("env == \"dev\" && run.workers > 20", nil),
      ("env == \"dev\" || run.workers > 20", "`env` were \"dev\""),
      ("env == \"prod\" || run.workers > 20", "`env` were anything but \"prod\""),
      ("env == \"prod\" || run.workers > 2", nil),
      ("!(env == \"prod\")", "`env` were anything but \"prod\""),
      ("env in [\"dev\", \"test\"]", "`env` were in `[\"dev\", \"test\"]`"),
      ("has(run.parent)", "`run` were there: `has(run.parent)`"),
      (
        "table.columns.exists(c, c.nulls > 0.5)",
        "in element 0 of `table.columns`, `c.nulls` were above 0.5"
      ),
      (
        "table.columns.all(c, c.nulls < 0.3)",
        "in element 1 of `table.columns`, `c.nulls` were below 0.3"
      ),
      ("run.error.matches(\"Spark\")", "`run.error.matches(\"Spark\")` were true"),
      ("20 < run.workers", "`run.workers` were above 20"),
      ("run.workers * 2 > 100", "`run.workers * 2` were above 100"),
    ] as [(String, String?)])
  func `names the one change that would turn the result round`(
    text: String, change: String?
  ) throws {
    #expect(try explanation(text).change == change)
  }

  @Test func `says why what is unknown is unknown`() throws {
    let condition = try #require(
      Conditioned("run.workers > 2 && env == \"prod\"", SmallEvidence.schema).checked.value)
    let facts = Facts(["env": .string("prod")], schema: SmallEvidence.schema)
    let explanation = condition.explain(facts)
    #expect(explanation.root.value == "unknown: run.workers")
    #expect(explanation.change == nil)
  }

  @Test func `lists the compiled code`() throws {
    let condition = try #require(
      Conditioned("env == \"prod\" && size(run.error) > 3", SmallEvidence.schema).checked.value)
    #expect(
      condition.listing == [
        " %0 variable   // env", " %1 constant   // \"prod\"", " %2 test %0  // env == \"prod\"",
        " %3 variableField   // run.error", " %4 call %3  // size(run.error)",
        " %5 constant   // 3", " %6 compare %4 %5  // size(run.error) > 3",
        "=%7 and %2 %6  // env == \"prod\" && size(run.error) > 3",
      ])
  }
}
