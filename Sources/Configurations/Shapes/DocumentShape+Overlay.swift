extension DocumentShape {
  /// An overlay: what is different in one environment.
  static let overlay = DocumentShape(
    .overlay, "An overlay: what is different in one environment.",
    [
      .required("owner", .text, "The owner of the overlay, as the project names it."),
      .required("env", .text, "The environment, as the project names it."),
      ShapeField(
        "change", .named(.named(.anything, keys: nil), keys: nil),
        "New values by the id of a rule or limit; safety may only get stricter."),
      ShapeField("turn_off", .list(.mapping(turnOff), atLeast: 0), "Rules that are silent there."),
      ShapeField(
        "waivers", .list(.mapping(waiver), atLeast: 0), "Exceptions from `ask` and `limits`."),
    ])

  private static let turnOff: [ShapeField] = [
    .required("id", .text, "The rule's id."),
    .required("reason", .text, "Why, in a sentence."),
    ShapeField("owner", .text, "Who answers for it; else the overlay's owner."),
    ShapeField("ticket", .text, "Where it is discussed."),
    .required("until", .date, "The last day of it."),
  ]

  private static let waiver: [ShapeField] = [
    .required("id", .text, "The waiver's name."),
    .required("waives", .text, "The id of a constraint under `ask` or `limits`."),
    ShapeField("for", .applicability, "Which jobs and tables it is for."),
    ShapeField(
      "raise_to", .count(of: LimitConstraint.Unit.allCases.map(\.rawValue)),
      "What a waived limit becomes, as `6 actions`; asked for where a limit is waived."),
    .required("reason", .text, "Why, in a sentence."),
    .required("owner", .text, "Who asks for it."),
    .required("approved_by", .text, "Who allows it: never the owner itself."),
    ShapeField("ticket", .text, "Where it is discussed."),
    .required("expires", .date, "The last day of it, at most 90 days ahead."),
  ]
}
