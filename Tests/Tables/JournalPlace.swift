package import AWS
package import Clouds
import Foundation
import Goldens
package import Healing
package import Incidents
import Synchronization

/// What a journal is kept in.
package enum Store: String, CaseIterable, Sendable {
  case sqlite, dynamoDB
}

/// The time of a test: it stands until somebody moves it.
package final class TestClock: Sendable {
  private let instant: Mutex<Timestamp>

  package init(_ start: Timestamp) { instant = Mutex(start) }

  package var now: Timestamp { instant.withLock { $0 } }

  package func move(by span: Duration) { instant.withLock { $0 = $0 + span } }

  package var journalClock: JournalClock {
    JournalClock(
      now: { self.now },
      // What is waited for long is waited for until the test is over.
      pause: { try await Task.sleep(for: $0 < .seconds(1) ? .milliseconds(1) : .seconds(3600)) })
  }
}

/// A journal in a place of its own, which anybody can open.
package final class JournalPlace: Sendable {
  package static let start = Timestamp(seconds: 1_795_516_800, nanoseconds: 123_456_789)

  /// A decision to set objects aside.
  package static let decision = Result {
    try Repository.decision(on: Repository.incidents.appending(path: "truncated_parquet"))
  }

  package let store: Store
  package let clock = TestClock(start)
  package let table = "journal-\(UInt64.random(in: 0 ... .max))"
  private let folder =
    FileManager.default.temporaryDirectory.path + "/kintsugi-\(UInt64.random(in: 0 ... .max))"

  package init(_ store: Store) async throws {
    self.store = store
    if store == .dynamoDB { try await dynamoDB().create() }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Opens the journal, as another process would.
  package func journal() async throws -> any Journal {
    switch store {
    case .sqlite: try SQLiteJournal(path: folder + "/deep/journal.sqlite")
    case .dynamoDB: try await tableJournal()
    }
  }

  /// The same, where it is in a table; `calls` may stand between.
  package func tableJournal(_ calls: (any DynamoDBCalls)? = nil) async throws -> DynamoDBJournal {
    try await DynamoDBJournal(dynamoDB(calls), clock: clock.journalClock)
  }

  package func dynamoDB(_ calls: (any DynamoDBCalls)? = nil) throws -> DynamoDBClient {
    DynamoDBClient(table: table, calls: try calls ?? Self.client())
  }

  package static func client() throws -> AWSClient { try TableServer.shared.get().client() }
}
