public import AWS
internal import FoundationEssentials
public import Healing
internal import Incidents

// Reads, all of them consistent: what cannot be read is an error, and never nothing.
extension DynamoDBJournal {
  func item(_ key: Item, _ what: String) async throws(JournalError) -> Item? {
    do { return try await table.item(key) } catch {
      throw .cannotRead(what: what, reason: error.description)
    }
  }

  func items(_ question: TableQuestion, _ what: String) async throws(JournalError) -> [Item] {
    do { return try await table.items(question) } catch {
      throw .cannotRead(what: what, reason: error.description)
    }
  }

  /// Waits a little: longer each time, and never as long as others who wait, too.
  func rest(_ attempt: Int) async {
    let most = min(400, 10 << min(attempt, 6))
    try? await clock.pause(.milliseconds(Int.random(in: most / 4...most)))
  }

  /// The head as it is just now.
  @discardableResult
  func readHead() async throws(JournalError) -> JournalHead {
    guard let item = try await item(JournalHead.key, "the head of the journal") else {
      throw .damaged(what: "the head of the journal", reason: "it is gone")
    }
    let found = try JournalHead(item)
    isShared = !found.writer.hasPrefix(name)
    see(found)
    return found
  }

  func see(_ found: JournalHead) {
    guard let known = head else {
      head = found
      return
    }
    if known.isBehind(found) { head = found }
  }

  /// What is counted, as it is just now.
  func currentFacts() async throws(JournalError) -> JournalFacts {
    try await facts(upTo: try await readHead())
  }

  /// What is counted, at least as new as a head.
  func facts(upTo head: JournalHead) async throws(JournalError) -> JournalFacts {
    var attempt = 0
    while true {
      if let facts, facts.number >= head.facts { return facts }
      if facts == nil {
        try await load()
        continue
      }
      if try await follow() { continue }
      // A transaction that was just written is not seen everywhere at once.
      attempt += 1
      if attempt > 3 { facts = nil }
      if attempt > 6 {
        throw .cannotRead(what: "what is counted", reason: "what changed last is missing")
      }
      await rest(attempt)
    }
  }

  /// Reads what changed since; whether there was anything.
  private func follow() async throws(JournalError) -> Bool {
    guard let start = facts?.number else { return false }
    let changes = try await items(
      TableQuestion(partition: JournalKey.log, after: JournalKey.logPlace(start)),
      "what is counted")
    for item in changes {
      guard let number = item["sk"]?.text.flatMap({ Int($0) }),
        let text = item["changes"]?.text,
        let list = try? JSONDecoder().decode([FactChange].self, from: Data(text.utf8))
      else { throw .damaged(what: "what is counted", reason: "a change cannot be read") }
      // Somebody else here may have read the same meanwhile; what is missing ends it.
      guard facts?.number == number - 1 else { continue }
      for change in list { facts?.apply(change) }
      facts?.number = number
    }
    return (facts?.number ?? start) > start
  }

  /// How many of the last transactions are read again after everything: what was written while it
  /// was read may have been seen in part.
  private static let overlap = 20

  /// Reads everything that is counted.
  private func load() async throws(JournalError) {
    let head = try await readHead()
    let stored = try await items(TableQuestion(partition: JournalKey.state), "what is counted")
    var loaded = JournalFacts(number: max(0, head.facts - Self.overlap))
    for item in stored {
      guard let key = item["sk"]?.text, let text = item["fact"]?.text,
        let fact = try? JSONDecoder().decode(JournalFact.self, from: Data(text.utf8)),
        fact.key == key
      else { throw .damaged(what: "what is counted", reason: "an item cannot be read") }
      loaded.apply(FactChange(key: key, fact: fact))
    }
    // The log is kept for days, so what is missing of it is missing only in a table left alone.
    let recent = try await items(
      TableQuestion(
        partition: JournalKey.log, after: JournalKey.logPlace(loaded.number), most: 1),
      "what is counted")
    if let first = recent.first?["sk"]?.text.flatMap({ Int($0) }), first <= head.facts {
      loaded.number = max(loaded.number, first - 1)
    } else {
      loaded.number = head.facts
    }
    if facts.map({ $0.number < loaded.number }) ?? true { facts = loaded }
    // Only with what was written meanwhile is it the state of any one moment.
    let now = try await readHead()
    if now.facts > loaded.number { _ = try await facts(upTo: now) }
  }
}

// Opening.
extension DynamoDBJournal {
  /// Whether a table is there and holds a journal.
  public static func isThere(in table: DynamoDBClient) async throws(JournalError) -> Bool {
    do throws(AWSError) { return try await table.item(JournalHead.key) != nil } catch {
      if error.isMissing { return false }
      throw .cannotOpen(path: "dynamodb:\(table.table)", reason: error.description)
    }
  }

  /// The head of a journal and the key of its marks, made where there are none.
  static func find(
    in table: DynamoDBClient, as name: String
  ) async throws(JournalError) -> (JournalHead, [UInt8]?) {
    let what = "the journal"
    do {
      for attempt in 1...3 {
        let head = try await table.item(JournalHead.key)
        let key = try await storedKey(in: table)
        // Read one after the other: another worker may have made both in between.
        if attempt < 3, head == nil, key != .none { continue }
        switch (head, key) {
        case (let head?, .some(let key)): return (try JournalHead(head), key)
        case (_?, nil):
          throw JournalError.damaged(what: what, reason: "its key is gone, and its head is not")
        case (nil, _??):
          throw JournalError.damaged(what: what, reason: "its head is gone, and its key is not")
        case (nil, _): break
        }
        var first = JournalHead()
        first.writer = name
        var secret = JournalKey.secret
        secret["key"] = .binary(RedactionKey.make())
        // Whoever is second reads what the first one made.
        _ = try await table.transact(
          [.put(first.item, if: .isNew), .put(secret, if: .isNew)], token: "\(name).open")
      }
      throw JournalError.cannotRead(what: what, reason: "it is neither there nor can be made")
    } catch let error as JournalError {
      throw error
    } catch {
      throw .cannotRead(what: what, reason: "\(error)")
    }
  }

  /// The key of the marks; `nil` where there is none, and `.some(nil)` for who may not read it.
  ///
  /// Who may read the journal need not read the key: marks then tell nothing.
  private static func storedKey(in table: DynamoDBClient) async throws -> [UInt8]?? {
    do throws(AWSError) {
      guard let item = try await table.item(JournalKey.secret) else { return nil }
      guard case .binary(let key)? = item["key"] else { return .some(nil) }
      return .some(key)
    } catch {
      if error.isDenied { return .some(nil) }
      throw error
    }
  }
}
