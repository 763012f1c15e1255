import Configurations
import Decisions
import Foundation
import Healing
import Incidents
import Lakes
import Testing

/// The marks of repairs, and people who have repairs taken back.
@Suite struct UndoTests {
  private static let raw = "flights.raw_flights"

  /// A lake of which anna is an approver.
  private static func fixture(_ breakage: String, frozen: Bool = false) throws -> LakeFixture {
    try LakeFixture(breakage) { path, text in
      switch path {
      case "kintsugi.yaml":
        text.replacingOccurrences(of: "\"arn:aws:iam::*:role/flights-lead\"", with: "\"user:anna\"")
      default: text
      }
    }
  }

  private static func healed(_ breakage: String) async throws -> (LakeFixture, Incident) {
    let fixture = try fixture(breakage)
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    return (fixture, incident)
  }

  private static func seams(_ fixture: LakeFixture, _ table: String = raw) throws -> [Seam] {
    try #require(try Lake.seams(of: table, in: fixture.folder))
  }

  /// The columns of the current version, and how many versions a healer sees.
  private static func catalog(_ fixture: LakeFixture) throws -> (columns: [Column], versions: Int) {
    let evidence = try fixture.lake().evidence(
      for: fixture.event, run: fixture.event.run, environment: "dev")
    let versions = evidence.table(raw)?.versions.value ?? []
    return (versions.first?.columns ?? [], versions.count)
  }

  @Test func `marks a table whose schema was changed, and takes the change back`() async throws {
    let broken = try Self.fixture("added_column")
    let before = try Self.catalog(broken).columns
    broken.remove()
    let (fixture, incident) = try await Self.healed("added_column")
    defer { fixture.remove() }
    let seam = try #require(try Self.seams(fixture).first)
    #expect(seam.step == "set_schema" && seam.incident == incident.id && seam.attempt == 1)
    #expect(seam.cause.rule == incident.attempt?.decision.anomaly?.rule)
    #expect(seam.cause.reason.isEmpty == false && !seam.isUndo)
    #expect(seam.inverse == "restore_schema of flights.raw_flights to version 1")
    let healer = try fixture.healer()
    let plan = try await healer.undoPlan(incident.id, by: "user:anna")
    #expect(plan.refusal == nil && plan.items.count == 1 && plan.stays == incident.startedRuns)
    let undone = try await healer.undo(incident.id, by: "user:anna", note: "not so")
    #expect(undone.reversals.last?.isDone == true)
    #expect(try Self.catalog(fixture).columns == before)
    let seams = try Self.seams(fixture)
    #expect(seams.count == 2 && seams[1].isUndo && seams[1].attempt == 0)
    #expect(seams[1].cause.reason == "taken back by user:anna: not so")
    // Running it again does nothing again.
    let again = try await healer.undo(incident.id, by: "user:anna", note: "")
    #expect(again == undone)
    #expect(try await healer.undoPlan(incident.id, by: "user:anna").refusal != nil)
  }

  @Test func `marks a table whose objects were set aside, which is no change of the catalog`()
    async throws
  {
    let (fixture, incident) = try await Self.healed("damaged_file")
    defer { fixture.remove() }
    let seam = try #require(try Self.seams(fixture).first)
    #expect(seam.step == "quarantine_objects" && seam.incident == incident.id)
    #expect(seam.inverse.contains("_quarantine/\(incident.id).1.0/"))
    #expect(try Self.catalog(fixture).versions == 1)
    let key = "/objects/acme-lake-raw/flights/day=2013-04-18/part-0002.csv.gz"
    #expect(!FolderListing.exists(fixture.folder + key))
    _ = try await fixture.healer().undo(incident.id, by: "user:anna", note: "")
    #expect(FolderListing.exists(fixture.folder + key))
    #expect(try Self.seams(fixture).map(\.isUndo) == [false, true])
    #expect(try Self.catalog(fixture).versions == 1)
    #expect(try fixture.runs().count == 3)
  }

  // The next version of the table cannot be written, as if somebody else were always first.
  private static func blockVersions(of fixture: LakeFixture) throws -> String {
    let place = fixture.folder + "/catalog/\(raw)/000002.json"
    try FileManager.default.createDirectory(
      atPath: place, withIntermediateDirectories: true)
    return place
  }

