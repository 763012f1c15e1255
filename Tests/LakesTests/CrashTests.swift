import Configurations
import Healing
import Incidents
import Lakes
import Synchronization
import Testing

/// A healer that dies at every single call to the outside, before it or after it, and is started
/// again.
@Suite struct CrashTests {
  @Test(arguments: ["added_column", "damaged_file", "throttled_once", "script_bug"])
  func `ends the same wherever it dies, and does nothing twice`(_ name: String) async throws {
    let breakage = try #require(LakeFixture.breakages.first { $0.name == name })
    let calls = try await calls(in: name)
    #expect(calls > 6)
    // Three is odd: deaths before a call and after it take turns.
    let isWhole = ["added_column", "damaged_file"].contains(name)
    for point in stride(from: 0, to: 2 * calls, by: isWhole ? 1 : 3) {
      let fixture = try LakeFixture(name)
      defer { fixture.remove() }
      let crash = CrashPoint(call: point / 2, isAfterwards: point % 2 == 1)
      await #expect(throws: Crash.self, "nothing dies at \(crash)") {
        do {
          try await fixture.heal(
            world: CrashingWorld(world: try fixture.lake(), crash: crash),
            journal: CrashingJournal(journal: try fixture.journal(), crash: crash))
        } catch  where crash.hasStruck {
          throw Crash()
        }
      }
      let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
      #expect(incident.end?.outcome == breakage.outcome, "\(crash)")
      #expect(incident.attempts.count == 1, "\(crash)")
      #expect(try fixture.runs().count == 2 + breakage.runs, "\(crash)")
      #expect((try fixture.publishedRows() != nil) == (breakage.outcome == .resolved), "\(crash)")
    }
  }

  /// How many calls to the outside a healing makes that dies nowhere.
  private func calls(in name: String) async throws -> Int {
    let fixture = try LakeFixture(name)
    defer { fixture.remove() }
    let never = CrashPoint(call: .max, isAfterwards: false)
    try await fixture.heal(
      world: CrashingWorld(world: try fixture.lake(), crash: never),
      journal: CrashingJournal(journal: try fixture.journal(), crash: never))
    return never.calls
  }
}

struct Crash: Error {}

/// The call at which a healer dies, counted over world and journal together.
final class CrashPoint: Sendable, CustomStringConvertible {
  private let call: Int
  private let isAfterwards: Bool
  private let count = Mutex(0)
  private let struck = Mutex(false)

  init(call: Int, isAfterwards: Bool) {
    self.call = call
    self.isAfterwards = isAfterwards
  }

  var calls: Int { count.withLock { $0 } }
  var hasStruck: Bool { struck.withLock { $0 } }
  var description: String { "\(isAfterwards ? "after" : "before") call \(call)" }

  /// Counts a call; says whether to die before it or after it.
  func next() -> (before: Bool, after: Bool) {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    guard number == call else { return (false, false) }
    struck.withLock { $0 = true }
    return (!isAfterwards, isAfterwards)
  }
}

/// The lake, behind a crash.
struct CrashingWorld: World {
  let world: Lake
  let crash: CrashPoint

  var identity: WorldIdentity { world.identity }
  func now() -> Timestamp { world.now() }
  func obstacles(to action: Action) -> [String] { world.obstacles(to: action) }
  func obstacle(toUndoing step: Step, of incident: String) -> String? {
    world.obstacle(toUndoing: step, of: incident)
  }

  private func dying<Value>(_ call: () throws(WorldError) -> Value) throws(WorldError) -> Value {
    let death = WorldError.unreadable(what: "anything", reason: "the healer died")
    let (before, after) = crash.next()
    if before { throw death }
    let value = try call()
    if after { throw death }
    return value
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) throws(WorldError) -> Evidence {
    try dying { () throws(WorldError) in
      try world.evidence(for: event, run: run, environment: environment)
    }
  }

  func run(_ id: String, of job: String) throws(WorldError) -> RunEvidence? {
    try dying { () throws(WorldError) in try world.run(id, of: job) }
  }

  /// The effect itself never dies here: dying before it is dying after its intent was committed,
  /// and dying after it is dying before its outcome is, and the journal does both.
  func perform(_ intent: StepIntent, notice: Notice) throws(WorldError) -> StepResult {
    try world.perform(intent, notice: notice)
  }

  func failedRuns(since start: Timestamp) throws(WorldError) -> [Event] {
    try world.failedRuns(since: start)
  }

  func successor(of run: String, of job: String) throws(WorldError) -> String? {
    try dying { () throws(WorldError) in try world.successor(of: run, of: job) }
  }

  func settle(_ intent: StepIntent) throws(WorldError) -> Settlement {
    try dying { () throws(WorldError) in try world.settle(intent) }
  }
}

