internal import FoundationEssentials
public import Healing
internal import Incidents
internal import Synchronization

/// What a function of Lambda does with an invocation: it goes as far as it can without waiting.
///
/// What waits is written down, and the schedule or the end of a run wakes it. An event counts as
/// taken when its incident is in the journal; any other goes back to where it came from.
public struct FunctionHandler: Sendable {
  private let healer: Healer
  private let journal: any Journal
  private let world: any World
  private let told: @Sendable (Driver.News) -> Void

  /// `told` hears of everything that is done.
  public init(
    healer: Healer, journal: any Journal, world: any World,
    told: @escaping @Sendable (Driver.News) -> Void
  ) {
    self.healer = healer
    self.journal = journal
    self.world = world
    self.told = told
  }

  /// How many incidents are worked on at the same time.
  private static let atOnce = 8
  /// The most incidents that one tick looks at.
  private static let mostDue = 200
  /// How far back failed runs are looked for that sent no event.
  private static let lookBack = Duration.seconds(86_400)

  private struct BatchAnswer: Encodable {
    let batchItemFailures: [Item]

    struct Item: Encodable {
      let itemIdentifier: String
    }
  }

  /// Handles one invocation; gives its answer, as JSON.
  public func answer(to input: FunctionInput) async throws(HealerError) -> [UInt8] {
    switch input {
    case .messages(let messages): return try await answer(to: messages)
    case .event(let event):
      if try await !take([event]).isEmpty {
        throw .other("the event of \(event.run) could not be taken: it is to be sent again")
      }
      return Array("{}".utf8)
    case .tick:
      try await tick()
      return Array("{}".utf8)
    }
  }

  private func answer(to messages: [FunctionInput.Message]) async throws(HealerError) -> [UInt8] {
    var failed: Set<String> = []
    var events: [Event] = []
    var names: [Event: [String]] = [:]
    for message in messages {
      switch message.event {
      case .success(let event):
        if names[event] == nil { events.append(event) }
        names[event, default: []].append(message.id)
      // It goes back, and to the dead letters in the end, where people find it.
      case .failure: failed.insert(message.id)
      }
    }
    for event in try await take(events) { failed.formUnion(names[event] ?? []) }
    let order = messages.map(\.id).filter { failed.contains($0) }
    let answer = BatchAnswer(batchItemFailures: order.map { .init(itemIdentifier: $0) })
    return (try? JSONEncoder().encode(answer)).map { Array($0) } ?? Array("{}".utf8)
  }

  /// Takes events in and works on their incidents; gives those that could not be taken.
  private func take(_ events: [Event]) async throws(HealerError) -> [Event] {
    let taken = Mutex<Set<Event>>([])
    let told = told
    _ = try await Driver(healer, atOnce: Self.atOnce).work(events, woken: [], most: 0) { news in
      switch news {
      case .received(let event), .refused(let event, _): taken.withLock { _ = $0.insert(event) }
      case .progress, .trouble: break
      }
      told(news)
    }
    let known = taken.withLock { $0 }
    return events.filter { !known.contains($0) }
  }

  /// Looks at everything whose time has come; every ten minutes also for failed runs that nobody
  /// told of.
  private func tick() async throws(HealerError) {
    let now = world.now()
    var missed: [Event] = []
    if now.seconds / 60 % 10 == 0 { missed = try await untold(at: now) }
    let driver = Driver(healer, atOnce: Self.atOnce)
    _ = try await driver.work(missed, woken: [], most: Self.mostDue, told: told)
    do { try await healer.sendRoundups() } catch { throw .other("\(error)") }
  }

  private func untold(at now: Timestamp) async throws(HealerError) -> [Event] {
    var events: [Event] = []
    do throws(WorldError) { events = try await world.failedRuns(since: now - Self.lookBack) } catch
    {
      throw .world(error)
    }
    var untold: [Event] = []
    do throws(JournalError) {
      for event in events where try await journal.incident(for: event) == nil {
        untold.append(event)
      }
    } catch {
      throw .journal(error)
    }
    return untold
  }
}
