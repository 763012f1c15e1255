internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// The rules, actions and constraints of a project, in words.
struct ExplainedProject {
  private let configuration: Configuration

  init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Everything that has a name.
  var names: [String] {
    configuration.rules.map(\.id) + configuration.policy.actions.map(\.name)
      + configuration.safety.constraints.map(\.id) + configuration.safety.claims.map(\.id)
      + kinds + ["kinds"]
  }

  /// The kinds of anomaly that rules find, in the order of the rules.
  private var kinds: [String] {
    var seen: Set<String> = []
    return configuration.rules.map(\.kind).filter { seen.insert($0).inserted }
  }

  /// What a rule, an action, a constraint or a kind is; `nil` for other names.
  func text(on name: String) -> String? {
    if name == "kinds" { return kinds.map(text(onKind:)).joined() }
    if let rule = configuration.rules.first(where: { $0.id == name }) { return text(on: rule) }
    if let action = configuration.policy.action(name) { return text(on: action) }
    if let claim = configuration.safety.claims.first(where: { $0.id == name }) {
      return text(on: claim)
    }
    if kinds.contains(name) { return text(onKind: name) }
    guard let constraint = configuration.safety.constraints.first(where: { $0.id == name }) else {
      return nil
    }
    let condition = constraint.writtenCondition.map { "  when     \(Self.line($0.text))\n" } ?? ""
    return "\(name), a constraint of safety; nothing learned can move it\n" + condition
      + "  it speaks on every proposal: kintsugi decide shows what it says\n"
  }

  private func text(onKind kind: String) -> String {
    let rules = configuration.rules.filter { $0.kind == kind }.map(\.id)
    let remedies = configuration.safety.remedies[kind]?.joined(separator: ", ")
    let lines = [
      ("rules", rules.joined(separator: ", ")),
      ("remedies", remedies ?? "none: it always goes to a person"),
    ]
    return "\(kind), a kind of anomaly\n" + Self.table(lines)
  }

  private func text(on rule: Rule) -> String {
    let place = "\(rule.span.path):\(rule.span.start.line)"
    let safety = configuration.safety.remedies[rule.kind]
    let remedies =
      rule.mode == .heal
      ? safety.map { $0.joined(separator: ", ") } ?? "none: it always goes to a person"
      : "none: a rule in mode `\(rule.mode.rawValue)` never acts"
    let lines = [
      ("title", rule.title), ("place", place), ("owner", rule.owner), ("when", when(rule.trigger)),
      ("unless", rule.unless.map { Self.line($0.text) } ?? ""),
      ("anomaly", "\(rule.kind), class \(rule.anomalyClass), \(rule.severity.rawValue)"),
      ("cause", rule.cause.rawValue), ("mode", rule.mode.rawValue),
      ("no data", rule.noData.rawValue), ("remedies", remedies), ("runbook", rule.runbook ?? ""),
    ]
    return "\(rule.id), a rule\n" + Self.table(lines)
  }

  private func text(on claim: Safety.Claim) -> String {
    let verdicts = claim.verdicts.map(\.rawValue).joined(separator: " or ")
    let lines = [
      ("title", claim.title), ("place", "\(claim.span.path):\(claim.span.start.line)"),
      ("for all", Self.line(claim.condition.text)), ("verdict", verdicts),
      ("checked", "by kintsugi prove, for every combination"),
    ]
    return "\(claim.id), a claim of safety\n" + Self.table(lines)
  }

  private func text(on action: ActionDefinition) -> String {
    let traits = action.traits
    let changes = [
      traits.changesData ? "data" : nil, traits.changesCatalog ? "catalog" : nil,
      traits.changesCost ? "cost" : nil,
    ].compactMap(\.self)
    let remedied = configuration.safety.remedies.filter { $0.value.contains(action.name) }
      .keys.sorted()
    let lines = [
      ("title", action.title), ("only if", action.onlyIf.map { Self.line($0.text) } ?? ""),
      ("steps", action.steps.map { type(of: $0).name }.joined(separator: ", ")),
      ("changes", changes.isEmpty ? "nothing" : changes.joined(separator: ", ")),
      ("undo", action.undo?.rawValue ?? "none"),
      ("against", remedied.isEmpty ? "no kind of anomaly" : remedied.joined(separator: ", ")),
    ]
    return "\(action.name), an action\n" + Self.table(lines)
  }

  private func when(_ trigger: Trigger) -> String {
    switch trigger {
    case .condition(let condition): Self.line(condition.text)
    case .detector(let detector): "\(type(of: detector).name): \(type(of: detector).summary)"
    case .any(let triggers): "any of: " + triggers.map(when).joined(separator: "; ")
    case .all(let triggers): "all of: " + triggers.map(when).joined(separator: "; ")
    case .not(let inner): "not: " + when(inner)
    }
  }

  private static func table(_ lines: [(name: String, text: String)]) -> String {
    lines.filter { !$0.text.isEmpty }.map { line in
      "  \(line.name)\(String(repeating: " ", count: 10 - line.name.count))"
        + "\(Terminal.plain(line.text))\n"
    }.joined()
  }

  /// A condition on one line.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
  }
}
