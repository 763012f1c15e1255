public import Incidents

extension Incident {
  /// What the owner is told when the incident is handed over: what happened, what was tried, and
  /// why it stopped.
  public var notice: Notice {
    let cause = attempt?.decision.anomaly?.kind ?? "cause not known"
    let subject = "\(event.job) failed in \(environment): \(cause)"
    var lines = ["run \(event.run) of \(event.job): \(event.message)"]
    for finding in attempt?.decision.findings ?? [] {
      lines.append("\(finding.severity.rawValue) \(finding.rule): \(finding.message)")
    }
    for attempt in attempts where attempt.hadEffect {
      lines.append("tried \(attempt.decision.executed): \(attempt.abandonment ?? "under way")")
    }
    if let decision = attempt?.decision {
      lines.append(
        "proposed \(decision.proposal.action), verdict \(decision.judgement.verdict.rawValue)")
      lines += decision.judgement.rulings.filter { $0.verdict != nil }.map {
        "\($0.constraint): \($0.reason)"
      }
    }
    if attempt?.decision.asked != nil {
      lines.append(
        "agree: kintsugi approve \(id) --lake DIR; refuse: kintsugi deny \(id) --lake DIR")
    }
    lines.append("more: kintsugi incidents \(id)")
    return Notice(incident: id, subject: subject, lines: lines)
  }
}
