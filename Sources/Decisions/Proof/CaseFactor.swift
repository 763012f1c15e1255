internal import Conditions
internal import Configurations
internal import Incidents

/// One thing that a verdict may depend on, and the classes of values that judging tells apart.
struct CaseFactor: Sendable {
  let key: Key
  let classes: [CaseClass]

  /// What it is, the same for everything that looks at it.
  enum Key: Sendable, Hashable {
    case action, environment, subject, time, killSwitch, age, anomaly
    case usage(limit: String)
    case reading(Outline.Reading)
    case elements(Outline.Reading)
    /// A part that is not taken apart, by its text.
    case free(String)
  }

  /// The class of what was not read.
  var unknown: Int? { classes.firstIndex { $0.isUnknown } }

  /// Whether it holds what was learned.
  var isLearned: Bool {
    guard case .reading(let reading) = key else { return false }
    return reading.path == ["proposal", "value"] || reading.path == ["proposal", "visits"]
  }

  var isFree: Bool { if case .free = key { true } else { false } }

  /// Its name for people.
  var name: String {
    switch key {
    case .action: "action"
    case .environment: "env"
    case .subject: "job"
    case .time: "now"
    case .killSwitch: "kill switch"
    case .age: "evidence.age"
    case .anomaly: "anomaly"
    case .usage(let limit): "limits.\(limit)"
    case .reading(let reading), .elements(let reading): reading.text
    case .free(let text): text
    }
  }
}

/// Values that nothing in the configuration tells apart, by one of them.
struct CaseClass: Sendable {
  let part: CasePart
  /// The value as a person reads it.
  let text: String
  var isUnknown = false
}

/// One part of a case, as a proof sets it.
enum CasePart: Sendable {
  case action(ActionDefinition)
  case environment(String)
  case subject(job: String, tables: [String])
  case now(Timestamp)
  case killSwitch(KillSwitch)
  case age(Duration)
  case anomaly(Rule?)
  case usage(limit: String, Double?)
  case fact(path: [String], Value)
  case entry(path: [String], key: String, Value)
  /// Facts that hang together.
  case facts([FactSetting])
  case free(name: String, Value)
}

/// A proposed case in the making: what is not set is as calm as can be, or unknown.
struct CaseDraft {
  private var action: ActionDefinition?
  private var environment = ""
  private var job = "job"
  private var tables: [String] = []
  private var now = Timestamp(seconds: 0)
  private var killSwitch = KillSwitch.off
  private var age = Duration.zero
  private var anomaly: Rule?
  private var usage: [String: Double] = [:]
  private var facts = FactTree.node([:])
  private var free: [String: Value] = [:]

  init(_ parts: [CasePart]) {
    for part in parts { set(part) }
  }

  mutating func set(_ part: CasePart) {
    switch part {
    case .action(let definition): action = definition
    case .environment(let name): environment = name
    case .subject(let job, let tables): (self.job, self.tables) = (job, tables)
    case .now(let instant): now = instant
    case .killSwitch(let state): killSwitch = state
    case .age(let span): age = span
    case .anomaly(let rule): anomaly = rule
    case .usage(let limit, let used): usage[limit] = used
    case .fact(let path, let value): facts.set(path[...], .leaf(value))
    case .entry(let path, let key, let value): facts.setEntry(path[...], key, value)
    case .facts(let all):
      for one in all {
        set(
          one.key.map { .entry(path: one.path, key: $0, one.value) }
            ?? .fact(path: one.path, one.value))
      }
    case .free(let name, let value): free[name] = value
    }
  }

  /// The case with facts of a schema, of those variables that are read; without a schema, for
  /// judges that read none.
  func proposedCase(
    _ schema: Schema?, where isRead: (String) -> Bool = { _ in true }
  ) -> ProposedCase {
    let finding = anomaly.map { Finding(of: $0) }
    let traits = action?.traits ?? Action.nothing.traits
    return ProposedCase(
      action: action?.name ?? "", traits: traits, environment: environment, now: now, job: job,
      owner: "", tables: tables, anomaly: finding, figures: figures, evidenceAge: age,
      killSwitch: killSwitch, usage: usage, obstacles: [],
      facts: schema.map { Facts(values(finding, traits, where: isRead), schema: $0) }
        ?? Self.noFacts)
  }

  private static let noFacts = Facts([:], schema: EvidenceScope.safety.schema)

  private func values(
    _ finding: Finding?, _ traits: ActionTraits, where isRead: (String) -> Bool
  ) -> [String: Value] {
    var tree = facts
    if isRead("job") { tree.set(["job", "name"], .leaf(.string(job))) }
    var values: [String: Value] = free
    if case .node(let roots) = tree {
      for (name, root) in roots where isRead(name) { values[name] = root.value }
    }
    if isRead("env") { values["env"] = .string(environment) }
    if isRead("now") {
      values["now"] = .timestamp(seconds: now.seconds, nanoseconds: now.nanoseconds)
    }
    if isRead("action") { values["action"] = .action(action?.name ?? "", traits) }
    guard isRead("anomaly") else { return values }
    values["anomaly"] = .unknown
    if let finding, case .record(let own) = finding.value {
      var fields = own
      if case .node(let set)? = tree["anomaly"] { fields.merge(set.mapValues(\.value)) { $1 } }
      values["anomaly"] = .record(fields)
    }
    return values
  }

  private var figures: ProposalFigures {
    let proposal = facts["proposal"]
    func figure(_ name: String) -> Double? {
      guard case .leaf(.double(let number))? = proposal?[name] else { return nil }
      return number
    }
    return ProposalFigures(
      share: figure("share"), dpuHours: figure("dpu_hours"), rows: figure("rows"),
      tables: figure("tables"))
  }
}

/// Values by their ways: what becomes records.
private indirect enum FactTree {
  case leaf(Value)
  case node([String: FactTree])

  subscript(name: String) -> FactTree? {
    if case .node(let fields) = self { fields[name] } else { nil }
  }

  var value: Value {
    switch self {
    case .leaf(let value): value
    case .node(let fields): .record(fields.mapValues(\.value))
    }
  }

  mutating func set(_ path: ArraySlice<String>, _ tree: FactTree) {
    guard let name = path.first else {
      self = tree
      return
    }
    var fields: [String: FactTree] = if case .node(let known) = self { known } else { [:] }
    var inner = fields[name] ?? .node([:])
    inner.set(path.dropFirst(), tree)
    fields[name] = inner
    self = .node(fields)
  }

  /// Sets an entry of a map; an unknown entry is one of an unknown map.
  mutating func setEntry(_ path: ArraySlice<String>, _ key: String, _ value: Value) {
    var tree: FactTree? = self
    for name in path { tree = tree?[name] }
    if case .leaf(.unknown)? = tree { return }
    guard value != .unknown else { return set(path, .leaf(.unknown)) }
    var entries: [Value: Value] = [:]
    if case .leaf(.map(let known))? = tree { entries = known }
    entries[.string(key)] = value
    set(path, .leaf(.map(entries)))
  }
}

extension Finding {
  /// A finding as a rule makes it, with nothing known of what it saw.
  init(of rule: Rule) {
    self.init(
      rule: rule.id, title: rule.title, kind: rule.kind, anomalyClass: rule.anomalyClass,
      severity: rule.severity, cause: rule.cause, mode: rule.mode,
      detection: Detection(explanation: "assumed"), message: "assumed", runbook: rule.runbook)
  }
}
