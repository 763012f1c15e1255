internal import Incidents

/// Denies what the group of an incident tells against: too many failed heals, or the same heal
/// again and again.
///
/// What it counts it is given as `usage`, by its id, for the signature of the case.
struct GroupConstraint: Constraint {
  /// What is counted of a group.
  enum Count: String {
    /// Heals that failed, in the environment.
    case breaker
    /// Heals that worked, of one job.
    case repeats
  }

  let counting: Count
  /// From how many on nothing more is done.
  let bound: Int
  let window: Duration

  var id: String { "groups.\(counting.rawValue)" }

  var inputs: [CaseInput] { [.usage(limit: id, bounds: [Double(bound - 1)], unit: .actions)] }

  func ruling(on proposal: ProposedCase) -> Ruling {
    if proposal.traits.isPassive { return silent(.limits, "nothing is done") }
    guard let counted = proposal.usage[id] else {
      return Ruling(
        constraint: id, kind: .failClosed, verdict: .deny,
        reason: "cannot be judged: how others of the group went is unknown")
    }
    let many = Int(counted)
    let words =
      switch counting {
      case .breaker: "\(many) of \(bound) failures of the group within \(window.unitText)"
      case .repeats:
        "heal \(many + 1) of the same within \(window.unitText); number \(bound) is for a person"
      }
    let isOver =
      switch counting {
      case .breaker: many >= bound
      case .repeats: many + 1 >= bound
      }
    guard isOver else { return silent(.limits, words) }
    return Ruling(constraint: id, kind: .limits, verdict: .deny, reason: words)
  }
}

extension Groups {
  /// What the groups have to say of a proposal.
  var constraints: [GroupConstraint] {
    var constraints: [GroupConstraint] = []
    if let breaker {
      constraints.append(
        GroupConstraint(counting: .breaker, bound: breaker.count, window: breaker.window))
    }
    if let repeats {
      constraints.append(
        GroupConstraint(counting: .repeats, bound: repeats.count, window: repeats.window))
    }
    return constraints
  }
}

extension Safety {
  /// The ids of everything that is counted: what `usage` of a case has an amount for.
  public var counted: [String] { limits.map(\.id) + groups.constraints.map(\.id) }
}
