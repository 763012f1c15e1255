import Decisions
import Foundation
import Healing
import Incidents
import Lakes
import Testing

@Suite struct LakeTests {
  @Test(arguments: LakeFixture.breakages)
  func `ends each breakage as it should, by its right action`(
    _ breakage: LakeFixture.Breakage
  ) async throws {
    let fixture = try LakeFixture(breakage.name)
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == breakage.outcome, "\(incident.end?.reason ?? "")")
    #expect(incident.attempts.first?.decision.executed == breakage.action)
    #expect(incident.attempts.count == 1)
    #expect(try fixture.runs().count == 2 + breakage.runs)
    #expect((try fixture.publishedRows() != nil) == (breakage.outcome == .resolved))
  }

  @Test(arguments: LakeFixture.breakages)
  func `changes nothing on a second delivery of the same event`(
    _ breakage: LakeFixture.Breakage
  ) async throws {
    let fixture = try LakeFixture(breakage.name)
    defer { fixture.remove() }
    let first = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let before = try fixture.contents()
    let second = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(second == first)
    #expect(try fixture.contents() == before)
    #expect(try await fixture.journal().incidents().count == 1)
  }

  @Test func `publishes all rows but those of the damaged file`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let bad = "objects/acme-lake-raw/flights/day=2013-04-18/part-0002.csv.gz"
    #expect(try fixture.contents()[bad] != nil)
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(try fixture.publishedRows() == 50)
    #expect(try fixture.contents()[bad] == nil)
    guard
      case .happened(.movedObjects(_, let keys, _), _)? =
        incident.attempts.first?.steps.first?.settlement
    else {
      Issue.record("the first step moved nothing")
      return
    }
    #expect(keys == ["flights/day=2013-04-18/part-0002.csv.gz"])
  }

  @Test func `gives the catalog the added column and keeps the version before it`() async throws {
    let fixture = try LakeFixture("added_column")
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let evidence = try fixture.lake().evidence(
      for: fixture.event, run: try #require(incident.startedRuns.last), environment: "dev")
    let versions = try #require(evidence.table("flights.raw_flights")?.versions.value)
    #expect(versions.map(\.id) == ["2", "1"])
    #expect(versions[0].columns.count == versions[1].columns.count + 1)
    #expect(versions[0].columns.contains { $0.name == "gate" })
  }

  @Test(arguments: ["catalog/flights.raw_flights", "objects/acme-lake-raw/flights"])
  func `says why evidence is unknown where a folder cannot be read`(part: String) throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let place = fixture.folder + "/" + part
    try FileManager.default.removeItem(atPath: place)
    // A link to itself: no permission would hold against root.
    #expect(symlink(place, place) == 0)
    let evidence = try fixture.lake().evidence(
      for: fixture.event, run: fixture.event.run, environment: "dev")
    let table = try #require(evidence.table("flights.raw_flights"))
    #expect("\(table.objects)".contains("cannot be read"))
    #expect("\(table.history)".contains("cannot be read"))
  }

  @Test func `refuses events that are not of a failed run of this lake`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let good = try fixture.runs().first { $0 != "jr_nightly" } ?? ""
    let real = fixture.event
    let forged: [Event] = [
      real.changed(account: "999999999999"), real.changed(region: "us-east-1"),
      real.changed(run: "jr_nobody"), real.changed(run: good), real.changed(job: "other_job"),
      real.changed(job: "../jobs"), real.changed(run: "../../runs/ingest_flights/jr_nightly"),
    ]
    let before = try fixture.contents()
    let healer = Healer(
      engine: .init(fixture.configuration), world: try fixture.lake(),
      journal: try fixture.journal())
    for event in forged {
      await #expect(throws: HealerError.self, "\(event)") { try await healer.receive(event) }
    }
    #expect(try fixture.contents() == before)
    #expect(try await fixture.journal().incidents().isEmpty)
  }

  @Test func `wakes the incident when the event of its own run arrives`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let healer = Healer(
      engine: .init(fixture.configuration), world: try fixture.lake(),
      journal: try fixture.journal())
    let own = fixture.event.changed(run: incident.startedRuns.first ?? "none")
    let reception = try await healer.receive(own)
    #expect(reception.incident == incident.id)
    #expect(!reception.isNew)
    #expect(try await fixture.journal().incidents().count == 1)
  }

  @Test func `waits a quarter of an hour for late data, on the lake's own clock`() async throws {
    let fixture = try LakeFixture("late_data")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let start = lake.now()
    let late = fixture.folder + "/late"
    let healer = Healer(
      engine: .init(fixture.configuration), world: lake, journal: try fixture.journal())
    let id = try await healer.receive(fixture.event).incident
    guard case .waiting(let until, .pause, _) = try await healer.advance(id) else {
      Issue.record("the healer does not pause")
      return
    }
    #expect(until == start + .seconds(900))
    #expect(ChildProcess.run(["mv", late, fixture.partition], in: fixture.folder) == 0)
    let incident = try await fixture.heal(world: lake, journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    #expect(incident.attempts.first?.decision.executed == "retry_later")
    #expect(lake.now() >= until)
  }
}

extension LakeFixture {
  var partition: String { folder + "/objects/acme-lake-raw/flights/day=2013-04-18" }
}

extension Event {
  func changed(
    account: String? = nil, region: String? = nil, job: String? = nil, run: String? = nil
  ) -> Event {
    Event(
      id: id, account: account ?? self.account, region: region ?? self.region, time: time,
      job: job ?? self.job, run: run ?? self.run, state: state, message: message)
  }
}
