internal import Configurations
internal import Healing
internal import Incidents

/// The journal as one handler sees it: a real one, behind points at which the handler may die.
struct JournalPort: Journal {
  unowned let journal: SQLiteJournal
  let fleet: Fleet
  let claims: ClaimBook
  let handler: Int
  let isMortal: Bool

  private var oracle: Oracle { fleet.oracle }

  var redactor: Redactor { journal.redactor }

  func changedTables(
    within limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Set<String>] {
    try await journal.changedTables(
      within: limits, by: subject, besides: incident, attempt: attempt, at: now)
  }

  private func point(_ name: String) async {
    await fleet.scheduler.point(name, of: handler, canDie: isMortal)
  }

  /// A write that may fail before it is done, or whose answer may be lost after it was.
  private func writing<Value: Sendable>(
    _ name: String, _ work: () async throws(JournalError) -> Value
  ) async throws(JournalError) -> Value {
    await point(name)
    if isMortal, fleet.happens(\.journalBefore) {
      throw .cannotWrite(what: name, reason: "database is locked")
    }
    let value = try await work()
    await point("\(name) written")
    if isMortal, fleet.happens(\.journalAfter) {
      throw .cannotWrite(what: name, reason: "disk I/O error")
    }
    return value
  }

  func incident(_ id: String) async throws(JournalError) -> Incident? {
    await point("read \(id)")
    // Reading is slow, and what was written last is known; but sometimes it is held against that.
    if let known = oracle.incidents[id], !fleet.scheduler.random.happens(0.1) { return known }
    let incident = try await journal.incident(id)
    if let known = oracle.incidents[id], incident != known {
      oracle.violate("I6 journal", "\(id) is not what was written", at: fleet.scheduler.now)
    }
    return incident
  }

  func isCurrent(_ incident: Incident) async throws(JournalError) -> Bool {
    await point("is current \(incident.id)")
    return try await journal.isCurrent(incident)
  }

  func incidents() async throws(JournalError) -> [Incident] { try await journal.incidents() }

  func incident(for event: Event) async throws(JournalError) -> String? {
    await point("find \(event.run)")
    return try await journal.incident(for: event)
  }

  func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    try await writing("open \(event.run)") { () async throws(JournalError) in
      let incident = try await journal.open(
        event, environment: environment, configuration: configuration, at: now)
      if oracle.incidents[incident.id] == nil { oracle.incidents[incident.id] = incident }
      return incident
    }
  }

  func keep(_ configuration: KeptConfiguration) async throws(JournalError) {
    try await writing("keep \(configuration.fingerprint)") { () async throws(JournalError) in
      try await journal.keep(configuration)
    }
  }

  func configuration(_ fingerprint: String) async throws(JournalError) -> KeptConfiguration? {
    await point("configuration \(fingerprint)")
    return try await journal.configuration(fingerprint)
  }

  func keep(_ batches: [KeptBatch]) async throws(JournalError) {
    try await writing("keep batches of \(batches.first?.table ?? "")") {
      () async throws(JournalError) in try await journal.keep(batches)
    }
  }

  func batches(of table: String) async throws(JournalError) -> [KeptBatch] {
    await point("batches of \(table)")
    return try await journal.batches(of: table)
  }

  func profiles(of batches: [KeptBatch]) async throws(JournalError) -> [TableProfile] {
    await point("profiles")
    return try await journal.profiles(of: batches)
  }

  func add(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    try await writing("add \(happening.name)") { () async throws(JournalError) in
      let added = try await journal.add(happening, to: incident, at: now)
      oracle.incidents[incident.id] = added
      oracle.added(happening, to: added, at: fleet.scheduler.now)
      return added
    }
  }

  func commit(
    _ intent: StepIntent, of incident: Incident, charging charge: Charge?, at now: Timestamp
  ) async throws(JournalError) -> CommitAnswer {
    try await writing("commit \(intent.marker)") { () async throws(JournalError) in
      let answer = try await journal.commit(intent, of: incident, charging: charge, at: now)
      if case .committed(let committed) = answer {
        oracle.incidents[incident.id] = committed
        oracle.checkTargets(of: intent, incident: incident.id, at: fleet.scheduler.now)
        if charge != nil { oracle.charged(committed, at: fleet.scheduler.now) }
      }
      return answer
    }
  }

  func usage(
    of limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Double] {
    await point("usage")
    return try await journal.usage(
      of: limits, by: subject, besides: incident, attempt: attempt, at: now)
  }

  func killSwitch() async -> KillSwitch {
    await point("kill switch")
    var answer = await journal.killSwitch()
    if isMortal, fleet.happens(\.journalBefore) { answer = .unreadable(reason: "disk I/O error") }
    oracle.looked(handler, answer)
    return answer
  }

  func stop(by person: String, reason: String, at now: Timestamp) async throws(JournalError) {
    try await journal.stop(by: person, reason: reason, at: now)
  }

  func resume(by person: String, at now: Timestamp) async throws(JournalError) -> Bool {
    try await journal.resume(by: person, at: now)
  }

  func claim(_ incident: String) async throws(JournalError) -> (any Claim)? {
    await point("claim \(incident)")
    return claims.take(incident, by: handler)
  }
}

