internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Rules that say what another one says, or that fire only where a higher one of their kind does.
///
/// Every rule is looked up by what its trigger implies, so the cost grows with the rules and not
/// with their pairs; what no look-up finds is not told.
struct SimilarRuleChecks {
  private let rules: [ComparableRule]

  init(_ ground: LintGround) {
    rules = ground.rules.map {
      ComparableRule($0.rule, $0.node, file: ground.roots[$0.rule.span.path])
    }
  }

  var diagnostics: [Diagnostic] {
    let duplicates = duplicates
    let repeated = Set(duplicates.map(\.span))
    let index = ShadowIndex(rules)
    let shadowed = rules.filter { !repeated.contains($0.rule.span) }.compactMap { rule in
      // Of two that say the same, the later one is told already.
      index.shadow(of: rule).flatMap { repeated.contains($0.span) ? nil : $0 }.map {
        Diagnostic.shadowedRule(rule.rule, by: $0)
      }
    }
    return duplicates + shadowed
  }

  private var duplicates: [Diagnostic] {
    var first: [String: Rule] = [:]
    var found: [Diagnostic] = []
    for rule in rules {
      let key = [rule.context, rule.scope, rule.unless, rule.trigger].joined(separator: "\n")
      if let other = first[key] {
        // Two rules of one id are told by the loader.
        if other.id != rule.rule.id { found.append(.duplicateRule(rule.rule, of: other)) }
      } else {
        first[key] = rule.rule
      }
    }
    return found
  }
}

/// A rule, and the words under which others find it.
private struct ComparableRule {
  let rule: Rule
  let scope: String
  /// What must be equal for two rules to be compared: the kind, the history, the file's names.
  let context: String
  let unless: String
  let trigger: String
  /// Triggers of which each is enough to make the rule fire.
  let sufficient: [String]
  /// Triggers that hold whenever the rule fires.
  let necessary: [String]
  /// The trigger without one of its bounds, and that bound: the smaller fires on more.
  let bounds: [(text: String, bound: Double)]

  static let everywhere = "everywhere"

  init(_ rule: Rule, _ node: Node, file: Node?) {
    self.rule = rule
    let scopes = [file?["for"], node["for"]].compactMap { $0 }.filter { !Self.isForAll($0) }
    scope = scopes.isEmpty ? Self.everywhere : scopes.map(CanonicalText.of).joined(separator: "&")
    let names = rule.definitions.map { "\($0.name)=\($0.condition.text)" }
    context = ([rule.kind, "\(rule.comparison.batches)"] + names).joined(separator: "\n")
    unless = node["unless"].map(CanonicalText.of) ?? ""
    let reading = TriggerWords(node["when"], of: rule)
    trigger = reading.trigger
    sufficient = [reading.trigger] + reading.alternatives
    necessary = [reading.trigger] + reading.parts
    bounds = reading.bounds
  }

  private static func isForAll(_ scope: Node) -> Bool {
    scope.entries.allSatisfy { $0.value.texts.contains { $0.text == "*" } }
  }
}

/// A trigger in words that are equal where triggers mean the same.
private struct TriggerWords {
  private(set) var trigger = ""
  private(set) var alternatives: [String] = []
  private(set) var parts: [String] = []
  private(set) var bounds: [(text: String, bound: Double)] = []

  /// The keys of detectors that are bounds: a larger one fires on less.
  private static let bounds = ["above", "at_least", "drops", "grows"]

  init(_ node: Node?, of rule: Rule) {
    guard let node else { return }
    if let scalar = node.scalar {
      guard let statement = Statement.of(scalar.text, in: rule.schema) else {
        trigger = CanonicalText.of(node)
        return
      }
      read(statement)
      return
    }
    trigger = CanonicalText.of(node)
    guard let entry = node.entries.first else { return }
    switch entry.key.text {
    case "any": alternatives = entry.value.items.map { TriggerWords($0, of: rule).trigger }
    case "all": parts = entry.value.items.map { TriggerWords($0, of: rule).trigger }
    case "not": break
    default: readDetector(entry)
    }
  }

  private mutating func read(_ statement: Statement) {
    trigger = statement.words
    switch statement {
    case .any(let inner): alternatives = inner.map(\.words)
    case .all(let inner):
      parts = inner.map(\.words)
      for (index, part) in inner.enumerated() {
        guard let (text, bound) = part.bound else { continue }
        let others = parts.enumerated().filter { $0.offset != index }.map(\.element)
        bounds.append((([text] + others.sorted()).joined(separator: " && "), bound))
      }
    case .comparison, .constant, .not, .membership, .some, .part:
      if let bound = statement.bound { bounds = [bound] }
    }
  }

  private mutating func readDetector(_ entry: Node.Entry) {
    let name = entry.key.text
    let mine = entry.value.entries.filter { Self.bounds.contains($0.key.text) }
    if mine.count == 1, let text = mine[0].value.scalar?.text,
      let bound = Double(text.last == "%" ? String(text.dropLast()) : text)
    {
      let rest = CanonicalText.of(entry.value, without: [mine[0].key.text])
      bounds = [("\(name).\(mine[0].key.text)\(rest)", bound)]
    }
    // Of several patterns each is enough.
    guard name == "log", mine.isEmpty, let patterns = entry.value["matches"]?.texts else { return }
    let rest = CanonicalText.of(entry.value, without: ["matches"])
    let words = patterns.map { "log\(rest)\($0.text.debugDescription)" }
    alternatives = words
    if words.count == 1 { parts = words }
  }
}

