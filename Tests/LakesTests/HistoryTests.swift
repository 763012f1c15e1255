import Foundation
import Incidents
import Lakes
import Synchronization
import Testing

@testable import Healing

/// The history of tables over several healings of a lake.
@Suite struct HistoryTests {
  private static let raw = "flights.raw_flights"
  private static let day = "day=2013-04-18"

  private func standing(
    _ name: String, of table: String = raw, _ fixture: LakeFixture
  ) async throws -> KeptBatch.Standing? {
    try await fixture.journal().batches(of: table).first { $0.name == name }?.standing
  }

  /// The evidence of the failed night, as if it were the night of another day.
  private func evidence(
    _ fixture: LakeFixture, day: String = "2013-04-18", _ change: (inout TableEvidence) -> Void
  ) async throws -> Evidence {
    var evidence = try fixture.lake().evidence(
      for: fixture.event, run: "jr_nightly", environment: "dev")
    let batch = try #require(evidence.tables[0].batch.value).named("day=\(day)")
    evidence.tables[0].batch = .known(batch)
    change(&evidence.tables[0])
    return evidence
  }

  private func history(_ evidence: Evidence, _ fixture: LakeFixture) async throws -> [String?] {
    try await fixture.healer().compared(evidence).tables[0].history.value?.map(\.origin.name) ?? []
  }

  private static let week = (11...17).map { "day=2013-04-\($0)" }

  @Test func `names each batch of a lake after its partition`() async throws {
    let fixture = try LakeFixture("lossy_type")
    defer { fixture.remove() }
    let evidence = try fixture.lake().evidence(
      for: fixture.event, run: "jr_nightly", environment: "dev")
    #expect(evidence.tables[0].batch.value?.origin.name == Self.day)
    #expect(evidence.tables[0].history.value?.map(\.origin.name) == Self.week)
  }

