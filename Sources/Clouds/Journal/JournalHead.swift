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

  /// Nobody has moved it.
  var isStill: ItemCondition {
    ItemCondition(
      "#place = :place AND #facts = :facts AND #digest = :digest",
      names: ["#place": "place", "#facts": "facts", "#digest": "digest"],
      values: [
        ":place": .number(place), ":facts": .number(facts), ":digest": .string(digest),
      ])
  }

  /// Whether it stands behind another one.
  func isBehind(_ other: JournalHead) -> Bool {
    (place, facts) != (other.place, other.facts) && place <= other.place && facts <= other.facts
  }
}
