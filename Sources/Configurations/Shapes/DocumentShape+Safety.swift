internal import Incidents

extension DocumentShape {
  /// The safety file.
  static let safety = DocumentShape(
    .safety, "Safety: what may never be done, whatever was learned.",
    [
      .required("owner", .text, "The owner of safety, as the project names it."),
      .required("otherwise", .word(["deny"]), "Must be written, and `deny` is the only value."),
      .required(
        "authority", .named(.mapping(authority), keys: nil),
        "What may be done in each environment; the rest is denied there."),
      .required(
        "ask_defaults", .mapping(askTerms(isRequired: true)), "Whom to ask, and how long to wait."),
      .required(
        "remedies", .named(.texts, keys: nil),
        "Which actions may ever be tried against which kind of anomaly."),
      ShapeField("deny", .list(.mapping(deny), atLeast: 0), "What is denied; never waivable."),
      ShapeField(
        "ask", .list(.mapping(deny + askTerms(isRequired: false)), atLeast: 0),
        "What a person must allow."),
      ShapeField("limits", .list(.mapping(limit), atLeast: 0), "Budgets in sliding windows."),
      ShapeField("groups", .mapping(groups), "How many incidents of a kind are healed at once."),
      ShapeField("freeze", .list(.mapping(freeze), atLeast: 0), "When nothing is done."),
      .required("fail_closed", .mapping(failClosed), "What happens when nothing can be told."),
      .required("kill_switch", .word(["journal"]), "Where the kill switch is kept."),
      ShapeField(
        "prove", .list(.mapping(claim), atLeast: 0), "What must hold for every combination."),
    ])

  private static let authority: [ShapeField] = [
    ShapeField("alone", .texts, "Actions that may be taken alone."),
    ShapeField("ask", .texts, "Actions that a person must allow."),
    ShapeField("shadow", .texts, "Actions that are decided and written down, and never done."),
  ]

  private static func askTerms(isRequired: Bool) -> [ShapeField] {
    [
      ShapeField(
        "approver", .condition, "An owner of the project, as `job.owner`.", isRequired: isRequired),
      ShapeField("wait", .duration, "No answer in time: escalate.", isRequired: isRequired),
    ]
  }

  private static let deny: [ShapeField] = [
    .required("id", .text, "The constraint's name, which reports speak by."),
    .required("title", .text, "Why, in a sentence."),
    .required("when", .condition, "It speaks where this holds."),
  ]

  private static let limit: [ShapeField] = [
    .required("id", .text, "The limit's name, which budgets are counted under."),
    .required(
      "at_most", .count(of: LimitConstraint.Unit.allCases.map(\.rawValue)),
      "How much, as `3 actions` or `200 dpu_hours`."),
    .required("per", .word(of: LimitConstraint.Scope.self), "Whose actions are counted together."),
    .required("within", .duration, "The window, as `1h`."),
  ]

  private static let groups: [ShapeField] = [
    ShapeField(
      "canary", .list(.whole(1...1_000_000), atLeast: 0),
      "How many of a group are healed at once: at first, and after so many worked."),
    ShapeField(
      "breaker", .form("^[0-9]+ +failures +within +[0-9wdhms]+$", example: "3 failures within 1h"),
      "When healing stops."),
    ShapeField(
      "repeats", .form("^[0-9]+ +within +[0-9wdhms]+$", example: "3 within 7d"),
      "When the same incident is for a person."),
    ShapeField(
      "pages", .form("^[0-9]+ +within +[0-9wdhms]+$", example: "20 within 10m"),
      "How many notices are sent; the rest is told in one."),
  ]

  private static let freeze: [ShapeField] = [
    .required("id", .text, "The freeze's name."),
    .required("title", .text, "Why, in a sentence."),
    ShapeField("for", .applicability, "Which jobs and environments it is for."),
    ShapeField(
      "weekly",
      .form(
        "^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +[0-9]{2}:[0-9]{2} +to +"
          + "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +[0-9]{2}:[0-9]{2}$",
        example: "Fri 18:00 to Mon 06:00"), "A window of every week."),
    ShapeField("zone", .text, "The IANA time zone of `weekly`."),
    ShapeField("from", .time, "The start of a window that comes once."),
    ShapeField("until", .time, "Its end."),
  ]

  private static let failClosed: [ShapeField] = [
    .required("missing_evidence", .word(["deny"]), "`deny` is the only value."),
    .required("evaluation_error", .word(["deny"]), "`deny` is the only value."),
    .required("evidence_older_than", .duration, "From which age on evidence is none."),
  ]

  private static let claim: [ShapeField] = [
    .required("id", .text, "The claim's name."),
    .required("title", .text, "What must hold, in a sentence."),
    .required("for_all", .condition, "The combinations that are meant."),
    .required("verdict", .words(of: Verdict.self), "The verdicts that are allowed there."),
  ]
}
