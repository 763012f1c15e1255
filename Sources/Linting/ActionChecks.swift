internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Actions that nobody may take, that cannot be taken back, or that need what may not be there.
struct ActionChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    guard let root = ground.reading.intact(.policy)?.root["actions"],
      let policy = ground.reading.policy
    else { return [] }
    return root.entries.flatMap { entry -> [Diagnostic] in
      guard let action = policy.action(entry.key.text) else { return [] }
      return authority(of: action, at: entry.key.span) + unguarded(action, entry.value)
        + wrongUndo(of: action, entry.value)
    }
  }

  /// An `undo` that takes back something else than what the action changes.
  private func wrongUndo(of action: ActionDefinition, _ node: Node) -> [Diagnostic] {
    guard let undo = action.undo, let span = node["undo"]?.span else { return [] }
    let (catalog, data) = (action.traits.changesCatalog, action.traits.changesData)
    switch undo {
    case .restoreSchema where data && !catalog:
      return [.wrongUndo(action.name, "data", undo, insteadOf: .returnObjects, at: span)]
    case .returnObjects where catalog && !data:
      return [.wrongUndo(action.name, "catalog", undo, insteadOf: .restoreSchema, at: span)]
    case .restoreSchema, .returnObjects: return []
    }
  }

  private func authority(of action: ActionDefinition, at span: SourceSpan) -> [Diagnostic] {
    guard let root = ground.reading.intact(.safety)?.root["authority"],
      !action.traits.onlyNotifies, action.name != Action.escalate
    else { return [] }
    func environments(_ list: String) -> [String] {
      root.entries.filter { entry in
        entry.value[list]?.texts.contains { $0.text == action.name } ?? false
      }.map(\.key.text)
    }
    let alone = environments("alone")
    if alone.isEmpty, environments("ask").isEmpty, environments("shadow").isEmpty {
      return [.neverAllowed(action.name, at: span)]
    }
    let changes = action.traits.changesData || action.traits.changesCatalog
    return changes && action.undo == nil && !alone.isEmpty
      ? [.missingUndo(action, alone: alone, at: span)] : []
  }

  /// Values of steps that read evidence which `only_if` does not wait for.
  ///
  /// Where such evidence is unknown, the step cannot be made, and the rows after it are not tried.
  private func unguarded(_ action: ActionDefinition, _ node: Node) -> [Diagnostic] {
    let guarded = Set(action.onlyIf?.fields ?? [])
    return scalars(in: node["steps"]).compactMap { scalar, span in
      guard scalar.text.hasPrefix("= ") else { return nil }
      let text = String(scalar.text.dropFirst(2))
      let source = ConditionSource(text: text) { scalar.span(of: $0) }
      let value = Condition.compile(source, schema: EvidenceScope.action.schema).value
      let missing = (value?.fields ?? []).first { Self.canBeUnknown($0) && !guarded.contains($0) }
      return missing.map { .unguardedStep(action.name, $0, at: span) }
    }
  }

  private func scalars(in node: Node?) -> [(Scalar, SourceSpan)] {
    guard let node else { return [] }
    if let scalar = node.scalar { return [(scalar, node.span)] }
    return node.items.flatMap(scalars) + node.entries.flatMap { scalars(in: $0.value) }
  }

  /// Figures are read from the world and may be unknown; names of what is healed are known.
  private static func canBeUnknown(_ field: String) -> Bool {
    let known = ["anomaly.value", "anomaly.usual", "anomaly.limit"]
    let prefixes = ["run.", "runs.", "table.", "baseline.", "log."]
    let names = ["run.id", "table.name", "table.role"]
    return known.contains(field)
      || (prefixes.contains { field.hasPrefix($0) } && !names.contains(field))
  }
}

extension Diagnostic {
  static func neverAllowed(_ action: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "action-never-allowed", severity: .warning,
      message: "no environment allows the action `\(action)`", span: span,
      help: ["list it under `authority`, or delete it"])
  }

  static func missingUndo(
    _ action: ActionDefinition, alone: [String], at span: SourceSpan
  ) -> Diagnostic {
    let change = action.traits.changesCatalog ? "catalog" : "data"
    let undo = action.traits.changesCatalog ? "restore_schema" : "return_objects"
    return Diagnostic(
      code: "missing-undo", severity: .warning,
      message:
        "`\(action.name)` changes the \(change) alone in \(listed(alone)), and has no `undo`",
      span: span, help: ["add `undo: \(undo)`, or list it under `ask`"])
  }

  static func wrongUndo(
    _ action: String, _ change: String, _ undo: ActionDefinition.Undo,
    insteadOf right: ActionDefinition.Undo, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "missing-undo", severity: .warning,
      message: "`\(action)` changes the \(change), which `\(undo.rawValue)` does not take back",
      span: span, help: ["write `undo: \(right.rawValue)`"])
  }

  static func unguardedStep(
    _ action: String, _ field: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "unguarded-step", severity: .warning,
      message: "a step of `\(action)` needs `\(field)`, which may be unknown", span: span,
      help: ["ask for it in `only_if`, so that other rows are tried where it is not there"])
  }
}
