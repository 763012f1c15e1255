internal import Incidents

extension DocumentShape {
  /// A file of tests, which `RuleTesting` reads.
  static let tests = DocumentShape(
    .tests, "Tests: evidence, and what the engine must make of it.",
    [
      ShapeField("env", .text, "The environment; else the strictest of the project."),
      .required(
        "evidence", .named(.textOr(fixture), keys: nil),
        "By name: recorded incidents, JSON files, profiles (.jsonl), or a table in a few words."),
      .required("tests", .list(.mapping(test), atLeast: 1), "The tests."),
    ])

  static let fixture: [ShapeField] =
    [
      ShapeField("incident", .text, "A recorded incident or JSON file that gets a `history`."),
      ShapeField("history", .text, "JSON lines of profiles: the batches before the incident's."),
      ShapeField("table", .text, "The table; else the first that the project's pipelines read."),
      ShapeField(
        "batches", .whole(0...1000), "How many daily batches came before the one in question."),
      ShapeField("swing", .share, "How far figures go up and down from batch to batch; 3%."),
    ] + batch

  private static let batch: [ShapeField] = [
    ShapeField("rows", .whole(0...1_000_000_000), "How many rows it has; 1000."),
    ShapeField("duplicate_rows", .whole(0...1_000_000_000), "How many of them repeat another."),
    ShapeField(
      "columns", .named(.mapping(column), keys: nil), "What the columns are like, by name."),
  ]

  private static let column: [ShapeField] = [
    ShapeField("type", .text, "The type in the words of Hive, as `bigint`."),
    ShapeField("nulls", .share, "The share of rows without a value."),
    ShapeField("distinct", .whole(0...1_000_000_000), "How many different values there are."),
    ShapeField("from", .text, "The lowest value; of times, how long after the day began."),
    ShapeField("to", .text, "The highest value; others lie evenly between the two."),
    ShapeField("min", .number(-.infinity ... .infinity), "The lowest, where `from` is not it."),
    ShapeField("max", .number(-.infinity ... .infinity), "The highest, where `to` is not it."),
    ShapeField("values", .named(.share, keys: nil), "Values, each with its share of the rows."),
    ShapeField("like", .text, "A text like which all others look, as N725MQ."),
  ]

  /// What is otherwise in one batch.
  static let otherBatch: [ShapeField] =
    batch + [
      ShapeField("late", .duration, "How much later than the others it came."),
      ShapeField("same_as", .whole(1...1000), "It repeats the batch so many before."),
    ]

  private static let given: [ShapeField] = [
    ShapeField("given", .text, "One of `evidence`."),
    ShapeField(
      "batch",
      .mapping(otherBatch),
      "What is otherwise in the batch, where `evidence` describes its table."),
    ShapeField(
      "set", .named(.anything, keys: evidencePath),
      "Values that replace those of the evidence, by their names in conditions."),
    ShapeField(
      "unset", .oneOrMany(.form(evidencePath, example: "table.rows")), "Evidence that is unknown."),
    ShapeField("now", .time, "The time at which is decided."),
    ShapeField("propose", .mapping(proposal), "What is proposed instead of the policy's choice."),
  ]

  private static let test: [ShapeField] =
    [.required("name", .text, "What must be so, in a sentence.")] + given + [
      ShapeField("expect", .mapping(expectations), "What must come out."),
      ShapeField(
        "cases",
        .list(
          .mapping(
            given + [
              .required("expect", .mapping(expectations), "What must come out.")
            ]), atLeast: 1), "Cases that share what stands above them."),
    ]

  static let evidencePath =
    "^(?:run|runs|table|tables|baseline|job|log|evidence|incident|anomaly|anomalies|proposal"
    + "|kill_switch|limits|world)(?:\\..+)?$"

  private static let proposal: [ShapeField] = [
    ShapeField("action", .text, "One of the policy's actions."),
    ShapeField("env", .text, "The environment in which it is judged."),
  ]

  private static let expectations: [ShapeField] = [
    ShapeField("fires", .texts, "Exactly these rules, in any order."),
    ShapeField("no_data", .texts, "Exactly these rules cannot be told."),
    ShapeField("rule", .text, "The rule of the first finding, also of one in shadow."),
    ShapeField("anomaly", .text, "The kind of the finding that is answered."),
    ShapeField("class", .text, "Its finer class."),
    ShapeField("chooses", .text, "The action that the policy chooses."),
    ShapeField("verdict", .word(of: Verdict.self), "What safety says."),
    ShapeField("because", .texts, "The first constraint that decides, or a list of exactly all."),
    ShapeField("executes", .text, "What is done in the end."),
    ShapeField("state", .named(.text, keys: nil), "Labels of the policy's state, by feature."),
  ]
}
