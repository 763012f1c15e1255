internal import Conditions
internal import Configurations
internal import Documents

/// Rules that never fire, always fire, or whose exception says nothing.
struct RuleChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    ground.rules.compactMap { rule, node in
      guard let when = node["when"] else { return nil }
      return diagnostic(on: rule, when: when, unless: node["unless"])
    }
  }

  private func diagnostic(on rule: Rule, when: Node, unless: Node?) -> Diagnostic? {
    let reader = TriggerReader(rule)
    guard let trigger = reader.statement(of: when) else { return nil }
    let solver = ground.solver
    guard solver.canHold(trigger) else {
      // Places are those of the condition itself, not of the names that the file defined.
      let own = when.scalar.flatMap { Statement.of($0.text, in: rule.schema) }
      let reason = own.flatMap { solver.contradiction(in: $0) }
      return .neverFires(
        rule.id, contradiction: reason?.subject, at: when.place(of: reason))
    }
    guard let unless else {
      return solver.alwaysHolds(trigger) ? .alwaysFires(rule.id, at: when.place(of: nil)) : nil
    }
    guard let exception = reader.exception(unless, to: when) else { return nil }
    if !solver.canHold(exception) { return .uselessUnless(rule.id, at: unless.span) }
    if solver.implies(trigger, exception) { return .unlessCovers(rule.id, at: unless.span) }
    return nil
  }
}

/// Makes one statement of a trigger: detectors are parts of which nothing is known.
///
/// A condition about `table` is asked about each table of the rule, so two of them below `all` may
/// hold of two tables: their comparisons are of different subjects.
struct TriggerReader {
  private let rule: Rule
  private let definitions: [String: Statement]

  init(_ rule: Rule) {
    self.rule = rule
    var known: [String: Statement] = [:]
    for definition in rule.definitions where definition.condition.type == .bool {
      known[definition.name] =
        definition.condition.statement(in: rule.schema)?.expanded(by: known)
    }
    definitions = known
  }

  func statement(of node: Node) -> Statement? {
    if node.scalar != nil { return condition(node) }
    if let entry = node.entries.first, !["any", "all", "not"].contains(entry.key.text) {
      // Of one detector alone nothing is to be compared.
      return Self.isOutOfReach(entry)
        ? .constant(false) : .part(Statement.Subject(text: "the detector"))
    }
    return part(node, place: "0")
  }

  /// What `unless` states where the trigger is `when`.
  func exception(_ node: Node, to when: Node) -> Statement? {
    let statement = condition(node)
    return when.scalar == nil ? statement?.renamed("unless") : statement
  }

  private func condition(_ node: Node) -> Statement? {
    node.scalar.flatMap { Statement.of($0.text, in: rule.schema)?.expanded(by: definitions) }
  }

  private func part(_ node: Node, place: String) -> Statement? {
    if node.scalar != nil {
      let isAboutTables = node.scalar?.text.contains("table") ?? false
      return isAboutTables ? condition(node)?.renamed(place) : condition(node)
    }
    guard let entry = node.entries.first else { return nil }
    func parts() -> [Statement] {
      entry.value.items.enumerated().compactMap { part($1, place: "\(place).\($0)") }
    }
    switch entry.key.text {
    case "any": return .any(parts())
    case "all": return .all(parts())
    case "not": return part(entry.value, place: place + ".n").map { .not($0) }
    default:
      return Self.isOutOfReach(entry)
        ? .constant(false) : .part(Statement.Subject(text: CanonicalText.of(node)))
    }
  }

  /// Whether a detector asks for more than all rows, or for fewer than none.
  private static func isOutOfReach(_ detector: Node.Entry) -> Bool {
    let bound: String? =
      switch detector.key.text {
      case "null_rate", "duplicate_rate": detector.value["above"]?.scalar?.text
      case "volume" where detector.value["grows"] == nil: detector.value["drops"]?.scalar?.text
      default: nil
      }
    return bound == "100%"
  }
}

extension Statement {
  /// The statement with names exchanged for what they were defined to be.
  func expanded(by definitions: [String: Statement]) -> Statement {
    definitions.isEmpty
      ? self
      : mapped { subject in
        subject.field.flatMap { definitions[$0] } ?? .part(subject)
      } subject: {
        $0
      }
  }

  /// The statement about subjects of its own.
  func renamed(_ prefix: String) -> Statement {
    mapped {
      .part($0.named("\(prefix): \($0.text)"))
    } subject: {
      $0.named("\(prefix): \($0.text)")
    }
  }

  private func mapped(
    part: (Subject) -> Statement, subject: (Subject) -> Subject
  ) -> Statement {
    switch self {
    case .constant: self
    case .all(let parts): .all(parts.map { $0.mapped(part: part, subject: subject) })
    case .any(let parts): .any(parts.map { $0.mapped(part: part, subject: subject) })
    case .not(let inner): .not(inner.mapped(part: part, subject: subject))
    case .comparison(let what, let relation, let literal):
      .comparison(subject(what), relation, literal)
    case .membership(let what, let literals): .membership(subject(what), literals)
    case .some(let body, let what):
      .some(body.mapped(part: part, subject: subject), subject(what))
    case .part(let what): part(what)
    }
  }
}

/// What a node says, whatever the layout and the order of keys: equal texts mean the same.
enum CanonicalText {
  /// A mapping without some of its keys.
  static func of(_ node: Node, without keys: [String] = []) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    write(node, without: keys, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ node: Node, without keys: [String], to bytes: inout [UInt8]) {
    switch node.content {
    case .scalar(let scalar): write(scalar.text, to: &bytes)
    case .sequence(let items):
      bytes.append(UInt8(ascii: "["))
      for item in items { write(item, without: [], to: &bytes) }
      bytes.append(UInt8(ascii: "]"))
    case .mapping(let entries):
      bytes.append(UInt8(ascii: "{"))
      let kept = entries.filter { !keys.contains($0.key.text) }
      for entry in kept.sorted(by: { $0.key.text < $1.key.text }) {
        write(entry.key.text, to: &bytes)
        write(entry.value, without: [], to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// A text with its length before it, so that no text can pass for two; white space made even.
  private static func write(_ word: String, to bytes: inout [UInt8]) {
    let feed = UInt8(ascii: "\n")
    let hasLines = word.utf8.withContiguousStorageIfAvailable { $0.contains(feed) } ?? true
    let even = hasLines ? word.split { $0 == " " || $0 == "\n" }.joined(separator: " ") : word
    bytes.append(contentsOf: String(even.utf8.count).utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: even.utf8)
  }
}

extension Diagnostic {
  static func neverFires(
    _ rule: String, contradiction: String?, at span: SourceSpan
  ) -> Diagnostic {
    let help =
      contradiction.map { "no value of `\($0)` fits all of its comparisons: change one of them" }
      ?? "change the condition, or delete the rule"
    return Diagnostic(
      code: "never-fires", severity: .warning, message: "`\(rule)` can never fire", span: span,
      help: [help])
  }

  static func alwaysFires(_ rule: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "always-fires", severity: .warning, message: "`\(rule)` fires on everything",
      span: span, help: ["narrow the condition to what is an anomaly"])
  }

  static func uselessUnless(_ rule: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "useless-unless", severity: .warning,
      message: "the `unless` of `\(rule)` can never hold", span: span,
      help: ["change it, or leave it out"])
  }

  static func unlessCovers(_ rule: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "never-fires", severity: .warning,
      message: "`\(rule)` can never fire: its `unless` holds whenever its `when` does", span: span,
      help: ["narrow the `unless`"])
  }
}
