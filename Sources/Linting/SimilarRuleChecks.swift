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
    let contexts = ground.rules.map { ComparableRule.context(of: $0.rule) }
    let counts = Dictionary(contexts.map { ($0, 1) }, uniquingKeysWith: +)
    var numbers = TextNumbers(room: 8 * ground.rules.count)
    rules = zip(ground.rules, contexts).compactMap { entry, context in
      // A rule that is alone in its context is like no other.
      counts[context, default: 0] < 2
        ? nil
        : ComparableRule(
          entry.rule, entry.node, file: ground.roots[entry.rule.span.path], context, &numbers)
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
    var first: [TriggerKey: Rule] = [:]
    var found: [Diagnostic] = []
    for rule in rules {
      let key = TriggerKey(rule, .shadow, rule.scope, rule.unless, rule.trigger)
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

/// Numbers texts, so that they are compared and looked up as numbers from then on.
private struct TextNumbers {
  private var numbers: [String: Int]

  init(room: Int) {
    numbers = Dictionary(minimumCapacity: room)
    numbers[""] = Self.nothing
    numbers[Self.everywhere] = 1
  }

  /// The number of the empty text.
  static let nothing = 0
  /// The scope of a rule that is for everything.
  static let everywhere = "everywhere"

  mutating func number(of text: String) -> Int {
    let next = numbers.count
    return { number in
      if let number { return number }
      number = next
      return next
    }(&numbers[text])
  }
}

/// A rule, and the numbers of the words under which others find it.
private struct ComparableRule {
  let rule: Rule
  /// The rule's own scope, and the widest one.
  let scope, everywhere: Int
  /// What must be equal for two rules to be compared: the kind, the history, the file's names.
  let context: Int
  let unless: Int
  let trigger: Int
  /// Triggers of which each is enough to make the rule fire.
  let sufficient: [Int]
  /// Triggers that hold whenever the rule fires.
  let necessary: [Int]
  /// The trigger without one of its bounds, and that bound: the smaller fires on more.
  let bounds: [(text: Int, bound: Double)]

  init(
    _ rule: Rule, _ node: Node, file: Node?, _ context: String, _ numbers: inout TextNumbers
  ) {
    self.rule = rule
    let scopes = [file?["for"], node["for"]].compactMap { $0 }.filter { !Self.isForAll($0) }
    everywhere = numbers.number(of: TextNumbers.everywhere)
    scope =
      scopes.isEmpty
      ? everywhere
      : numbers.number(of: scopes.map { CanonicalText.of($0) }.joined(separator: "&"))
    self.context = numbers.number(of: context)
    unless = numbers.number(of: node["unless"].map { CanonicalText.of($0) } ?? "")
    let reading = TriggerWords(node["when"], of: rule)
    let trigger = numbers.number(of: reading.trigger)
    self.trigger = trigger
    sufficient = [trigger] + reading.alternatives.map { numbers.number(of: $0) }
    necessary = [trigger] + reading.parts.map { numbers.number(of: $0) }
    bounds = reading.bounds.map { (numbers.number(of: $0.text), $0.bound) }
  }

  /// What must be equal for two rules to be compared, as a text.
  static func context(of rule: Rule) -> String {
    let names = rule.definitions.map { "\($0.name)=\($0.condition.text)" }
    return ([rule.kind, "\(rule.comparison.batches)"] + names).joined(separator: "\n")
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
    let words = patterns.map { "log\(rest)\($0.text)" }
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
      "\(subject.text) \(relation.rawValue) \(literal.value.description)"
    case .membership(let subject, let literals):
      "\(subject.text) in "
        + literals.map(\.value.description).sorted().joined(separator: ", ")
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
    case .greater, .greaterOrEqual: return ("\(subject.text) \(relation.rawValue)", number)
    case .less, .lessOrEqual: return ("\(subject.text) \(relation.rawValue)", -number)
    }
  }
}

/// What rules are looked up by.
private struct TriggerKey: Hashable {
  let trigger, context, scope, unless: Int
  let mode: RuleMode

  init(_ rule: ComparableRule, _ mode: RuleMode, _ scope: Int, _ unless: Int, _ trigger: Int) {
    self.trigger = trigger
    context = rule.context
    self.scope = scope
    self.unless = unless
    self.mode = mode
  }
}

/// The highest rules by what is enough for them.
private struct ShadowIndex {
  private let rules: [ComparableRule]
  /// Places in `rules`.
  private var highest: [TriggerKey: Int] = [:]
  /// By bound from small to large, each with the place of the highest rule so far.
  private var bounded: [TriggerKey: [(bound: Double, highest: Int)]] = [:]

  init(_ rules: [ComparableRule]) {
    self.rules = rules
    var groups: [TriggerKey: [(bound: Double, highest: Int)]] = [:]
    for (place, rule) in rules.enumerated() where rule.rule.mode != .shadow {
      for trigger in rule.sufficient {
        let key = TriggerKey(rule, rule.rule.mode, rule.scope, rule.unless, trigger)
        highest[key] = higher(highest[key], place)
      }
      for (text, bound) in rule.bounds {
        let key = TriggerKey(rule, rule.rule.mode, rule.scope, rule.unless, text)
        groups[key, default: []].append((bound, place))
      }
    }
    for (key, group) in groups {
      let ascending = group.sorted {
        ($0.bound, rules[$0.highest].rule.id) < ($1.bound, rules[$1.highest].rule.id)
      }
      var best: Int?
      bounded[key] = ascending.map { bound, place in
        let highest = higher(best, place)
        best = highest
        return (bound, highest)
      }
    }
  }

  private func higher(_ left: Int?, _ right: Int) -> Int {
    guard let left else { return right }
    return Self.overrules(rules[right].rule, rules[left].rule) ? right : left
  }

  /// Whether findings of the first rule come before those of the second, by more than their names.
  private static func overrules(_ first: Rule, _ second: Rule) -> Bool {
    if first.cause != second.cause { return first.cause < second.cause }
    if first.severity != second.severity { return first.severity > second.severity }
    return first.id.precedes(second.id)
  }

  /// A rule that fires whenever this one does and ranks higher; its own mode may do as much.
  func shadow(of rule: ComparableRule) -> Rule? {
    let scopes = rule.scope == rule.everywhere ? [rule.scope] : [rule.everywhere, rule.scope]
    let exceptions =
      rule.unless == TextNumbers.nothing ? [rule.unless] : [TextNumbers.nothing, rule.unless]
    let order: [RuleMode] = [.shadow, .alert, .heal]
    let modes = order.drop { $0 != rule.rule.mode }
    for mode in modes {
      for scope in scopes {
        for unless in exceptions {
          let found = candidates(for: rule) { TriggerKey(rule, mode, scope, unless, $0) }
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

  private func candidates(for rule: ComparableRule, _ key: (Int) -> TriggerKey) -> [Rule] {
    let implied = rule.necessary.compactMap { highest[key($0)] }
    let wider = rule.bounds.compactMap { text, bound in
      bounded[key(text)]?.last { $0.bound < bound }?.highest
    }
    return (implied + wider).map { rules[$0].rule }
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
