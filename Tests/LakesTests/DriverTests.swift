import Configurations
import Decisions
import Foundation
import Healing
import Incidents
import Lakes
import Synchronization
import Testing

/// Many incidents at once, reminders, closings and what nobody told of, in the example lake.
@Suite struct DriverTests {
  private func event(_ fixture: LakeFixture, run: String) -> Event {
    let event = fixture.event
    return Event(
      id: run, account: event.account, region: event.region, time: event.time, job: event.job,
      run: run, state: event.state, message: event.message)
  }

  /// Drives until nothing is left, as a watch does; gives what was told.
  @discardableResult
  private func drive(_ fixture: LakeFixture, _ events: [Event]) async throws -> [Driver.News] {
    let told = Mutex<[Driver.News]>([])
    let healer = try fixture.healer()
    let journal = try fixture.journal()
    let driver = Driver(healer, atOnce: 4)
    let lake = try fixture.lake()
    var arrivals = events
    for _ in 0..<200 {
      let wasBusy = try await driver.work(arrivals, woken: [], most: 64) { news in
        told.withLock { $0.append(news) }
      }
      arrivals = []
      if wasBusy { continue }
      let open = try await journal.due(at: .latest, atMost: 64)
      var isWaiting = false
      for id in open {
        guard case .waiting(let until, let reason, _) = try await healer.advance(id),
          reason != .answer
        else { continue }
        try lake.wait(for: reason, until: until)
        try await journal.rest(id, until: lake.now(), for: nil)
        isWaiting = true
      }
      if !isWaiting { break }
    }
    return told.withLock { $0 }
  }

