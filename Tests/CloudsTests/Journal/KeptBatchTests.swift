import Healing
import Incidents
import Tables
import Testing

/// The history of a table, whatever the journal is kept in.
@Suite struct KeptBatchTests {
  private static let now = JournalPlace.start
  private static let table = "flights.raw'; DROP TABLE batches; --\u{202E}"

  private func profile(
    _ name: String?, rows: Int = 10, texts: [String] = ["a", "b"], columns: Int = 1
  ) -> TableProfile {
    let statistics = ColumnStatistics(
      top: texts.map { .init(value: $0, count: 2) },
      shapes: texts.map { .init(value: $0, count: 1) })
    return TableProfile(
      rows: rows,
      columns: (0..<columns).map { number in
        ColumnProfile(
          name: "c\(number)", values: .parses([.string]), nulls: 1, distinct: texts.count,
          minimum: texts.min().map { .text($0) }, maximum: texts.max().map { .text($0) },
          statistics: statistics)
      }, origin: BatchOrigin(name: name))
  }

  private func batch(
    _ name: String?, rows: Int = 10, _ standing: KeptBatch.Standing = .good,
    after span: Duration = .zero
  ) -> KeptBatch {
    KeptBatch(profile(name, rows: rows), of: Self.table, standing, at: Self.now + span)
  }

  @Test(arguments: Store.allCases)
  func `gives batches back in order, to whoever opens the journal next`(
    _ store: Store
  ) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    #expect(try await journal.batches(of: Self.table) == [])
    try await journal.keep([batch("day=3"), batch("day=1", .broken(incident: "inc-1"))])
    try await journal.keep([batch("day=2"), batch("day=3", rows: 12)])
    let kept = try await place.journal().batches(of: Self.table)
    #expect(kept.map(\.name) == ["day=1", "day=2", "day=3"])
    #expect(kept.map(\.standing) == [.broken(incident: "inc-1"), .good, .good])
    #expect(kept.map(\.rows) == [10, 10, 12])
    #expect(kept.map(\.kept) == [Self.now, Self.now, Self.now])
    #expect(kept.map(\.profile) == [nil, nil, nil])
    #expect(
      try await journal.profiles(of: [kept[2], batch("day=9"), kept[0]])
        == [profile("day=3", rows: 12), profile("day=1")])
    #expect(try await journal.batches(of: "flights.other") == [])
  }

  @Test(arguments: Store.allCases)
  func `keeps contents of a table without partitions in the order of time`(
    _ store: Store
  ) async throws {
    let journal = try await JournalPlace(store).journal()
    let rows = [50, 10, 40, 20, 30]
    for (index, rows) in rows.enumerated() {
      try await journal.keep([batch(nil, rows: rows, after: .seconds(index))])
    }
    let kept = try await journal.batches(of: Self.table)
    #expect(kept.map(\.rows) == rows)
    #expect(Set(kept.map(\.name)).count == 5)
    #expect(try await journal.profiles(of: kept) == rows.map { profile(nil, rows: $0) })
  }

  @Test(arguments: Store.allCases)
  func `lets nobody but a person take in what a person took out`(_ store: Store) async throws {
    let journal = try await JournalPlace(store).journal()
    let excluded = KeptBatch.Standing.excluded(by: "user:a", reason: "a strike")
    func standing() async throws -> [KeptBatch.Standing] {
      try await journal.batches(of: Self.table).map(\.standing)
    }
    try await journal.keep([batch("day=1").standing(excluded)])
    #expect(try await standing() == [])
    try await journal.keep([batch("day=1")])
    try await journal.keep([batch("day=1").standing(excluded)])
    try await journal.keep([batch("day=1", rows: 99)])
    try await journal.keep([batch("day=1", .broken(incident: "inc-1"))])
    #expect(try await standing() == [excluded])
    #expect(try await journal.batches(of: Self.table).map(\.rows) == [10])
    try await journal.keep([batch("day=1").standing(.included(by: "user:b"))])
    #expect(try await standing() == [.included(by: "user:b")])
    #expect(try await journal.profiles(of: [batch("day=1")]) == [profile("day=1")])
    try await journal.keep([batch("day=1", .broken(incident: "inc-2"))])
    #expect(try await standing() == [.broken(incident: "inc-2")])
  }

  @Test(arguments: Store.allCases)
  func `forgets the oldest, and last of all what a person took out`(_ store: Store) async throws {
    let journal = try await JournalPlace(store).journal()
    let names = (1000..<1000 + KeptBatch.most).map { "day=\($0)" }
    let excluded = KeptBatch.Standing.excluded(by: "user:a", reason: "x")
    try await journal.keep([batch(names[0], excluded)] + names.dropFirst().map { batch($0) })
    #expect(try await journal.batches(of: Self.table).map(\.name) == names)
    try await journal.keep([batch("day=2000"), batch("day=2001")])
    let kept = try await journal.batches(of: Self.table)
    #expect(kept.map(\.name) == [names[0]] + names.dropFirst(3) + ["day=2000", "day=2001"])
    #expect(try await journal.profiles(of: [batch(names[1]), batch(names[2])]) == [])
  }

  @Test(arguments: Store.allCases)
  func `keeps no secret among values, and none in a reason`(_ store: Store) async throws {
    let secret = "AKIAQWERTYUIOPASDFGH"
    let journal = try await JournalPlace(store).journal()
    try await journal.keep([
      KeptBatch(
        profile("day=1", texts: [secret]), of: Self.table,
        .excluded(by: "user:a", reason: "it has \(secret)"), at: Self.now)
    ])
    let kept = try await journal.batches(of: Self.table)
    let profiles = try await journal.profiles(of: kept)
    #expect(!"\(kept)\(profiles)".contains(secret))
    #expect("\(kept)".contains("[secret"))
    let column = try #require(profiles.first?.columns.first)
    #expect(column.statistics?.top?.first?.value.hasPrefix("[secret") == true)
    #expect(column.minimum != .text(secret))
    // What is compared with it has the same marks.
    #expect(journal.redactor.redacted(batch("day=1")) == batch("day=1"))
  }

  @Test(arguments: Store.allCases)
  func `says less of a batch whose line would be too long, and never nothing`(
    _ store: Store
  ) async throws {
    let journal = try await JournalPlace(store).journal()
    let long = String(repeating: "größer 🧩 ", count: 20)
    let texts = profile("day=1", texts: (0..<20).map { "\(long)\($0)" }, columns: 100)
    let wide = profile("day=2", texts: [], columns: 2_500)
    let widest = profile("day=3", texts: [], columns: 9_000)
    for profile in [texts, wide, widest] {
      try await journal.keep([KeptBatch(profile, of: Self.table, .good, at: Self.now)])
    }
    let kept = try await journal.batches(of: Self.table)
    let profiles = try await journal.profiles(of: kept)
    #expect(profiles.map(\.rows) == [10, 10, 10])
    #expect(profiles.map(\.columns.count) == [100, 2_500, 0])
    #expect(profiles[0].columns[0].statistics == nil)
    #expect(profiles[0].columns[0].distinct == 20)
    #expect(profiles[1].columns[0].nulls == 1)
  }

  @Test(arguments: Store.allCases)
  func `keeps nothing under a name that is none`(_ store: Store) async throws {
    let journal = try await JournalPlace(store).journal()
    let long = String(repeating: "x", count: 901)
    try await journal.keep([
      batch(""), batch(long), KeptBatch(profile("day=1"), of: long, .good, at: Self.now),
    ])
    #expect(try await journal.batches(of: Self.table) == [])
    #expect(try await journal.batches(of: long) == [])
  }
}
