internal import Conditions
internal import Configurations
internal import Documents

/// Labels of the state that no evidence leads to: each doubles or trebles a space for nothing.
struct StateChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    guard let root = ground.reading.intact(.policy)?.root["state"],
      let policy = ground.reading.policy
    else { return [] }
    return policy.features.flatMap { feature -> [Diagnostic] in
      guard let node = root[feature.name] else { return [] }
      guard let subject = subject(of: feature) else { return nearLabels(node) }
      switch feature.cut {
      case .bins: return unreachableBins(subject, node) + nearLabels(node)
      case .values: return unreachableValues(feature, subject, node) + nearLabels(node)
      }
    }
  }

  /// Labels that `otherwise` and `no_data` bring in, and that are nearly one of the others: a
  /// mistyped label is a label of its own.
  private func nearLabels(_ node: Node) -> [Diagnostic] {
    var known = (node["bins"]?.entries.map(\.key.text) ?? [])
    known += node["values"]?.texts.map(\.text) ?? []
    return ["otherwise", "no_data"].compactMap { key in
      guard let label = node[key]?.scalar?.text, let span = node[key]?.span,
        !known.contains(label)
      else { return nil }
      let near = NearestName.suggestion(for: label, among: known)
      known.append(label)
      // Of short words many are near: `none` and `one`.
      guard let near, near.utf8.count >= Self.nearLength else { return nil }
      return .nearLabel(label, near, at: span)
    }
  }

  private static let nearLength = 5

  /// What the feature reads, where it is one field or a size.
  private func subject(of feature: StateFeature) -> Statement.Subject? {
    let literal = feature.source.type == .string ? "\"\"" : "0"
    let zero = feature.source.type == .double ? "0.0" : literal
    let text = "\(feature.source.text) == \(zero)"
    guard
      case .comparison(let subject, _, _)? = Statement.of(text, in: EvidenceScope.findings.schema)
    else { return nil }
    return subject
  }

  private func unreachableBins(_ subject: Statement.Subject, _ node: Node) -> [Diagnostic] {
    (node["bins"]?.entries ?? []).compactMap { entry in
      guard let text = entry.value.scalar?.text,
        let bin = StateFeature.Bin(label: entry.key.text, range: text)
      else { return nil }
      func comparison(_ relation: Statement.Relation, _ bound: Double?) -> Statement {
        guard let bound else { return .constant(true) }
        return .comparison(
          subject, relation, Statement.Literal(value: .double(bound), range: 0..<0))
      }
      let holds = Statement.all([
        comparison(.greaterOrEqual, bin.from), comparison(.less, bin.under),
      ])
      if ground.solver.canHold(holds) { return nil }
      return .unreachableLabel(entry.key.text, of: subject.text, at: entry.value.span)
    }
  }

  private func unreachableValues(
    _ feature: StateFeature, _ subject: Statement.Subject, _ node: Node
  ) -> [Diagnostic] {
    // Kinds that no rule has are told once for all places that name them.
    guard feature.source.text != "anomaly.kind", let words = ground.known.words(of: subject) else {
      return []
    }
    return (node["values"]?.texts ?? []).filter { !words.contains($0.text) }.map {
      .unreachableLabel($0.text, of: subject.text, known: words, at: $0.span)
    }
  }
}

extension Diagnostic {
  static func nearLabel(_ label: String, _ near: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "near-label", severity: .warning,
      message: "`\(label)` is a label of its own, beside `\(near)`", span: span,
      help: ["did you mean `\(near)`?"])
  }

  static func unreachableLabel(
    _ label: String, of subject: String, known: [String] = [], at span: SourceSpan
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: label, among: known)
    let values = known.isEmpty ? "" : "it is one of \(listed(known))"
    let way =
      near.map { "did you mean `\($0)`?" }
      ?? (values.isEmpty ? "delete it, and let its neighbour take its range" : values)
    return Diagnostic(
      code: "unreachable-label", severity: .warning,
      message: "the label `\(label)` has no way to be reached: `\(subject)` is never so",
      span: span, help: [way], replacement: NearestName.only(for: label, among: known))
  }
}
