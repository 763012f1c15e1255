internal import AWS
public import Healing
internal import Incidents

/// An entry that is about to be added, and the incident with it.
struct Addition: Sendable {
  let entry: JournalEntry
  let grown: Incident
  /// The digest of the entry before it.
  let last: String
  /// The claim under which it is added; absent where nobody holds one here.
  let lease: Lease?
}

extension JournalDraft {
  /// Adds an entry, while nobody added another and nobody took the claim.
  mutating func append(_ addition: Addition, _ name: String) throws(JournalError) {
    let id = addition.grown.id
    // Another writer of this very transaction was first.
    if lines[id] != nil { throw .overtaken(incident: id) }
    try append(addition.entry, to: id, after: addition.last, name)
    if let lease = addition.lease { renew(lease, of: id) }
  }
}

// Entries and their chain.
extension DynamoDBJournal {
  func addition(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Addition {
    guard let last = try await last(of: incident) else {
      throw .overtaken(incident: incident.id)
    }
    let entry = JournalEntry(
      sequence: incident.version + 1, at: now, happening: redactor.redacted(happening))
    var grown = incident
    grown.add(entry)
    let lease = leases[incident.id].map { Lease(name: $0.name, at: clock.now()) }
    return Addition(entry: entry, grown: grown, last: last, lease: lease)
  }

  /// The digest of the last entry of an incident as somebody saw it; `nil` where it has no such
  /// entry.
  func last(of incident: Incident) async throws(JournalError) -> String? {
    if let known = lines[incident.id], known.version == incident.version { return known.digest }
    let item = try await item(
      JournalKey.entry(incident.version, of: incident.id), "the journal of \(incident.id)")
    guard let item else { return nil }
    guard let digest = item["digest"]?.text else {
      throw .damaged(
        what: "entry \(incident.version) of \(incident.id)", reason: "it has no digest")
    }
    remember(incident.id, .init(version: incident.version, digest: digest))
    return digest
  }

  func remember(_ id: String, _ line: JournalDraft.LastLine) {
    // A worker of many days does not keep every incident that it ever saw.
    if lines.count > 20_000 { lines = [:] }
    lines[id] = line
  }

  /// The entries of an incident as they are stored.
  func lines(of id: String) async throws(JournalError) -> [ChainedEntry] {
    let what = "the journal of \(id)"
    let question = TableQuestion(
      partition: JournalKey.partition(of: id), prefix: JournalKey.entryPrefix)
    var attempt = 0
    while true {
      attempt += 1
      do throws(JournalError) {
        let lines = try StoredLine.lines(try await items(question, what), of: id)
        if let gap = StoredLine.gap(in: lines) {
          throw .damaged(what: what, reason: "entry \(gap) is missing")
        }
        return lines.map(\.entry)
      } catch {
        // A transaction that was just written is not seen everywhere at once; damage stays.
        guard case .damaged = error, attempt < 3 else { throw error }
        await rest(attempt)
      }
    }
  }

  /// Every entry up to the head as it is just now, by incident, and the head.
  func everything() async throws(JournalError) -> (JournalHead, [String: [StoredLine]]) {
    let head = try await readHead()
    let prefix = JournalKey.partition(of: "")
    let found = try await items(
      TableQuestion(
        filter: ItemCondition(
          "begins_with(pk, :incident) AND begins_with(sk, :entry)",
          values: [
            ":incident": .string(prefix), ":entry": .string(JournalKey.entryPrefix),
          ])), "the incidents")
    let partitions = Dictionary(grouping: found) {
      String($0["pk"]?.text?.dropFirst(prefix.count) ?? "")
    }
    var incidents: [String: [StoredLine]] = [:]
    for (id, items) in partitions {
      let sorted = items.sorted {
        ($0["sk"]?.text ?? "").utf8.lexicographicallyPrecedes(($1["sk"]?.text ?? "").utf8)
      }
      // What was added since the head was read may be there in part.
      let lines = try StoredLine.lines(sorted, of: id).filter { $0.place <= head.place }
      if !lines.isEmpty { incidents[id] = lines }
    }
    return (head, incidents)
  }

  public func check(noted: String?) async throws(JournalError) -> JournalCheck {
    let (last, incidents) = try await everything()
    var damage: String?
    for (id, lines) in incidents.sorted(by: { $0.key < $1.key }) {
      do throws(JournalError) {
        if let gap = StoredLine.gap(in: lines) {
          throw .damaged(what: "the journal of \(id)", reason: "entry \(gap) is missing")
        }
        _ = try ChainedEntry.incident(id, lines.map(\.entry))
      } catch {
        damage = damage ?? error.description
      }
    }
    let links = incidents.flatMap { id, lines in lines.map { (id: id, line: $0) } }
      .sorted {
        ($0.line.place, $0.id, $0.line.sequence) < ($1.line.place, $1.id, $1.line.sequence)
      }
    var head = ChainedEntry.noHead
    var isKnown = noted == head
    for (index, link) in links.enumerated() {
      let name = "record \(index + 1), entry \(link.line.sequence) of \(link.id)"
      head = link.line.entry.head(after: head)
      if link.line.place != index + 1 {
        damage = damage ?? "\(name), is not the next one: a record before it is missing"
      } else if head != link.line.head {
        damage = damage ?? "\(name), is not what was written"
      }
      isKnown = isKnown || link.line.head == noted
    }
    if last.place != links.count || last.digest != head {
      damage = damage ?? "there are \(links.count) entries, and the head says \(last.place)"
    }
    return JournalCheck(
      incidents: incidents.count, entries: links.count, head: head, damage: damage,
      knowsHead: noted.map { _ in isKnown })
  }
}

/// One entry as the table has it.
struct StoredLine: Sendable {
  let sequence: Int
  let entry: ChainedEntry
  let place: Int
  let head: String

  /// The entries of an incident out of its items, which are in order.
  static func lines(_ items: [Item], of id: String) throws(JournalError) -> [StoredLine] {
    var lines: [StoredLine] = []
    var rest = items[...]
    while let item = rest.popFirst() {
      let sort = item["sk"]?.text ?? ""
      guard let sequence = Int(sort.dropFirst(JournalKey.entryPrefix.count)),
        var body = item["body"]?.text, let digest = item["digest"]?.text,
        let place = item["place"]?.integer, let head = item["head"]?.text,
        let parts = item["parts"]?.integer
      else {
        throw .damaged(what: "an entry of \(id)", reason: "`\(sort)` is not what was written")
      }
      for part in 1..<max(1, parts) {
        let next = rest.popFirst()
        guard next?["sk"] == JournalKey.entry(sequence, of: id, part: part)["sk"],
          let more = next?["body"]?.text
        else {
          throw .damaged(what: "entry \(sequence) of \(id)", reason: "a part of it is missing")
        }
        body += more
      }
      lines.append(
        StoredLine(
          sequence: sequence, entry: ChainedEntry(body: body, digest: digest), place: place,
          head: head))
    }
    return lines
  }

  /// The first number that is missing; `nil` where none is.
  static func gap(in lines: [StoredLine]) -> Int? {
    lines.enumerated().first { $0.element.sequence != $0.offset + 1 }.map { $0.offset + 1 }
  }
}
