internal import AWS
internal import Healing
internal import Incidents

/// Where a watch has its events from.
protocol EventInbox: Sendable {
  /// The events that came since the last time, and what is no event is told, once.
  ///
  /// `isIdle` says that there is nothing else to do: it may be waited for a while.
  mutating func newEvents(_ tally: WatchTally, isIdle: Bool) async throws -> [Event]
  /// Hears that an event is in the journal: it may be forgotten.
  mutating func keep(_ events: [Event]) async
}

/// Events out of a queue of SQS: a message is deleted when its incident is in the journal, so that
/// a worker that dies takes none with it.
struct QueueInbox: EventInbox {
  private let queues: QueuesClient
  private let url: String
  private var messages: [Event: [QueuesClient.Message]] = [:]
  private var told: Set<String> = []

  init(_ url: String, client: AWSClient) {
    self.url = url
    queues = QueuesClient(client)
  }

  /// How long others do not see a message that was handed out.
  private static let hidden = Duration.seconds(300)
  /// The most messages that are taken at once.
  private static let most = 50

  mutating func newEvents(_ tally: WatchTally, isIdle: Bool) async throws -> [Event] {
    var events: [Event] = []
    var waiting = isIdle ? Duration.seconds(2) : .zero
    while events.count < Self.most {
      let found = try await queues.messages(of: url, waiting: waiting, hidden: Self.hidden)
      if found.isEmpty { break }
      waiting = .zero
      for message in found {
        do {
          let event = try GlueEvent.event(
            json: Array(message.body.utf8), from: "message \(message.id)")
          messages[event, default: []].append(message)
          events.append(event)
        } catch {
          // It stays in the queue, whose dead letters keep it for people.
          if told.insert(message.id).inserted { tally.unreadable("\(error)") }
        }
      }
    }
    return events
  }

  mutating func keep(_ events: [Event]) async {
    let done = events.flatMap { messages.removeValue(forKey: $0) ?? [] }
    let (queues, url) = (queues, url)
    await withTaskGroup(of: Void.self) { group in
      for message in done {
        // One that cannot be deleted comes again, and finds its incident.
        group.addTask { try? await queues.delete(message, of: url) }
      }
    }
  }
}
