internal import AWS
internal import Healing
internal import Incidents

/// The item that every transaction moves on, and with it the one order of everything that is
/// written: what was read stands while the head does.
struct JournalHead: Sendable, Hashable {
  /// How many entries there are, over all incidents.
  var place = 0
  /// The digest of the chain up to there.
  var digest = ChainedEntry.noHead
  /// How many transactions changed what is counted.
  var facts = 0
  /// The transaction that wrote it.
  var writer = ""

  static let key = JournalKey.item("journal", "head")
  /// What this program understands; a newer one is left alone.
  static let schema = 1

  init() {}

  /// Reads the item.
  init(_ item: Item) throws(JournalError) {
    guard let schema = item["schema"]?.integer, let place = item["place"]?.integer,
      let facts = item["facts"]?.integer, let digest = item["digest"]?.text,
      let writer = item["writer"]?.text
    else { throw .damaged(what: "the head of the journal", reason: "it has not what it has to") }
    guard schema <= Self.schema else {
      throw .cannotRead(
        what: "the journal", reason: "a newer version of kintsugi wrote it (\(schema))")
    }
    (self.place, self.digest, self.facts, self.writer) = (place, digest, facts, writer)
  }

  var item: Item {
    Self.key.merging([
      "schema": .number(Self.schema), "place": .number(place), "facts": .number(facts),
      "digest": .string(digest), "writer": .string(writer),
    ]) { $1 }
  }

  /// Nobody has moved it, and nobody else has the turn.
  func isStill(for worker: String, at now: Timestamp) -> ItemCondition {
    let turn = Self.isNobodysTurn(but: worker, at: now)
    return ItemCondition(
      "#place = :place AND #facts = :facts AND #digest = :digest AND (\(turn.expression))",
      names: turn.names.merging(["#place": "place", "#facts": "facts", "#digest": "digest"]) { $1 },
      values: turn.values.merging([
        ":place": .number(place), ":facts": .number(facts), ":digest": .string(digest),
      ]) { $1 })
  }

  /// Whether it stands behind another one.
  func isBehind(_ other: JournalHead) -> Bool {
    (place, facts) != (other.place, other.facts) && place <= other.place && facts <= other.facts
  }
}

// Turns: whoever came second some times has one transaction for itself.
//
// Without them a worker that has more to read between two transactions comes second to one that has
// less, every time. A turn is nothing that anything rests on: who takes no notice of one, or has
// another clock, is only less polite.
extension JournalHead {
  /// How long a turn stands that its worker does not use.
  private static let turn = Duration.seconds(2)

  /// What gives a worker the turn.
  static func turn(of worker: String, at now: Timestamp) -> Item {
    ["turn": .string(worker), "turnUntil": (now + turn).attribute]
  }

  /// What ends a turn.
  static let noTurn: Item = ["turnUntil": Timestamp(seconds: 0).attribute]

  /// A worker has the turn.
  static func isTurn(of worker: String) -> ItemCondition {
    ItemCondition(
      "#turn = :worker", names: ["#turn": "turn"], values: [":worker": .string(worker)])
  }

  /// Nobody has the turn, or a worker itself.
  static func isNobodysTurn(but worker: String, at now: Timestamp) -> ItemCondition {
    ItemCondition(
      "attribute_not_exists(#turn) OR #turn = :worker OR #turnUntil < :now",
      names: ["#turn": "turn", "#turnUntil": "turnUntil"],
      values: [":worker": .string(worker), ":now": now.attribute])
  }
}
