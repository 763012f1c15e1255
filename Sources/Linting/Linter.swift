internal import Conditions
public import Configurations
public import Documents
public import Incidents
internal import Threads

/// Finds what is legal in a configuration and cannot be meant: rules that never fire, rows that
/// never match, guardrails that never decide.
///
/// Says nothing that it cannot prove, and looks at every file that is right, whatever is wrong with
/// the others.
public enum Linter {
  /// What was found, in reading order. Without a time, nothing is held against the calendar.
  public static func diagnostics(
    of reading: ConfigurationReading, at now: Timestamp?
  ) -> [Diagnostic] {
    let ground = LintGround(reading)
    // To prove the claims takes as long as everything else together.
    let found = ParallelMap.results(2) { half in
      half == 0 ? ClaimChecks(ground).diagnostics : diagnostics(on: ground, at: now)
    }
    return found.flatMap { $0 }.sorted(by: Diagnostic.precedes)
  }

  /// Everything but the claims.
  private static func diagnostics(on ground: LintGround, at now: Timestamp?) -> [Diagnostic] {
    var found = ValueChecks(ground).diagnostics
    // A comparison that can never be true is one mistake; what follows from it is none.
    let places = SpanIndex(found.map(\.span))
    found += RuleChecks(ground).diagnostics.filter { !places.touches($0.span) }
    found += SimilarRuleChecks(ground).diagnostics
    found += PriorChecks(ground).diagnostics.filter { !places.touches($0.span) }
    found += KindChecks(ground).diagnostics
    found += StateChecks(ground).diagnostics
    found += ActionChecks(ground).diagnostics
    found += GuardrailChecks(ground).diagnostics.filter { !places.touches($0.span) }
    found += ScopeChecks(ground).diagnostics
    if let now { found += CalendarChecks(ground, now: now).diagnostics }
    return found + WaiverChecks(ground).diagnostics
  }

  /// The errors alone, for whoever only wants to know whether the configuration may be used.
  ///
  /// Only guardrails that protect nothing and waivers are errors, so no rule is compared with any.
  public static func errors(of reading: ConfigurationReading) -> [Diagnostic] {
    let ground = LintGround(reading)
    let values = ValueChecks(ground).errors
    let places = SpanIndex(values.map(\.span))
    let guardrails = GuardrailChecks(ground).diagnostics.filter { !places.touches($0.span) }
    return (values + guardrails + WaiverChecks(ground).diagnostics)
      .filter { $0.severity == .error }.sorted(by: Diagnostic.precedes)
  }

  /// How many dates there are that only a time could be held against.
  public static func dateCount(of reading: ConfigurationReading) -> Int {
    let freezes = reading.safety?.constraints.count { ($0 as? FreezeConstraint)?.end != nil } ?? 0
    return reading.overlays.reduce(freezes) { $0 + $1.pauses.count + $1.waivers.count }
  }
}

/// What all checks stand on: the configuration as it was read, what its fields can be, its nodes.
struct LintGround {
  let reading: ConfigurationReading
  let known: KnownValues
  let solver: Satisfiability
  /// The rules that were read with their nodes, in order of files and places.
  let rules: [(rule: Rule, node: Node)]
  /// The kinds of the rules that may heal.
  let healedKinds: [String]
  /// What the conditions of a file of rules may name, by its path.
  let schemas: [String: Schema]
  /// The roots of the files of rules, by their paths.
  let roots: [String: Node]

  init(_ reading: ConfigurationReading) {
    self.reading = reading
    known = EvidenceDomains.known(by: reading)
    solver = Satisfiability(known)
    rules = Self.rulesWithNodes(reading)
    healedKinds = EvidenceDomains.unique(reading.rules.filter { $0.mode == .heal }.map(\.kind))
    roots = Dictionary(
      (reading.documents[.rules] ?? []).map { ($0.source.path, $0.root) }
    ) { first, _ in first }
    schemas = Dictionary(reading.rules.map { ($0.span.path, $0.schema) }) { first, _ in first }
  }

  /// The rules were read in the order of the nodes, of which only those with mistakes gave none.
  private static func rulesWithNodes(_ reading: ConfigurationReading) -> [(rule: Rule, node: Node)]
  {
    var left = reading.rules[...]
    var found: [(rule: Rule, node: Node)] = []
    for document in reading.documents[.rules] ?? [] {
      for item in document.root["rules"]?.items ?? [] {
        guard let rule = left.first,
          item.entries.contains(where: { $0.key.text == "id" && $0.key.span == rule.span })
        else { continue }
        found.append((rule, item))
        left = left.dropFirst()
      }
    }
    return found
  }
}

/// Spans to be asked whether another one has a part of one of them.
struct SpanIndex {
  private let spans: [String: [SourceSpan]]

  init(_ spans: [SourceSpan]) {
    self.spans = Dictionary(grouping: spans, by: \.path)
  }

  func touches(_ span: SourceSpan) -> Bool {
    (spans[span.path] ?? []).contains { $0.start < span.end && span.start < $0.end }
  }
}

extension Node {
  /// The place of a condition, or of the part of it that contradicts the rest.
  ///
  /// What stands below a `|` is marked itself, since the sign says nothing.
  func place(of contradiction: Satisfiability.Contradiction?) -> SourceSpan {
    guard let scalar else { return span }
    if let range = contradiction?.range { return scalar.span(of: range) }
    let length = scalar.text.utf8.count - (scalar.text.hasSuffix("\n") ? 1 : 0)
    return scalar.style == .literal || scalar.style == .folded
      ? scalar.span(of: 0..<length) : span
  }

  /// The items of a list; none of anything else.
  var items: [Node] { if case .sequence(let items) = content { items } else { [] } }

  /// The entries of a mapping; none of anything else.
  var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }

  /// The scalar that the node is.
  var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

  /// The texts of a scalar, or of a list of them.
  var texts: [(text: String, span: SourceSpan)] {
    let nodes = items.isEmpty ? [self] : items
    return nodes.compactMap { node in node.scalar.map { ($0.text, node.span) } }
  }
}
