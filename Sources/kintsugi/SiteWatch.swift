internal import Glibc
internal import Healing
internal import Incidents
internal import Reporting
internal import Synchronization

/// Heals what comes, for as long as it is let: events out of an inbox, and whatever is due.
struct SiteWatch {
  /// When a watch leaves.
  enum End {
    /// When somebody stops the program.
    case never
    /// When everything is over or waits for a person.
    case done
    /// When nothing can be done right now.
    case idle
  }

  let handler: SiteHandler
  /// Where events come from; nowhere where they are given.
  let inbox: (any EventInbox)?
  let atOnce: Int
  let end: End

  /// How many incidents are looked at before new events are.
  private static let batch = 512

  /// Works until its end, and says how many incidents ended how.
  func run(_ given: [Event] = []) async throws -> WatchTally {
    StopRequest.listen()
    let driver = Driver(handler.healer, atOnce: atOnce)
    let waiting = WaitingIncidents()
    var inbox = inbox
    var arrivals = given
    var woken = try await handler.everythingOpen()
    let received = ReceivedEvents()
    var isIdle = false
    let tally = WatchTally(format: handler.site.project.format)
    while !StopRequest.isMade {
      arrivals += try await inbox?.newEvents(tally, isIdle: isIdle) ?? []
      let first = Array(arrivals.prefix(Self.batch))
      let wasBusy = try await driver.work(
        first, woken: Array(woken.prefix(Self.batch)), most: Self.batch
      ) { news in
        waiting.hear(news)
        received.hear(news)
        tally.hear(news)
      }
      await inbox?.keep(received.taken())
      arrivals.removeFirst(first.count)
      woken.removeFirst(min(woken.count, Self.batch))
      woken += await waiting.takeOver(in: handler.site.world)
      try await handler.healer.sendRoundups()
      isIdle = !wasBusy && woken.isEmpty && arrivals.isEmpty
      if !isIdle { continue }
      if end == .idle || (end == .done && waiting.isEmpty) { break }
      try await pause(waiting)
    }
    return tally
  }

  /// Lets a little time pass; on a virtual clock, all that is waited for.
  private func pause(_ waiting: WaitingIncidents) async throws {
    let world = handler.site.world
    if world.isClockVirtual, !waiting.hasRuns, let next = waiting.nextTime {
      try await world.wait(for: .pause, until: next)
    } else {
      try await Task.sleep(for: waiting.hasRuns ? world.pollPause : .milliseconds(100))
    }
  }
}

/// What incidents wait for, as far as this process knows: the journal has the times.
private final class WaitingIncidents: Sendable {
  private struct State {
    var runs: [String: (run: String, job: String)] = [:]
    var times: [String: Timestamp] = [:]

    mutating func forget(_ id: String) {
      runs[id] = nil
      times[id] = nil
    }
  }

  private let state = Mutex(State())

  var isEmpty: Bool { state.withLock { $0.runs.isEmpty && $0.times.isEmpty } }
  var hasRuns: Bool { state.withLock { !$0.runs.isEmpty } }
  var nextTime: Timestamp? { state.withLock { $0.times.values.min() } }

  func hear(_ news: Driver.News) {
    guard case .progress(let progress) = news else { return }
    state.withLock { state in
      switch progress {
      case .busy: break
      case .done(let incident): state.forget(incident.id)
      case .waiting(let until, let reason, let incident):
        state.forget(incident.id)
        switch reason {
        case .run(let run, let job): state.runs[incident.id] = (run, job)
        case .pause, .lock, .group: state.times[incident.id] = until
        case .answer: break
        }
      }
    }
  }

  /// The incidents whose runs are over, or whose time has come.
  func takeOver(in world: any SiteWorld) async -> [String] {
    let now = world.now()
    var over: [String] = []
    for (id, run) in state.withLock({ $0.runs }) {
      if await !world.isRunning(run.run, of: run.job) { over.append(id) }
    }
    return state.withLock { state in
      let ids = over + state.times.filter { $0.value <= now }.map(\.key)
      for id in ids { state.forget(id) }
      return ids
    }
  }
}

/// The events that are in the journal by now, or were not believed.
private final class ReceivedEvents: Sendable {
  private let events = Mutex<[Event]>([])

  func hear(_ news: Driver.News) {
    switch news {
    case .received(let event), .refused(let event, _): events.withLock { $0.append(event) }
    case .progress, .trouble: break
    }
  }

  /// Those that came since the last time.
  func taken() -> [Event] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}

/// Whether somebody asked the program to leave, by SIGTERM or SIGINT.
enum StopRequest {
  private static let flag = Atomic<Bool>(false)

  static var isMade: Bool { flag.load(ordering: .relaxed) }

  /// From now on these signals ask; what is under way ends with the move that it is in.
  static func listen() {
    for number in [SIGTERM, SIGINT] {
      signal(number) { _ in StopRequest.flag.store(true, ordering: .relaxed) }
    }
  }
}
