import Healing
import Incidents
import Lakes
import Testing

/// What may have changed while nobody was at work: the next one looks before it goes on.
@Suite struct RecoveryTests {
  /// A lake whose healer died after it had said what it would do and before it was done.
  private static func dead(_ breakage: String) async throws -> LakeFixture {
    for call in 0..<100 {
      let fixture = try LakeFixture(breakage)
      let crash = CrashPoint(call: call, isAfterwards: true)
      _ = try? await fixture.heal(
        world: CrashingWorld(world: try fixture.lake(), crash: crash),
        journal: CrashingJournal(journal: try fixture.journal(), crash: crash))
      let incident = try await fixture.journal().incidents().first
      if incident?.attempt?.pending != nil, try fixture.runs().count == 2 { return fixture }
      fixture.remove()
    }
    throw Crash()
  }

  // It was only looked at before an intent, so what was intended was done however late.
  @Test(arguments: ["throttled_once", "added_column", "damaged_file"])
  func `does not do what was intended where somebody stopped everything since`(
    _ breakage: String
  ) async throws {
    let fixture = try await Self.dead(breakage)
    defer { fixture.remove() }
    let journal = try fixture.journal()
    let before = try fixture.contents()
    try await journal.stop(by: "user:anna", reason: "look first", at: fixture.lake().now())
    let incident = try await fixture.heal(world: fixture.lake(), journal: journal)
    #expect(incident.end?.outcome == .escalated)
    let after = try fixture.contents().filter { !$0.key.hasPrefix("notifications/") }
    #expect(after == before)
  }

  // The run's start was not on record yet, so its failure became an incident of its own.
  @Test func `knows its own run by its marker before the start is on record`() async throws {
    let fixture = try await Self.dead("throttled_once")
    defer { fixture.remove() }
    let journal = try fixture.journal()
    let incident = try #require(try await journal.incidents().first)
    let intent = try #require(incident.attempt?.pending?.intent)
    let lake = try fixture.lake()
    guard case .startedRun(let run) = try lake.perform(intent, notice: incident.notice) else {
      Issue.record("no run was started")
      return
    }
    try lake.wait(for: .run(run, of: fixture.event.job), until: lake.now() + .seconds(60))
    let reception = try await fixture.healer().receive(fixture.event.changed(run: run))
    #expect(reception.incident == incident.id)
    #expect(!reception.isNew)
  }

  // The refusal of the second object was on record as if none had been moved.
  @Test func `says that nobody can tell where one of two objects was moved`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let keys = try FolderListing.files(
      below: fixture.folder + "/objects/acme-lake-raw", prefix: "flights/day=2013-04-18/")
    let step = Step.quarantineObjects(
      table: "flights.raw_flights", keys: [keys[0], "flights/day=2013-04-18/gone.csv"])
    let intent = StepIntent(attempt: 1, index: 0, step: step, isUndo: false, marker: "inc-x.1.0")
    let notice = Notice(incident: "inc-x", subject: "", lines: [])
    do {
      _ = try lake.perform(intent, notice: notice)
      Issue.record("an object that is not there was moved")
    } catch {
      guard case .lost(_, let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.hasPrefix("1 were moved, then moving `flights/day=2013-04-18/gone.csv`"))
    }
  }
}
