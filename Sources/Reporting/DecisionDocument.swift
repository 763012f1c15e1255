public import Incidents

/// A decision as JSON: what `decide -o json` prints and `heal -o json` adds to.
public struct DecisionDocument: Encodable, Sendable {
  public let anomaly: Anomaly?
  public let findings: [FindingDocument]
  public let noData: [String]
  public let state: [String: String]?
  public let proposed: String
  public let verdict: String
  public let because: [String]
  public let executed: String
  /// How likely it was that it came to this; absent where nothing is carried out.
  public let propensity: Double?
  /// What would have been proposed without chance, where chance chose.
  public let insteadOf: String?
  public let environment: String
  public let now: Timestamp
  public let rulings: [Ruling]

  /// The finding that decides.
  public struct Anomaly: Encodable, Sendable {
    let kind: String
    let anomalyClass: String
    let rule: String
    let severity: String

    enum CodingKeys: String, CodingKey {
      case kind, rule, severity
      case anomalyClass = "class"
    }

    init(_ finding: Finding) {
      kind = finding.kind
      anomalyClass = finding.anomalyClass
      rule = finding.rule
      severity = finding.severity.rawValue
    }
  }

  enum CodingKeys: String, CodingKey {
    case anomaly, findings, state, proposed, verdict, because, executed, now, rulings, propensity
    case insteadOf = "instead_of"
    case noData = "no_data"
    case environment = "env"
  }

  public init(_ decision: Decision) {
    anomaly = decision.anomaly.map { Anomaly($0) }
    findings = decision.findings.map { FindingDocument($0) }
    noData = decision.missing.filter(\.isAlert).map(\.rule)
    state = decision.state.map { state in
      Dictionary(state.features.map { ($0.name, $0.label) }) { first, _ in first }
    }
    proposed = decision.proposal.action
    verdict = decision.judgement.verdict.rawValue
    because = decision.judgement.because
    executed = decision.executed
    propensity = decision.proposal.propensity
    insteadOf =
      if case .explored(let instead) = decision.proposal.origin { instead } else { nil }
    environment = decision.environment
    now = decision.at
    rulings = decision.judgement.rulings
  }
}

/// A finding as JSON.
public struct FindingDocument: Encodable, Sendable {
  let rule: String
  let kind: String
  let anomalyClass: String
  let severity: String
  let cause: String
  let mode: String
  let message: String
  let table: String?
  let column: String?
  let value: Double?
  let usual: Double?
  let limit: Double?
  let limitOrigin: String?
  let objects: [String]
  let facts: [String: String]
  let witness: LogWitness?

  enum CodingKeys: String, CodingKey {
    case rule, kind, severity, cause, mode, message, table, column, value, usual, limit, objects
    case facts, witness
    case limitOrigin = "limit_origin"
    case anomalyClass = "class"
  }

  public init(_ finding: Finding) {
    rule = finding.rule
    kind = finding.kind
    anomalyClass = finding.anomalyClass
    severity = finding.severity.rawValue
    cause = finding.cause.rawValue
    mode = finding.mode.rawValue
    message = finding.message
    table = finding.detection.table
    column = finding.detection.column
    value = finding.detection.value
    usual = finding.detection.usual
    limit = finding.detection.limit
    limitOrigin = finding.detection.limitOrigin
    objects = finding.detection.objects
    facts = finding.detection.facts
    witness = finding.detection.witness
  }
}

/// An incident as JSON: what `heal -o json` and `incidents ID -o json` print.
public struct IncidentDocument: Encodable, Sendable {
  let incident: String
  let outcome: String
  let reason: String?
  let job: String
  let run: String
  let decision: DecisionDocument?
  let steps: [StepDocument]
  let verification: Verification?
  let attempts: Int
  let keeper: String?
  let closing: Closing?

  private enum CodingKeys: String, CodingKey {
    case incident, outcome, reason, job, run, steps, verification, attempts, closing
    case keeper = "acknowledged_by"
  }

  /// The fields of the decision and those of the incident, side by side.
  public func encode(to encoder: any Encoder) throws {
    try decision?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(incident, forKey: .incident)
    try container.encode(outcome, forKey: .outcome)
    try container.encodeIfPresent(reason, forKey: .reason)
    try container.encode(job, forKey: .job)
    try container.encode(run, forKey: .run)
    try container.encode(steps, forKey: .steps)
    try container.encodeIfPresent(verification, forKey: .verification)
    try container.encode(attempts, forKey: .attempts)
    try container.encodeIfPresent(keeper, forKey: .keeper)
    try container.encodeIfPresent(closing, forKey: .closing)
  }

  public init(_ incident: Incident, standing: Outcome) {
    self.incident = incident.id
    outcome = (incident.end?.outcome ?? standing).rawValue
    reason = incident.end?.reason
    job = incident.event.job
    run = incident.event.run
    // The last decision that acted tells the story; else the last one.
    let telling = incident.attempts.last { $0.hadEffect } ?? incident.attempts.last
    decision = telling.map { DecisionDocument($0.decision) }
    steps =
      incident.attempts.enumerated().flatMap { index, attempt in
        (attempt.steps + attempt.undoSteps).map { StepDocument($0, attempt: index + 1) }
      } + incident.reversals.flatMap(\.steps).map { StepDocument($0, attempt: 0) }
    verification = incident.attempts.last { $0.verification != nil }?.verification
    attempts = incident.attempts.count
    keeper = incident.keeper
    closing = incident.closing
  }

  /// One step as JSON.
  struct StepDocument: Encodable, Sendable {
    let attempt: Int
    let step: String
    let isUndo: Bool
    let what: String

    enum CodingKeys: String, CodingKey {
      case attempt, step, what
      case isUndo = "undo"
    }

    init(_ record: StepRecord, attempt: Int) {
      self.attempt = attempt
      step = record.intent.step.name
      isUndo = record.intent.isUndo
      what = record.words
    }
  }
}
