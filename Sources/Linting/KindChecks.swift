internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Kinds of anomaly that only one side knows: rules without an answer, answers without a rule.
struct KindChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  /// Every kind that is wrong once: at the first place that names it.
  var diagnostics: [Diagnostic] {
    let reading = ground.reading
    guard reading.areRulesComplete, let policy = reading.policy, let safety = reading.safety,
      let policyRoot = reading.intact(.policy)?.root, let safetyRoot = reading.intact(.safety)?.root
    else { return [] }
    let ruled = Set(reading.rules.map(\.kind))
    let named = names(policyRoot, safetyRoot, policy)
    let spoken = Set(safety.remedies.keys).union(kindsOfPrior(policyRoot, policy))
    let unanswered = unanswered(spoken, known: Array(spoken).sorted())
    // A kind that nobody has and a rule that nobody answers may be one word spelt in two ways.
    let misspelt = Set(unanswered.compactMap(\.meant))
    return unanswered.map(\.diagnostic)
      + unused(named.filter { !ruled.contains($0.text) && !misspelt.contains($0.text) }, ruled)
  }

  /// The kinds that the policy and the safety name, in order.
  private func names(
    _ policyRoot: Node, _ safetyRoot: Node, _ policy: Policy
  ) -> [(text: String, span: SourceSpan)] {
    let features = policy.features.filter { $0.source.text == "anomaly.kind" }.map(\.name)
    let values = features.flatMap { policyRoot["state"]?[$0]?["values"]?.texts ?? [] }
    let rows = (safetyRoot["remedies"]?.entries ?? []).map { ($0.key.text, $0.key.span) }
    return values + rows
  }

  private func kindsOfPrior(_ root: Node, _ policy: Policy) -> [String] {
    let features = policy.features.filter { $0.source.text == "anomaly.kind" }.map(\.name)
    let conditions = (root["prior"]?.items ?? []).compactMap { $0["when"]?.scalar?.text }
      .filter { text in features.contains { text.contains("state.\($0)") } }
    // Every second piece between quotes is a literal.
    let literals = Set(
      conditions.flatMap { text in
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      })
    return EvidenceDomains.unique(ground.reading.rules.map(\.kind)).filter(literals.contains)
  }

  private func unanswered(
    _ spoken: Set<String>, known: [String]
  ) -> [(diagnostic: Diagnostic, meant: String?)] {
    var seen: Set<String> = []
    return ground.rules.compactMap { rule, node in
      guard rule.mode == .heal, !spoken.contains(rule.kind), seen.insert(rule.kind).inserted,
        let span = node["anomaly"]?.span
      else { return nil }
      let near = NearestName.suggestion(for: rule.kind, among: known)
      let replacement = NearestName.only(for: rule.kind, among: known)
      return (.kindWithoutRemedy(rule, near, replacement, at: span), near)
    }
  }

  private func unused(
    _ named: [(text: String, span: SourceSpan)], _ ruled: Set<String>
  ) -> [Diagnostic] {
    let kinds = ruled.sorted()
    return EvidenceDomains.unique(named.map(\.text)).compactMap { kind in
      let places = named.filter { $0.text == kind }.map(\.span)
      guard let first = places.first else { return nil }
      return .unusedKind(kind, also: Array(places.dropFirst()), known: kinds, at: first)
    }
  }
}

extension Diagnostic {
  static func kindWithoutRemedy(
    _ rule: Rule, _ near: String?, _ replacement: String?, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "kind-without-remedy", severity: .warning,
      message: "`\(rule.id)` is `mode: heal`, and nothing is a remedy for `\(rule.kind)`",
      span: span,
      help: [
        near.map { "did you mean `\($0)`?" }
          ?? "list what may be tried under `remedies`, or write `mode: alert`"
      ],
      replacement: replacement)
  }

  static func unusedKind(
    _ kind: String, also: [SourceSpan], known: [String], at span: SourceSpan
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: kind, among: known)
    let others = also.map { "also named at \($0.path):\($0.start.line)" }
    return Diagnostic(
      code: "unused-kind", severity: .warning, message: "no rule has the kind `\(kind)`",
      span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "delete it, or write the rule"] + others,
      replacement: also.isEmpty ? NearestName.only(for: kind, among: known) : nil)
  }
}
