internal import Conditions
internal import Documents
internal import Incidents

/// Whether what overlays change leaves safety at least as strict: what cannot be shown is refused.
struct OverlayStrictness {
  private let base: Configuration
  private let changed: Configuration
  private let changes: [OverlayChange]

  init(base: Configuration, changed: Configuration, _ changes: [OverlayChange]) {
    self.base = base
    self.changed = changed
    self.changes = changes
  }

  /// One diagnostic for each change that weakens, at the value that does.
  var diagnostics: [Diagnostic] {
    changes.compactMap { change in
      weakness(of: change).map { .weakensSafety($0, at: change.value.span) }
    }
  }

  private func weakness(of change: OverlayChange) -> String? {
    switch change.kind {
    case .rules: return weaknessOfRule(change)
    case .safety: break
    case .project, .policy, .overlay, .tests, .world: return nil
    }
    if change.path == "title" { return nil }
    if change.id == "remedies" { return weaknessOfRemedies(change) }
    if change.id == "fail_closed" { return weaknessOfAge(change) }
    if change.id == "ask_defaults" {
      return change.path == "wait" ? nil : "another approver cannot be shown to be stricter"
    }
    guard let old = base.safety.constraints.first(where: { $0.id == change.id }),
      let new = changed.safety.constraints.first(where: { $0.id == change.id })
    else { return "`\(change.id)` is gone" }
    return weakness(of: new, against: old, change)
  }

  /// A rule that may heal where it only told before lets the engine do more.
  private func weaknessOfRule(_ change: OverlayChange) -> String? {
    guard change.path == "mode", let old = base.rules.first(where: { $0.id == change.id }),
      let new = changed.rules.first(where: { $0.id == change.id })
    else { return nil }
    let order: [RuleMode] = [.shadow, .alert, .heal]
    guard (order.firstIndex(of: new.mode) ?? 0) > (order.firstIndex(of: old.mode) ?? 0) else {
      return nil
    }
    return "`\(change.id)` is `mode: \(old.mode.rawValue)` elsewhere"
  }

  private func weaknessOfRemedies(_ change: OverlayChange) -> String? {
    let kind = String(change.path.split(separator: ".").first ?? "")
    let old = base.safety.remedies[kind] ?? []
    let more = (changed.safety.remedies[kind] ?? []).first { !old.contains($0) }
    return more.map { "`\($0)` is no remedy for `\(kind)` elsewhere" }
  }

  private func weaknessOfAge(_ change: OverlayChange) -> String? {
    func bound(_ safety: Safety) -> Duration? {
      safety.constraints.lazy.compactMap { ($0 as? EvidenceAgeConstraint)?.atMost }.first
    }
    guard let old = bound(base.safety), let new = bound(changed.safety), new > old else {
      return nil
    }
    return "evidence may be \(new.unitText) old, elsewhere \(old.unitText)"
  }

  private func weakness(
    of new: any Constraint, against old: any Constraint, _ change: OverlayChange
  ) -> String? {
    switch (new, old) {
    case (let new as AuthorityConstraint, let old as AuthorityConstraint):
      return Self.weakness(of: new, against: old, change.path)
    case (let new as LimitConstraint, let old as LimitConstraint):
      return Self.weakness(of: new, against: old, change.path)
    case (let new as DenyConstraint, let old as DenyConstraint):
      return Self.weakness(of: new.condition, against: old.condition, new.id)
    case (let new as AskConstraint, let old as AskConstraint):
      if change.path == "wait" { return nil }
      if change.path == "approver" { return "another approver cannot be shown to be stricter" }
      return Self.weakness(of: new.condition, against: old.condition, new.id)
    case (let new as FreezeConstraint, let old as FreezeConstraint):
      // Times are compared as they are written, so the zone stays.
      return change.path != "zone" && new.contains(old)
        ? nil : "`\(new.id)` may leave out times that it has elsewhere"
    default: return "`\(change.id)` cannot be compared"
    }
  }

  private static func weakness(
    of new: AuthorityConstraint, against old: AuthorityConstraint, _ path: String
  ) -> String? {
    if path.hasPrefix("alone"), let more = new.alone.first(where: { !old.alone.contains($0) }) {
      return "`\(more)` may not be taken alone elsewhere"
    }
    guard path.hasPrefix("ask") else { return nil }
    let known = Set(old.alone + old.ask)
    return new.ask.first { !known.contains($0) }.map { "`\($0)` is denied elsewhere" }
  }

  private static func weakness(
    of new: LimitConstraint, against old: LimitConstraint, _ path: String
  ) -> String? {
    if new.unit != old.unit || new.scope != old.scope {
      return "`\(new.id)` counts something else than elsewhere"
    }
    if path == "at_most", new.atMost > old.atMost {
      return "`\(new.id)` allows more than the \(Int(old.atMost)) \(old.unit.rawValue) elsewhere"
    }
    if path == "within", new.window < old.window {
      return "`\(new.id)` counts within less than the \(old.window.unitText) elsewhere"
    }
    return nil
  }

  private static func weakness(
    of new: Condition, against old: Condition, _ id: String
  ) -> String? {
    let schema = EvidenceScope.safety.schema
    guard let stricter = new.statement(in: schema), let known = old.statement(in: schema),
      Satisfiability(EvidenceRanges.known).implies(known, stricter)
    else { return "`\(id)` cannot be shown to hold wherever it holds elsewhere" }
    return nil
  }
}

extension FreezeConstraint {
  /// Whether every time and place of another freeze is one of this.
  func contains(_ other: FreezeConstraint) -> Bool {
    let isWide = scope == other.scope || scope == .everything
    switch (window, other.window) {
    case (.once(let from, let until), .once(let from2, let until2)):
      return isWide && from <= from2 && until >= until2
    case (.weekly(let from, let to, _), .weekly(let from2, let to2, _)):
      guard isWide else { return false }
      // Minutes from this window's start, around the week.
      let week = WeekTime.minutesPerWeek
      func after(_ time: WeekTime) -> Int { (time.minute - from.minute + week) % week }
      let end = after(to)
      return after(from2) <= after(to2) && after(to2) <= end && after(from2) < end
    case (.once, .weekly), (.weekly, .once): return false
    }
  }
}
