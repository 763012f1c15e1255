extension DocumentShape {
  /// A declared world, which `Simulation` reads.
  static let world = DocumentShape(
    .world, "A world: what goes wrong how often, how it shows, and what helps.",
    [
      .required("owner", .text, "Who answers for it."),
      .required("title", .text, "What it is a world of, in a sentence."),
      .required("env", .text, "The environment in which the guardrails judge."),
      .required("now", .time, "The time at which all of it happens."),
      ShapeField("validators", .share, "How many faults that went through the checks see; 90%."),
      .required(
        "evidence", .named(.textOr(fixture), keys: nil), "Fixtures, as in a file of tests."),
      .required("signals", .named(.mapping(signal), keys: nil), "What a run can look like."),
      .required("healthy", .text, "The signal of a run that is well."),
      ShapeField("flaw", .text, "The signal of a run that let a fault through."),
      ShapeField("run", .mapping(effort), "What a run takes, where nothing else is said."),
      ShapeField("people", .mapping(people), "What people take where no machine mended it."),
      ShapeField(
        "circumstances", .named(.mapping(circumstance), keys: nil),
        "What is so of a job or run whatever the cause."),
      ShapeField("noise", .named(.mapping(noise), keys: nil), "What disturbs the evidence."),
      .required("causes", .named(.mapping(cause), keys: nil), "What goes wrong."),
      .required("mixes", .named(.mapping(mix), keys: nil), "How often each cause happens."),
    ])

  private static let changes: [ShapeField] = [
    ShapeField("set", .named(.anything, keys: evidencePath), "Values of the evidence."),
    ShapeField(
      "unset", .oneOrMany(.form(evidencePath, example: "log")), "Evidence that is unknown."),
  ]

  private static let signal: [ShapeField] =
    [
      .required("given", .text, "One of `evidence`."),
      ShapeField("batch", .mapping(otherBatch), "What is otherwise in a described batch."),
    ] + changes

  private static let effort: [ShapeField] = [
    ShapeField("takes", .duration, "The median of its time."),
    ShapeField("spread", .share, "The deviation of the time's logarithm."),
    ShapeField("dpu_hours", .number(0...10_000), "What it costs."),
  ]

  private static let people: [ShapeField] = [
    ShapeField("takes", .duration, "The median of a repair."),
    ShapeField("spread", .share, "The deviation of the time's logarithm."),
    ShapeField("missed_for", .duration, "How long nobody sees what nobody was told of."),
  ]

  private static let circumstance: [ShapeField] =
    [
      .required("share", .share, "How often it is so."),
      .required("source", .text, "Where that is known from, or `an assumption`."),
      ShapeField("harms", .mapping(harms), "How often an action does harm then."),
    ] + changes

  private static let harms: [ShapeField] = ["runs", "catalog", "data"].map {
    ShapeField($0, .share, "The chance of harm by an action that changes this.")
  }

  private static let noise: [ShapeField] =
    [
      .required("share", .share, "How often it is so."),
      .required("source", .text, "Where that is known from, or `an assumption`."),
      ShapeField("lines", .text, "Lines that stand before the log."),
      ShapeField("truncate", .share, "How much of the log is kept."),
    ] + changes

  private static let cause: [ShapeField] = [
    .required("title", .text, "What went wrong, in a sentence."),
    .required("is", .text, "The kind that a right detector names, or `nothing`."),
    .required("shows", .named(.share, keys: nil), "The signals of a failed run."),
    ShapeField("flaw", .text, "How a fault that an action let through looks."),
    ShapeField("people", .duration, "The median of people's repair."),
    ShapeField("actions", .named(.mapping(effect), keys: nil), "What each action does to it."),
  ]

  private static let effect: [ShapeField] =
    [
      ShapeField("heals", .share, "The run is good, in truth."),
      ShapeField("hides", .share, "The run succeeds and the data are wrong."),
      ShapeField("harms", .share, "Damage that does not come back."),
      ShapeField("becomes", .named(.share, keys: nil), "It fails, and the cause is another."),
    ] + effort

  private static let mix: [ShapeField] = [
    .required("title", .text, "What it is a mix of."),
    .required("source", .text, "Where the shares are known from."),
    ShapeField("bursts", .share, "How many incidents have the cause of the one before."),
    .required("shares", .named(.share, keys: nil), "How often each cause happens."),
  ]
}
