internal import Incidents

extension DocumentShape {
  /// The policy's file.
  static let policy = DocumentShape(
    .policy, "The policy: the state, the actions, and what the team would do by hand.",
    [
      .required("owner", .text, "The owner of the policy, as the project names it."),
      .required("name", .text, "What values are learned under."),
      .required(
        "state", .named(.mapping(feature), keys: nil),
        "The features of the state: a condition each, cut into a few labels."),
      .required("actions", .named(.mapping(action), keys: nil), "What may be done, by name."),
      .required(
        "verify", .list(.mapping(check), atLeast: 0), "What must hold after every action."),
      .required(
        "prior", .list(.mapping(row), atLeast: 0),
        "What the team would do by hand: the first row that holds."),
      .required("reward", .mapping(reward), "What each outcome is worth."),
      .required("learner", .mapping(learner), "How values are learned, and when they count."),
    ])

  private static let feature: [ShapeField] = [
    .required("from", .condition, "The condition whose value is cut."),
    ShapeField("values", .texts, "Texts that are labels of their own."),
    ShapeField("otherwise", .text, "The label of any other text."),
    ShapeField(
      "bins", .named(.form(bin, example: "1 to under 2"), keys: nil),
      "Ranges that cover all numbers once, by label."),
    .required("no_data", .text, "The label where the evidence is missing."),
  ]

  private static let bin =
    "^(?:under [-0-9.]+%?|[-0-9.]+%? to under [-0-9.]+%?|[-0-9.]+%? or more)$"

  private static let action: [ShapeField] = [
    .required("title", .text, "What it does, in a sentence."),
    ShapeField("only_if", .condition, "It can be chosen only where this holds."),
    .required("steps", .list(.choice(Shape.stepFields), atLeast: 0), "The steps, in order."),
    ShapeField("changes", .words(of: StepChange.self), "What it changes in the world."),
    ShapeField(
      "undo", .word(of: ActionDefinition.Undo.self), "How it is taken back where it did not help."),
    ShapeField("passive", .flag, "`true` for an action without steps."),
  ]

  private static let check: [ShapeField] = [
    .required("id", .text, "The check's name."),
    .required("that", .condition, "What must hold."),
    ShapeField("wait_up_to", .duration, "How long it may stay open."),
    .required(
      "no_data", .word(of: Policy.VerificationCheck.NoData.self),
      "What a check that cannot be told comes to."),
  ]

  private static let row: [ShapeField] = [
    ShapeField("when", .condition, "A condition over `state`; a row without one always holds."),
    .required("do", .text, "One of `actions`."),
  ]

  private static let reward: [ShapeField] = [
    "resolved", "not_resolved", "harmed", "escalated", "each_minute", "each_dpu_hour",
  ].map { .required($0, .number(-.infinity ... .infinity), "A number; more is better.") }

  private static let learner: [ShapeField] = [
    ShapeField("method", .word(["q_learning"]), "The method."),
    .required("discount", .number(0...1), "What a later step is worth against this one."),
    .required("learning_rate", .mapping(schedule), "How far a new outcome moves a value."),
    ShapeField("explore", .share, "The share of live decisions that try something else."),
    ShapeField(
      "explore_in", .texts, "The environments that do so; else all but the strictest."),
    ShapeField(
      "act_after", .count(of: ["visits"]), "Visits of a state and action before values decide."),
    ShapeField("steps_at_most", .whole(1...20), "Actions an incident may have."),
    ShapeField(
      "when_denied", .word(of: Policy.Learner.WhenDenied.self),
      "What happens when safety refuses the proposal."),
  ]

  private static let schedule: [ShapeField] = [
    .required("start", .number(0...1), "The rate at first."),
    .required("end", .number(0...1), "The rate in the end."),
    .required("over", .count(of: ["incidents"]), "How long it takes to fall, as `5000 incidents`."),
  ]
}
