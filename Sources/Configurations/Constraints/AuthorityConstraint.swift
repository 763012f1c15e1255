internal import Documents
internal import Incidents

/// Says for one environment which actions the engine may take alone, and which a person must allow.
struct AuthorityConstraint: Constraint {
  let environment: String
  /// Where the environment is named.
  let span: SourceSpan
  let alone: [String]
  let ask: [String]

  var id: String { "authority.\(environment)" }

  var inputs: [CaseInput] { [.environment] }

  /// What is listed as `alone`, or not at all, is decided by others.
  var canDecide: Bool { !ask.isEmpty }

  /// Reads what is said of one environment; `actions` are the declared ones, where they are known.
  init?(environment: Node.Key, _ fields: inout FieldReader, actions: [String]?) {
    self.environment = environment.text
    span = environment.span
    let alone = fields.texts("alone")
    let ask = fields.texts("ask")
    fields.report(Diagnostic.unknownActions(alone + ask, known: actions))
    for (name, span) in ask where alone.contains(where: { $0.text == name }) {
      fields.report([.bothAloneAndAsk(name, at: span)])
    }
    self.alone = alone.map(\.text)
    self.ask = ask.map(\.text)
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
    let all = Set(authorities.flatMap { $0.alone + $0.ask })
    return authorities.contains { Set($0.alone + $0.ask) != all }
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    let isListed = authorities.contains {
      $0.environment == proposal.environment
        && ($0.alone.contains(proposal.action) || $0.ask.contains(proposal.action))
    }
    guard !isListed else { return silent(.otherwise, "authority lists it") }
    return Ruling(
      constraint: id, kind: .otherwise, verdict: .deny,
      reason: "no authority lists `\(proposal.action)` for `\(proposal.environment)`")
  }
}

extension Diagnostic {
  static func bothAloneAndAsk(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "alone-and-ask", message: "`\(name)` is listed under both `alone` and `ask`",
      span: span, help: ["keep one of them"])
  }
}
