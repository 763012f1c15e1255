internal import Incidents

/// Denies when the evidence was read too long ago.
struct EvidenceAgeConstraint: Constraint {
  let id = "fail-closed.evidence-age"
  let atMost: Duration

  var inputs: [CaseInput] { [.evidenceAge(atMost: atMost)] }

  func ruling(on proposal: ProposedCase) -> Ruling {
    let age = proposal.evidenceAge
    if age < .zero {
      return Ruling(
        constraint: id, kind: .failClosed, verdict: .deny, reason: "the evidence is of the future")
    }
    guard age > atMost else {
      return silent(.failClosed, "read \(age.unitText) ago, at most \(atMost.unitText)")
    }
    return Ruling(
      constraint: id, kind: .failClosed, verdict: .deny,
      reason: "the evidence was read \(age.unitText) ago, at most \(atMost.unitText) is allowed")
  }
}
