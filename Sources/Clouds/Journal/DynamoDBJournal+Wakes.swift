internal import AWS
public import Configurations
public import Healing
public import Incidents

// When incidents are to be looked at again, the kill switch, and events that were not believed.
//
// None of it is counted by anybody, so none of it moves the head: items are written one by one.
extension DynamoDBJournal {
  public func rest(
    _ incident: String, until instant: Timestamp?, for member: GroupMember?
  ) async throws(JournalError) {
    var item = JournalKey.wake(of: incident)
    let what = "the rest of \(incident)"
    guard let instant else {
      _ = try await write(.delete(item), what)
      return
    }
    item["at"] = instant.attribute
    if let member { item["held"] = .string(member.key) }
    _ = try await write(.put(item), what)
  }

  public func wake(
    _ member: GroupMember, atLeast: Int, at now: Timestamp
  ) async throws(JournalError) {
    let what = "the waking of a group"
    let held = try await items(
      TableQuestion(
        partition: JournalKey.wakes,
        filter: ItemCondition(
          "#held = :group", names: ["#held": "held"], values: [":group": .string(member.key)])),
      what)
    if held.isEmpty { return }
    let allowed = try await currentFacts().allowedAtOnce(member, at: now)
    for incident in held.compactMap({ $0["sk"]?.text }).prefix(max(allowed, atLeast)) {
      var item = JournalKey.wake(of: incident)
      item["at"] = now.attribute
      // Who was put aside anew meanwhile is looked at once too often, and nothing else.
      _ = try await write(.put(item), what)
    }
  }

  public func due(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [String] {
    let found = try await items(
      TableQuestion(
        partition: JournalKey.wakes,
        filter: ItemCondition(
          "#at <= :now", names: ["#at": "at"], values: [":now": now.attribute])), "what is due")
    var wakes: [(at: Timestamp, incident: String)] = []
    for item in found {
      guard let at = Timestamp(item["at"]), let incident = item["sk"]?.text else {
        throw .damaged(what: "what is due", reason: "an item cannot be read")
      }
      wakes.append((at, incident))
    }
    return wakes.sorted { $0 < $1 }.prefix(count).map(\.incident)
  }

  public func killSwitch() async -> KillSwitch {
    do throws(JournalError) {
      guard let stop = try await openStops(atMost: 1).first else { return .off }
      return .on(reason: stop["reason"]?.text ?? "no reason is on record")
    } catch {
      return .unreadable(reason: error.reason)
    }
  }

  private func openStops(atMost most: Int? = nil) async throws(JournalError) -> [Item] {
    try await items(
      TableQuestion(partition: JournalKey.stops, prefix: JournalKey.openStops, most: most),
      "the stops")
  }

  public func stop(
    by person: String, reason: String, at now: Timestamp
  ) async throws(JournalError) {
    transactions += 1
    var item = JournalKey.item(
      JournalKey.stops, "\(JournalKey.openStops)\(now.sortable)#\(name).\(transactions)")
    item["reason"] = .string(redactor.redacted("\(person): \(reason)"))
    item["startedAt"] = .string("\(now)")
    _ = try await write(.put(item), "the stop")
  }

  public func resume(by person: String, at now: Timestamp) async throws(JournalError) -> Bool {
    let stops = try await openStops()
    for stop in stops {
      let sort = stop["sk"]?.text ?? ""
      var ended = stop
      ended["sk"] = .string("ended#\(sort.dropFirst(JournalKey.openStops.count))")
      ended["endedAt"] = .string("\(now)")
      ended["endedBy"] = .string(person)
      // On record first: who dies in between has ended nothing.
      _ = try await write(.put(ended), "the end of the stop")
      _ = try await write(
        .delete(JournalKey.item(JournalKey.stops, sort)), "the end of the stop")
    }
    return !stops.isEmpty
  }
}

// Events that were not believed.
extension DynamoDBJournal {
  /// The most different refusals of a day that are kept apart, and how long they are kept: whoever
  /// forges events cannot fill the table.
  private static let refusalsADay = 1_000
  private static let refusalsKept = Duration.seconds(10 * 86_400)

  public func refuse(
    _ event: Event, reason: String, at now: Timestamp
  ) async throws(JournalError) {
    let texts = Refusal.texts(of: event, reason: reason, redactor)
    let key = refusalKey(texts)
    if try await item(key, "the refusals") != nil {
      return try await count(texts, at: now)
    }
    let day = JournalKey.item(
      JournalKey.refusals, "day#\(JournalKey.padded(now.seconds / 86_400, to: 7))")
    let many = try await item(day, "the refusals")?["count"]?.integer ?? 0
    if many >= Self.refusalsADay { return try await count(Refusal.others, at: now) }
    try await count(day, ["ttl": (now + Self.refusalsKept).expiry])
    try await count(texts, at: now)
  }

  private func refusalKey(_ texts: (event: String, reason: String)) -> Item {
    JournalKey.item(
      JournalKey.refusals,
      JournalKey.refusedEvents + JournalKey.digest("\(texts.event)\n\(texts.reason)"))
  }

  private func count(
    _ texts: (event: String, reason: String), at now: Timestamp
  ) async throws(JournalError) {
    try await count(
      refusalKey(texts),
      [
        "event": .string(texts.event), "reason": .string(texts.reason), "last": now.attribute,
        "ttl": (now + Self.refusalsKept).expiry,
      ])
  }

  private func count(_ key: Item, _ values: Item) async throws(JournalError) {
    do { try await table.count("count", of: key, setting: values) } catch {
      throw .cannotWrite(what: "a refusal", reason: error.description)
    }
  }

  public func refusals() async throws(JournalError) -> [Refusal] {
    let found = try await items(
      TableQuestion(partition: JournalKey.refusals, prefix: JournalKey.refusedEvents),
      "the refusals")
    return found.compactMap { item in
      guard let event = item["event"]?.text, let reason = item["reason"]?.text,
        let last = Timestamp(item["last"]), let count = item["count"]?.integer
      else { return nil }
      return Refusal(event: event, reason: reason, last: last, count: count)
    }.sorted { ($0.last, $0.event) < ($1.last, $1.event) }
  }
}
