import CAllocations
import Documents
import Testing

@testable import Conditions

@Suite struct ConditionTests {
  @Test(
    arguments: [
      ("run.state == \"FAILED\" && run.workers > 2", "true"),
      ("run.state in [\"FAILED\", \"TIMEOUT\"]", "true"), ("env in [\"dev\", \"test\"]", "false"),
      ("table.columns.exists(c, c.name == \"tail\" && c.nulls > 0.3)", "true"),
      ("table.columns.all(c, c.nulls < 0.3)", "false"),
      ("table.columns.exists_one(c, c.nulls > 0.3)", "true"),
      ("table.columns.map(c, c.name)", "[\"price\", \"tail\"]"),
      ("table.rates[\"price\"] * 2.0", "0.5"),
      ("table.rates[\"other\"] > 0.0", "error: no such key in `table.rates[\"other\"]`"),
      ("run.error.matches(\"OutOf[A-Z]\")", "true"), ("run.arg(\"--day\")", "\"2026-01-31\""),
      ("run.arg(\"--hour\")", "\"\""), ("table.has_tag(\"pii\")", "true"),
      ("table.has_tag(\"x\")", "false"), ("now - run.started > duration(\"27h\")", "true"),
      ("now.getHours(\"Europe/Berlin\")", "3"), ("has(run.parent)", "false"),
      ("regex.extract(run.error, \"([A-Z][a-z]+) heap\").orValue(\"none\")", "\"Java\""),
      ("quantity(\"16Gi\")", "17179869184"), ("[3, 1, 2].sort()", "[1, 2, 3]"),
      ("[1, 2, 2].distinct().sum()", "3"), ("[1, 2, 3].slice(1, 3)", "[2, 3]"),
      ("sets.contains([1, 2], [2])", "true"), ("[\"a\", \"b\"].min()", "\"a\""),
      (
        "9223372036854775807 + 1",
        "error: the result is out of the range of its type in "
          + "`9223372036854775807 + 1`"
      ),
      ("\"é\" == \"e\\u0301\"", "false"), ("size(\"👩‍👩‍👧\")", "5"),
      ("\"İ\".lowerAscii()", "\"İ\""), ("{1u: \"a\"}[1]", "refused: operand-types"),
      ("cel.bind(x, run.workers * 2, x > 10 && x < 30)", "true"),
    ] as [(String, String)])
  func `gives what the language says`(text: String, outcome: String) {
    let condition = Conditioned(text, SmallEvidence.schema)
    let got = condition.outcome(SmallEvidence.values, SmallEvidence.schema)
    #expect(got == outcome, "\(condition.mistakes)")
  }

  /// What the slow evaluator found, each in its shortest form.
  @Test(
    arguments: [
      ("optional.of(1).orValue(1 / 0)", "1"),
      ("optional.of(1).or(optional.of(1 / 0)).value()", "1"),
      (
        "timestamp(0) - duration(\"-9223372036.854775808s\")",
        "timestamp(\"2262-04-11T23:47:16.854775808Z\")"
      ),
      ("[dyn(2), dyn(1), dyn(\"a\")].isSorted()", "error: no such operation"),
      ("[optional.of(1)].map(x, dyn(x)).isSorted()", "error: no such operation"),
      ("[1][?dyn(18446744073709551615u)].hasValue()", "false"),
      ("1 in dyn(timestamp(\"2026-01-01T00:00:00.999999999Z\")) || true", "true"),
      ("{env: 1, \"a\": 2}.map(k, k)", "[\"a\", \"prod\"]"),
      ("{dyn(1.5): 1, missing: 2}.size()", "unknown: missing"),
      ("now in [].sort()", "false"), ("dyn(1u) + dyn(1u) == 2u", "true"),
    ] as [(String, String)])
  func `gives what the slow evaluator gives`(text: String, outcome: String) {
    let schema = Schema(
      variables: SmallEvidence.schema.variables.filter { $0.name == "env" || $0.name == "now" }
        + [Field(name: "missing", type: .string)])
    let got = Conditioned(text, schema, mode: .plain).outcome(SmallEvidence.values, schema)
    #expect(got.hasPrefix(outcome))
  }

  @Test(arguments: [
    "run.state == \"FAILED\"", "run.state in [\"FAILED\", \"TIMEOUT\"] && run.workers > 2",
    "table.columns.exists(c, c.name == \"nobody\" || c.nulls > 0.9)",
    "now - run.started > duration(\"36h\")", "double(run.workers) < 0.5 * run.hours",
    "run.error.matches(\"^java\")", "table.has_tag(\"pii\") && has(run.parent)",
  ])
  func `allocates nothing to say yes or no`(text: String) throws {
    let condition = try #require(Conditioned(text, SmallEvidence.schema).checked.value)
    let facts = Facts(SmallEvidence.values, schema: SmallEvidence.schema)
    _ = condition.evaluate(facts)
    let before = allocation_count()
    for _ in 0..<100 { _ = condition.evaluate(facts) }
    #expect(allocation_count() - before == 0)
  }

  @Test func `gives the same over facts of a longer schema, and over one with other slots`() {
    let small = Schema(
      records: SmallEvidence.schema.records,
      variables: Array(SmallEvidence.schema.variables.reversed()))
    let text = "run.state == \"FAILED\" && env == \"prod\" && tables.exists(t, t.rows == 1000)"
    let condition = Conditioned(text, small)
    let longer = Schema(
      records: SmallEvidence.schema.records,
      variables: SmallEvidence.schema.variables + [Field(name: "more", type: .int)])
    #expect(condition.outcome(SmallEvidence.values, SmallEvidence.schema) == "true")
    #expect(condition.outcome(SmallEvidence.values, longer) == "true")
  }

  @Test func `takes a variable of another shape for unknown`() {
    let other = Schema(variables: [Field(name: "env", type: .int)])
    let condition = Conditioned("env == \"prod\"", SmallEvidence.schema)
    #expect(condition.outcome(["env": .int(1)], other) == "unknown: env")
  }

  @Test func `adds facts without losing those that are there`() throws {
    let schema = SmallEvidence.schema
    let longer = Schema(
      records: schema.records, variables: schema.variables + [Field(name: "big", type: .bool)])
    let facts = Facts(SmallEvidence.values, schema: schema)
      .adding(["big": .bool(true)], schema: longer).adding(["env": .string("dev")])
    let condition = try #require(
      Conditioned("big && env == \"dev\" && run.workers == 10", longer).checked.value)
    guard case .value(.bool(true)) = condition.evaluate(facts) else {
      Issue.record("\(condition.evaluate(facts))")
      return
    }
  }

  @Test func `reports which fields it reads`() {
    let text = "run.workers > 2 && tables.exists(t, t.rows > 1) && has(run.parent)"
    let condition = Conditioned(text, SmallEvidence.schema).checked.value
    #expect(condition?.fields == ["run.workers", "tables", "tables.rows", "run.parent"])
  }
}
