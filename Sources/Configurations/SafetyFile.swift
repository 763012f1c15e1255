internal import Conditions
internal import Documents
internal import Incidents

/// Reads the safety file.
enum SafetyFile {
  /// The only legal value of `otherwise`.
  private enum Otherwise: String, CaseIterable {
    case deny
  }

  /// Where the kill switch is kept.
  private enum KillSwitchPlace: String, CaseIterable {
    case journal
  }

  /// The safety of a document, and what is wrong with it.
  ///
  /// `actions` are the declared ones; `nil` where there is no policy whose names could be compared.
  static func read(_ fields: inout FieldReader, actions: [String]?) -> Safety? {
    fields.scope = .safety
    let owner = fields.text("owner")
    let otherwise =
      fields.required("otherwise") == nil
      ? nil : fields.word("otherwise", of: Otherwise.self)
    let authorities = authorities(&fields, actions)
    let defaults = fields.mapping("ask_defaults", as: "`ask_defaults`", askTerms)
    _ = fields.required("ask_defaults")
    let remedies = remedies(&fields, actions)
    let denies = fields.mappings("deny", as: "a `deny` constraint") { DenyConstraint(&$0) }
    let asks = fields.mappings("ask", as: "an `ask` constraint") {
      AskConstraint(&$0, defaults: defaults)
    }
    let limits = fields.mappings("limits", as: "a limit") { LimitConstraint(&$0) }
    let freezes = fields.mappings("freeze", as: "a freeze") { FreezeConstraint(&$0) }
    let age = fields.mapping("fail_closed", as: "`fail_closed`", failClosed)
    _ = fields.required("fail_closed")
    let groups = fields.mapping("groups", as: "`groups`") { Groups(&$0) } ?? .undeclared
    _ =
      fields.required("kill_switch") == nil
      ? nil : fields.word("kill_switch", of: KillSwitchPlace.self)
    let claims = fields.mappings("prove", as: "a claim", claim)
    checkIDs(&fields, authorities)
    guard let owner, otherwise != nil, let defaults, let age else { return nil }

    var constraints: [any Constraint] = [
      KillSwitchConstraint(), EvidenceAgeConstraint(atMost: age),
    ]
    constraints += freezes as [any Constraint]
    constraints += denies as [any Constraint]
    constraints.append(RemediesConstraint(remedies: remedies))
    constraints += limits as [any Constraint]
    constraints += groups.constraints as [any Constraint]
    constraints += authorities as [any Constraint]
    constraints += asks as [any Constraint]
    constraints += [OtherwiseConstraint(authorities: authorities), WorldConstraint()]
    return Safety(
      owner: owner, constraints: constraints, askDefaults: defaults, limits: limits,
      groups: groups, remedies: remedies, claims: claims)
  }

  private static func authorities(
    _ fields: inout FieldReader, _ actions: [String]?
  ) -> [AuthorityConstraint] {
    guard fields.required("authority") != nil else { return [] }
    return fields.mapping("authority", as: "`authority`") { inner in
      inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: "an authority") {
          AuthorityConstraint(environment: entry.key, &$0, actions: actions)
        }
      }
    } ?? []
  }

  /// Ids are what `because` names, and what budgets are counted under: no two constraints share
  /// one.
  private static func checkIDs(_ fields: inout FieldReader, _ authorities: [AuthorityConstraint]) {
    var taken = Set([
      "kill-switch", "fail-closed.evidence-age", "remedies", "groups.breaker", "groups.repeats",
      "otherwise", "world",
    ])
    taken.formUnion(authorities.map(\.id))
    for key in ["deny", "ask", "limits", "freeze"] {
      guard case .sequence(let items)? = fields.optional(key)?.content else { continue }
      for node in items.compactMap({ $0["id"] }) {
        guard case .scalar(let id) = node.content, !taken.insert(id.text).inserted else { continue }
        fields.report([.duplicateConstraint(id.text, at: node.span)])
      }
    }
  }

  private static func askTerms(_ fields: inout FieldReader) -> AskTerms? {
    let approver = fields.required("approver").flatMap {
      fields.condition(of: $0, expecting: .string)
    }
    let wait = fields.required("wait") == nil ? nil : fields.duration("wait")
    guard let approver, let wait else { return nil }
    return AskTerms(approver: approver, wait: wait)
  }

  private static func remedies(
    _ fields: inout FieldReader, _ actions: [String]?
  ) -> [String: [String]] {
    guard fields.required("remedies") != nil else { return [:] }
    var remedies: [String: [String]] = [:]
    _ = fields.mapping("remedies", as: "`remedies`") { inner -> Bool? in
      for entry in inner.freeEntries {
        let named = inner.texts(entry.key.text)
        inner.report(Diagnostic.unknownActions(named, known: actions))
        remedies[entry.key.text] = named.map(\.text)
      }
      return true
    }
    return remedies
  }

  /// The words of `fail_closed`; anything but `deny` would fail open.
  private enum FailClosed: String, CaseIterable {
    case deny
  }

  private static func failClosed(_ fields: inout FieldReader) -> Duration? {
    for key in ["missing_evidence", "evaluation_error"] where fields.required(key) != nil {
      _ = fields.word(key, of: FailClosed.self)
    }
    return fields.required("evidence_older_than") == nil
      ? nil : fields.duration("evidence_older_than")
  }

  private static func claim(_ fields: inout FieldReader) -> Safety.Claim? {
    let span = fields.optional("id")?.span ?? fields.span
    let id = fields.text("id")
    let title = fields.text("title")
    let condition = fields.required("for_all").flatMap {
      fields.condition(of: $0, expecting: .bool)
    }
    let node = fields.required("verdict")
    let verdicts = node == nil ? [] : fields.words("verdict", of: Verdict.self)
    if let node, node.isEmptyList { fields.report([.emptyScope("verdict", at: node.span)]) }
    guard let id, let title, let condition, !verdicts.isEmpty else { return nil }
    return Safety.Claim(
      id: id, span: span, title: title, condition: condition, verdicts: verdicts)
  }
}

extension Diagnostic {
  /// What is named and not declared; nothing where it is not known what is declared.
  ///
  /// That `escalate` is not there is told where it should be.
  static func unknownActions(
    _ named: [(text: String, span: SourceSpan)], known: [String]?
  ) -> [Diagnostic] {
    guard let known else { return [] }
    return named.filter { !known.contains($0.text) && $0.text != Action.escalate }.map {
      .unknownAction($0.text, known: known, at: $0.span)
    }
  }

  static func duplicateConstraint(_ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "duplicate-id", message: "there is a constraint `\(id)` already", span: span,
      help: ["choose another id: reports and budgets speak by it"])
  }
}
