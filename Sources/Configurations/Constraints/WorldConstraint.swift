internal import Incidents

/// Says that the world cannot carry the action out, before it is tried.
struct WorldConstraint: Constraint {
  let id = "world"

  var inputs: [CaseInput] { [.obstacles] }

  /// No author wrote it.
  var canDecide: Bool { false }

  func ruling(on proposal: ProposedCase) -> Ruling {
    guard !proposal.obstacles.isEmpty else { return silent(.world, "nothing is in the way") }
    return Ruling(
      constraint: id, kind: .world, verdict: .unavailable,
      reason: proposal.obstacles.joined(separator: "; "))
  }
}
