internal import Incidents

extension DocumentShape {
  /// A file of rules.
  static let rules = DocumentShape(
    .rules, "Rules: what is an anomaly, and what may be done about it.",
    [
      .required("owner", .text, "The owner of all rules of the file, as the project names it."),
      ShapeField("for", .applicability, "Which jobs, tables and environments the rules are for."),
      ShapeField(
        "compare_to", .form("^last +[0-9]+ +batches$", example: "last 30 batches"),
        "What `drops`, `grows` and `unusual` are measured against."),
      ShapeField(
        "define", .named(.condition, keys: nil),
        "Names for conditions of this file; each may use those above it."),
      ShapeField("rules", .list(.mapping(rule), atLeast: 0), "The rules, in any order."),
    ])

  private static let rule: [ShapeField] = [
    .required("id", .text, "The rule's name: unique over all files."),
    .required("title", .text, "What is wrong when it fires, in a sentence."),
    ShapeField("for", .applicability, "Narrows the file's `for` further."),
    .required(
      "when", .trigger, "When it fires: a detector, a condition, or `any`, `all`, `not` of those."),
    ShapeField("unless", .condition, "It stays silent where this holds."),
    .required(
      "anomaly", .text, "The kind: what states, priors and remedies speak of, as `schema_drift`."),
    ShapeField("class", .text, "The finer class; the rule's id where nothing is said."),
    .required("severity", .word(of: Severity.self), "How bad it is."),
    ShapeField("cause", .word(of: Cause.self), "Whether it explains others; else `symptom`."),
    .required(
      "mode", .word(of: RuleMode.self),
      "`shadow` records, `alert` tells, `heal` lets the agent act."),
    .required(
      "no_data", .word(of: Rule.NoDataPolicy.self), "What happens when its evidence is missing."),
    ShapeField("message", .template, "What people are told; `{…}` holds a condition's value."),
    ShapeField("runbook", .text, "Where people read on."),
  ]
}

extension Shape {
  /// The value of `for`.
  static let applicability = Shape.mapping([
    ShapeField("jobs", .oneOrMany(.text), "Names of jobs; `*` stands for anything."),
    ShapeField("tables", .oneOrMany(.text), "Names of tables; `*` stands for anything."),
    ShapeField("env", .oneOrMany(.text), "Environments of the project."),
  ])
}
