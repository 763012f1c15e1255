internal import AWS
internal import FoundationEssentials
internal import Healing
internal import Incidents

/// One transaction in the making: what it rests on, and everything that it will write.
///
/// The writes of several writers can be one transaction; each of them sees what the ones before it
/// did.
struct JournalDraft: Sendable {
  /// The head that it rests on: it is written only while nobody moved that.
  let base: JournalHead
  private(set) var facts: JournalFacts
  private var place: Int
  private var digest: String
  private var changes: [String: FactChange] = [:]
  private var items: [String: ItemWrite] = [:]
  /// What was read of entries that are written now, for those that follow.
  private(set) var lines: [String: LastLine] = [:]
  /// Writes that are about one writer alone, and whose.
  private var guarded: [(write: ItemWrite, owner: Int)] = []
  /// About how many bytes it has.
  private(set) var bytes = 0
  /// Which of the writers is at work.
  var writer = 0

  /// The last entry of an incident.
  struct LastLine: Sendable, Hashable {
    let version: Int
    let digest: String
  }

  /// Whether what is counted was not looked at, since nobody asks for it.
  let isBlind: Bool

  /// `facts` may be left away where none of the writers needs them.
  init(on head: JournalHead, _ facts: JournalFacts?) {
    precondition(
      facts.map { head.facts == $0.number } ?? true, "what is counted is as old as the head")
    base = head
    isBlind = facts == nil
    self.facts = facts ?? JournalFacts(number: head.facts)
    (place, digest) = (head.place, head.digest)
  }

  var isEmpty: Bool { changes.isEmpty && items.isEmpty && guarded.isEmpty }

  /// Whether it has more than goes into one transaction.
  var isTooLarge: Bool {
    count > Self.mostItems || bytes > Self.mostBytes || changes.count > Self.mostChanges
  }

  /// How many items it has: the head and the log among them.
  private var count: Int { changes.count + items.count + guarded.count + 2 }

  /// The place of the writer that is at work in the order of everything that is written.
  var moment: Int { (base.facts + 1) << 8 + writer }

  /// The most items of a transaction of DynamoDB, and the most bytes, with room to spare.
  static let mostItems = 100
  static let mostBytes = 3_500_000
  /// Changes of what is counted are one item of the log, which has room for a few hundred.
  static let mostChanges = 60

  // What a writer does.

  /// Adds an entry after the one that is known to be the last; of a first one, `key` says of which
  /// run.
  mutating func append(
    _ entry: JournalEntry, to id: String, after last: String, key: String? = nil, _ name: String
  ) throws(JournalError) {
    let line = try ChainedEntry(entry, of: id, after: last)
    place += 1
    digest = line.head(after: digest)
    let parts = Self.parts(of: line.body)
    var item = JournalKey.entry(entry.sequence, of: id)
    item["body"] = .string(parts[0])
    item["digest"] = .string(line.digest)
    item["place"] = .number(place)
    item["head"] = .string(digest)
    item["writer"] = .string(name)
    item["parts"] = .number(parts.count)
    // Whoever sends events may write keys of any length.
    if let key { item["run"] = .string(JournalKey.digest(key)) }
    guarded.append((.put(item, if: .isNew), writer))
    for (index, part) in parts.enumerated().dropFirst() {
      var rest = JournalKey.entry(entry.sequence, of: id, part: index)
      rest["body"] = .string(part)
      put(rest)
    }
    bytes += line.body.utf8.count + 500
    lines[id] = LastLine(version: entry.sequence, digest: line.digest)
  }

  /// Writes only while a claim is still this one; it is longer for it.
  mutating func renew(_ lease: Lease, of incident: String) {
    guarded.append((.put(lease.item(of: incident), if: lease.isHeld), writer))
  }

  mutating func put(_ item: Item) { items[Self.name(item)] = .put(item) }

  mutating func delete(_ key: Item) { items[Self.name(key)] = .delete(key) }

  mutating func set(_ fact: JournalFact) { change(FactChange(key: fact.key, fact: fact)) }

  mutating func remove(_ key: String) { change(FactChange(key: key, fact: nil)) }

  private mutating func change(_ change: FactChange) {
    precondition(!isBlind, "what is changed was looked at")
    facts.apply(change)
    changes[change.key] = change
  }

  private static func name(_ item: Item) -> String {
    "\(item["pk"]?.text ?? "")\u{0}\(item["sk"]?.text ?? "")"
  }

  /// The most bytes of an entry in one item: 400 KB are the most of an item with everything in it.
  private static let longestPart = 300_000

  /// A text in pieces that items have room for, cut between letters.
  static func parts(of body: String) -> [String] {
    var rest = Substring(body).utf8
    if rest.count <= longestPart { return [body] }
    var parts: [String] = []
    while !rest.isEmpty {
      var end =
        rest.index(
          rest.startIndex, offsetBy: longestPart, limitedBy: rest.endIndex) ?? rest.endIndex
      while end < rest.endIndex, rest[end] & 0xC0 == 0x80 { end = rest.index(before: end) }
      parts.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[end...]
    }
    return parts
  }
}

// What is sent.
extension JournalDraft {
  /// The head as the transaction leaves it.
  func head(_ name: String) -> JournalHead {
    var head = base
    head.place = place
    head.digest = digest
    head.facts += changes.isEmpty ? 0 : 1
    head.writer = name
    return head
  }

  /// What is counted as the transaction leaves it.
  var grownFacts: JournalFacts {
    var grown = facts
    grown.number += changes.isEmpty ? 0 : 1
    return grown
  }

  /// Everything to be written, and to whom each write belongs; the head first.
  func writes(
    _ name: String, of worker: String, at now: Timestamp
  ) throws(JournalError) -> ([ItemWrite], owners: [Int?]) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var writes = [ItemWrite.put(head(name).item, if: base.isStill(for: worker, at: now))]
    writes += guarded.map(\.write)
    var owners: [Int?] = [nil] + guarded.map(\.owner)
    let sorted = changes.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    do {
      for change in sorted {
        guard let fact = change.fact else {
          writes.append(.delete(JournalKey.fact(change.key)))
          continue
        }
        var item = JournalKey.fact(change.key)
        item["fact"] = .string(String(decoding: try encoder.encode(fact), as: UTF8.self))
        item["ttl"] = fact.expiry?.expiry
        writes.append(.put(item))
      }
      if !sorted.isEmpty {
        var item = JournalKey.log(base.facts + 1)
        item["changes"] = .string(String(decoding: try encoder.encode(sorted), as: UTF8.self))
        item["writer"] = .string(name)
        item["ttl"] = (now + Self.logKept).expiry
        writes.append(.put(item, if: .isNew))
      }
    } catch {
      throw .cannotWrite(what: "what is counted", reason: "\(error)")
    }
    writes += items.sorted { $0.key < $1.key }.map(\.value)
    owners += Array(repeating: nil, count: writes.count - owners.count)
    return (writes, owners)
  }

  /// How long what changed is kept one by one; who was away for longer reads all of it.
  private static let logKept = Duration.seconds(7 * 86_400)
}
