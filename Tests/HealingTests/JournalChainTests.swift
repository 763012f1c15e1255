import Foundation
import Incidents
import Testing

@testable import Healing

/// The chain over all incidents, and what its check finds.
@Suite struct JournalChainTests {
  private static let now = Timestamp(seconds: 1_795_516_800, nanoseconds: 0)

  /// Two incidents whose entries were written in turns.
  private static func filled(_ place: SQLiteJournalTests.Place) async throws -> SQLiteJournal {
    let journal = try place.journal()
    var incidents: [Incident] = []
    for run in ["jr_a", "jr_b"] {
      let event = Event(
        id: run, account: "1", region: "eu", time: now, job: "ingest", run: run, state: .failed,
        message: "")
      incidents.append(
        try await journal.open(event, environment: "dev", configuration: "f", at: now))
    }
    for (index, incident) in incidents.enumerated() {
      incidents[index] = try await journal.add(
        .ended(.closed, reason: "enough"), to: incident, at: now)
    }
    return journal
  }

  @Test func `stands for everything that was written`() async throws {
    let place = SQLiteJournalTests.Place()
    let empty = try await place.journal().check()
    #expect(empty.head == SQLiteJournal.noHead)
    #expect(empty.damage == nil)
    let check = try await Self.filled(place).check(noted: empty.head)
    #expect((check.incidents, check.entries) == (2, 4))
    #expect(check.damage == nil)
    #expect(check.knowsHead == true)
    let grown = try await place.journal().check(noted: check.head)
    #expect(grown.head == check.head)
    #expect(grown.knowsHead == true)
  }

  @Test(arguments: [
    "UPDATE entries SET body = replace(body, 'enough', 'enougj') WHERE sequence = 2",
    // What each incident's own chain cannot see.
    "DELETE FROM entries WHERE sequence = 2",
    "DELETE FROM entries; DELETE FROM incidents",
    "DELETE FROM chain WHERE place = 2", "DELETE FROM chain WHERE place = 4",
    "DELETE FROM chain WHERE place = 1", "DELETE FROM chain",
    "UPDATE chain SET head = upper(head) WHERE place = 3",
    "UPDATE chain SET sequence = 3 - sequence",
    "UPDATE chain SET place = place + 1 WHERE place = 4",
    "UPDATE chain SET head = NULL || 'x' WHERE place = 9; DELETE FROM entries WHERE sequence = 2",
    "INSERT INTO chain(place, incident, sequence, head) VALUES (5, 'inc-x', 1, 'x')",
  ])
  func `notices what was changed, taken away or put in between`(sql: String) async throws {
    let place = SQLiteJournalTests.Place()
    _ = try await Self.filled(place)
    let database = try SQLiteConnection(path: place.path)
    try database.execute("PRAGMA foreign_keys=OFF")
    try database.execute(sql)
    #expect(try await place.journal().check().damage != nil, "\(sql)")
  }

  @Test func `tells a journal written anew by the head that was noted`() async throws {
    let place = SQLiteJournalTests.Place()
    let noted = try await Self.filled(place).check().head
    let other = SQLiteJournalTests.Place()
    let journal = try other.journal()
    let event = Event(
      id: "z", account: "1", region: "eu", time: Self.now, job: "ingest", run: "jr_z",
      state: .failed, message: "")
    _ = try await journal.open(event, environment: "dev", configuration: "f", at: Self.now)
    let check = try await journal.check(noted: noted)
    #expect(check.damage == nil)
    #expect(check.knowsHead == false)
  }

  @Test func `chains what the first version wrote`() async throws {
    let place = SQLiteJournalTests.Place()
    _ = try await Self.filled(place)
    let database = try SQLiteConnection(path: place.path)
    try database.execute(
      """
      DROP TABLE chain; ALTER TABLE stops DROP COLUMN ended_by;
      ALTER TABLE charges DROP COLUMN rows; PRAGMA user_version = 1
      """)
    let check = try await place.journal().check()
    #expect(check.damage == nil)
    #expect(check.entries == 4)
    #expect(check.head != SQLiteJournal.noHead)
  }
}
