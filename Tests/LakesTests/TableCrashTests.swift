import AWS
import Clouds
import Goldens
import Healing
import Incidents
import Lakes
import Tables
import Testing

/// A healer whose journal is a table, and that dies at every call of it, before it or after it; the
/// next one waits until the dead one's claim is over.
@Suite struct TableCrashTests {
  @Test(arguments: ["added_column", "throttled_once", "script_bug"])
  func `ends the same wherever it dies, and does nothing twice`(_ name: String) async throws {
    let breakage = try #require(LakeFixture.breakages.first { $0.name == name })
    let calls = try await calls(in: name)
    #expect(calls > 20)
    // Eleven is odd: deaths before a call and after it take turns.
    for point in stride(from: 0, to: 2 * calls, by: Slice.isWhole ? 1 : 11) {
      let fixture = try LakeFixture(name)
      defer { fixture.remove() }
      let place = try await JournalPlace(.dynamoDB)
      let (number, isAfterwards) = (point / 2 + 1, point % 2 == 1)
      let words: Comment = "dies \(isAfterwards ? "after" : "before") call \(number) of \(calls)"
      let dying = TestCalls(try JournalPlace.client()) { call in
        if call.total < number { return nil }
        return call.total == number && isAfterwards ? .answerLost : .denied
      }
      // Who dies while it gives its claim back has done everything else.
      _ = try? await fixture.heal(world: fixture.lake(), journal: place.tableJournal(dying))
      #expect(dying.calls.values.reduce(0, +) >= number, words)
      place.clock.move(by: .seconds(76))
      let incident = try await fixture.heal(
        world: fixture.lake(), journal: place.tableJournal())
      #expect(incident.end?.outcome == breakage.outcome, words)
      #expect(incident.attempts.count == 1, words)
      #expect(try fixture.runs().count == 2 + breakage.runs, words)
      #expect((try fixture.publishedRows() != nil) == (breakage.outcome == .resolved), words)
      #expect(try await place.journal().check().damage == nil, words)
    }
  }

  /// How many calls of the table a healing makes that dies nowhere.
  private func calls(in name: String) async throws -> Int {
    let fixture = try LakeFixture(name)
    defer { fixture.remove() }
    let calls = TestCalls(try JournalPlace.client())
    let journal = try await JournalPlace(.dynamoDB).tableJournal(calls)
    let incident = try await fixture.heal(world: fixture.lake(), journal: journal)
    #expect(await journal.tally.conflicts == 0)
    // What a healing costs: four items of a transaction for an entry, and four calls.
    #expect(await journal.tally.items <= 5 * incident.version)
    #expect(calls.calls.values.reduce(0, +) <= 10 + 5 * incident.version)
    return calls.calls.values.reduce(0, +)
  }
}
