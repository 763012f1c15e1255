public import Configurations
internal import Digests
internal import FoundationEssentials
internal import Glibc
public import Incidents

/// The journal of one machine: a SQLite file, shared by every process that heals there.
///
/// Write-ahead log with full synchronisation: what `add` and `commit` return for is on the disk. An
/// entry is chained to the one before it by a digest, so that a change of history shows.
public actor SQLiteJournal: Journal {
  public nonisolated let redactor: Redactor
  private let path: String
  let database: SQLiteConnection
  /// What waits for the next commit, and whether one is on its way.
  var waiting: [WaitingWrite] = []
  var isCommitting = false

  /// Opens the journal, and makes it and its folder when they are not there.
  public init(path: String) throws(JournalError) {
    self.path = path
    do {
      let folder = URL(filePath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotOpen(
        path: path, reason: "its folder cannot be made (\(String(cString: strerror(errno))))")
    }
    do {
      database = try SQLiteConnection(path: path)
      try database.execute(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
      try Self.migrate(database)
    } catch {
      throw .cannotOpen(path: path, reason: error.message)
    }
    redactor = Redactor(key: RedactionKey.find(path))
  }

  private static func migrate(_ database: SQLiteConnection) throws(SQLiteConnection.Failure) {
    func version() throws(SQLiteConnection.Failure) -> Int64 {
      try database.rows("PRAGMA user_version").first?.first?.integer ?? 0
    }
    if try version() == SQLiteSchema.version { return }
    try database.execute("BEGIN IMMEDIATE")
    do throws(SQLiteConnection.Failure) {
      // Another process may have done it meanwhile.
      let found = try version()
      if found > SQLiteSchema.version {
        throw SQLiteConnection.Failure(
          code: 0, message: "a newer version of kintsugi wrote it (\(found))")
      }
      if found < 1 { try database.execute(SQLiteSchema.first) }
      if found < 2 { try chainEverything(database) }
      if found < 3 { try database.execute(SQLiteSchema.loop) }
      if found < 4 { try database.execute(SQLiteSchema.configurations) }
      if found < 5 { try database.execute(SQLiteSchema.batches) }
      try database.execute("PRAGMA user_version = \(SQLiteSchema.version)")
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }

  public func incident(_ id: String) throws(JournalError) -> Incident? {
    try ChainedEntry.incident(id, try lines(of: id))
  }

  public func isCurrent(_ incident: Incident) throws(JournalError) -> Bool {
    let last = try read(
      "the journal of \(incident.id)", "SELECT MAX(sequence) FROM entries WHERE incident = ?",
      [.text(incident.id)])
    return last.first?.first?.integer == Int64(incident.version)
  }

  public func incidents() throws(JournalError) -> [Incident] {
    let ids = try read("the incidents", "SELECT id FROM incidents ORDER BY opened_at, id")
    var found: [Incident] = []
    for id in ids.compactMap({ $0.first?.text }) {
      if let incident = try incident(id) { found.append(incident) }
    }
    return found
  }

  public func incident(for event: Event) throws(JournalError) -> String? {
    try read(
      "the incident of an event", "SELECT id FROM incidents WHERE key = ?",
      [.text(event.incidentKey)]
    ).first?.first?.text
  }

  public func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    let key = event.incidentKey
    let id = event.incidentID
    let first = JournalEntry(
      sequence: 1, at: now,
      happening: redactor.redacted(
        .opened(event: event, environment: environment, configuration: configuration)))
    let opened = try await transaction("the incident \(id)") {
      () throws(JournalError) -> Incident? in
      let known = try self.read(
        "the incident", "SELECT id FROM incidents WHERE key = ?", [.text(key)])
      guard known.isEmpty else { return nil }
      try self.write(
        "the incident \(id)", "INSERT INTO incidents(id, key, opened_at) VALUES (?, ?, ?)",
        [.text(id), .text(key), .real(now.epochSeconds)])
      try self.insert(first, into: id, after: "")
      try self.write(
        "the rest of \(id)", "INSERT OR REPLACE INTO wakes(incident, at) VALUES (?, ?)",
        [.text(id), .real(now.epochSeconds)])
      return Incident(id: id, entries: [first])
    }
    if let opened { return opened }
    guard let incident = try incident(id) else {
      throw .damaged(what: "the incident \(id)", reason: "it has no entries")
    }
    return incident
  }

  public func add(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    try await transaction("an entry of \(incident.id)") { () throws(JournalError) in
      let added = try self.append(happening, to: incident, at: now)
      if case .runEnded(_, _, _, let cost?) = happening { try self.settle(added, cost) }
      if added.end != nil || added.attempt?.abandonment != nil {
        try self.write(
          "the locks of \(incident.id)", "DELETE FROM locks WHERE incident = ?",
          [.text(incident.id)])
        try self.leave(added, at: now)
        try self.recount(added, at: now)
        try self.settleWake(of: added, at: now)
      }
      return added
    }
  }

  public func commit(
    _ intent: StepIntent, of incident: Incident, charging charge: Charge?, at now: Timestamp
  ) async throws(JournalError) -> CommitAnswer {
    try await transaction("an intent of \(incident.id)") { () throws(JournalError) in
      for target in intent.step.targets {
        if let holder = try self.holder(of: target), holder != incident.id {
          return .locked(target: target, by: holder)
        }
      }
      if let charge, let gate = try self.gate(charge, of: incident.id, at: now) {
        return .gated(gate)
      }
      if let member = charge?.member {
        try self.join(member, incident.id, attempt: intent.attempt)
      }
      for target in intent.step.targets { try self.lock(target, for: incident.id) }
      if let charge { try self.record(charge, intent, incident.id, at: now) }
      return .committed(try self.append(.intended(intent), to: incident, at: now))
    }
  }

  public func gate(
    _ charge: Charge, of incident: String, at now: Timestamp
  ) throws(JournalError) -> Gate? {
    if let limit = try exceeded(charge, at: now) { return .overLimit(id: limit) }
    guard let member = charge.member else { return nil }
    if let bound = try exceeded(member, at: now) { return .overLimit(id: bound) }
    return try holder(of: member, besides: incident, at: now).map { .held(by: $0) }
  }

  public func usage(
    of limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) throws(JournalError) -> [String: Double] {
    var usage: [String: Double] = [:]
    for limit in limits where limit.unit != .tables {
      usage[limit.id] = try used(
        limit, by: subject, besides: (incident, attempt), at: now)
    }
    return usage
  }

  public func changedTables(
    within limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) throws(JournalError) -> [String: Set<String>] {
    var changed: [String: Set<String>] = [:]
    for limit in limits where limit.unit == .tables {
      changed[limit.id] = try self.changed(
        within: limit, by: subject, besides: (incident, attempt), at: now)
    }
    return changed
  }

  public func killSwitch() -> KillSwitch {
    do {
      let rows = try database.rows("SELECT reason FROM stops WHERE ended_at IS NULL LIMIT 1")
      return rows.first?.first.map { .on(reason: $0.text ?? "no reason is on record") } ?? .off
    } catch {
      return .unreadable(reason: error.message)
    }
  }

  public func stop(
    by person: String, reason: String, at now: Timestamp
  ) async throws(JournalError) {
    try await transaction("the stop") { () throws(JournalError) in
      try self.write(
        "the stop", "INSERT INTO stops(started_at, reason) VALUES (?, ?)",
        [.real(now.epochSeconds), .text(self.redactor.redacted("\(person): \(reason)"))])
    }
  }

  public func resume(
    by person: String, at now: Timestamp
  ) async throws(JournalError) -> Bool {
    try await transaction("the end of the stop") { () throws(JournalError) in
      let open = try self.read("the stops", "SELECT id FROM stops WHERE ended_at IS NULL")
      try self.write(
        "the end of the stop",
        "UPDATE stops SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL",
        [.real(now.epochSeconds), .text(person)])
      return !open.isEmpty
    }
  }

  public func keep(_ configuration: KeptConfiguration) async throws(JournalError) {
    // Nearly always it is there, and nobody has to wait for the disk.
    if try isKept(configuration.fingerprint) { return }
    let what = "the configuration \(configuration.fingerprint)"
    try await transaction(what) { () throws(JournalError) in
      guard try !self.isKept(configuration.fingerprint) else { return }
      for (place, file) in configuration.files.enumerated() {
        try self.write(
          what, "INSERT INTO configurations(fingerprint, place, path, text) VALUES (?, ?, ?, ?)",
          [
            .text(configuration.fingerprint), .integer(Int64(place)), .text(file.path),
            .text(file.text),
          ])
      }
    }
  }

  private func isKept(_ fingerprint: String) throws(JournalError) -> Bool {
    try !read(
      "the configuration \(fingerprint)",
      "SELECT 1 FROM configurations WHERE fingerprint = ? LIMIT 1", [.text(fingerprint)]
    ).isEmpty
  }

  public func configuration(
    _ fingerprint: String
  ) throws(JournalError) -> KeptConfiguration? {
    let rows = try read(
      "the configuration \(fingerprint)",
      "SELECT path, text FROM configurations WHERE fingerprint = ? ORDER BY place",
      [.text(fingerprint)])
    if rows.isEmpty { return nil }
    return KeptConfiguration(
      fingerprint: fingerprint,
      files: rows.map { .init(path: $0[0].text ?? "", text: $0[1].text ?? "") })
  }

  /// The claim is a file lock beside the journal: the kernel drops it when the process dies.
  public func claim(_ incident: String) throws(JournalError) -> (any Claim)? {
    try FileClaim.take(folder: path + ".claims", name: incident)
  }
}

// Entries and their chain.
extension SQLiteJournal {
  func entries(of id: String) throws(JournalError) -> [JournalEntry] {
    try ChainedEntry.entries(try lines(of: id), of: id)
  }

  private func lines(of id: String) throws(JournalError) -> [ChainedEntry] {
    let rows = try read(
      "the journal of \(id)",
      "SELECT body, digest, sequence FROM entries WHERE incident = ? ORDER BY sequence",
      [.text(id)])
    var lines: [ChainedEntry] = []
    for (index, row) in rows.enumerated() {
      guard row.count == 3, let body = row[0].text, let digest = row[1].text else {
        throw .damaged(what: "entry \(index + 1) of \(id)", reason: "its digest does not match")
      }
      guard row[2].integer == Int64(index + 1) else {
        throw .damaged(what: "the journal of \(id)", reason: "entry \(index + 1) is missing")
      }
      lines.append(ChainedEntry(body: body, digest: digest))
    }
    return lines
  }

  private func append(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) throws(JournalError) -> Incident {
    let last = try read(
      "the journal of \(incident.id)",
      "SELECT sequence, digest FROM entries WHERE incident = ? ORDER BY sequence DESC LIMIT 1",
      [.text(incident.id)]
    ).first
    guard let last, last.count == 2, last[0].integer == Int64(incident.version),
      let digest = last[1].text
    else { throw .overtaken(incident: incident.id) }
    let entry = JournalEntry(
      sequence: incident.version + 1, at: now, happening: redactor.redacted(happening))
    try insert(entry, into: incident.id, after: digest)
    var grown = incident
    grown.add(entry)
    return grown
  }

  private func insert(
    _ entry: JournalEntry, into id: String, after digest: String
  ) throws(JournalError) {
    let line = try ChainedEntry(entry, of: id, after: digest)
    try write(
      "an entry of \(id)",
      "INSERT INTO entries(incident, sequence, body, digest) VALUES (?, ?, ?, ?)",
      [.text(id), .integer(Int64(entry.sequence)), .text(line.body), .text(line.digest)])
    let head = try head()
    try write(
      "the chain", "INSERT INTO chain(place, incident, sequence, head) VALUES (?, ?, ?, ?)",
      [
        .integer(Int64(head.place + 1)), .text(id), .integer(Int64(entry.sequence)),
        .text(line.head(after: head.digest)),
      ])
  }
}

// Budgets and locks.
extension SQLiteJournal {
  /// The incident that is changing a target; `nil` when none is.
  private func holder(of target: String) throws(JournalError) -> String? {
    try read(
      "the lock of \(target)", "SELECT incident FROM locks WHERE target = ?", [.text(target)]
    ).first?.first?.text
  }

  private func lock(_ target: String, for incident: String) throws(JournalError) {
    try write(
      "the lock of \(target)", "INSERT OR IGNORE INTO locks(target, incident) VALUES (?, ?)",
      [.text(target), .text(incident)])
  }

  /// The first limit that a charge would pass.
  private func exceeded(_ charge: Charge, at now: Timestamp) throws(JournalError) -> String? {
    try charge.exceededLimit(
      used: { limit throws(JournalError) in
        try self.used(limit, by: charge.subject, besides: nil, at: now)
      },
      changed: { limit throws(JournalError) in
        try self.changed(within: limit, by: charge.subject, besides: nil, at: now)
      })
  }

  private func used(
    _ limit: LimitConstraint, by subject: ChargeSubject, besides: (incident: String, attempt: Int)?,
    at now: Timestamp
  ) throws(JournalError) -> Double {
    let amount =
      switch limit.unit {
      case .actions: "COUNT(DISTINCT incident || '.' || attempt)"
      case .dpuHours: "COALESCE(SUM(dpu_hours), 0)"
      case .rows: "COALESCE(SUM(rows), 0)"
      case .tables: "0"
      }
    let (kind, names) = subject.names(in: limit.scope)
    var largest = 0.0
    for name in names {
      let rows = try read(
        "the use of \(limit.id)",
        """
        SELECT \(amount) FROM charges
        WHERE scope = ? AND name = ? AND at > ? AND NOT (incident = ? AND attempt = ?)
        """,
        [
          .text(kind), .text(name), .real((now - limit.window).epochSeconds),
          .text(besides?.incident ?? ""), .integer(Int64(besides?.attempt ?? 0)),
        ])
      largest = max(largest, rows.first?.first?.real ?? 0)
    }
    return largest
  }

  /// The tables that were changed within a limit.
  private func changed(
    within limit: LimitConstraint, by subject: ChargeSubject,
    besides: (incident: String, attempt: Int)?, at now: Timestamp
  ) throws(JournalError) -> Set<String> {
    let (kind, names) = subject.names(in: limit.scope)
    var tables: Set<String> = []
    for name in names {
      let rows = try read(
        "the use of \(limit.id)",
        """
        SELECT DISTINCT changed FROM changes
        WHERE scope = ? AND name = ? AND at > ? AND NOT (incident = ? AND attempt = ?)
        """,
        [
          .text(kind), .text(name), .real((now - limit.window).epochSeconds),
          .text(besides?.incident ?? ""), .integer(Int64(besides?.attempt ?? 0)),
        ])
      tables.formUnion(rows.compactMap { $0.first?.text })
    }
    return tables
  }

  /// Puts what a run really cost in the place of what was reserved for it.
  private func settle(_ incident: Incident, _ dpuHours: Double) throws(JournalError) {
    try write(
      "the cost of \(incident.id)",
      "UPDATE charges SET dpu_hours = ? WHERE incident = ? AND attempt = ?",
      [.real(dpuHours), .text(incident.id), .integer(Int64(incident.attempts.count))])
  }

  private func record(
    _ charge: Charge, _ intent: StepIntent, _ incident: String, at now: Timestamp
  ) throws(JournalError) {
    var scopes = [("env", charge.subject.environment), ("job", charge.subject.job)]
    scopes += charge.subject.tables.map { ("table", $0) }
    for (scope, name) in scopes {
      try write(
        "a charge of \(incident)",
        """
        INSERT INTO charges(incident, attempt, scope, name, at, action, dpu_hours, rows)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(incident), .integer(Int64(intent.attempt)), .text(scope), .text(name),
          .real(now.epochSeconds), .text(charge.action), .real(charge.dpuHours),
          .real(charge.rows),
        ])
      for table in charge.tables {
        try write(
          "a charge of \(incident)",
          """
          INSERT INTO changes(incident, attempt, scope, name, at, changed)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          [
            .text(incident), .integer(Int64(intent.attempt)), .text(scope), .text(name),
            .real(now.epochSeconds), .text(table),
          ])
      }
    }
  }
}

// The database, with its failures put into words.
extension SQLiteJournal {
  func read(
    _ what: String, _ sql: String, _ bindings: [SQLiteConnection.Binding] = []
  ) throws(JournalError) -> [[SQLiteConnection.Binding]] {
    do { return try database.rows(sql, bindings) } catch {
      throw .cannotRead(what: what, reason: error.message)
    }
  }

  func write(
    _ what: String, _ sql: String, _ bindings: [SQLiteConnection.Binding]
  ) throws(JournalError) {
    do { try database.rows(sql, bindings) } catch {
      throw .cannotWrite(what: what, reason: error.message)
    }
  }
}
