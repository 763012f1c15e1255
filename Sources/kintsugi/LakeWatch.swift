internal import Glibc
internal import Healing
internal import Incidents
internal import Lakes
internal import Reporting
internal import Synchronization

/// Heals what comes, for as long as it is let: events out of a folder, and whatever is due.
struct LakeWatch {
  /// When a watch leaves.
  enum End {
    /// When somebody stops the program.
    case never
    /// When everything is over or waits for a person.
    case done
    /// When nothing can be done right now.
    case idle
  }

  let lake: OpenLake
  let handler: LakeHandler
  /// The folder that events lie in; none where they are given.
  let inbox: EventFolder?
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
    let tally = WatchTally(format: lake.project.format)
    while !StopRequest.isMade {
      arrivals += try inbox?.newEvents(tally) ?? []
      let first = Array(arrivals.prefix(Self.batch))
      let wasBusy = try await driver.work(
        first, woken: Array(woken.prefix(Self.batch)), most: Self.batch
      ) { news in
        waiting.hear(news)
        tally.hear(news)
      }
      arrivals.removeFirst(first.count)
      woken.removeFirst(min(woken.count, Self.batch))
      woken += waiting.takeOver(in: lake.world)
      try await handler.healer.sendRoundups()
      if wasBusy || !woken.isEmpty || !arrivals.isEmpty { continue }
      if end == .idle || (end == .done && waiting.isEmpty) { break }
      try pause(waiting)
    }
    return tally
  }

  /// Lets a little time pass; on a virtual clock, all that is waited for.
  private func pause(_ waiting: WaitingIncidents) throws {
    if lake.world.settings.isClockVirtual, !waiting.hasRuns, let next = waiting.nextTime {
      try lake.world.wait(for: .pause, until: next)
    } else {
      usleep(waiting.hasRuns ? 5_000 : 100_000)
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
  func takeOver(in world: Lake) -> [String] {
    let now = world.now()
    return state.withLock { state in
      let over = state.runs.filter { !world.isRunning($0.value.run, of: $0.value.job) }.map(\.key)
      let ids = over + state.times.filter { $0.value <= now }.map(\.key)
      for id in ids { state.forget(id) }
      return ids
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
