public import Healing
internal import Incidents

/// What would be taken back, as a person reads it.
public struct UndoStory: Sendable {
  private let plan: UndoPlan

  public init(_ plan: UndoPlan) {
    self.plan = plan
  }

  /// A line a step, without anything that a terminal would obey.
  public var text: String {
    var lines = ["To take back of \(plan.incident):" + (plan.items.isEmpty ? " nothing" : "")]
    for (index, item) in plan.items.enumerated() {
      lines.append("  \(index + 1). \(item.step.words)")
      if let obstacle = item.obstacle { lines.append("     cannot be: \(obstacle)") }
    }
    for run in plan.stays {
      lines.append("  stays: what the run \(run) wrote, which the healing started")
    }
    lines.append(plan.refusal.map { "Not now: \($0)" } ?? "It can be taken back now")
    return lines.map(PlainText.escaped).joined(separator: "\n") + "\n"
  }
}

/// What would be taken back, as JSON.
public struct UndoDocument: Encodable, Sendable {
  let incident: String
  let steps: [Item]
  let stays: [String]
  let possible: Bool
  let reason: String?
  let verdict: String
  let because: [String]

  struct Item: Encodable, Sendable {
    let step: String
    let what: String
    let possible: Bool
    let reason: String?
  }

  public init(_ plan: UndoPlan) {
    incident = plan.incident
    steps = plan.items.map {
      Item(
        step: $0.step.name, what: $0.step.words, possible: $0.obstacle == nil, reason: $0.obstacle)
    }
    stays = plan.stays
    possible = plan.refusal == nil
    reason = plan.refusal
    verdict = plan.judgement.verdict.rawValue
    because = plan.judgement.because
  }
}