  @Test func `heals what comes, once, however often it comes and in any order`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let known = fixture.event
    try await drive(fixture, [known, event(fixture, run: "jr_forged"), known])
    let incidents = try await fixture.journal().incidents()
    #expect(incidents.map(\.end?.outcome) == [.resolved])
    #expect(try fixture.runs().count == 3)
    #expect(
      try await fixture.journal().refusals().map(\.reason) == [
        "there is no run `jr_forged` of `ingest_flights`"
      ])
    #expect(try await fixture.journal().due(at: .latest, atMost: 9).isEmpty)
  }

  @Test func `finds a failed run that sent no event, and leaves one that was made good`()
    async throws
  {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let found = try lake.failedRuns(since: lake.now() - .seconds(86_400))
    #expect(found.map(\.run) == ["jr_nightly"])
    #expect(try lake.failedRuns(since: lake.now() + .seconds(1)).isEmpty)
    // Somebody runs the job again by hand, and it succeeds this time.
    #expect(
      try lake.runScheduled("ingest_flights", arguments: ["--day": "2013-04-18"], id: "jr_hand")
        == nil)
    #expect(try lake.failedRuns(since: lake.now() - .seconds(86_400)).isEmpty)
    let incident = try await fixture.heal(world: lake, journal: fixture.journal())
    #expect(incident.end?.outcome == .closed)
    #expect(incident.attempts.isEmpty)
    #expect(try fixture.runs().count == 3)
  }

  /// The lake with an owner who is reminded after half an hour, and another one after that.
  private static func reminding() throws -> LakeFixture {
    try LakeFixture("script_bug") { path, text in
      guard path == "kintsugi.yaml" else { return text }
      return text.replacingOccurrences(
        of: "flights-team:\n", with: "flights-team:\n    remind: 30m\n    next: data-platform\n")
    }
  }

  private func notices(_ fixture: LakeFixture) throws -> [String] {
    try FolderListing.files(below: fixture.folder + "/notifications", prefix: "").sorted()
  }

  @Test func `reminds the owner, then the next one, until somebody takes it on`() async throws {
    let fixture = try Self.reminding()
    defer { fixture.remove() }
    let lake = try fixture.lake()
    try await drive(fixture, [fixture.event])
    #expect(try notices(fixture).count == 1)
    let start = lake.now()
    for (minutes, count) in [(29, 1), (30, 2), (59, 2), (60, 3), (300, 3)] {
      try lake.wait(for: .pause, until: start + .seconds(minutes * 60 + 1))
      try await drive(fixture, [])
      #expect(try notices(fixture).count == count, "after \(minutes) minutes")
    }
    let incident = try #require(try await fixture.journal().incidents().first)
    #expect(incident.reminders.map(\.owner) == ["flights-team", "data-platform"])
    #expect(incident.isOpenToPeople)
    _ = try await fixture.healer().acknowledge(incident.id, by: "user:anna")
    #expect(try await fixture.journal().incidents().first?.isOpenToPeople == false)
  }

  @Test func `reminds nobody of what somebody took on`() async throws {
    let fixture = try Self.reminding()
    defer { fixture.remove() }
    let lake = try fixture.lake()
    try await drive(fixture, [fixture.event])
    let id = try #require(try await fixture.journal().incidents().first).id
    _ = try await fixture.healer().acknowledge(id, by: "user:anna")
    try lake.wait(for: .pause, until: lake.now() + .seconds(7200))
    try await drive(fixture, [])
    #expect(try notices(fixture).count == 1)
    #expect(try await fixture.journal().due(at: .latest, atMost: 9).isEmpty)
  }

  @Test func `takes a person's last word once, and only an action that there is`() async throws {
    let fixture = try LakeFixture("script_bug")
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let healer = try fixture.healer()
    func closed(_ deed: String?) async -> String {
      let closing = Closing(verdict: .healed, person: "user:anna", deed: deed, note: "by hand")
      do { return try await healer.close(incident.id, as: closing).closing?.words ?? "-" } catch {
        return error.description
      }
    }
    #expect(await closed("reboot").contains("no action `reboot`"))
    #expect(await closed("retry") == "healed, by hand")
    #expect(await closed("retry").contains("has closed it before"))
    let after = try #require(try await fixture.journal().incidents().first)
    #expect(after.end?.outcome == .escalated)
    #expect(!after.isOpenToPeople)
  }

  @Test func `ends what asks when a person closes it, and does nothing any more`() async throws {
    let fixture = try LakeFixture("damaged_file") { path, text in
      path != "safety/guardrails.yaml"
        ? text
        : text.replacingOccurrences(
          of: "rollback, quarantine, log, escalate]\n  staging",
          with: "rollback, log, escalate]\n    ask: [quarantine]\n  staging")
    }
    defer { fixture.remove() }
    let asked = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(asked.end == nil)
    let closing = Closing(verdict: .wrong, person: "user:anna", deed: nil, note: "")
    _ = try await fixture.healer().close(asked.id, as: closing)
    let after = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(after.end?.outcome == .closed)
    #expect(after.end?.reason == "user:anna: wrong")
    #expect(try fixture.runs().count == 2)
  }

  @Test func `decides in shadow, tells a person, and compares with what people did`() async throws {
    let fixture = try LakeFixture("throttled_once") { path, text in
      path != "safety/guardrails.yaml"
        ? text
        : text.replacingOccurrences(
          of: "dev:\n    alone: [retry, retry_later,",
          with: "dev:\n    shadow: [retry]\n    alone: [retry_later,")
    }
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .escalated)
    #expect(incident.attempts.first?.decision.shadowed == "retry")
    #expect(incident.attempts.first?.decision.judgement.because == ["authority.dev"])
    #expect(try fixture.runs().count == 2)
  }

  @Test func `receives an event again that could not be received`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let driver = Driver(try fixture.healer(), atOnce: 2)
    let record = fixture.folder + "/runs/ingest_flights/jr_nightly/run.json"
    let bytes = try Data(contentsOf: URL(filePath: record))
    try Data("{".utf8).write(to: URL(filePath: record))
    #expect(try await driver.work([fixture.event], woken: [], most: 9) { _ in })
    #expect(try await fixture.journal().incidents().isEmpty)
    try bytes.write(to: URL(filePath: record))
    #expect(try await driver.work([], woken: [], most: 9) { _ in } == false)
    try lake.wait(for: .pause, until: lake.now() + .seconds(16))
    #expect(try await driver.work([], woken: [], most: 9) { _ in })
    #expect(try await fixture.journal().incidents().count == 1)
  }

  @Test func `tells of trouble with the next roundup where nobody could be told`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let healer = try fixture.healer()
    let driver = Driver(healer, atOnce: 2)
    try Data("{".utf8).write(
      to: URL(filePath: fixture.folder + "/jobs/ingest_flights.json"))
    // A file where the folder of notices should be.
    let place = fixture.folder + "/notifications"
    try? FileManager.default.removeItem(atPath: place)
    try Data().write(to: URL(filePath: place))
    for round in 0..<4 {
      _ = try await driver.work(round == 0 ? [fixture.event] : [], woken: [], most: 9) { _ in }
      try lake.wait(for: .pause, until: lake.now() + .seconds(601))
    }
    #expect(try await healer.sendRoundups() == 1)
    try FileManager.default.removeItem(atPath: place)
    for count in [1, 0] {
      _ = try await driver.work([], woken: [], most: 9) { _ in }
      try lake.wait(for: .pause, until: lake.now() + .seconds(601))
      #expect(try await healer.sendRoundups() == count)
    }
    #expect(try notices(fixture).filter { $0.hasPrefix("roundup.") }.count == 1)
  }

  @Test func `goes on with others where one cannot be handled, and tells its owner`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let lake = try fixture.lake()
    let driver = Driver(try fixture.healer(), atOnce: 2)
    let definition = fixture.folder + "/jobs/ingest_flights.json"
    let bytes = try Data(contentsOf: URL(filePath: definition))
    try Data("{".utf8).write(to: URL(filePath: definition))
    var troubles = 0
    for round in 0..<5 {
      let count = Mutex(0)
      _ = try await driver.work(round == 0 ? [fixture.event] : [], woken: [], most: 9) { news in
        if case .trouble = news { count.withLock { $0 += 1 } }
      }
      troubles += count.withLock { $0 }
      try lake.wait(for: .pause, until: lake.now() + .seconds(601))
    }
    #expect(troubles == 5)
    #expect(try notices(fixture).filter { $0.hasSuffix(".trouble.json") }.count == 1)
    try bytes.write(to: URL(filePath: definition))
    try await drive(fixture, [])
    #expect(try await fixture.journal().incidents().map(\.end?.outcome) == [.resolved])
  }
}
