internal import Conditions
public import Incidents

/// An `ask` or a limit that a waiver passes for some jobs and some time.
///
/// An `ask` is passed, a limit is raised as far as its waiver says. Outside of its scope and after
/// its end, a waiver is as if it were not there. It never touches what other constraints say, and
/// never what cannot be judged.
struct WaivedConstraint: Constraint {
  let constraint: any Constraint
  let waivers: [Overlay.Waiver]

  init(_ constraint: any Constraint, by waivers: [Overlay.Waiver]) {
    self.constraint = constraint
    self.waivers = waivers
  }

  var id: String { constraint.id }
  var askTerms: AskTerms? { constraint.askTerms }
  var writtenCondition: Condition? { constraint.writtenCondition }
  var canDecide: Bool { constraint.canDecide }

  var inputs: [CaseInput] {
    let bounds = waivers.compactMap { $0.raiseTo.map { Double($0.count) } }
    let judged = constraint.inputs.map { input -> CaseInput in
      guard case .usage(let limit, let own, let unit) = input else { return input }
      return .usage(limit: limit, bounds: own + bounds, unit: unit)
    }
    return judged + [
      .environment, .subject(jobs: waivers.flatMap { $0.scope.jobs ?? [] }),
      .instants(waivers.map(\.expires)),
    ]
  }

  func judging(by condition: Condition) -> any Constraint {
    WaivedConstraint(constraint.judging(by: condition), by: waivers)
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    let valid = waivers.filter { $0.covers(proposal.subject, at: proposal.now) }
    guard let waiver = valid.first else { return constraint.ruling(on: proposal) }
    if let limit = constraint as? LimitConstraint {
      return limit.raised(by: valid).ruling(on: proposal)
    }
    let ruling = constraint.ruling(on: proposal)
    guard ruling.kind == .ask, ruling.verdict == .ask else { return ruling }
    return silent(ruling.kind, "waived by \(waiver.id): \(waiver.reason)")
  }
}

extension LimitConstraint {
  /// The limit with the most that valid waivers raise it to; never less than it is.
  func raised(by waivers: [Overlay.Waiver]) -> LimitConstraint {
    let raises = waivers.compactMap { waiver in
      waiver.raiseTo.map { (amount: Double($0.count), waiver: waiver.id) }
    }
    guard let most = raises.max(by: { $0.amount < $1.amount }), most.amount > atMost else {
      return self
    }
    return LimitConstraint(
      id: id, atMost: most.amount, unit: unit, scope: scope, window: window,
      raisedBy: most.waiver)
  }
}

extension Safety {
  /// The limits that hold for a subject at a time, raised by the waivers that cover it: what is
  /// judged by and what is charged against are the same.
  public func limits(for subject: JudgedSubject, at now: Timestamp) -> [LimitConstraint] {
    constraints.compactMap { constraint in
      if let limit = constraint as? LimitConstraint { return limit }
      guard let waived = constraint as? WaivedConstraint,
        let limit = waived.constraint as? LimitConstraint
      else { return nil }
      return limit.raised(by: waived.waivers.filter { $0.covers(subject, at: now) })
    }
  }
}
