import AWS
import Configurations
import Foundation
import Goldens
import Healing
import Incidents
import Tables
import Testing

@testable import Clouds

/// What every journal does, whatever it is kept in.
@Suite struct JournalTests {
  private static let now = JournalPlace.start
  private static let event = Event(
    id: "e-1", account: "1", region: "eu", time: now, job: "ingest'; DROP TABLE entries; --",
    run: "jr_\u{1F9E9}", state: .failed, message: "hostile \u{0} \"text\"\n")

  private func opened(_ journal: any Journal) async throws -> Incident {
    try await journal.open(Self.event, environment: "dev", configuration: "f", at: Self.now)
  }

  /// An incident of three entries: opened, decided, abandoned.
  private func threeEntries(in journal: any Journal) async throws -> Incident {
    let decision = try JournalPlace.decision.get()
    var incident = try await opened(journal)
    incident = try await journal.add(.decided(decision), to: incident, at: Self.now)
    return try await journal.add(.abandoned(reason: "enough"), to: incident, at: Self.now)
  }

  @Test(arguments: Store.allCases)
  func `gives back what was written, to whoever opens it next`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let written = try await threeEntries(in: place.journal())
    let journal = try await place.journal()
    #expect(try await journal.incident(written.id) == written)
    #expect(try await journal.incidents() == [written])
    #expect(try await journal.incident(for: Self.event) == written.id)
    #expect(try await journal.isCurrent(written))
    #expect(try await journal.incident("inc-none") == nil)
    let check = try await journal.check()
    #expect((check.incidents, check.entries) == (1, 3))
    #expect(check.damage == nil)
  }

  @Test(arguments: Store.allCases)
  func `keeps a configuration of any size, once`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let long = String(repeating: "größer 🧩 \u{0} ", count: 40_000)
    let kept = KeptConfiguration(
      fingerprint: "f",
      files: [.init(path: "kintsugi.yaml", text: "a"), .init(path: "b", text: long)])
    let other = KeptConfiguration(fingerprint: "f", files: [.init(path: "b", text: "other")])
    let journal = try await place.journal()
    #expect(try await journal.configuration("f") == nil)
    try await journal.keep(kept)
    try await journal.keep(other)
    #expect(try await place.journal().configuration("f") == kept)
    #expect(try await journal.configuration("g") == nil)
  }

  @Test func `has one chain in both`() async throws {
    var heads: [String] = []
    for store in Store.allCases {
      let place = try await JournalPlace(store)
      let journal = try await place.journal()
      _ = try await threeEntries(in: journal)
      heads.append(try await journal.check(noted: ChainedEntry.noHead).head)
    }
    #expect(Set(heads).count == 1)
  }

  @Test(arguments: Store.allCases)
  func `opens one incident for two deliveries of one run`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let first = try await opened(place.journal())
    let again = Event(
      id: "e-2", account: "1", region: "eu", time: Self.now, job: Self.event.job,
      run: Self.event.run, state: .failed, message: "")
    let second = try await place.journal().open(
      again, environment: "prod", configuration: "g", at: Self.now)
    #expect(first == second)
  }

  @Test(arguments: Store.allCases)
  func `lets only one of two writers add the next entry`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let incident = try await opened(journal)
    _ = try await journal.add(.ended(.closed, reason: "one"), to: incident, at: Self.now)
    #expect(try await !journal.isCurrent(incident))
    for other in [journal, try await place.journal()] {
      await #expect(throws: JournalError.overtaken(incident: incident.id)) {
        try await other.add(.ended(.closed, reason: "two"), to: incident, at: Self.now)
      }
    }
  }

  @Test(arguments: Store.allCases)
  func `lets one handler at a time have an incident`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let claim = try #require(try await journal.claim("inc-1"))
    #expect(try await journal.claim("inc-1") == nil)
    #expect(try await place.journal().claim("inc-1") == nil)
    let other = try await place.journal().claim("inc-2")
    #expect(other != nil)
    await claim.release()
    let next = try await place.journal().claim("inc-1")
    #expect(next != nil)
    await #expect(throws: JournalError.self) { _ = try await journal.claim("../inc-1") }
  }

  @Test(arguments: Store.allCases)
  func `gives back a claim that is dropped`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    var claim = try await journal.claim("inc-1")
    #expect(claim != nil)
    claim = nil
    let again = try await journal.claim("inc-1")
    #expect(again != nil)
  }

  @Test(arguments: Store.allCases)
  func `is stopped until somebody resumes, and keeps the first reason`(
    _ store: Store
  ) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    #expect(await journal.killSwitch() == .off)
    #expect(try await !journal.resume(by: "user:anna", at: Self.now))
    try await journal.stop(by: "user:anna", reason: "the deploy", at: Self.now)
    try await place.journal().stop(by: "user:bea", reason: "me, too", at: Self.now + .seconds(1))
    #expect(await journal.killSwitch() == .on(reason: "user:anna: the deploy"))
    #expect(try await place.journal().resume(by: "user:bea", at: Self.now + .seconds(2)))
    #expect(await journal.killSwitch() == .off)
  }

  @Test(arguments: Store.allCases)
  func `holds a target for one incident until its attempt is over`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let decision = try JournalPlace.decision.get()
    var incidents: [Incident] = []
    for run in ["a", "b"] {
      let event = Event(
        id: run, account: "1", region: "eu", time: Self.now, job: "j", run: run, state: .failed,
        message: "")
      let opened = try await journal.open(
        event, environment: "dev", configuration: "f", at: Self.now)
      incidents.append(try await journal.add(.decided(decision), to: opened, at: Self.now))
    }
    func take(_ incident: Incident) async throws -> CommitAnswer {
      let step = Step.quarantineObjects(table: "db.t", keys: ["k"])
      let intent = StepIntent(
        attempt: 1, index: 0, step: step, isUndo: false, marker: "\(incident.id).1.0")
      return try await journal.commit(intent, of: incident, charging: nil, at: Self.now)
    }
    guard case .committed(let holder) = try await take(incidents[0]),
      case .locked(target: "table:db.t", by: holder.id) = try await take(incidents[1])
    else {
      Issue.record("two are at one table")
      return
    }
    _ = try await journal.add(.abandoned(reason: "no"), to: holder, at: Self.now)
    guard case .committed = try await take(incidents[1]) else {
      Issue.record("the lock outlived its attempt")
      return
    }
  }

  @Test(arguments: Store.allCases)
  func `keeps an entry of any length`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let message = String(repeating: "a run of letters: \u{1F9E9}\u{E9} ", count: 40_000)
    let event = Event(
      id: "e", account: "1", region: "eu", time: Self.now, job: "j", run: "r", state: .failed,
      message: message)
    let journal = try await place.journal()
    let opened = try await journal.open(
      event, environment: "dev", configuration: "f", at: Self.now)
    #expect(opened.event.message == message)
    let ended = try await journal.add(
      .ended(.closed, reason: message), to: opened, at: Self.now)
    let other = try await place.journal()
    #expect(try await other.incident(opened.id) == ended)
    #expect(try await other.incidents() == [ended])
    #expect(try await other.check().damage == nil)
  }

  @Test(arguments: Store.allCases)
  func `puts marks in the place of secrets, the same wherever it is opened`(
    _ store: Store
  ) async throws {
    let place = try await JournalPlace(store)
    let text = "password=hunter2-and-more"
    let one = try await place.journal().redactor.redacted(text)
    let other = try await place.journal().redactor.redacted(text)
    #expect(one == other && !one.contains("hunter2") && one != "password=[secret]")
    let elsewhere = try await JournalPlace(store).journal().redactor.redacted(text)
    #expect(elsewhere != one)
  }
}
