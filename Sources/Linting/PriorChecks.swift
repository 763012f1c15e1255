internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Rows of the prior that never match, or propose what no remedy allows.
struct PriorChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  /// A row with what it states; a row without a condition always holds.
  private struct Row {
    let node: Node
    let statement: Statement
    let action: ActionDefinition?
    /// Whether it is known in every state whether the row holds.
    let isAboutState: Bool
  }

  var diagnostics: [Diagnostic] {
    guard let root = ground.reading.intact(.policy)?.root, let policy = ground.reading.policy
    else { return [] }
    let nodes = root["prior"]?.items ?? []
    guard nodes.count == policy.prior.count else { return [] }
    let rows = zip(nodes, policy.prior).map { row($0, $1, policy) }
    return rows.indices.compactMap { diagnostic(on: rows[$0], after: rows[..<$0], policy) }
  }

  private func row(_ node: Node, _ row: Policy.PriorRow, _ policy: Policy) -> Row {
    let statement = row.condition.map {
      $0.statement(in: policy.priorSchema) ?? .part(Statement.Subject(text: $0.text))
    }
    return Row(
      node: node, statement: statement ?? .constant(true), action: policy.action(row.action),
      isAboutState: row.condition?.fields.allSatisfy { $0.hasPrefix("state.") } ?? true)
  }

  private func diagnostic(
    on row: Row, after earlier: ArraySlice<Row>, _ policy: Policy
  ) -> Diagnostic? {
    let place = row.node["when"]?.span ?? row.node.span
    let solver = ground.solver
    guard solver.canHold(row.statement) else {
      return .neverMatches("no state is as it says", at: place)
    }
    // An earlier row is passed over only when its action is not possible here and possible later.
    let before = earlier.filter {
      $0.isAboutState && ($0.action?.onlyIf == nil || $0.action?.name == row.action?.name)
    }
    if solver.implies(row.statement, .any(before.map(\.statement))) {
      let one = before.first { solver.implies(row.statement, $0.statement) }
      let words = one.map { "the row of line \($0.node.span.start.line) matches first" }
      return .neverMatches(words ?? "rows before it match first", at: place)
    }
    if let condition = row.action?.onlyIf,
      let statement = condition.statement(in: EvidenceScope.action.schema),
      !solver.canHold(.all([row.statement, statement]))
    {
      return .neverMatches(
        "`only_if` of `\(row.action?.name ?? "")` does not hold where it does", at: place)
    }
    return refused(row, policy)
  }

  /// A row that proposes what `remedies` lets never be tried, for any kind that it is for.
  private func refused(_ row: Row, _ policy: Policy) -> Diagnostic? {
    guard let safety = ground.reading.safety, ground.reading.intact(.safety) != nil,
      ground.reading.areRulesComplete, let action = row.action,
      !action.traits.onlyNotifies, !action.traits.isPassive
    else { return nil }
    let feature = policy.features.first { $0.source.text == "anomaly.kind" }?.name
    let subject = feature.flatMap { Self.subject("state.\($0)", policy) }
    func isMeant(_ kind: String) -> Bool {
      guard let subject else { return true }
      let isKind = Statement.comparison(
        subject, .equal, Statement.Literal(value: .string(kind), range: 0..<0))
      return ground.solver.canHold(.all([row.statement, isKind]))
    }
    let isRemedy = { safety.remedies[$0]?.contains(action.name) ?? false }
    // Nearly every row is right for some kind, so those that would make it right are asked first.
    guard !ground.healedKinds.contains(where: { isRemedy($0) && isMeant($0) }) else { return nil }
    let meant = ground.healedKinds.filter { !isRemedy($0) && isMeant($0) }
    guard !meant.isEmpty, meant.allSatisfy({ safety.remedies[$0] != nil }) else { return nil }
    return .refusedRow(action.name, kinds: meant, at: row.node["do"]?.span ?? row.node.span)
  }

  /// The subject of a name, as a condition of the prior has it.
  private static func subject(_ name: String, _ policy: Policy) -> Statement.Subject? {
    guard
      case .comparison(let subject, _, _)? = Statement.of("\(name) == \"\"", in: policy.priorSchema)
    else { return nil }
    return subject
  }
}

extension Diagnostic {
  static func neverMatches(_ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "prior-never-matches", severity: .warning,
      message: "this row of the prior never matches: \(reason)", span: span,
      help: ["move it up, change its `when`, or delete it"])
  }

  static func refusedRow(_ action: String, kinds: [String], at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "prior-refused", severity: .warning,
      message: "`\(action)` is no remedy for \(listed(kinds)), so this row only ever escalates",
      span: span,
      help: ["propose what `remedies` lists for it, or list `\(action)` there"])
  }
}