// Groups, pages and rests.
extension JournalPort {
  func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) async throws(JournalError) -> [String: [String: Double]] {
    await point("group usage")
    return try await journal.groupUsage(of: groups, in: environment, job: job, at: now)
  }

  func gate(
    _ charge: Charge, of incident: String, at now: Timestamp
  ) async throws(JournalError) -> Gate? {
    await point("gate")
    return try await journal.gate(charge, of: incident, at: now)
  }

  func wake(_ member: GroupMember, atLeast: Int, at now: Timestamp) async throws(JournalError) {
    try await writing("wake") { () async throws(JournalError) in
      try await journal.wake(member, atLeast: atLeast, at: now)
    }
  }

  func rest(
    _ incident: String, until instant: Timestamp?, for member: GroupMember?
  ) async throws(JournalError) {
    try await writing("rest \(incident)") { () async throws(JournalError) in
      try await journal.rest(incident, until: instant, for: member)
    }
  }

  func due(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [String] {
    await point("due")
    return try await journal.due(at: now, atMost: count)
  }

  func page(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> PageAnswer {
    try await writing("page \(page.marker)") { () async throws(JournalError) in
      try await journal.page(page, within: groups, at: now)
    }
  }

  func settlePage(_ marker: String, as end: PageEnd) async throws(JournalError) {
    try await writing("settle page \(marker)") { () async throws(JournalError) in
      try await journal.settlePage(marker, as: end)
    }
  }

  func roundups(
    within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> [Roundup] {
    try await writing("roundups") { () async throws(JournalError) in
      try await journal.roundups(within: groups, at: now)
    }
  }

  func refuse(_ event: Event, reason: String, at now: Timestamp) async throws(JournalError) {
    try await writing("refuse \(event.run)") { () async throws(JournalError) in
      try await journal.refuse(event, reason: reason, at: now)
    }
  }

  func refusals() async throws(JournalError) -> [Refusal] { try await journal.refusals() }

  func check(noted: String?) async throws(JournalError) -> JournalCheck {
    try await journal.check(noted: noted)
  }
}

extension Happening {
  /// What kind of entry it is.
  var name: String {
    switch self {
    case .opened: "opened"
    case .decided(let decision): "decided \(decision.executed)"
    case .intended(let intent): "intended \(intent.marker)"
    case .settled(let intent, _): "settled \(intent.marker)"
    case .runEnded(let run, _, _, _): "run ended \(run)"
    case .verified: "verified"
    case .answered: "answered"
    case .abandoned: "abandoned"
    case .ended(let outcome, _): "ended \(outcome.rawValue)"
    case .reminded(let owner, _): "reminded \(owner)"
    case .acknowledged: "acknowledged"
    case .closed: "closed"
    case .reversing: "reversing"
    case .reversed: "reversed"
    }
  }
}

/// Who has which incident: as locked files are, held until dropped, and dropped by dying.
///
/// `@unchecked Sendable`: only one coroutine is at work at any time, and a dropped claim is given
/// back while its coroutine is.
final class ClaimBook: @unchecked Sendable {
  private var holders: [String: (handler: Int, number: Int)] = [:]
  private var count = 0

  func take(_ incident: String, by handler: Int) -> (any Claim)? {
    guard holders[incident] == nil else { return nil }
    count += 1
    holders[incident] = (handler, count)
    return HeldClaim(book: self, incident: incident, number: count)
  }

  func giveBack(_ incident: String, number: Int) {
    if holders[incident]?.number == number { holders[incident] = nil }
  }

  /// A handler died: the kernel drops what it had.
  func drop(of handler: Int) {
    holders = holders.filter { $0.value.handler != handler }
  }
}

private final class HeldClaim: Claim {
  private let book: ClaimBook
  private let incident: String
  private let number: Int

  init(book: ClaimBook, incident: String, number: Int) {
    self.book = book
    self.incident = incident
    self.number = number
  }

  deinit { release() }

  func release() { book.giveBack(incident, number: number) }
}
