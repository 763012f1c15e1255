public import AWS
public import Configurations
public import Healing
public import Incidents

/// The journal of an account: one table of DynamoDB, shared by every function and worker that heals
/// there.
///
/// One item is the head of everything: each transaction moves it on and holds only while it stands
/// where it stood when everything was read that the transaction rests on. So there is one order of
/// all writes, budgets are exact over any number of workers, and entries are chained by digests as
/// in the journal of one machine. Whoever comes second reads what changed, decides anew, and tries
/// again.
public actor DynamoDBJournal: Journal {
  public nonisolated let redactor: Redactor
  let table: DynamoDBClient
  let clock: JournalClock
  /// The newest head that was seen.
  var head: JournalHead?
  /// What is counted, as far as it was read.
  var facts: JournalFacts?
  /// Whether others write, too, so that the head is better read before it is built on.
  var isShared = false
  /// What waits for the next transaction, and whether one is on its way.
  var waiting: [WaitingWrite] = []
  var isCommitting = false
  /// Whether others wait for this worker's next transaction.
  var hasTurn = false
  /// The last entries that this worker saw; they never change.
  var lines: [String: JournalDraft.LastLine] = [:]
  /// The claims that are held here, by incident.
  var leases: [String: Lease] = [:]
  let dropped = DroppedLeases()
  /// What transactions of this worker are called, and how many there were.
  let name: String
  var transactions = 0
  /// What it took so far.
  public internal(set) var tally = Tally()

  /// How often the journal was written, and how often in vain.
  public struct Tally: Sendable, Hashable {
    /// Transactions that were written.
    public var written = 0
    /// Writers that they were for.
    public var writers = 0
    /// Items in them.
    public var items = 0
    /// Transactions that came second.
    public var conflicts = 0
  }

  /// Opens the journal in a table; the head and the key are made where there are none.
  public init(
    _ table: DynamoDBClient, clock: JournalClock = .machine
  ) async throws(JournalError) {
    self.table = table
    self.clock = clock
    var generator = SystemRandomNumberGenerator()
    name = String(UInt64.random(in: 0 ... .max, using: &generator), radix: 36)
    do throws(JournalError) {
      let (head, key) = try await Self.find(in: table, as: name)
      self.head = head
      redactor = Redactor(key: key)
    } catch {
      throw .cannotOpen(path: "dynamodb:\(table.table)", reason: error.reason)
    }
  }

  public func incident(_ id: String) async throws(JournalError) -> Incident? {
    let lines = try await lines(of: id)
    let incident = try ChainedEntry.incident(id, lines)
    if let last = lines.last { remember(id, .init(version: lines.count, digest: last.digest)) }
    return incident
  }

  public func isCurrent(_ incident: Incident) async throws(JournalError) -> Bool {
    if try await last(of: incident) == nil { return false }
    let next = JournalKey.entry(incident.version + 1, of: incident.id)
    return try await item(next, "the journal of \(incident.id)") == nil
  }

  public func incidents() async throws(JournalError) -> [Incident] {
    let (_, stored) = try await everything()
    var incidents: [Incident] = []
    for (id, lines) in stored.sorted(by: { $0.key < $1.key }) {
      if let incident = try ChainedEntry.incident(id, lines.map(\.entry)) {
        incidents.append(incident)
      }
    }
    return incidents.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
  }

  public func incident(for event: Event) async throws(JournalError) -> String? {
    let id = event.incidentID
    let first = try await item(JournalKey.entry(1, of: id), "the incident of an event")
    guard let first else { return nil }
    guard first["run"]?.text == JournalKey.digest(event.incidentKey) else {
      throw .damaged(what: "the incident \(id)", reason: "it is of another run")
    }
    return id
  }

  public func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    let id = event.incidentID
    let first = JournalEntry(
      sequence: 1, at: now,
      happening: redactor.redacted(
        .opened(event: event, environment: environment, configuration: configuration)))
    let opened: Incident? = try await transaction(
      "the incident \(id)", isCounting: false, refused: .success(nil)
    ) { draft, name throws(JournalError) in
      if draft.lines[id] != nil { return nil }
      try draft.append(first, to: id, after: "", key: event.incidentKey, name)
      draft.wake(id, at: now)
      return Incident(id: id, entries: [first])
    }
    if let opened { return opened }
    guard try await incident(for: event) != nil, let incident = try await incident(id) else {
      throw .damaged(what: "the incident \(id)", reason: "it has no entries")
    }
    return incident
  }

  public func add(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    let addition = try await addition(happening, to: incident, at: now)
    let added = addition.grown
    let isOver = added.end != nil || added.attempt?.abandonment != nil
    let cost: Double? = if case .runEnded(_, _, _, let cost?) = happening { cost } else { nil }
    return try await transaction(
      "an entry of \(incident.id)", isCounting: isOver || cost != nil,
      refused: .failure(.overtaken(incident: incident.id))
    ) { draft, name throws(JournalError) in
      try draft.append(addition, name)
      if let cost { draft.settle(added, cost) }
      if isOver { draft.leave(added, at: now) }
      return added
    }
  }

  public func commit(
    _ intent: StepIntent, of incident: Incident, charging charge: Charge?, at now: Timestamp
  ) async throws(JournalError) -> CommitAnswer {
    let addition = try await addition(.intended(intent), to: incident, at: now)
    return try await transaction(
      "an intent of \(incident.id)", refused: .failure(.overtaken(incident: incident.id))
    ) { draft, name throws(JournalError) in
      for target in intent.step.targets {
        if let holder = draft.holder(of: target), holder != incident.id {
          return .locked(target: target, by: holder)
        }
      }
      if let charge, let gate = draft.facts.gate(charge, of: incident.id, at: now) {
        return .gated(gate)
      }
      try draft.append(addition, name)
      draft.take(intent, of: incident.id, charging: charge, at: now)
      return .committed(addition.grown)
    }
  }

  public func gate(
    _ charge: Charge, of incident: String, at now: Timestamp
  ) async throws(JournalError) -> Gate? {
    try await currentFacts().gate(charge, of: incident, at: now)
  }

  public func usage(
    of limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Double] {
    let facts = try await currentFacts()
    var usage: [String: Double] = [:]
    for limit in limits where limit.unit != .tables {
      usage[limit.id] = facts.used(limit, by: subject, besides: (incident, attempt), at: now)
    }
    return usage
  }

  public func changedTables(
    within limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Set<String>] {
    let counted = limits.filter { $0.unit == .tables }
    if counted.isEmpty { return [:] }
    let facts = try await currentFacts()
    var changed: [String: Set<String>] = [:]
    for limit in counted {
      changed[limit.id] = facts.changed(
        within: limit, by: subject, besides: (incident, attempt), at: now)
    }
    return changed
  }

  public func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) async throws(JournalError) -> [String: [String: Double]] {
    if groups.breaker == nil, groups.repeats == nil { return [:] }
    return try await currentFacts().groupUsage(of: groups, in: environment, job: job, at: now)
  }
}

