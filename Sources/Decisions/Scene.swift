internal import Conditions
internal import Configurations
internal import Incidents

/// Evidence at one time, with the facts that conditions read made once for each table.
struct Scene: Sendable {
  let evidence: Evidence
  let now: Timestamp
  let baselines: BaselineMemory
  private let factsByTable: [String: Facts]
  private let standardFacts: Facts
  private let values: EvidenceValues

  init(
    _ evidence: Evidence, at now: Timestamp, baselines: BaselineMemory = BaselineMemory()
  ) {
    self.evidence = evidence
    self.now = now
    self.baselines = baselines
    let values = EvidenceValues(evidence)
    self.values = values
    factsByTable = Dictionary(
      evidence.tables.map { ($0.name, values.facts(on: $0.name, at: now)) }
    ) { first, _ in first }
    standardFacts = values.facts(on: nil, at: now)
  }

  /// Whether the scene's job and environment are meant.
  func isCovered(by scope: Applicability) -> Bool {
    scope.covers(job: evidence.job.name, environment: evidence.environment)
  }

  /// The tables that have something to look at: what a failed run was to write is rightly not
  /// there.
  var tablesWithBatch: [TableEvidence] {
    let hasSucceeded = evidence.run.state.value == .succeeded
    return evidence.tables.filter { table in
      hasSucceeded || table.role == .reads || table.objects.value?.isEmpty == false
    }
  }

  /// The facts with `table` being the named one, else the first that the job reads.
  func facts(on table: String?) -> Facts {
    table.flatMap { factsByTable[$0] } ?? standardFacts
  }

  /// The same with the names that the rule's file defined.
  func facts(on table: String?, for rule: Rule) -> Facts {
    var facts = facts(on: table)
    for definition in rule.definitions {
      switch definition.condition.evaluate(facts) {
      case .value(let value):
        facts = facts.adding([definition.name: value], schema: rule.schema)
      case .unknown, .error:
        facts = facts.adding([definition.name: .unknown], schema: rule.schema)
      }
    }
    return facts
  }

  /// The facts about an anomaly, all findings, and what the incident has behind it.
  func facts(
    on anomaly: Finding?, among findings: [Finding], history: HealingHistory
  ) -> Facts {
    facts(on: anomaly?.detection.table)
      .adding(found(anomaly, among: findings, history: history))
  }

  /// The same with what is assumed in the place of what the evidence says.
  func facts(
    on anomaly: Finding?, among findings: [Finding], history: HealingHistory,
    assuming assumptions: Assumptions
  ) -> Facts {
    let facts = facts(on: anomaly, among: findings, history: history)
    guard !assumptions.facts.isEmpty else { return facts }
    let known = values.variables(on: anomaly?.detection.table, at: now)
      .merging(found(anomaly, among: findings, history: history)) { $1 }
    return facts.adding(assumptions.changed(known))
  }

  private func found(
    _ anomaly: Finding?, among findings: [Finding], history: HealingHistory
  ) -> [String: Value] {
    [
      "anomaly": anomaly?.value ?? .unknown,
      "anomalies": .list(findings.filter { $0.mode != .shadow }.map(\.value)),
      "incident": .record([
        "anomaly": history.anomaly?.value ?? .unknown,
        "attempt": .int(Int64(history.performedActions)),
        "tried": .list(history.tried.map { .string($0) }),
        "age": .age(now - history.openedAt),
      ]),
    ]
  }
}

extension Value {
  /// The age of an incident.
  static func age(_ span: Duration) -> Value {
    let (seconds, attoseconds) = span.components
    return .duration(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// An action as safety sees it.
  static func action(_ name: String, _ traits: ActionTraits) -> Value {
    .record([
      "name": .string(name), "changes_data": .bool(traits.changesData),
      "changes_catalog": .bool(traits.changesCatalog), "changes_cost": .bool(traits.changesCost),
      "starts_run": .bool(traits.startsRun), "can_undo": .bool(traits.canUndo),
    ])
  }

  /// What an action would cost, as conditions see it.
  static func proposal(
    _ figures: ProposalFigures, of proposal: Proposal? = nil, for action: String = ""
  ) -> Value {
    let candidate = proposal?.candidates.first { $0.action == action }
    return .record([
      "share": figures.share.map { .double($0) } ?? .unknown,
      "dpu_hours": figures.dpuHours.map { .double($0) } ?? .unknown,
      "rows": figures.rows.map { .double($0) } ?? .unknown,
      "tables": figures.tables.map { .double($0) } ?? .unknown,
      "value": candidate?.value.map { .double($0) } ?? .unknown,
      "visits": .int(Int64(candidate?.visits ?? 0)),
    ])
  }
}
