internal import Incidents

extension DocumentShape {
  /// A file of tests, which `RuleTesting` reads.
  static let tests = DocumentShape(
    .tests, "Tests: evidence, and what the engine must make of it.",
    [
      ShapeField("env", .text, "The environment; else the strictest of the project."),
      .required(
        "evidence", .named(.text, keys: nil),
        "Recorded incidents or JSON files by name, relative to this file."),
      .required("tests", .list(.mapping(test), atLeast: 1), "The tests."),
    ])

  private static let given: [ShapeField] = [
    ShapeField("given", .text, "One of `evidence`."),
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

  private static let evidencePath =
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
    ShapeField("because", .text, "The constraint that decides."),
    ShapeField("executes", .text, "What is done in the end."),
  ]
}