// Pages.
extension DynamoDBJournal {
  public func page(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> PageAnswer {
    try await transaction("a page of \(page.incident)") { draft, _ throws(JournalError) in
      draft.answer(to: page, within: groups, at: now)
    }
  }

  public func settlePage(_ marker: String, as end: PageEnd) async throws(JournalError) {
    try await transaction("a page") { draft, _ throws(JournalError) in
      draft.settle(marker, as: end)
    }
  }

  public func roundups(
    within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> [Roundup] {
    if try await currentFacts().isEverybodyTold { return [] }
    return try await transaction("a roundup") { draft, _ throws(JournalError) in
      draft.roundups(within: groups, at: now)
    }
  }
}

/// What time it is, and how to wait.
public struct JournalClock: Sendable {
  let now: @Sendable () -> Timestamp
  let pause: @Sendable (Duration) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Timestamp,
    pause: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.pause = pause
  }

  /// The machine's own.
  public static let machine = JournalClock(
    now: AWSClient.machineTime, pause: { try await Task.sleep(for: $0) })
}

extension JournalError {
  /// Why, without the act.
  var reason: String {
    switch self {
    case .cannotOpen(_, let reason), .cannotRead(_, let reason), .cannotWrite(_, let reason),
      .damaged(_, let reason):
      reason
    case .overtaken: description
    }
  }
}
