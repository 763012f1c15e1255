internal import Documents
internal import Incidents

/// Says for one environment which actions the engine may take alone, and which a person must allow.
struct AuthorityConstraint: Constraint {
  let environment: String
  /// Where the environment is named.
  let span: SourceSpan
  let alone: [String]
  let ask: [String]
  /// What is decided and written down, and never done.
  let shadow: [String]

  var id: String { "authority.\(environment)" }

  var inputs: [CaseInput] { [.environment] }

  /// What is listed as `alone`, or not at all, is decided by others.
  var canDecide: Bool { !ask.isEmpty || !shadow.isEmpty }

  /// Everything that is listed.
  var listed: [String] { alone + ask + shadow }

  /// Reads what is said of one environment; `actions` are the declared ones, where they are known.
  init?(environment: Node.Key, _ fields: inout FieldReader, actions: [String]?) {
    self.environment = environment.text
    span = environment.span
    let alone = fields.texts("alone")
    let ask = fields.texts("ask")
    let shadow = fields.texts("shadow")
    fields.report(Diagnostic.unknownActions(alone + ask + shadow, known: actions))
    fields.report(Self.twice(alone, "alone", ask, "ask"))
    fields.report(Self.twice(alone + ask, "alone` or `ask", shadow, "shadow"))
    self.alone = alone.map(\.text)
    self.ask = ask.map(\.text)
    self.shadow = shadow.map(\.text)
  }

  /// What stands in a list and in an earlier one.
  private static func twice(
    _ earlier: [(text: String, span: SourceSpan)], _ name: String,
    _ list: [(text: String, span: SourceSpan)], _ other: String
  ) -> [Diagnostic] {
    list.filter { entry in earlier.contains { $0.text == entry.text } }
      .map { .listedTwice($0.text, under: name, and: other, at: $0.span) }
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    guard proposal.environment == environment else {
      return silent(.authority, "not for \(proposal.environment)")
    }
    if alone.contains(proposal.action) {
      return silent(.authority, "`\(proposal.action)` may be taken alone in \(environment)")
    }
    if ask.contains(proposal.action) {
      return Ruling(
        constraint: id, kind: .authority, verdict: .ask,
        reason: "`\(proposal.action)` needs a person in \(environment)")
    }
    if shadow.contains(proposal.action) {
      return Ruling(
        constraint: id, kind: .authority, verdict: .deny,
        reason: "`\(proposal.action)` is in shadow in \(environment): written down, never done")
    }
    return silent(.authority, "does not list `\(proposal.action)`")
  }
}

/// Denies what no authority of the environment lists: deny is the only legal value of `otherwise`.
struct OtherwiseConstraint: Constraint {
  let id = "otherwise"
  let authorities: [AuthorityConstraint]

  var inputs: [CaseInput] { [.environment] }

  /// Where every environment lists every action, nothing is left.
  var canDecide: Bool {
    let all = Set(authorities.flatMap(\.listed))
    return authorities.contains { Set($0.listed) != all }
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    let isListed = authorities.contains {
      $0.environment == proposal.environment && $0.listed.contains(proposal.action)
    }
    guard !isListed else { return silent(.otherwise, "authority lists it") }
    return Ruling(
      constraint: id, kind: .otherwise, verdict: .deny,
      reason: "no authority lists `\(proposal.action)` for `\(proposal.environment)`")
  }
}

extension Diagnostic {
  static func listedTwice(
    _ name: String, under list: String, and other: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "alone-and-ask", message: "`\(name)` is listed under both `\(list)` and `\(other)`",
      span: span, help: ["keep one of them"])
  }
}
