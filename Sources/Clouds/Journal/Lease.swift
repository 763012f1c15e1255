internal import AWS
internal import Healing
internal import Incidents
internal import Synchronization

/// A claim as it is kept: a name that no other claim has, and how long it stands.
///
/// The name is the fence. A number that grows would say no more here: the only one that looks at it
/// is the service, which holds it against the one that is stored.
struct Lease: Sendable, Hashable {
  let name: String
  var until: Timestamp

  /// How long a claim stands that nobody renews: what a dead handler keeps others waiting.
  static let span = Duration.seconds(60)
  /// How much the clocks of two handlers may differ.
  static let margin = Duration.seconds(15)
  /// How often it is renewed while its handler is at work elsewhere.
  static let renewal = Duration.seconds(20)

  init(name: String, at now: Timestamp) {
    self.name = name
    until = now + Self.span
  }

  func item(of incident: String) -> Item {
    JournalKey.claim(of: incident).merging([
      "name": .string(name), "until": until.attribute,
      "ttl": (until + .seconds(86_400)).expiry,
    ]) { $1 }
  }

  /// Nobody has it, or whoever had it is long over.
  func isFree(at now: Timestamp) -> ItemCondition {
    ItemCondition(
      "attribute_not_exists(pk) OR #until < :now OR #name = :name",
      names: ["#until": "until", "#name": "name"],
      values: [":now": (now - Self.margin).attribute, ":name": .string(name)])
  }

  /// It is still this one: over or not, nobody took it.
  var isHeld: ItemCondition {
    ItemCondition(
      "#name = :name", names: ["#name": "name"], values: [":name": .string(name)])
  }
}

/// The claims that were dropped and not yet given back.
///
/// A class, since claims are dropped wherever they are, and cannot wait for the journal then.
final class DroppedLeases: Sendable {
  private let names = Mutex<Set<String>>([])

  func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
  func remove(_ name: String) { names.withLock { _ = $0.remove(name) } }
  func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
}

/// One handler's hold on an incident: a lease that is renewed while the hold is there.
final class LeaseClaim: Claim {
  private let incident: String
  private let name: String
  private let journal: DynamoDBJournal
  private let dropped: DroppedLeases
  private let renewal: Task<Void, Never>

  init(
    _ incident: String, _ name: String, of journal: DynamoDBJournal, _ dropped: DroppedLeases,
    renewal: Task<Void, Never>
  ) {
    self.incident = incident
    self.name = name
    self.journal = journal
    self.dropped = dropped
    self.renewal = renewal
  }

  deinit {
    renewal.cancel()
    dropped.insert(name)
    // Nobody can wait here. Where it does not come to it, the lease is over a minute later.
    Task.detached { [journal, incident, name] in await journal.release(incident, name) }
  }

  func release() async {
    renewal.cancel()
    await journal.release(incident, name)
  }
}