  @Test func `leaves it to a person, with the reason, where a table cannot be marked`() async throws
  {
    let fixture = try Self.fixture("damaged_file")
    defer { fixture.remove() }
    _ = try Self.blockVersions(of: fixture)
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .escalated)
    let record = incident.attempts.first?.steps.first
    guard case .unknown(let reason)? = record?.settlement else {
      Issue.record("\(String(describing: record))")
      return
    }
    #expect(reason.contains("1 object moved to ") && reason.contains("but without a mark"))
    // No run is started over a repair that left no mark, and the owner has the reason.
    #expect(incident.startedRuns == [])
    let notices = try FolderListing.files(below: fixture.folder + "/notifications", prefix: "")
    let words = try notices.map {
      String(
        decoding: try WholeFile.bytes("\(fixture.folder)/notifications/\($0)") ?? [], as: UTF8.self)
    }
    #expect(words.contains { $0.contains("but without a mark") })
  }

  @Test func `marks a table at the second try where the first came too late`() async throws {
    let fixture = try Self.fixture("damaged_file")
    defer { fixture.remove() }
    let place = try Self.blockVersions(of: fixture)
    let world = UnblockingWorld(world: try fixture.lake(), place: place)
    let incident = try await fixture.heal(world: world, journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    #expect(try Self.seams(fixture).map(\.incident) == [incident.id])
    #expect(incident.attempts.first?.steps.count == 2)
  }

  @Test(arguments: ["added_column", "damaged_file"])
  func `ends the same wherever the undoing dies`(_ breakage: String) async throws {
    var deaths = 0
    for call in 0..<8 {
      let (fixture, incident) = try await Self.healed(breakage)
      defer { fixture.remove() }
      for isAfterwards in [false, true] {
        let crash = CrashPoint(call: call, isAfterwards: isAfterwards)
        let healer = Healer(
          engine: fixture.engine,
          world: CrashingWorld(world: try fixture.lake(), crash: crash),
          journal: CrashingJournal(journal: try fixture.journal(), crash: crash))
        _ = try? await healer.undo(incident.id, by: "user:anna", note: "")
        deaths += crash.hasStruck ? 1 : 0
      }
      let undone = try await fixture.healer().undo(incident.id, by: "user:anna", note: "")
      #expect(undone.reversals.count == 1 && undone.reversals[0].isDone, "\(call)")
      #expect(undone.standingRepairs == [], "\(call)")
      #expect(try Self.seams(fixture).map(\.isUndo) == [false, true], "\(call)")
    }
    #expect(deaths >= 8)
  }

  @Test func `takes nothing back for others, under a stop, or before the end`() async throws {
    let (fixture, incident) = try await Self.healed("added_column")
    defer { fixture.remove() }
    let before = try fixture.contents()
    #expect(
      await Self.refusal(fixture, incident, "user:mallory").contains("is no approver of"))
    let journal = try fixture.journal()
    try await journal.stop(by: "user:anna", reason: "look first", at: fixture.lake().now())
    #expect(await Self.refusal(fixture, incident, "user:anna").contains("kill-switch"))
    _ = try await journal.resume(by: "user:anna", at: fixture.lake().now())
    #expect(await Self.refusal(fixture, "inc-000000000000", "user:anna").contains("no incident"))
    #expect(try fixture.contents() == before)
    #expect(try await journal.incident(incident.id)?.reversals == [])
  }

  private static func refusal(
    _ fixture: LakeFixture, _ incident: Incident, _ person: String
  ) async -> String {
    await refusal(fixture, incident.id, person)
  }

  private static func refusal(
    _ fixture: LakeFixture, _ id: String, _ person: String
  ) async -> String {
    do {
      _ = try await fixture.healer().undo(id, by: person, note: "")
      return "taken back"
    } catch { return "\(error)" }
  }

  @Test func `leaves alone what somebody changed since`() async throws {
    let (fixture, incident) = try await Self.healed("added_column")
    defer { fixture.remove() }
    let folder = fixture.folder + "/catalog/flights.raw_flights/"
    let text = try String(contentsOfFile: folder + "000001.json", encoding: .utf8)
    try text.write(toFile: folder + "000003.json", atomically: true, encoding: .utf8)
    let before = try fixture.contents()
    #expect(await Self.refusal(fixture, incident, "user:anna").contains("somebody changed it"))
    #expect(try fixture.contents() == before)
  }

  @Test func `writes over no object that came since`() async throws {
    let (fixture, incident) = try await Self.healed("damaged_file")
    defer { fixture.remove() }
    let key = "/objects/acme-lake-raw/flights/day=2013-04-18/part-0002.csv.gz"
    try Data("new".utf8).write(to: URL(filePath: fixture.folder + key))
    let before = try fixture.contents()
    #expect(await Self.refusal(fixture, incident, "user:anna").contains("another object lies at"))
    #expect(try fixture.contents() == before)
  }

  @Test func `says that an open incident must end first`() async throws {
    let fixture = try Self.fixture("throttled_once")
    defer { fixture.remove() }
    let id = try await fixture.healer().receive(fixture.event).incident
    #expect(await Self.refusal(fixture, id, "user:anna").contains("is not over"))
  }
}

/// A lake in which what stands in the way of a mark is gone when it is asked what became of it.
private struct UnblockingWorld: World {
  let world: Lake
  let place: String

  var identity: WorldIdentity { world.identity }
  func now() -> Timestamp { world.now() }
  func obstacles(to action: Action) -> [String] { world.obstacles(to: action) }
  func obstacle(toUndoing step: Step, of incident: String) -> String? {
    world.obstacle(toUndoing: step, of: incident)
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) throws(WorldError) -> Evidence {
    try world.evidence(for: event, run: run, environment: environment)
  }

  func run(_ id: String, of job: String) throws(WorldError) -> RunEvidence? {
    try world.run(id, of: job)
  }

  func perform(_ intent: StepIntent, notice: Notice) throws(WorldError) -> StepResult {
    try world.perform(intent, notice: notice)
  }

  func settle(_ intent: StepIntent) throws(WorldError) -> Settlement {
    try? FileManager.default.removeItem(atPath: place)
    return try world.settle(intent)
  }

  func failedRuns(since start: Timestamp) throws(WorldError) -> [Event] {
    try world.failedRuns(since: start)
  }

  func successor(of run: String, of job: String) throws(WorldError) -> String? {
    try world.successor(of: run, of: job)
  }
}