extension Statement {
  /// The statement in words, whatever the order of its operands.
  fileprivate var words: String {
    switch self {
    case .constant(let flag): "\(flag)"
    case .all(let parts): "(" + parts.map(\.words).sorted().joined(separator: " && ") + ")"
    case .any(let parts): "(" + parts.map(\.words).sorted().joined(separator: " || ") + ")"
    case .not(let part): "!" + part.words
    case .comparison(let subject, let relation, let literal):
      "\(subject.text) \(relation) \(literal.value)"
    case .membership(let subject, let literals):
      "\(subject.text) in \(literals.map { "\($0.value)" }.sorted())"
    case .some(_, let subject), .part(let subject): subject.text
    }
  }

  /// A comparison with a number, its bound apart and such that the smaller fires on more.
  fileprivate var bound: (text: String, bound: Double)? {
    guard case .comparison(let subject, let relation, let literal) = self else { return nil }
    let number: Double
    switch literal.value {
    case .int(let value): number = Double(value)
    case .uint(let value): number = Double(value)
    case .double(let value): number = value
    default: return nil
    }
    switch relation {
    case .equal: return nil
    case .greater, .greaterOrEqual: return ("\(subject.text) \(relation)", number)
    case .less, .lessOrEqual: return ("\(subject.text) \(relation)", -number)
    }
  }
}

/// The highest rules by what is enough for them.
private struct ShadowIndex {
  private var highest: [Key: Rule] = [:]
  /// By bound from small to large, each with the highest rule so far.
  private var bounded: [Key: [(bound: Double, highest: Rule)]] = [:]

  private struct Key: Hashable {
    let trigger, context, scope, unless: String
    let mode: RuleMode
  }

  init(_ rules: [ComparableRule]) {
    var groups: [Key: [(bound: Double, highest: Rule)]] = [:]
    for rule in rules where rule.rule.mode != .shadow {
      for trigger in rule.sufficient {
        let key = Self.key(rule, rule.rule.mode, rule.scope, rule.unless, trigger)
        highest[key] = highest[key].map { Self.higher($0, rule.rule) } ?? rule.rule
      }
      for (text, bound) in rule.bounds {
        let key = Self.key(rule, rule.rule.mode, rule.scope, rule.unless, text)
        groups[key, default: []].append((bound, rule.rule))
      }
    }
    for (key, group) in groups {
      var best: Rule?
      bounded[key] = group.sorted { ($0.bound, $0.highest.id) < ($1.bound, $1.highest.id) }.map {
        best = best.map { [rule = $0.highest] in Self.higher($0, rule) } ?? $0.highest
        return ($0.bound, best ?? $0.highest)
      }
    }
  }

  private static func key(
    _ rule: ComparableRule, _ mode: RuleMode, _ scope: String, _ unless: String, _ trigger: String
  ) -> Key {
    Key(trigger: trigger, context: rule.context, scope: scope, unless: unless, mode: mode)
  }

  private static func higher(_ left: Rule, _ right: Rule) -> Rule {
    overrules(right, left) ? right : left
  }

  /// Whether findings of the first rule come before those of the second, by more than their names.
  private static func overrules(_ first: Rule, _ second: Rule) -> Bool {
    if first.cause != second.cause { return first.cause < second.cause }
    if first.severity != second.severity { return first.severity > second.severity }
    return first.id.utf8.lexicographicallyPrecedes(second.id.utf8)
  }

  /// A rule that fires whenever this one does and ranks higher; its own mode may do as much.
  func shadow(of rule: ComparableRule) -> Rule? {
    let scopes = Set([rule.scope, ComparableRule.everywhere]).sorted()
    let exceptions = Set([rule.unless, ""]).sorted()
    let order: [RuleMode] = [.shadow, .alert, .heal]
    let modes = order.drop { $0 != rule.rule.mode }
    for mode in modes {
      for scope in scopes {
        for unless in exceptions {
          let found = candidates(for: rule) { Self.key(rule, mode, scope, unless, $0) }
          let shadow = found.first {
            $0.id != rule.rule.id && Self.overrules($0, rule.rule)
              && (rule.rule.noData == .skip || rule.rule.noData == $0.noData)
          }
          if let shadow { return shadow }
        }
      }
    }
    return nil
  }

  private func candidates(for rule: ComparableRule, _ key: (String) -> Key) -> [Rule] {
    let implied = rule.necessary.compactMap { highest[key($0)] }
    let wider = rule.bounds.compactMap { text, bound in
      bounded[key(text)]?.last { $0.bound < bound }?.highest
    }
    return implied + wider
  }
}

extension Diagnostic {
  static func duplicateRule(_ rule: Rule, of other: Rule) -> Diagnostic {
    Diagnostic(
      code: "duplicate-rule", severity: .warning,
      message: "`\(rule.id)` fires exactly when `\(other.id)` does, for the same kind",
      span: rule.span, help: ["the other one is at \(other.place): keep one of them"])
  }

  static func shadowedRule(_ rule: Rule, by other: Rule) -> Diagnostic {
    Diagnostic(
      code: "shadowed-rule", severity: .warning,
      message: "`\(rule.id)` never decides: `\(other.id)` fires whenever it does, and ranks higher",
      span: rule.span,
      help: ["the other one is at \(other.place): give this one a higher severity, or delete it"])
  }
}

extension Rule {
  /// Where the rule stands, as `rules/data.yaml:14`.
  var place: String { "\(span.path):\(span.start.line)" }
}
