internal import Configurations
internal import Conditions
public import Incidents

/// All rules, run over one scene of evidence.
struct RuleBook: Sendable {
  let rules: [Rule]
  /// The patterns of all rules, so that a log is read once.
  let log: LogIndex

  init(rules: [Rule]) {
    self.init(
      rules: rules, log: LogIndex(rules.map { ($0.trigger, isNoise: $0.cause == .noise) }))
  }

  /// Takes over patterns that were put together for rules which ask the same of a log.
  init(rules: [Rule], log: LogIndex) {
    self.rules = rules
    self.log = log
  }

  /// What every rule says, ranked: the anomaly comes first.
  ///
  /// `given` is the reading of a log that is too large to be evidence; else the evidence is read.
  func findings(in scene: Scene, reading given: LogReading? = nil) -> DetectionResult {
    let reading = given ?? scene.evidence.log.value.map { log.reading(of: $0) }
    var findings: [Finding] = []
    var missing: [MissingEvidence] = []
    for rule in rules { add(rule, in: scene, reading, to: &findings, &missing) }
    return DetectionResult(findings, missing, in: LogOrder(reading))
  }

  /// Adds what one rule says to what others said.
  func add(
    _ rule: Rule, in scene: Scene, _ reading: LogReading?, to findings: inout [Finding],
    _ missing: inout [MissingEvidence]
  ) {
    guard rule.isOn(at: scene.now), rule.appliesTo.allSatisfy({ scene.isCovered(by: $0) }) else {
      return
    }
    switch answer(of: rule, in: scene, reading) {
    case .silent: break
    case .fired(let detections): findings += detections.map { finding(rule, $0, in: scene) }
    case .unknown(let fields):
      switch rule.noData {
      case .skip: missing.append(MissingEvidence(rule: rule.id, fields: fields, isAlert: false))
      case .alert: missing.append(MissingEvidence(rule: rule.id, fields: fields, isAlert: true))
      case .fire:
        let words = "\(fields.joined(separator: ", ")) unknown"
        findings.append(finding(rule, Detection(explanation: words), in: scene))
      }
    }
  }

  /// Whether a rule waits for evidence that is unknown.
  func isUndecided(in scene: Scene, reading: LogReading?) -> Bool {
    rules.contains { rule in
      guard rule.isOn(at: scene.now), rule.appliesTo.allSatisfy({ scene.isCovered(by: $0) }),
        case .unknown = answer(of: rule, in: scene, reading)
      else { return false }
      return true
    }
  }

  /// The trigger, unless the rule's own exception holds.
  private func answer(
    of rule: Rule, in scene: Scene, _ reading: LogReading?
  ) -> DetectorAnswer {
    let tables = scene.tablesWithBatch.filter { table in
      rule.appliesTo.allSatisfy { $0.covers(table: table.name) }
    }
    let facts = { (table: TableEvidence?) in scene.facts(on: table?.name, for: rule) }
    let answer = rule.trigger.answer(
      in: DetectionScene(
        evidence: scene.evidence, tables: tables, comparison: rule.comparison, reading: reading,
        baselines: scene.baselines), facts: facts)
    guard case .fired(let detections) = answer, let unless = rule.unless else { return answer }
    var kept: [Detection] = []
    var missing: [String] = []
    for detection in detections {
      switch unless.evaluate(scene.facts(on: detection.table, for: rule)) {
      case .value(.bool(true)): continue
      case .value: kept.append(detection)
      case .unknown(let fields): missing += fields
      case .error(let error): missing.append("\(unless.text): \(error.message)")
      }
    }
    if !kept.isEmpty { return .fired(kept) }
    return missing.isEmpty ? .silent : .unknown(missing)
  }

  private func finding(
    _ rule: Rule, _ detection: Detection, in scene: Scene
  ) -> Finding {
    func made(_ message: String) -> Finding {
      Finding(
        rule: rule.id, title: rule.title, kind: rule.kind, anomalyClass: rule.anomalyClass,
        severity: rule.severity, cause: rule.cause, mode: rule.mode, detection: detection,
        message: message, runbook: rule.runbook)
    }
    let plain = made(detection.explanation)
    guard let message = rule.message else { return plain }
    let facts = scene.facts(on: detection.table, for: rule).adding([
      "anomaly": plain.value, "anomalies": .list([plain.value]), "incident": .unknown,
    ])
    return made(message.text(with: facts))
  }
}

/// What the rules found, and which of them could not be judged.
public struct DetectionResult: Sendable {
  /// Ranked: cause, severity, rule.
  public let findings: [Finding]
  public let missing: [MissingEvidence]

  /// Ranks what rules said in any order.
  init(_ findings: [Finding], _ missing: [MissingEvidence], in order: LogOrder) {
    self.findings = order.settled(findings).sorted(by: Finding.ranksBefore)
    self.missing = missing.sorted { $0.rule.precedes($1.rule) }
  }

  private init(ranked findings: [Finding], missing: [MissingEvidence]) {
    self.findings = findings
    self.missing = missing
  }

  /// The same with other words in the findings; their ranking stays.
  public func rewording(_ reword: (Finding) -> Finding) -> DetectionResult {
    DetectionResult(ranked: findings.map(reword), missing: missing)
  }
}
