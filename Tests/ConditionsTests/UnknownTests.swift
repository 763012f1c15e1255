import Testing

@testable import Conditions

/// What is not known, what fails, and what decides in spite of both.
@Suite struct UnknownTests {
  /// `t`, `f` are known; `u`, `v` are not; `e` is an error of division.
  private static let schema = Schema(variables: [
    Field(name: "t", type: .bool), Field(name: "f", type: .bool), Field(name: "u", type: .bool),
    Field(name: "v", type: .bool), Field(name: "zero", type: .int), Field(name: "n", type: .int),
    Field(name: "list", type: .list(.int)), Field(name: "missing", type: .list(.int)),
  ])
  private static let values: [String: Value] = [
    "t": .bool(true), "f": .bool(false), "zero": .int(0),
    "list": .list([.int(1), .int(2), .int(0)]),
  ]
  private static let failure = "error: division by zero in `1 / zero`"

  @Test(arguments: [
    ("f && u", "false"), ("u && f", "false"), ("t && u", "unknown: u"), ("u && t", "unknown: u"),
    ("u && v", "unknown: u v"), ("t || u", "true"), ("u || t", "true"), ("f || u", "unknown: u"),
    ("u || v", "unknown: u v"), ("!u", "unknown: u"),
    ("f && 1 / zero > 0", "false"), ("1 / zero > 0 && f", "false"),
    ("1 / zero > 0 || t", "true"), ("t && 1 / zero > 0", failure),
    ("u && 1 / zero > 0", "unknown: u"), ("1 / zero > 0 && u", "unknown: u"),
    ("1 / zero > 0 || u", "unknown: u"), ("u && 1 / zero > 0 && f", "false"),
    ("u ? t : f", "unknown: u"), ("t ? u : f", "unknown: u"), ("f ? u : t", "true"),
    ("1 / zero > 0 ? t : f", failure),
    ("n + 1 / zero > 0", "unknown: n"), ("1 / zero + n > 0", "unknown: n"), ("n > 1", "unknown: n"),
    ("u == v", "unknown: u v"), ("n in list", "unknown: n"), ("1 in missing", "unknown: missing"),
    ("[n, 1] == [1, 1]", "unknown: n"), ("{\"a\": n} == {\"a\": 1}", "unknown: n"),
    ("missing.exists(x, x > 0)", "unknown: missing"), ("size(missing) > 0", "unknown: missing"),
    ("list.exists(x, x > 1 || u)", "true"), ("list.exists(x, x > 5 && u)", "false"),
    ("list.exists(x, x > 5 || u)", "unknown: u"), ("list.all(x, x >= 0 && u)", "unknown: u"),
    ("list.all(x, x > 0 && u)", "false"), ("list.exists(x, 4 / x == 2)", "true"),
    ("list.exists(x, 4 / x == 3)", "error: division by zero in `4 / x`"),
    ("list.all(x, 4 / x == 4)", "false"),
    ("list.exists_one(x, x > 1 || u)", "unknown: u"),
    ("list.exists_one(x, 4 / x == 2)", "error: division by zero in `4 / x`"),
    ("list.map(x, x + n)", "unknown: n"), ("list.filter(x, u)", "unknown: u"),
    ("list.filter(x, 4 / x > 0)", "error: division by zero in `4 / x`"),
    ("cel.bind(x, n, f && x > 0)", "false"), ("cel.bind(x, n, x > 0)", "unknown: n"),
    ("optional.of(n).orValue(1)", "unknown: n"),
  ])
  func `absorbs what does not matter, and says what is waited for`(
    text: String, outcome: String
  ) {
    let condition = Conditioned(text, Self.schema)
    #expect(condition.outcome(Self.values, Self.schema) == outcome, "\(condition.mistakes)")
  }

  @Test(arguments: [
    ("run.state == \"FAILED\"", "unknown: run.state"),
    ("run.workers > 2 || run.hours > 1.0", "unknown: run.workers run.hours"),
    ("tables.exists(t, t.rows > 2000)", "unknown: tables.rows"),
    ("tables.exists(t, t.columns.exists(c, c.nulls > 0.5))", "unknown: tables.columns.nulls"),
    ("table.rates[\"price\"] > 0.5", "unknown: table.rates"),
    ("has(run.parent)", "unknown: run.parent"), ("run.arg(\"--day\") == \"\"", "unknown: run.arg"),
    ("table.has_tag(\"pii\")", "unknown: table.has_tag"), ("env == \"prod\"", "unknown: env"),
  ])
  func `names the field and not what it lies in`(text: String, outcome: String) {
    let column = SmallEvidence.column("price", nulls: nil)
    let table: Value = .record(["columns": .list([column])])
    let values: [String: Value] = ["tables": .list([table])]
    let condition = Conditioned(text, SmallEvidence.schema)
    #expect(condition.outcome(values, SmallEvidence.schema) == outcome, "\(condition.mistakes)")
  }

  @Test func `waits for all fields beyond the sixty-third together`() {
    let names = (0..<70).map { "n\($0)" }
    let schema = Schema(variables: names.map { Field(name: $0, type: .int) })
    let text = names.map { "\($0) > 0" }.joined(separator: " && ")
    let values = Dictionary(uniqueKeysWithValues: names.map { ($0, Value.int(1)) })
    var missing = values
    missing["n5"] = nil
    #expect(Conditioned(text, schema).outcome(missing, schema) == "unknown: n5")
    missing = values
    missing["n65"] = nil
    #expect(
      Conditioned(text, schema).outcome(missing, schema)
        == "unknown: n63 n64 n65 n66 n67 n68 n69")
  }
}
