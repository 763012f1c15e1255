internal import Configurations
internal import Decisions
internal import Incidents

// Telling people: a page a group, a reminder where nobody answers, one word about the rest.
extension Healer {
  /// Tells an owner, unless the owner was told of the same already, or of too much.
  func tell(
    _ owner: String, _ intent: StepIntent, of incident: Incident, isRecovered: Bool
  ) async throws -> Incident {
    let groups = engine.configuration.safety.groups
    let page = Page(
      marker: intent.marker, incident: incident.id, owner: owner, topic: incident.pageTopic)
    let settlement: StepSettlement
    switch try await journal.page(page, within: groups, at: world.now()) {
    case .send: settlement = try await send(intent, incident.notice, isRecovered: isRecovered)
    case .covered(let other):
      settlement = .happened(
        .listed(owner: owner, because: "told with \(other)"), isRecovered: isRecovered)
    case .capped:
      let bound = "\(groups.pages.count) pages within \(groups.pages.window.unitText) are enough"
      settlement = .happened(
        .listed(owner: owner, because: "\(bound); a roundup follows"), isRecovered: isRecovered)
    }
    return try await add(.settled(intent, settlement), incident)
  }

  /// Sends a page. Sent twice, it is one: worlds know it by its marker.
  func send(
    _ intent: StepIntent, _ notice: Notice, isRecovered: Bool
  ) async throws -> StepSettlement {
    let result: StepResult
    do throws(WorldError) { result = try await world.perform(intent, notice: notice) } catch {
      let end: PageEnd = if case .lost = error { .lost } else { .unsent }
      try await journal.settlePage(intent.marker, as: end)
      return .didNotHappen(reason: error.description)
    }
    try await journal.settlePage(intent.marker, as: .sent)
    return .happened(result, isRecovered: isRecovered)
  }

  /// The incident after its next reminder was sent; `nil` while none is due.
  func reminded(of incident: Incident, at now: Timestamp) async throws -> Incident? {
    guard let next = incident.nextReminder(in: engine.configuration.project), now >= next.at else {
      return nil
    }
    let number = incident.reminders.count + 1
    let intent = StepIntent(
      attempt: incident.attempts.count, index: 0, step: .notify(owner: next.owner), isUndo: false,
      marker: "\(incident.id).r\(number)")
    let through: String
    do throws(WorldError) {
      let result = try await world.perform(intent, notice: incident.reminder(number))
      through = if case .notified(_, let channel) = result { channel } else { "nobody" }
    } catch {
      through = "nobody: \(error.description)"
    }
    return try await add(.reminded(owner: next.owner, through: through), incident)
  }

  /// Tells owners how many incidents got no page of their own; how many pages that were.
  @discardableResult
  public func sendRoundups() async throws(HealerError) -> Int {
    do {
      let roundups = try await journal.roundups(
        within: engine.configuration.safety.groups, at: world.now())
      for roundup in roundups {
        let intent = StepIntent(
          attempt: 0, index: 0, step: .notify(owner: roundup.owner), isUndo: false,
          marker: roundup.marker)
        _ = try await send(intent, Notice(roundup), isRecovered: false)
      }
      return roundups.count
    } catch {
      throw HealerError(error)
    }
  }

  /// Puts an incident aside until it has to be looked at again.
  public func rest(_ progress: Progress) async throws(HealerError) {
    do throws(JournalError) {
      switch progress {
      case .busy: break
      case .done(let incident):
        let next = incident.nextReminder(in: engine.configuration.project)
        try await journal.rest(incident.id, until: next?.at, for: nil)
      case .waiting(let until, let reason, let incident):
        try await journal.rest(
          incident.id, until: wake(of: incident, until, reason),
          for: reason.isGroup
            ? incident.attempt?.member(of: incident, in: engine.configuration) : nil)
      }
    } catch {
      throw .journal(error)
    }
  }

  /// How often a run is asked for that sends no word.
  static let runPoll = Duration.seconds(30)

  private func wake(
    of incident: Incident, _ until: Timestamp, _ reason: WaitReason
  ) -> Timestamp {
    switch reason {
    case .pause, .lock, .group: until
    case .run: min(until, world.now() + Self.runPoll)
    case .answer:
      min(until, incident.nextReminder(in: engine.configuration.project)?.at ?? until)
    }
  }
}

extension WaitReason {
  fileprivate var isGroup: Bool { if case .group = self { true } else { false } }
}

extension Attempt {
  /// The group that the attempt is one heal of; `nil` where nothing was found.
  func member(of incident: Incident, in configuration: Configuration) -> GroupMember? {
    guard !decision.action.traits.onlyNotifies, let signature = decision.anomaly?.signature else {
      return nil
    }
    return GroupMember(
      environment: incident.environment, job: incident.event.job, signature: signature,
      groups: configuration.safety.groups)
  }
}

extension Incident {
  /// What a page about it is about: one group in one state. Where the cause is not known, one job.
  var pageTopic: String {
    let state = attempt?.decision.judgement.approval == nil ? "escalated" : "asked"
    let group = attempt?.decision.anomaly?.signature ?? "job \(event.job)"
    return "\(environment) \(state) \(group)"
  }

  /// Whom to tell next where nobody takes the incident on, and when; `nil` where nobody is told.
  ///
  /// An owner is told twice, then the next one. Who was not paged is not reminded: somebody else's
  /// page stands for it.
  func nextReminder(in project: Project) -> (owner: String, at: Timestamp)? {
    guard keeper == nil, closing == nil, end == nil || end?.outcome == .escalated,
      let page = attempts.last?.steps.last, let paged = page.settledAt,
      case .happened(.notified(let first, _), _)? = page.settlement
    else { return nil }
    let sent = reminders.filter { $0.at >= paged }
    let chain = project.reminders(from: first)
    guard sent.count < chain.count else { return nil }
    let next = chain[sent.count]
    return (next.owner, (sent.last?.at ?? paged) + next.after)
  }

  /// What somebody is told again.
  func reminder(_ number: Int) -> Notice {
    let first = notice
    return Notice(
      incident: id, subject: "reminder \(number): \(first.subject)",
      lines: ["nobody has taken it on: kintsugi acknowledge \(id) --lake DIR"] + first.lines)
  }
}

extension Project {
  /// Whom to remind, and how long after the one before: each owner again, then the next one.
  fileprivate func reminders(from first: String) -> [(owner: String, after: Duration)] {
    var chain: [(owner: String, after: Duration)] = []
    var seen = [first]
    while let terms = owner(seen[seen.count - 1]), let span = terms.remind {
      chain.append((terms.name, span))
      guard let next = terms.next, !seen.contains(next) else { break }
      chain.append((next, span))
      seen.append(next)
    }
    return chain
  }
}

extension Notice {
  /// One notice about everything that got none.
  init(_ roundup: Roundup) {
    self.init(
      incident: roundup.marker,
      subject: "\(roundup.incidents) more incidents than pages",
      lines: [
        "as many pages as may be were sent; these incidents are yours and got none",
        "all of them: kintsugi incidents --open --lake DIR",
      ])
  }
}
