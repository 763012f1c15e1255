internal import Configurations
internal import Healing
internal import Incidents

// What follows from an entry for everything that is counted.
extension JournalDraft {
  /// The incident that is changing a target; `nil` when none is.
  func holder(of target: String) -> String? { facts.locks[LockRecord.key(target)]?.incident }

  /// Takes the locks of a step, and what its action takes out of the budgets.
  mutating func take(
    _ intent: StepIntent, of incident: String, charging charge: Charge?, at now: Timestamp
  ) {
    for target in intent.step.targets where holder(of: target) == nil {
      set(.lock(LockRecord(target: target, incident: incident)))
    }
    guard let charge else { return }
    set(
      .heal(
        HealRecord(
          incident: incident, attempt: intent.attempt,
          charge: HealRecord.Charged(
            at: now, action: charge.action, environment: charge.subject.environment,
            job: charge.subject.job, tables: charge.subject.tables, dpuHours: charge.dpuHours,
            rows: charge.rows, changed: charge.tables),
          member: charge.member.map {
            HealRecord.Member(environment: $0.environment, signature: $0.signature, job: $0.job)
          }, kept: Self.kept(charge))))
  }

  /// Twice as long as anybody counts it today, so that a longer window finds it, too.
  private static func kept(_ charge: Charge) -> Int64 {
    let groups = charge.member?.groups
    let windows =
      charge.limits.map(\.window)
      + [groups?.window, groups?.repeats?.window].compactMap { $0 }
    let longest = windows.max() ?? .zero
    return max(40 * 86_400, 2 * longest.components.seconds)
  }

  /// Puts what a run really cost in the place of what was reserved for it.
  mutating func settle(_ incident: Incident, _ dpuHours: Double) {
    withHeal(incident.id, incident.attempts.count) { $0.charge?.dpuHours = dpuHours }
  }

  /// Gives back what an incident holds, once its attempt or all of it is over.
  mutating func leave(_ incident: Incident, at now: Timestamp) {
    for (key, lock) in facts.locks where lock.incident == incident.id { remove(key) }
    if let attempt = incident.attempt {
      withHeal(incident.id, incident.attempts.count) { record in
        if record.member?.endedAt == nil {
          record.member?.endedAt = now
          record.member?.result = attempt.groupResult(of: incident)
        }
        if attempt.isProvenIdle { record.charge = nil }
      }
    }
    // What a person called harmful or wrong is a heal that failed, whatever the checks said.
    if let closing = incident.closing, closing.verdict != .healed {
      for number in incident.attempts.indices {
        withHeal(incident.id, number + 1) { record in
          guard record.member?.result == "healed" else { return }
          record.member?.endedAt = now
          record.member?.result = "failed"
        }
      }
    }
    settleWake(of: incident, at: now)
  }

  private mutating func withHeal(
    _ incident: String, _ attempt: Int, _ change: (inout HealRecord) -> Void
  ) {
    guard let record = facts.heals[HealRecord.key(incident, attempt)] else { return }
    var changed = record
    change(&changed)
    if changed != record { set(.heal(changed)) }
  }

  /// Whether an incident that is over has still to be looked at: what ended well never again, what
  /// was handed over as long as its owner may be reminded.
  private mutating func settleWake(of incident: Incident, at now: Timestamp) {
    guard let end = incident.end else { return }
    if end.outcome == .escalated, incident.keeper == nil, incident.closing == nil {
      wake(incident.id, at: now)
    } else {
      delete(JournalKey.wake(of: incident.id))
    }
  }

  /// Has an incident looked at from an instant on.
  mutating func wake(_ incident: String, at instant: Timestamp) {
    var item = JournalKey.wake(of: incident)
    item["at"] = instant.attribute
    put(item)
  }
}

// Pages.
extension JournalDraft {
  /// Whether a notice is a page of its own.
  mutating func answer(to page: Page, within groups: Groups, at now: Timestamp) -> PageAnswer {
    if let known = facts.page(page.marker) {
      return answerAgain(known, within: groups, at: now)
    }
    let answer = PageAnswer.first(
      facts.pageBefore(page, within: groups, at: now),
      sent: facts.sentPages(since: now - groups.pages.window), within: groups)
    var record = PageRecord(
      page: PageRecord.Told(
        marker: page.marker, incident: page.incident, owner: page.owner, topic: page.topic),
      at: now, answer: .sending, moment: moment)
    switch answer {
    case .send: break
    case .covered(let other):
      record.answer = .covered
      record.coveredBy = other
    case .capped: record.answer = .capped
    }
    set(.page(record))
    return answer
  }

  private mutating func answerAgain(
    _ known: PageRecord, within groups: Groups, at now: Timestamp
  ) -> PageAnswer {
    switch known.answer {
    case .sent: return .send
    case .covered: return facts.isCapped(known) ? .capped : .covered(by: known.coveredBy)
    case .capped: return .capped
    case .sending, .lost:
      if renew(known, atMost: groups.pages.count - 1, groups, at: now) { return .send }
      var capped = known
      capped.answer = .capped
      capped.moment = moment
      set(.page(capped))
      return .capped
    }
  }

  /// Counts a page that somebody was about to send, and may have died over, from now on: that is
  /// when it is sent. `false` where it counts no more, and there are enough without it.
  private mutating func renew(
    _ record: PageRecord, atMost: Int, _ groups: Groups, at now: Timestamp
  ) -> Bool {
    let start = now - groups.pages.window
    if record.at <= start, facts.sentPages(since: start) >= atMost { return false }
    var renewed = record
    renewed.at = now
    set(.page(renewed))
    return true
  }

  /// Writes down what became of a page.
  mutating func settle(_ marker: String, as end: PageEnd) {
    guard var record = facts.page(marker) else { return }
    switch end {
    case .sent: record.answer = .sent
    // A roundup that nobody got is made anew: what it was about is told, not the roundup.
    case .unsent where !record.isRoundup:
      record.answer = .capped
      record.moment = moment
    case .lost, .unsent: record.answer = .lost
    }
    // Who was told with it was not.
    if end != .sent { record.lostAt = moment }
    set(.page(record))
  }

  /// The roundups that are to be sent now.
  mutating func roundups(within groups: Groups, at now: Timestamp) -> [Roundup] {
    var roundups: [Roundup] = []
    for record in facts.unsentRoundups {
      guard let count = Int(record.page.incident),
        renew(record, atMost: groups.pages.count, groups, at: now)
      else { continue }
      roundups.append(
        Roundup(owner: record.page.owner, incidents: count, marker: record.page.marker))
    }
    for (owner, count) in facts.untold.sorted(by: { $0.key < $1.key }) {
      guard facts.sentPages(since: now - groups.pages.window) < groups.pages.count else { break }
      let marker = Roundup.marker(for: owner, at: now)
      if facts.page(marker) != nil { continue }
      set(
        .page(
          PageRecord(
            page: PageRecord.Told(
              marker: marker, incident: "\(count)", owner: owner, topic: Roundup.topic),
            at: now, answer: .sending, moment: moment)))
      roundups.append(Roundup(owner: owner, incidents: count, marker: marker))
    }
    return roundups
  }
}
