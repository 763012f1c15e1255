internal import AWS
internal import Healing
internal import Incidents

// Group commit: writers that come while one transaction is made share the next one. And one order
// over all workers: a transaction that comes second is decided anew on what came first.
extension DynamoDBJournal {
  /// A write that waits for the next transaction.
  struct WaitingWrite {
    /// Whether it asks for what is counted.
    let isCounting: Bool
    /// Adds what it writes to a transaction of a name; `false` where it failed, and adds nothing.
    let work: (inout JournalDraft, String) -> Bool
    /// Takes note that somebody else was first, for good.
    let refuse: () -> Void
    /// Goes on with what the work gave, or with why nothing was written.
    let finish: (JournalError?) -> Void
  }

  /// Does `work` in a transaction, all of it or nothing, and returns when it is kept.
  ///
  /// `work` is done again where others were first, and says what it says about the journal as it
  /// was when it was written. `refused` is what comes of it where its own entry is there already,
  /// or its claim is another's. `isCounting` is whether it asks for what is counted: what does not
  /// has less to read before it, and so comes second less often.
  func transaction<Value: Sendable>(
    _ what: String, isCounting: Bool = true, refused: Result<Value, JournalError>? = nil,
    _ work: @escaping (inout JournalDraft, String) throws(JournalError) -> Value
  ) async throws(JournalError) -> Value {
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      let untried = JournalError.cannotWrite(what: what, reason: "it was never tried")
      var outcome = Result<Value, JournalError>.failure(untried)
      waiting.append(
        WaitingWrite(
          isCounting: isCounting,
          work: { draft, name in
            do throws(JournalError) {
              outcome = .success(try work(&draft, name))
              return true
            } catch {
              outcome = .failure(error)
              return false
            }
          },
          refuse: { outcome = refused ?? .failure(untried) },
          finish: { failure in
            continuation.resume(
              returning: failure.map {
                .failure(.cannotWrite(what: what, reason: $0.reason))
              } ?? outcome)
          }))
      guard !isCommitting else { return }
      isCommitting = true
      // Behind whatever else is asked of the journal just now, so that it comes along.
      Task { await self.commitWaiting() }
    }
    return try result.get()
  }

  private func commitWaiting() async {
    while !waiting.isEmpty {
      let writes = Array(waiting.prefix(Self.mostWriters))
      waiting.removeFirst(writes.count)
      waiting.insert(contentsOf: await commit(writes), at: 0)
      if hasTurn { await passTurn() }
    }
    isCommitting = false
  }

  /// The most writers of one transaction: each has a number of a byte.
  private static let mostWriters = 100

  /// How often a transaction may come second before somebody is told: some minutes of it.
  static let patience = 100

  /// Writes for as many writers as one transaction has room for; gives back the others.
  private func commit(_ writes: [WaitingWrite]) async -> [WaitingWrite] {
    var writes = writes
    var conflicts = 0
    var isFresh = isShared
    while !writes.isEmpty {
      let ground: (head: JournalHead, facts: JournalFacts?)
      do throws(JournalError) {
        ground = try await self.ground(
          isFresh: isFresh, isCounting: writes.contains(where: \.isCounting))
      } catch {
        for write in writes { write.finish(error) }
        return []
      }
      transactions += 1
      let name = "\(name).\(transactions)"
      let (draft, taken) = draft(of: writes, on: ground, name)
      switch await send(draft, as: name) {
      case .written:
        tally.writers += taken
        for write in writes.prefix(taken) { write.finish(nil) }
        return Array(writes.dropFirst(taken))
      case .refused(let owners):
        for owner in owners {
          writes[owner].refuse()
          writes[owner].finish(nil)
        }
        writes = writes.enumerated().filter { !owners.contains($0.offset) }.map(\.element)
      case .failed(let error):
        for write in writes.prefix(taken) { write.finish(error) }
        return Array(writes.dropFirst(taken))
      case .late(let isToBeRead):
        isFresh = isToBeRead
        tally.conflicts += 1
        conflicts += 1
        if conflicts >= Self.patience {
          let error = JournalError.cannotWrite(
            what: "the journal",
            reason: "other handlers were first, \(conflicts) times one after the other")
          for write in writes { write.finish(error) }
          return []
        }
        if conflicts >= Self.politeness, await takeTurn() {
          isFresh = false
        } else {
          await rest(conflicts)
        }
      }
    }
    return []
  }

  /// How often a worker comes second before it takes a turn.
  private static let politeness = 3

  /// Has the next transaction for this worker alone; whether it has.
  func takeTurn() async -> Bool {
    let now = clock.now()
    let item = try? await table.set(
      JournalHead.turn(of: name, at: now), of: JournalHead.key,
      if: JournalHead.isNobodysTurn(but: name, at: now))
    guard let item, let found = try? JournalHead(item) else { return false }
    see(found)
    hasTurn = true
    return true
  }

  /// Lets others go on, where there was nothing to write in the end: a turn ends with the
  /// transaction that it was taken for, and else by itself after a while.
  private func passTurn() async {
    hasTurn = false
    _ = try? await table.set(
      JournalHead.noTurn, of: JournalHead.key, if: JournalHead.isTurn(of: name))
  }

  /// The head and, where somebody asks for it, what is counted with it.
  private func ground(
    isFresh: Bool, isCounting: Bool
  ) async throws(JournalError) -> (head: JournalHead, facts: JournalFacts?) {
    if isFresh || head == nil { try await readHead() }
    if !isCounting, let head { return (head, nil) }
    for attempt in 1... {
      guard let known = head else {
        try await readHead()
        continue
      }
      let facts = try await facts(upTo: known)
      if facts.number == known.facts { return (known, facts) }
      // Others here have read on meanwhile. A head that went back is one that somebody restored.
      if attempt > 5 { break }
      if head == known { try await readHead() }
    }
    (head, facts) = (nil, nil)
    throw .damaged(what: "the head of the journal", reason: "it is older than what is counted")
  }

  /// A transaction with what the first writers write, and how many those are.
  private func draft(
    of writes: [WaitingWrite], on ground: (head: JournalHead, facts: JournalFacts?), _ name: String
  ) -> (JournalDraft, taken: Int) {
    var draft = JournalDraft(on: ground.head, ground.facts)
    for (index, write) in writes.enumerated() {
      var trial = draft
      trial.writer = index
      guard write.work(&trial, name) else { continue }
      if trial.isTooLarge, index > 0 { return (draft, index) }
      draft = trial
    }
    return (draft, writes.count)
  }

  private enum Sent {
    case written
    /// Some writers' own conditions do not hold, and never will.
    case refused([Int])
    /// Somebody else wrote first: everything is decided anew, on a head that has to be read where
    /// the service did not tell it.
    case late(isToBeRead: Bool)
    case failed(JournalError)
  }

  private func send(_ draft: JournalDraft, as name: String) async -> Sent {
    do {
      if draft.isEmpty {
        return try await isStill(draft.base) ? .written : .late(isToBeRead: false)
      }
      let (writes, owners) = try draft.writes(name, of: self.name, at: clock.now())
      guard writes.count <= JournalDraft.mostItems else {
        return .failed(
          .cannotWrite(
            what: "the journal", reason: "one change has \(writes.count) items; 100 are the most"))
      }
      let sent = try await transact(writes, owners, as: name)
      if case .written = sent { keep(draft, as: name, writes.count) }
      return sent
    } catch {
      return .failed((error as? JournalError) ?? .cannotWrite(what: "", reason: "\(error)"))
    }
  }

  private func isStill(_ base: JournalHead) async throws -> Bool {
    let found = try await readHead()
    return !base.isBehind(found)
  }

  /// Takes over what was written.
  private func keep(_ draft: JournalDraft, as name: String, _ count: Int) {
    tally.written += 1
    tally.items += count
    hasTurn = false
    see(draft.head(name))
    if !draft.isBlind, facts?.number == draft.base.facts { facts = draft.grownFacts }
    for (id, line) in draft.lines { remember(id, line) }
  }

  /// How often a transaction is sent again whose answer was lost.
  private static let repeats = 4

  /// Sends a transaction. A lost answer is asked for by sending the same again: it is done once,
  /// by its token, or refused by what it wrote itself.
  private func transact(
    _ writes: [ItemWrite], _ owners: [Int?], as name: String
  ) async throws -> Sent {
    var attempt = 0
    while true {
      attempt += 1
      do throws(AWSError) {
        switch try await table.transact(writes, token: name) {
        case .written: return .written
        case .cancelled(let reasons): return self.sent(reasons, owners, as: name)
        }
      } catch {
        switch error.kind {
        case .lost where attempt <= Self.repeats: await rest(attempt)
        case .throttled: return .late(isToBeRead: true)
        case .refused where Self.conflicts.contains(error.code):
          return .late(isToBeRead: true)
        case .lost, .refused:
          return .failed(.cannotWrite(what: "the journal", reason: error.description))
        }
      }
    }
  }

  private static let conflicts: Set<String> = [
    "TransactionConflict", "TransactionConflictException", "TransactionInProgressException",
    "ThrottlingError", "ProvisionedThroughputExceeded",
  ]

  /// What it means that a transaction was cancelled.
  private func sent(_ reasons: [CancellationReason], _ owners: [Int?], as name: String) -> Sent {
    // It was written before, and the answer lost.
    if reasons.contains(where: { $0.item?["writer"]?.text == name }) { return .written }
    let failed = reasons.indices.filter { reasons[$0].code == "ConditionalCheckFailed" }
    isShared = true
    let found = reasons.first?.item.flatMap { try? JournalHead($0) }
    if let found { see(found) }
    let refused = Set(failed.compactMap { owners[$0] })
    if !refused.isEmpty { return .refused(refused.sorted()) }
    if !failed.isEmpty { return .late(isToBeRead: found == nil) }
    let codes = reasons.map(\.code).filter { $0 != "None" }
    if codes.allSatisfy({ Self.conflicts.contains($0) }) { return .late(isToBeRead: true) }
    return .failed(
      .cannotWrite(
        what: "the journal", reason: "DynamoDB says \(codes.joined(separator: ", "))"))
  }
}
