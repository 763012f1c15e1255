/// One rule that fired: on what, with which numbers, and the text or field that made it fire.
public struct Finding: Sendable, Hashable, Codable {
  /// The rule's id.
  public let rule: String
  public let title: String
  /// The kind of anomaly: what states, priors and remedies speak of.
  public let kind: String
  /// The finer class, where many rules share one kind.
  public let anomalyClass: String
  public let severity: Severity
  public let cause: Cause
  public let mode: RuleMode
  public let detection: Detection
  /// What a person reads of it.
  public let message: String
  public let runbook: String?

  public init(
    rule: String, title: String, kind: String, anomalyClass: String, severity: Severity,
    cause: Cause, mode: RuleMode, detection: Detection, message: String, runbook: String?
  ) {
    self.rule = rule
    self.title = title
    self.kind = kind
    self.anomalyClass = anomalyClass
    self.severity = severity
    self.cause = cause
    self.mode = mode
    self.detection = detection
    self.message = message
    self.runbook = runbook
  }

  /// Root before symptom before noise, then the graver, then the rule's id by bytes.
  public static func ranksBefore(_ left: Finding, _ right: Finding) -> Bool {
    if left.cause != right.cause { return left.cause < right.cause }
    if left.severity != right.severity { return left.severity > right.severity }
    return left.rule.precedes(right.rule)
  }
}

extension Finding {
  /// What makes incidents one group: kind and class, and the table, or the rule without one.
  ///
  /// Each by its length, so that hostile names cannot run into one another.
  public var signature: String {
    let subject = detection.table.map { "table \($0)" } ?? "rule \(rule)"
    return [kind, anomalyClass, subject].map { "\($0.utf8.count):\($0)" }.joined(separator: "/")
  }
}

/// What a detector saw: the subject, the numbers, and why it fired.
public struct Detection: Sendable, Hashable, Codable {
  public var table: String?
  public var column: String?
  /// The figure that fired.
  public var value: Double?
  /// What the figure usually is.
  public var usual: Double?
  /// The bound that it passed.
  public var limit: Double?
  /// What the bound was made of, in words.
  public var limitOrigin: String?
  /// Objects of the run's own partition that the profiler itself found bad.
  public var objects: [String]
  /// Named captures of a pattern, and other words about the subject; hostile text.
  public var facts: [String: String]
  /// What was seen, in a sentence without a full stop.
  public var explanation: String
  /// The line of log that fired it.
  public var witness: LogWitness?

  public init(
    table: String? = nil, column: String? = nil, value: Double? = nil, usual: Double? = nil,
    limit: Double? = nil, limitOrigin: String? = nil, objects: [String] = [],
    facts: [String: String] = [:], explanation: String, witness: LogWitness? = nil
  ) {
    self.table = table
    self.column = column
    self.value = value
    self.usual = usual
    self.limit = limit
    self.limitOrigin = limitOrigin
    self.objects = objects
    self.facts = facts
    self.explanation = explanation
    self.witness = witness
  }
}

/// The line of log that made a rule fire.
public struct LogWitness: Sendable, Hashable, Codable {
  public let source: LogStream.Source
  /// From 1, within the stream.
  public let line: Int
  public let level: LogStream.Level
  /// The line's beginning, up to 400 bytes; hostile text.
  public let text: String

  public init(source: LogStream.Source, line: Int, level: LogStream.Level, text: String) {
    self.source = source
    self.line = line
    self.level = level
    self.text = text
  }
}

/// How grave an anomaly is.
public enum Severity: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
  case low, medium, high, critical

  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    case .critical: 3
    }
  }
}

/// Where in the chain of causes an anomaly stands; what comes first explains what follows.
public enum Cause: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
  case root, symptom, noise

  public static func < (left: Cause, right: Cause) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .root: 0
    case .symptom: 1
    case .noise: 2
    }
  }
}

/// What may be done about an anomaly: record it, tell a person, or act.
public enum RuleMode: String, Sendable, Hashable, Codable, CaseIterable {
  case shadow, alert, heal
}

/// A rule that could not be judged, and what it waited for.
public struct MissingEvidence: Sendable, Hashable, Codable {
  public let rule: String
  /// The evidence that is unknown, as dotted fields or in words.
  public let fields: [String]
  /// Whether the rule asks for a person to be told.
  public let isAlert: Bool

  public init(rule: String, fields: [String], isAlert: Bool) {
    self.rule = rule
    self.fields = fields
    self.isAlert = isAlert
  }
}
