import Documents
import Testing

@testable import Conditions

/// What the author of a condition is told.
@Suite struct CheckerTests {
  @Test(
    arguments: [
      (
        "run.state = \"FAILED\"",
        ["condition-syntax at `=`: the sign `=` has no meaning here | write `==` to compare"]
      ),
      ("run.state ==", ["condition-syntax at ``: the condition ends where a value is due"]),
      (
        "run.stat == \"FAILED\"",
        ["unknown-field at `stat`: `run` has no field `stat` | did you mean `state`?"]
      ),
      (
        "rum.state == \"FAILED\"",
        ["unknown-name at `rum`: nothing is called `rum` here | did you mean `run`?"]
      ),
      (
        "run.state == 1",
        [
          "operand-types at `run.state == 1`: `==` has a `string` on the left and an `int` on the right"
        ]
      ),
      (
        "run.workers == \"2\"",
        [
          "operand-types at `run.workers == \"2\"`: `==` has an `int` on the left and a `string` on the right | write `2` without quotation marks"
        ]
      ),
      (
        "run.hours == 1",
        [
          "operand-types at `run.hours == 1`: `==` has a `double` on the left and an `int` on the right | write `1.0`"
        ]
      ),
      (
        "run.hours * run.workers > 1.0",
        [
          "operand-types at `run.hours * run.workers`: `*` has a `double` on the left and an `int` on the right | write `double(run.workers)`"
        ]
      ),
      (
        "now - run.started > \"5m\"",
        [
          "operand-types at `now - run.started > \"5m\"`: `>` has a `duration` on the left and a `string` on the right | write `duration(\"5m\")`"
        ]
      ),
      (
        "run.workers",
        ["condition-type at `run.workers`: a `bool` is due here, but this is an `int`"]
      ),
      (
        "run.workers && true",
        [
          "operand-types at `run.workers`: `&&` takes a `bool`, but `run.workers` is an `int` | write what it is compared with, such as `run.workers > 0`"
        ]
      ),
      (
        "!run.state",
        [
          "operand-types at `!run.state`: `!` does not take a `string` | write the comparison that is meant, such as `x != \"\"`"
        ]
      ),
      (
        "table.columns.exists(c, c.nam == \"x\")",
        ["unknown-field at `nam`: `column` has no field `nam` | did you mean `name`?"]
      ),
      (
        "run.exists(c, true)",
        [
          "operand-types at `run`: `exists` goes over a list or a map, but this is a `run`"
        ]
      ),
      (
        "run.parent == \"x\"",
        [
          "unguarded-field at `run.parent`: `run.parent` may be absent | write `has(run.parent) && …` | or `run.?parent.orValue(\"\")`"
        ]
      ),
      (
        "run.error.matches(\"(?=x)\")",
        [
          "bad-pattern at `\"(?=x)\"`: `(?=x)` is no pattern: invalid perl operator: (?= | patterns follow RE2: no look-around, no back-references"
        ]
      ),
      (
        "run.error.matches(run.state)",
        [
          "bad-pattern at `run.state`: a pattern is written out, not computed | write it in quotation marks, or use `contains`, `startsWith` or `endsWith`"
        ]
      ),
      (
        "now - run.started > duration(\"5d\")",
        [
          "bad-literal at `\"5d\"`: `5d` is not a duration | write it like `90s`, `15m` or `36h`; there are no days"
        ]
      ),
      (
        "run.started > timestamp(\"2026-13-01\")",
        [
          "bad-literal at `\"2026-13-01\"`: `2026-13-01` is not a timestamp | write it like `2026-01-31T09:30:00Z`"
        ]
      ),
      (
        "now.getHours(\"Europe/Berlim\") < 6",
        [
          "bad-literal at `\"Europe/Berlim\"`: `Europe/Berlim` is not a time zone | write it like `Europe/Berlin`, `UTC` or `+02:00`"
        ]
      ),
      (
        "env in [\"prod\", 1]",
        [
          "mixed-literal at `1`: this list starts with a `string`, and here is an `int` | write values of one type"
        ]
      ),
      (
        "run.state.startWith(\"F\")",
        [
          "unknown-function at `run.state.startWith(\"F\")`: there is no function `startWith` | did you mean `startsWith`?"
        ]
      ),
      (
        "startsWith(run.state, \"F\")",
        [
          "unknown-function at `startsWith(run.state, \"F\")`: there is no function `startsWith` | it is written the other way: `x.startsWith(…)` or `startsWith(x, …)`"
        ]
      ),
      (
        "run.state.contains(1)",
        [
          "argument-types at `run.state.contains(1)`: there is no `string.contains(int)` | there is `string.contains(string)`"
        ]
      ),
      (
        "run.arguments == {}",
        [
          "unknown-field at `arguments`: `run` has no field `arguments` | there is `state`, `workers`, `hours`, `error`, `started`, `parent`"
        ]
      ),
      (
        "run.args(\"x\") == \"\"",
        ["unknown-function at `run.args(\"x\")`: `run` has no method `args` | did you mean `arg`?"]
      ),
      (
        "table == table",
        [
          "operand-types at `table == table`: records of the kind `table` cannot be compared | compare a field of them"
        ]
      ),
    ] as [(String, [String])])
  func `names the operator, the types, the place and the way out`(
    text: String, mistakes: [String]
  ) {
    let condition = Conditioned(text, SmallEvidence.schema, expecting: .bool)
    #expect(condition.mistakes == mistakes)
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
