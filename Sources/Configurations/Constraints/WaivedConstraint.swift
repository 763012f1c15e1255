internal import Incidents

/// An `ask` or a limit that a waiver passes for some jobs and some time.
///
/// Outside of its scope and after its end, a waiver is as if it were not there. It never touches
/// what other constraints say.
struct WaivedConstraint: Constraint {
  private let constraint: any Constraint
  private let waivers: [Overlay.Waiver]

  init(_ constraint: any Constraint, by waivers: [Overlay.Waiver]) {
    self.constraint = constraint
    self.waivers = waivers
  }

  var id: String { constraint.id }
  var askTerms: AskTerms? { constraint.askTerms }

  func ruling(on proposal: ProposedCase) -> Ruling {
    let ruling = constraint.ruling(on: proposal)
    let waiver = waivers.first {
      $0.covers(job: proposal.job, environment: proposal.environment, at: proposal.now)
    }
    guard let waiver, ruling.kind == .ask, ruling.verdict == .ask else { return ruling }
    return silent(ruling.kind, "waived by \(waiver.id): \(waiver.reason)")
  }
}
