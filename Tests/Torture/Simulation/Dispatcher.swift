internal import Incidents

/// What is to be handled, and when: a queue that delivers again what was not done.
///
/// `@unchecked Sendable`: only one coroutine is at work at any time.
final class Dispatcher: @unchecked Sendable {
  private let scheduler: Scheduler
  private var waiting: [(due: Timestamp, item: Item)] = []
  private var inHand: [Int: Item] = [:]
  /// How many things will still be put in.
  var expected = 0

  /// A message of the queue.
  enum Item: Sendable {
    case event(Event, isGenuine: Bool)
    case incident(String)
  }

  /// How long a message is hidden after somebody took it and died.
  private static let hidden = 20...900

  init(_ scheduler: Scheduler) {
    self.scheduler = scheduler
  }

  func put(_ item: Item, after span: Duration = .zero) {
    waiting.append((scheduler.now + span, item))
  }

  /// Takes something that is due.
  func take(by handler: Int) -> Item? {
    let due = waiting.indices.filter { waiting[$0].due <= scheduler.now }
    guard !due.isEmpty else { return nil }
    let item = waiting.remove(at: due[scheduler.random.number(0...due.count - 1)]).item
    inHand[handler] = item
    return item
  }

  func isDone(_ handler: Int) { inHand[handler] = nil }

  /// What a dead handler had of the queue comes again; of incidents the journal alone knows.
  func died(_ handler: Int) {
    guard let item = inHand.removeValue(forKey: handler), case .event = item else { return }
    put(item, after: scheduler.random.seconds(Self.hidden))
  }

  /// Puts an incident in that is to be looked at, unless it is about to be.
  func wake(_ id: String) {
    let isThere = waiting.contains {
      if case .incident(id) = $0.item { $0.due <= scheduler.now } else { false }
    }
    if !isThere { put(.incident(id)) }
  }

  /// When somebody asks the journal next what is due.
  var nextPoll = Timestamp(seconds: 0)

  /// Whether no event is left, and none will come.
  var hasNoEvents: Bool {
    expected == 0
      && !(waiting.map(\.item) + inHand.values).contains {
        if case .event = $0 { true } else { false }
      }
  }

  /// When somebody should look again.
  var nextDue: Timestamp {
    let soon = scheduler.now + .seconds(30)
    return max(waiting.map(\.due).min() ?? soon, scheduler.now + .seconds(1))
  }
}