  @Test func `holds nothing against a batch whose incident escalated`() async throws {
    let fixture = try LakeFixture("lossy_type")
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .escalated)
    #expect(try await standing(Self.day, fixture) == .broken(incident: incident.id))
    let broken = try #require(
      try fixture.lake().evidence(for: fixture.event, run: "jr_nightly", environment: "dev")
        .tables[0].batch.value)
    // The next night, when it is one of the earlier batches that the world has.
    let next = try await evidence(fixture, day: "2013-04-19") {
      $0.history = $0.history.map { $0 + [broken] }
    }
    #expect(try await history(next, fixture) == Self.week)
    // Somebody has put another content in its place.
    let mended = TableProfile(
      rows: broken.rows + 1, columns: broken.columns, origin: broken.origin)
    let later = try await evidence(fixture, day: "2013-04-19") {
      $0.history = $0.history.map { $0 + [mended] }
    }
    #expect(try await history(later, fixture) == Self.week + [Self.day])
    // A person says that nothing was wrong with it.
    _ = try await fixture.healer().close(
      incident.id, as: Closing(verdict: .wrong, person: "user:a", deed: nil, note: ""))
    #expect(try await standing(Self.day, fixture) == .included(by: "user:a"))
    #expect(try await history(next, fixture) == Self.week + [Self.day])
  }

  @Test func `keeps what was verified, and what the world had before it`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    for table in [Self.raw, "flights.curated_flights"] {
      let kept = try await fixture.journal().batches(of: table)
      #expect(kept.map(\.name) == Self.week + [Self.day])
      #expect(kept.allSatisfy { $0.standing == .good })
    }
    // What is gone from the world is still there to be compared with, and in its place.
    let next = try await evidence(fixture, day: "2013-04-19") {
      $0.history = $0.history.map { Array($0[3...4]) }
    }
    #expect(try await history(next, fixture) == Self.week + [Self.day])
    // A batch is held against earlier ones alone, and never against itself.
    let early = try await evidence(fixture, day: "2013-04-14") { $0.history = .known([]) }
    #expect(try await history(early, fixture) == Array(Self.week[0...2]))
  }

  @Test func `leaves out what a person took out, until it is taken in again`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let journal = try fixture.journal()
    let strike = try #require(try await journal.batches(of: Self.raw).first)
    try await journal.keep([strike.standing(.excluded(by: "user:a", reason: "a strike"))])
    let next = try await evidence(fixture) { _ in }
    #expect(try await history(next, fixture) == Array(Self.week[1...]))
    let empty = try await evidence(fixture) { $0.history = .known([]) }
    #expect(try await history(empty, fixture) == Array(Self.week[1...]))
    // Another healing does not take it in.
    try await fixture.healer().keepGood(next)
    #expect(
      try await standing(strike.name, fixture) == .excluded(by: "user:a", reason: "a strike"))
    try await journal.keep([strike.standing(.included(by: "user:a"))])
    #expect(try await history(next, fixture) == Self.week)
  }

  @Test func `has a history of a table that is overwritten in place`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let healer = try fixture.healer()
    func content(_ rows: Int) async throws -> Evidence {
      try await evidence(fixture) {
        $0.batch = $0.batch.map {
          TableProfile(rows: rows, columns: $0.columns, origin: BatchOrigin())
        }
        $0.history = .unknown("a table without partitions holds no earlier batch")
      }
    }
    let first = try await healer.compared(content(100))
    #expect(first.tables[0].history.value == nil)
    for rows in [100, 102, 101, 101] { await healer.keepGood(try await content(rows)) }
    func compared(_ rows: Int) async throws -> [Int]? {
      try await healer.compared(content(rows)).tables[0].history.value?.map(\.rows)
    }
    #expect(try await compared(7) == [100, 102, 101])
    // What is there is never held against itself.
    #expect(try await compared(102) == [100, 101])
  }

  @Test func `compares secrets by their marks, and keeps none`() async throws {
    let secret = "AKIAQWERTYUIOPASDFGH"
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let healer = try fixture.healer()
    func content(_ rows: Int) async throws -> Evidence {
      try await evidence(fixture) {
        let top = [ColumnStatistics.ValueCount(value: secret, count: rows)]
        let column = ColumnProfile(
          name: "token", values: .parses([.string]), minimum: .text(secret),
          statistics: ColumnStatistics(top: top))
        $0.batch = .known(TableProfile(rows: rows, columns: [column]))
        $0.history = .unknown("a table without partitions holds no earlier batch")
      }
    }
    for rows in [3, 4] { await healer.keepGood(try await content(rows)) }
    let table = try await healer.compared(content(4)).tables[0]
    let earlier = try #require(table.history.value)
    #expect(earlier.map(\.rows) == [3])
    let batch = try #require(table.batch.value)
    #expect(batch.columns[0].minimum == earlier[0].columns[0].minimum)
    #expect(
      batch.columns[0].statistics?.top?[0].value
        == earlier[0].columns[0].statistics?.top?[0].value)
    #expect(!"\(batch)\(earlier)".contains(secret))
  }

  @Test func `reads a table without partitions as one batch`() throws {
    let fixture = try LakeFixture("lossy_type") { path, text in
      path == "kintsugi.yaml"
        ? text.replacing("    partition: \"day={run.arg('--day')}\"", with: "    #") : text
    }
    defer { fixture.remove() }
    let catalog = fixture.folder + "/catalog/flights.raw_flights/000001.json"
    func batch() throws -> Known<TableProfile> {
      try fixture.lake().evidence(for: fixture.event, run: "jr_nightly", environment: "dev")
        .tables[0].batch
    }
    // The catalog knows partitions that the project does not declare: nobody can tell which.
    #expect(try batch().value == nil)
    let text = try String(contentsOfFile: catalog, encoding: .utf8)
    let start = try #require(text.firstRange(of: "\"PartitionKeys\"")).lowerBound
    let end = try #require(text[start...].firstIndex(of: "]"))
    try text.replacingCharacters(in: start...end, with: "\"PartitionKeys\": []")
      .write(toFile: catalog, atomically: true, encoding: .utf8)
    let whole = try #require(try batch().value)
    #expect(whole.rows > 300)
    #expect(whole.origin.name == nil)
  }

  @Test func `heals although no batch can be kept, and says so`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    _ = try fixture.journal()
    let connection = try SQLiteConnection(path: fixture.folder + "/.kintsugi/journal.sqlite")
    try connection.execute(
      "CREATE TRIGGER full BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no room'); END")
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    #expect(try await fixture.journal().batches(of: Self.raw) == [])
    let complaints = Mutex<[String]>([])
    let healer = Healer(
      engine: fixture.engine, world: try fixture.lake(), journal: try fixture.journal()
    ) { words in complaints.withLock { $0.append(words) } }
    await healer.keepGood(try await evidence(fixture) { _ in })
    let first = try #require(complaints.withLock { $0.first })
    #expect(first.hasPrefix("the batches of flights.raw_flights are not kept: "))
    #expect(first.contains("no room"))
  }

  @Test func `knows no history where the journal cannot say what counts`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let evidence = try await evidence(fixture) { _ in }
    let batch = try #require(evidence.tables[0].batch.value)
    let journal = try fixture.journal()
    try await journal.keep([KeptBatch(batch, of: Self.raw, .good, at: fixture.event.time)])
    let connection = try SQLiteConnection(path: fixture.folder + "/.kintsugi/journal.sqlite")
    try connection.execute("UPDATE batches SET standing = 'gold'")
    let complaints = Mutex<[String]>([])
    let healer = Healer(engine: fixture.engine, world: try fixture.lake(), journal: journal) {
      words in complaints.withLock { $0.append(words) }
    }
    let compared = await healer.compared(evidence)
    #expect(compared.tables[0].history.value == nil)
    #expect(compared.tables[0].batch == evidence.tables[0].batch)
    #expect(complaints.withLock { $0.count } == 1)
  }
}
