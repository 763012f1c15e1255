package import Configurations

// What keeps an action from its first effect, whatever the journal is kept in.
extension Charge {
  /// The first limit that the charge would pass; `used` and `changed` say what was used up of one.
  package func exceededLimit<Failure: Error>(
    used: (LimitConstraint) throws(Failure) -> Double,
    changed: (LimitConstraint) throws(Failure) -> Set<String>
  ) throws(Failure) -> String? {
    for limit in limits {
      let more = amount(of: limit.unit)
      if more == 0 { continue }
      let used =
        limit.unit == .tables
        ? Double(try changed(limit).subtracting(tables).count) : try used(limit)
      if used + more > limit.atMost { return limit.id }
    }
    return nil
  }

  /// How much of a unit the action takes.
  func amount(of unit: LimitConstraint.Unit) -> Double {
    switch unit {
    case .actions: 1
    case .dpuHours: dpuHours
    case .rows: rows
    case .tables: Double(tables.count)
    }
  }
}

extension GroupMember {
  /// What the group tells against one more heal of it; `nil` for nothing. `used` is what is counted
  /// of the group.
  package func exceededBound(_ used: [String: Double]) -> String? {
    if let breaker = groups.breaker, used[Groups.breakerID] ?? 0 >= Double(breaker.count) {
      return Groups.breakerID
    }
    if let repeats = groups.repeats, (used[Groups.repeatsID] ?? 0) + 1 >= Double(repeats.count) {
      return Groups.repeatsID
    }
    return nil
  }
}
