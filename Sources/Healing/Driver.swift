internal import Configurations
internal import Decisions
public import Incidents

/// Works through what is due, several incidents at once: what stands behind a watch, a sweep and a
/// schedule.
///
/// One incident that cannot be handled never holds up the others: it is tried again, later and
/// later, and after some times somebody is told.
public actor Driver {
  /// What happened to an event or an incident.
  public enum News: Sendable {
    /// It is in the journal, or says that nothing is wrong.
    case received(Event)
    case progress(Progress)
    case refused(Event, reason: String)
    case trouble(String, HealerError)
  }

  private let healer: Healer
  private let atOnce: Int
  /// How often each incident could not be handled.
  private var troubles: [String: Int] = [:]
  /// Incidents in trouble of which somebody was told.
  private var told: Set<String> = []
  /// Events that could not be received, and when they are tried again.
  private var deferred: [(event: Event, at: Timestamp)] = []
  /// Incidents that another handler had a moment ago.
  private var busy: Set<String> = []

  /// `atOnce` is how many incidents are worked on at the same time.
  public init(_ healer: Healer, atOnce: Int) {
    precondition(atOnce > 0, "a driver does something")
    self.healer = healer
    self.atOnce = atOnce
  }

  /// How often an incident may be in trouble before somebody is told.
  static let patience = 3
  /// How long an event waits that could not be received.
  static let receptionPause = Duration.seconds(15)

  private enum Errand: Sendable {
    case receive(Event)
    case advance(String, known: Incident? = nil)
  }

  private enum Done: Sendable {
    case received(Event, Result<Reception, HealerError>)
    /// The end of a run that did not fail, and the incident that waits for it.
    case noticed(Event, Result<String?, HealerError>)
    case advanced(String, Result<Progress, HealerError>)
  }

  /// Receives events, and advances what is due and what was woken, `most` of them at the most.
  ///
  /// `told` hears of each as it happens. Returns whether anything was done.
  public func work(
    _ arrivals: [Event], woken: [String], most: Int, told: @Sendable (News) -> Void
  ) async throws(HealerError) -> Bool {
    let now = healer.world.now()
    let again = deferred.filter { $0.at <= now }.map(\.event)
    deferred.removeAll { $0.at <= now }
    var errands = (arrivals + again).map { Errand.receive($0) } + woken.map { .advance($0) }
    do {
      let due = try await healer.journal.due(at: now, atMost: most)
      errands += due.filter { !woken.contains($0) && !busy.contains($0) }.map { .advance($0) }
    } catch {
      throw .journal(error)
    }
    busy = []
    let wasIdle = errands.isEmpty
    await withTaskGroup(of: Done.self) { group in
      var rest = errands[...]
      for errand in rest.prefix(atOnce) { start(errand, in: &group) }
      rest = rest.dropFirst(atOnce)
      while let done = await group.next() {
        if let follow = await settle(done, told) {
          start(follow, in: &group)
        } else if let next = rest.popFirst() {
          start(next, in: &group)
        }
      }
    }
    return !wasIdle
  }

  private func start(_ errand: Errand, in group: inout TaskGroup<Done>) {
    let healer = healer
    switch errand {
    case .receive(let event) where event.state.isFailure:
      group.addTask {
        .received(event, await healer.attempting { try await healer.receive(event) })
      }
    case .receive(let event):
      // A run that ended well is nobody's trouble, and may be what an incident waits for.
      group.addTask {
        .noticed(event, await healer.attempting { try await healer.incident(waitingFor: event) })
      }
    case .advance(let id, let known):
      group.addTask {
        .advanced(
          id,
          await healer.attempting {
            let progress = try await healer.advance(id, known: known)
            try await healer.rest(progress)
            return progress
          })
      }
    }
  }

  /// Tells what became of an errand; gives the one that follows from it.
  private func settle(_ done: Done, _ told: @Sendable (News) -> Void) async -> Errand? {
    switch done {
    case .received(let event, .success(let reception)):
      told(.received(event))
      return .advance(reception.incident, known: reception.opened)
    case .noticed(let event, .success(let waiting)):
      told(.received(event))
      return waiting.map { .advance($0) }
    case .noticed(let event, .failure(let error)):
      told(.trouble(event.run, error))
      deferred.append((event, healer.world.now() + Self.receptionPause))
    case .received(let event, .failure(.refused(let reason))):
      told(.refused(event, reason: reason))
    case .received(let event, .failure(let error)):
      told(.trouble(event.run, error))
      deferred.append((event, healer.world.now() + Self.receptionPause))
    case .advanced(let id, .success(let progress)):
      if case .busy = progress {
        busy.insert(id)
      } else {
        troubles[id] = nil
        self.told.remove(id)
      }
      told(.progress(progress))
    case .advanced(let id, .failure(let error)):
      told(.trouble(id, error))
      await postpone(id, error)
    }
    return nil
  }

  /// Puts an incident in trouble aside, for longer each time, and tells somebody in the end.
  private func postpone(_ id: String, _ error: HealerError) async {
    let count = (troubles[id] ?? 0) + 1
    troubles[id] = count
    let pause = Duration.seconds(min(600, 15 << min(count, 10)))
    // Where even this cannot be written, the incident is due at once: nothing is lost.
    try? await healer.journal.rest(id, until: healer.world.now() + pause, for: nil)
    guard count >= Self.patience, !told.contains(id) else { return }
    // Who could not be told is told the next time.
    if (try? await healer.tellTrouble(of: id, error.description)) == true { told.insert(id) }
  }
}

extension Healer {
  /// The result of a call, with its error among those of a healer.
  fileprivate func attempting<Value: Sendable>(
    _ call: () async throws -> Value
  ) async -> Result<Value, HealerError> {
    do { return .success(try await call()) } catch { return .failure(HealerError(error)) }
  }

  /// Tells the owner of an incident that it cannot be handled; whether that is done.
  fileprivate func tellTrouble(of id: String, _ reason: String) async throws -> Bool {
    guard let incident = try await journal.incident(id) else { return false }
    let owner = engine.configuration.project.pipeline(of: incident.event.job)?.owner ?? ""
    let intent = StepIntent(
      attempt: incident.attempts.count, index: 0, step: .notify(owner: owner), isUndo: false,
      marker: "\(id).trouble")
    let notice = Notice(
      incident: id, subject: "\(incident.event.job) failed and cannot be looked at",
      lines: [
        "run \(incident.event.run) of \(incident.event.job): \(incident.event.message)",
        "kintsugi cannot go on: \(reason)", "it is tried again, every ten minutes in the end",
        "more: kintsugi incidents \(id)",
      ])
    let page = Page(
      marker: intent.marker, incident: id, owner: owner,
      topic: "\(incident.environment) trouble job \(incident.event.job)")
    guard
      try await journal.page(page, within: engine.configuration.safety.groups, at: world.now())
        == .send
    else { return true }
    if case .happened = try await send(intent, notice, isRecovered: false) { return true }
    return false
  }
}
