internal import Conditions
internal import Configurations
internal import Documents

/// Comparisons with words and numbers that a field never is, in all conditions.
struct ValueChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] { mistakes(in: SpokenCondition.all(in: ground)) }

  /// Those in guardrails, which are errors.
  var errors: [Diagnostic] { mistakes(in: SpokenCondition.ofSafety(in: ground)) }

  private func mistakes(in conditions: [SpokenCondition]) -> [Diagnostic] {
    conditions.flatMap { spoken -> [Diagnostic] in
      guard let statement = spoken.statement else { return [] }
      return mistakes(in: statement, of: spoken)
    }
  }

  private func mistakes(in statement: Statement, of spoken: SpokenCondition) -> [Diagnostic] {
    switch statement {
    case .constant, .part: []
    case .all(let parts), .any(let parts): parts.flatMap { mistakes(in: $0, of: spoken) }
    case .not(let part): mistakes(in: part, of: spoken)
    case .some(let body, _): mistakes(in: body, of: spoken)
    case .comparison(let subject, let relation, let literal):
      (relation == .equal ? mistakes(subject, [literal], spoken) : [])
        + outOfReach(subject, relation, literal, spoken)
    case .membership(let subject, let literals): mistakes(subject, literals, spoken)
    }
  }

  /// A comparison with a number that its subject never reaches, as a rate above 5.
  ///
  /// Of what has two ends only: that a count is below 0 is told of the rule as a whole.
  private func outOfReach(
    _ subject: Statement.Subject, _ relation: Statement.Relation, _ literal: Statement.Literal,
    _ spoken: SpokenCondition
  ) -> [Diagnostic] {
    guard let bounds = ground.known.bounds(of: subject), bounds.upperBound.isFinite,
      !ground.solver.canHold(.comparison(subject, relation, literal))
    else { return [] }
    return [
      .impossibleNumber(
        "\(relation.words) \(literal.value)", of: subject.text, bounds,
        at: spoken.scalar.span(of: literal.range), isSafety: spoken.isSafety)
    ]
  }

  private func mistakes(
    _ subject: Statement.Subject, _ literals: [Statement.Literal], _ spoken: SpokenCondition
  ) -> [Diagnostic] {
    guard let words = ground.known.words(of: subject) else { return [] }
    return literals.compactMap { literal in
      guard case .string(let text) = literal.value, !words.contains(text) else { return nil }
      return .impossibleValue(
        text, of: subject.text, known: words, at: spoken.scalar.span(of: literal.range),
        isSafety: spoken.isSafety)
    }
  }
}

/// One condition that stands in a file, with the names that it may use.
struct SpokenCondition {
  let scalar: Scalar
  let schema: Schema
  let isSafety: Bool

  var statement: Statement? { Statement.of(scalar.text, in: schema) }

  /// The conditions that give yes or no, of all files that are right.
  static func all(in ground: LintGround) -> [SpokenCondition] {
    var all: [SpokenCondition] = []
    for document in ground.reading.documents[.rules] ?? [] {
      let path = document.source.path
      guard let schema = ground.schemas[path] else { continue }
      let names = document.root["define"]?.entries ?? []
      all += names.compactMap { spoken($0.value, schema) }
    }
    for (rule, node) in ground.rules {
      let schema = rule.schema
      all += leaves(of: node["when"]).compactMap { spoken($0, schema) }
      all += [node["unless"]].compactMap { spoken($0, schema) }
    }
    if let root = ground.reading.intact(.policy)?.root, let policy = ground.reading.policy {
      let actions = root["actions"]?.entries ?? []
      all += actions.compactMap { spoken($0.value["only_if"], EvidenceScope.action.schema) }
      all += items(root["verify"], "that", EvidenceScope.findings.schema)
      all += items(root["prior"], "when", policy.priorSchema)
    }
    return all + ofSafety(in: ground)
  }

  /// Those of guardrails.
  static func ofSafety(in ground: LintGround) -> [SpokenCondition] {
    guard let root = ground.reading.intact(.safety)?.root else { return [] }
    return ["deny", "ask"].flatMap {
      items(root[$0], "when", EvidenceScope.safety.schema, isSafety: true)
    }
  }

  private static func items(
    _ list: Node?, _ key: String, _ schema: Schema, isSafety: Bool = false
  ) -> [SpokenCondition] {
    (list?.items ?? []).compactMap { spoken($0[key], schema, isSafety: isSafety) }
  }

  static func spoken(
    _ node: Node?, _ schema: Schema, isSafety: Bool = false
  ) -> SpokenCondition? {
    node?.scalar.map { SpokenCondition(scalar: $0, schema: schema, isSafety: isSafety) }
  }

  /// The conditions of a trigger: it is one, or has some below `any`, `all` and `not`.
  static func leaves(of trigger: Node?) -> [Node] {
    guard let trigger else { return [] }
    if trigger.scalar != nil { return [trigger] }
    return trigger.entries.flatMap { entry -> [Node] in
      switch entry.key.text {
      case "any", "all": entry.value.items.flatMap { leaves(of: $0) }
      case "not": leaves(of: entry.value)
      default: []
      }
    }
  }
}

extension Diagnostic {
  static func impossibleValue(
    _ text: String, of subject: String, known: [String], at span: SourceSpan, isSafety: Bool
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: text, among: known)
    return Diagnostic(
      code: isSafety ? "guardrail-impossible-value" : "impossible-value",
      severity: isSafety ? .error : .warning,
      message: "`\(subject)` is never \"\(text)\"", span: span,
      help: [
        near.map { "did you mean \"\($0)\"?" } ?? "it is one of \(Diagnostic.listed(known))"
      ],
      replacement: NearestName.only(for: text, among: known).map { "\"\($0)\"" })
  }

  static func impossibleNumber(
    _ relation: String, of subject: String, _ bounds: ClosedRange<Double>, at span: SourceSpan,
    isSafety: Bool
  ) -> Diagnostic {
    func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
    let known = "it is from \(text(bounds.lowerBound)) to \(text(bounds.upperBound))"
    return Diagnostic(
      code: isSafety ? "guardrail-impossible-value" : "impossible-value",
      severity: isSafety ? .error : .warning,
      message: "`\(subject)` is never \(relation)", span: span,
      help: [bounds == 0...1 ? known + ": 5 % is written `0.05`" : known])
  }

  /// Names in backticks, at most a dozen of them.
  static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 12 ? shown + " and \(names.count - 12) more" : shown
  }
}

extension Statement.Relation {
  /// The relation before a number.
  fileprivate var words: String {
    switch self {
    case .equal: "equal to"
    case .less: "below"
    case .lessOrEqual: "at most"
    case .greater: "above"
    case .greaterOrEqual: "at least"
    }
  }
}
