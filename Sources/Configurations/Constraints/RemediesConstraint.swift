internal import Incidents

/// Denies any action that is not declared as a remedy for the kind of anomaly.
struct RemediesConstraint: Constraint {
  let id = "remedies"
  let remedies: [String: [String]]

  var inputs: [CaseInput] { [.anomaly] }

  func ruling(on proposal: ProposedCase) -> Ruling {
    guard !proposal.traits.isPassive else {
      return silent(.remedies, "nothing is done")
    }
    guard let anomaly = proposal.anomaly else {
      return deny("nothing that fired asks for a remedy")
    }
    guard anomaly.mode == .heal else {
      return deny("the rule `\(anomaly.rule)` is not `mode: heal`")
    }
    guard let known = remedies[anomaly.kind] else {
      return deny("no remedy is declared for `\(anomaly.kind)`")
    }
    guard known.contains(proposal.action) else {
      let listed = known.joined(separator: ", ")
      return deny("`\(proposal.action)` is no remedy for `\(anomaly.kind)`: \(listed)")
    }
    return silent(.remedies, "`\(proposal.action)` is a remedy for `\(anomaly.kind)`")
  }

  private func deny(_ reason: String) -> Ruling {
    Ruling(constraint: id, kind: .remedies, verdict: .deny, reason: reason)
  }
}
