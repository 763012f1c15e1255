internal import Incidents
internal import Reporting

/// What a text of a log says: which class, which line, which facts.
struct LogAnswer: Encodable {
  let id: String?
  let first: Finding?
  /// The classes that were found beside, in their ranking.
  let also: [String]
  /// What the default policy would do at most; `nil` where no rule tells of a failure.
  let action: String?
  /// Why there is no answer.
  let error: String?

  init(id: String?, findings: [Finding], action: String?) {
    let first = findings.first { $0.mode != .shadow } ?? findings.first { $0.cause == .noise }
    self.id = id
    self.first = first
    self.action = action
    error = nil
    also = findings.filter { $0.mode != .shadow }.map(\.anomalyClass)
      .reduce(into: []) { classes, name in
        if name != first?.anomalyClass, !classes.contains(name) { classes.append(name) }
      }
  }

  /// The answer to something that is no record.
  init(error: String) {
    self.error = error
    (id, first, also, action) = (nil, nil, [], nil)
  }

  private enum CodingKeys: String, CodingKey {
    case id, kind, rule, severity, mode, action, line, facts, also, text, error
    case anomalyClass = "class"
  }

  /// Every key is always there, but `error`.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(first?.anomalyClass, forKey: .anomalyClass)
    try container.encode(first?.kind, forKey: .kind)
    try container.encode(first?.rule, forKey: .rule)
    try container.encode(first?.severity.rawValue, forKey: .severity)
    try container.encode(first?.mode.rawValue, forKey: .mode)
    try container.encode(action, forKey: .action)
    try container.encode(first?.detection.witness?.line, forKey: .line)
    try container.encode(first?.detection.facts ?? [:], forKey: .facts)
    try container.encode(also, forKey: .also)
    try container.encode(first?.detection.witness?.text, forKey: .text)
    try container.encodeIfPresent(error, forKey: .error)
  }

  /// A few lines, without anything that a terminal would obey.
  var story: String {
    guard let first, first.mode != .shadow else {
      let noise = first.map { "; \($0.rule) knows a line of good runs" } ?? ""
      return "cause not known: no rule matches\(noise)\n"
    }
    var lines = [
      "class     \(first.anomalyClass) (\(first.kind), \(first.severity.rawValue)): \(first.title)",
      "rule      \(first.rule), \(first.cause.rawValue), \(first.mode.rawValue)",
    ]
    if let witness = first.detection.witness {
      lines.append("line      \(witness.line): \(PlainText.cut(witness.text, to: 200))")
    }
    let facts = first.detection.facts.sorted { $0.key < $1.key }
    if !facts.isEmpty {
      let words = facts.map { "\($0.key) \(PlainText.cut($0.value, to: 80))" }
      lines.append("facts     " + words.joined(separator: ", "))
    }
    if let action { lines.append("at most   \(action)") }
    if !also.isEmpty { lines.append("also      " + also.joined(separator: ", ")) }
    lines.append("(taken as the message and the log of a failed run)")
    return lines.map(PlainText.escaped).joined(separator: "\n") + "\n"
  }
}
