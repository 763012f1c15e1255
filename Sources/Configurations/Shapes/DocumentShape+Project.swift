internal import Incidents

extension DocumentShape {
  /// The file `kintsugi.yaml`.
  static let project = DocumentShape(
    .project, "The project: where things run, who owns them, and what a job touches.",
    [
      ShapeField("engine", .text, "The engine versions that the configuration was written for."),
      .required(
        "environments", .named(.mapping(environment), keys: nil),
        "Each environment, by the accounts and regions that make it."),
      .required(
        "owners", .named(.mapping(owner), keys: nil), "The teams that may be told or asked."),
      ShapeField(
        "pipelines", .list(.mapping(pipeline), atLeast: 0),
        "What jobs touch, so that evidence can be gathered and effects be bounded."),
      ShapeField(
        "journal", .form("^(?:sqlite|dynamodb):.+$", example: "sqlite:.kintsugi/journal.sqlite"),
        "Where every decision is written down."),
      ShapeField("lint", .mapping(lint), "What `kintsugi lint` is strict about."),
    ])

  private static let environment: [ShapeField] = [
    ShapeField("accounts", .texts, "AWS accounts, in quotes."),
    ShapeField("regions", .texts, "AWS regions."),
  ]

  private static let owner: [ShapeField] = [
    ShapeField("notify", .texts, "Where it is told, as `sns:ARN` or `webhook:URL`."),
    ShapeField("approvers", .texts, "Who of it may approve, as ARNs; `*` stands for anything."),
    ShapeField("remind", .duration, "After how long it is told again, until somebody answers."),
    ShapeField("next", .text, "The owner who is told where this one does not answer."),
  ]

  private static let pipeline: [ShapeField] = [
    .required("jobs", .oneOrMany(.text), "Names of jobs; `*` stands for anything."),
    .required("owner", .text, "One of `owners`."),
    ShapeField("reads", .texts, "Tables that the jobs read."),
    ShapeField("writes", .texts, "Tables that the jobs write."),
    ShapeField("partition", .template, "The partition of a run, as `day={run.arg('--day')}`."),
    ShapeField(
      "rerun", .word(of: JobEvidence.Rerun.self),
      "What a second run does to what the first wrote."),
  ]

  private static let lint: [ShapeField] = [
    ShapeField("fail_on", .word(of: LintThreshold.self), "From which severity on lint fails."),
    ShapeField("states_at_most", .whole(1...1_000_000), "How many states the policy may have."),
  ]
}
