internal import Incidents

/// Denies everything while the kill switch is on, or cannot be read.
struct KillSwitchConstraint: Constraint {
  let id = "kill-switch"

  var inputs: [CaseInput] { [.killSwitch] }

  func ruling(on proposal: ProposedCase) -> Ruling {
    switch proposal.killSwitch {
    case .off: silent(.kill, "off")
    case .on(let reason):
      Ruling(constraint: id, kind: .kill, verdict: .deny, reason: "stopped: \(reason)")
    case .unreadable(let reason):
      Ruling(
        constraint: id, kind: .kill, verdict: .deny,
        reason: "the kill switch cannot be read, so it is on: \(reason)")
    }
  }
}
