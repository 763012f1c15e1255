import Foundation
import Goldens
import Incidents
import Testing

@testable import Healing

@Suite struct SQLiteJournalTests {
  /// A journal in a folder of its own that is gone after the test.
  final class Place {
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/kintsugi-\(UInt64.random(in: 0 ... .max))"
    var path: String { folder + "/deep/journal.sqlite" }

    func journal() throws -> SQLiteJournal { try SQLiteJournal(path: path) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  private static let now = Timestamp(seconds: 1_795_516_800, nanoseconds: 123_456_789)
  private static let event = Event(
    id: "e-1", account: "1", region: "eu", time: now, job: "ingest'; DROP TABLE entries; --",
    run: "jr_\u{1F9E9}", state: .failed, message: "hostile \u{0} \"text\"\n")

  /// An incident of three entries: opened, decided, abandoned.
  private func threeEntries(in journal: SQLiteJournal) async throws -> Incident {
    let folder = Repository.incidents.appending(path: "truncated_parquet")
    let decision = try Repository.decision(on: folder)
    var incident = try await journal.open(
      Self.event, environment: "dev", configuration: "f", at: Self.now)
    incident = try await journal.add(.decided(decision), to: incident, at: Self.now)
    return try await journal.add(.abandoned(reason: "enough"), to: incident, at: Self.now)
  }

  @Test(arguments: [
    "UPDATE entries SET body = replace(body, 'enough', 'enougj') WHERE sequence = 3",
    "UPDATE entries SET body = body || ' ' WHERE sequence = 1",
    "UPDATE entries SET digest = upper(digest) WHERE sequence = 2",
    "DELETE FROM entries WHERE sequence = 2", "DELETE FROM entries WHERE sequence = 1",
    "UPDATE entries SET sequence = sequence + 10",
    "UPDATE entries SET body = (SELECT body FROM entries WHERE sequence = 3) WHERE sequence = 2",
  ])
  func `notices every change of history`(sql: String) async throws {
    let place = Place()
    let id = try await threeEntries(in: place.journal()).id
    let database = try SQLiteConnection(path: place.path)
    try database.execute(sql)
    let journal = try place.journal()
    let error = await #expect(throws: JournalError.self) { _ = try await journal.incident(id) }
    guard case .damaged? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `notices any byte that is changed in the file`() async throws {
    let place = Place()
    let written = try await threeEntries(in: place.journal())
    try SQLiteConnection(path: place.path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let whole = try Data(contentsOf: URL(filePath: place.path))
    for offset in stride(from: 100, to: whole.count, by: 4_099) {
      var broken = whole
      broken[offset] ^= 0x41
      try broken.write(to: URL(filePath: place.path))
      // Either it is told, or the byte meant nothing.
      do {
        let incident = try await place.journal().incident(written.id)
        #expect(incident == nil || incident == written, "byte \(offset)")
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
  }

  @Test func `does not take another file for a journal`() throws {
    let place = Place()
    try FileManager.default.createDirectory(
      atPath: place.folder + "/deep", withIntermediateDirectories: true)
    try Data(String(repeating: "this is no database. ", count: 100).utf8)
      .write(to: URL(filePath: place.path))
    #expect(throws: JournalError.self) { try place.journal() }
  }

  @Test func `does not open a journal of a newer version`() throws {
    let place = Place()
    _ = try place.journal()
    try SQLiteConnection(path: place.path).execute("PRAGMA user_version = 99")
    #expect(throws: JournalError.self) { try place.journal() }
  }

  @Test func `keeps batches in a journal that an earlier version wrote`() async throws {
    let place = Place()
    let written = try await threeEntries(in: place.journal())
    try SQLiteConnection(path: place.path).execute(
      "DROP TABLE batches; PRAGMA user_version = 4")
    let journal = try place.journal()
    let profile = TableProfile(rows: 1, columns: [], origin: BatchOrigin(name: "day=1"))
    try await journal.keep([KeptBatch(profile, of: "t", .good, at: Self.now)])
    #expect(try await place.journal().batches(of: "t").map(\.name) == ["day=1"])
    #expect(try await journal.incident(written.id) == written)
    #expect(try await journal.check().damage == nil)
  }
}