/// The journal, behind a crash.
struct CrashingJournal: Journal {
  let journal: SQLiteJournal
  let crash: CrashPoint

  var redactor: Redactor { journal.redactor }

  private func dying<Value: Sendable>(
    _ call: () async throws(JournalError) -> Value
  ) async throws(JournalError) -> Value {
    let death = JournalError.cannotRead(what: "anything", reason: "the healer died")
    let (before, after) = crash.next()
    if before { throw death }
    let value = try await call()
    if after { throw death }
    return value
  }

  func incident(_ id: String) async throws(JournalError) -> Incident? {
    try await journal.incident(id)
  }

  func isCurrent(_ incident: Incident) async throws(JournalError) -> Bool {
    try await journal.isCurrent(incident)
  }

  func incidents() async throws(JournalError) -> [Incident] { try await journal.incidents() }

  func keep(_ configuration: KeptConfiguration) async throws(JournalError) {
    try await dying { () async throws(JournalError) in try await journal.keep(configuration) }
  }

  func configuration(_ fingerprint: String) async throws(JournalError) -> KeptConfiguration? {
    try await journal.configuration(fingerprint)
  }

  /// Here nobody dies: a healing goes on over a batch that could not be kept.
  func keep(_ batches: [KeptBatch]) async throws(JournalError) {
    try await journal.keep(batches)
  }

  func batches(of table: String) async throws(JournalError) -> [KeptBatch] {
    try await journal.batches(of: table)
  }

  func profiles(of batches: [KeptBatch]) async throws(JournalError) -> [TableProfile] {
    try await journal.profiles(of: batches)
  }

  func stop(by person: String, reason: String, at now: Timestamp) async throws(JournalError) {
    try await journal.stop(by: person, reason: reason, at: now)
  }

  func resume(by person: String, at now: Timestamp) async throws(JournalError) -> Bool {
    try await journal.resume(by: person, at: now)
  }

  func incident(for event: Event) async throws(JournalError) -> String? {
    try await journal.incident(for: event)
  }

  func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    try await dying { () async throws(JournalError) in
      try await journal.open(
        event, environment: environment, configuration: configuration, at: now)
    }
  }

  func add(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Incident {
    try await dying { () async throws(JournalError) in
      try await journal.add(happening, to: incident, at: now)
    }
  }

  func commit(
    _ intent: StepIntent, of incident: Incident, charging charge: Charge?, at now: Timestamp
  ) async throws(JournalError) -> CommitAnswer {
    try await dying { () async throws(JournalError) in
      try await journal.commit(intent, of: incident, charging: charge, at: now)
    }
  }

  func usage(
    of limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Double] {
    try await journal.usage(
      of: limits, by: subject, besides: incident, attempt: attempt, at: now)
  }

  func changedTables(
    within limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Set<String>] {
    try await journal.changedTables(
      within: limits, by: subject, besides: incident, attempt: attempt, at: now)
  }

  func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) async throws(JournalError) -> [String: [String: Double]] {
    try await journal.groupUsage(of: groups, in: environment, job: job, at: now)
  }

  func gate(
    _ charge: Charge, of incident: String, at now: Timestamp
  ) async throws(JournalError) -> Gate? {
    try await journal.gate(charge, of: incident, at: now)
  }

  func wake(_ member: GroupMember, atLeast: Int, at now: Timestamp) async throws(JournalError) {
    try await dying { () async throws(JournalError) in
      try await journal.wake(member, atLeast: atLeast, at: now)
    }
  }

  func rest(
    _ incident: String, until instant: Timestamp?, for member: GroupMember?
  ) async throws(JournalError) {
    try await dying { () async throws(JournalError) in
      try await journal.rest(incident, until: instant, for: member)
    }
  }

  func due(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [String] {
    try await journal.due(at: now, atMost: count)
  }

  func page(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> PageAnswer {
    try await dying { () async throws(JournalError) in
      try await journal.page(page, within: groups, at: now)
    }
  }

  func settlePage(_ marker: String, as end: PageEnd) async throws(JournalError) {
    try await dying { () async throws(JournalError) in
      try await journal.settlePage(marker, as: end)
    }
  }

  func roundups(
    within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> [Roundup] {
    try await journal.roundups(within: groups, at: now)
  }

  func refuse(_ event: Event, reason: String, at now: Timestamp) async throws(JournalError) {
    try await journal.refuse(event, reason: reason, at: now)
  }

  func refusals() async throws(JournalError) -> [Refusal] { try await journal.refusals() }

  func check(noted: String?) async throws(JournalError) -> JournalCheck {
    try await journal.check(noted: noted)
  }

  func killSwitch() async -> KillSwitch { await journal.killSwitch() }

  func claim(_ incident: String) async throws(JournalError) -> (any Claim)? {
    try await journal.claim(incident)
  }
}
