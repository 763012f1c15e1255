import Incidents
import Testing

@testable import Baselines

@Suite struct BaselineTests {
  private let baseline = Samples.baseline()

  @Test func `finds nothing in a batch like the others`() {
    for day in 60..<90 {
      let batch = Samples.batch(day)
      #expect(baseline.volume(of: batch) == nil)
      #expect(baseline.nulls(of: batch) == [])
      #expect(baseline.distribution(of: batch, aspects: Baseline.Aspect.allCases) == [])
      #expect(baseline.units(of: batch) + baseline.ranges(of: batch, beyond: 3) == [])
      #expect(baseline.unseenValues(of: batch, above: 0.02) + baseline.shares(of: batch) == [])
      #expect(baseline.lateness(of: batch, least: .seconds(3600)) == nil)
      #expect(baseline.replays(of: batch) == nil)
    }
  }

  @Test(arguments: [(600, true), (1010, false), (1600, true), (0, true)])
  func `tells a number of rows that the history does not explain`(rows: Int, isUnusual: Bool) {
    #expect((baseline.volume(of: Samples.batch(60, rows: rows)) != nil) == isUnusual)
  }

  @Test func `prints what a limit was made of`() throws {
    let found = try #require(baseline.volume(of: Samples.batch(60, rows: 500)))
    #expect(found.value == 500)
    #expect(found.limit.map { $0 > 500 && $0 < 1000 } == true)
    for words in ["earlier batches", "worst excursion", "second-worst", "MAD", "replayed"] {
      #expect(found.limitOrigin.contains(words), "\(found.limitOrigin)")
    }
  }

  @Test(arguments: [(0, false), (1, false), (2, true), (30, true)])
  func `counts nulls of a column that never had one by chance`(nulls: Int, isUnusual: Bool) {
    let batch = Samples.batch(60, columns: [Samples.numbers("price", around: 100, nulls: nulls)])
    #expect(baseline.nulls(of: batch).isEmpty != isUnusual)
  }

  @Test func `is not surprised for ever by a column that stays empty`() {
    func batch(_ day: Int) -> TableProfile {
      Samples.batch(
        day, rows: 1000,
        columns: [Samples.numbers("price", around: 100, nulls: day < 100 ? 0 : 1000, day: day)])
    }
    let first = Samples.baseline(100, batch)
    #expect(first.nulls(of: batch(100)).count == 1)
    let next = Samples.baseline(101, batch)
    #expect(next.nulls(of: batch(101)) == [])
  }

  @Test(arguments: [
    (100.0, []), (128.0, ["quantiles"]), (10_000.0, ["quantiles", "units", "range"]),
    (-100.0, ["quantiles", "units", "range"]),
  ])
  func `tells values that are elsewhere`(middle: Double, wanted: [String]) {
    let batch = Samples.batch(60, columns: [Samples.numbers("price", around: middle)])
    var found: [String] = []
    if !baseline.distribution(of: batch, aspects: [.quantiles]).isEmpty { found = ["quantiles"] }
    if !baseline.units(of: batch).isEmpty { found.append("units") }
    if !baseline.ranges(of: batch, beyond: 1).isEmpty { found.append("range") }
    #expect(found == wanted)
  }

  @Test func `tells values, shapes and shares that are new`() {
    func with(_ counts: [(String, Int)], _ shapes: [(String, Int)]? = nil) -> TableProfile {
      Samples.batch(60, rows: 1000, columns: [Samples.texts("carrier", counts, shapes: shapes)])
    }
    let known = [("UA", 520), ("DL", 300), ("B6", 150)]
    #expect(baseline.unseenValues(of: with(known + [("ZZ", 30)]), above: 0.02).count == 1)
    #expect(baseline.unseenValues(of: with(known + [("ZZ", 10)]), above: 0.02) == [])
    #expect(baseline.shares(of: with([("UA", 100), ("DL", 720), ("B6", 150)])).count == 2)
    let shapes = baseline.unseenShapes(of: with(known, [("A", 900), ("a", 70)]), above: 0.02)
    #expect(shapes.map(\.column) == ["carrier"])
    let foreign = baseline.unseenShapes(of: with(known, [("A", 967), ("AU", 3)]), above: 0.02)
    #expect(foreign.first?.words.contains("beyond ASCII") == true)
  }

  /// One row of a new value tells something where there was never one; one batch with many, years
  /// ago, does not hide it.
  @Test(arguments: [(0, 1, 1), (0, 0, 0), (1, 60, 1), (9, 60, 0)])
  func `forgives a vocabulary one batch with news`(batches: Int, rows: Int, count: Int) {
    func batch(_ day: Int, _ news: Int) -> TableProfile {
      let known = [("UA", 540 - news), ("DL", 300), ("B6", 160)]
      let new = news > 0 ? [("N\(day)", news)] : []
      return Samples.batch(day, rows: 1000, columns: [Samples.texts("carrier", known + new)])
    }
    let baseline = Samples.baseline(200) { batch($0, $0 >= 100 && $0 < 100 + batches ? 300 : 0) }
    #expect(baseline.unseenValues(of: batch(200, rows), above: 0.0005).count == count)
  }

  @Test func `tells a placeholder in a column that repeats the date`() {
    func batch(_ day: Int, _ low: Int64) -> TableProfile {
      let year = Double(BatchDate(days: 16_000 + day).civil.year)
      return Samples.batch(
        day,
        columns: [
          ColumnProfile(
            name: "year", values: .declared(.int), nulls: 0, distinct: low == 0 ? 1 : 2,
            minimum: .integer(low == 0 ? Int64(year) : low), maximum: .integer(Int64(year)),
            statistics: ColumnStatistics(
              deviation: 0,
              quantiles: ColumnStatistics.Quantiles(
                p01: year, p05: year, p25: year, p50: year, p75: year, p95: year, p99: year)))
        ])
    }
    let baseline = Samples.baseline(60) { batch($0, 0) }
    #expect(baseline.sentinels(of: batch(60, 0)) == [])
    #expect(baseline.sentinels(of: batch(60, -999)).count == 1)
  }

  @Test(arguments: [(-999.0, true), (70.0, false), (9999.0, true)])
  func `tells a placeholder that lies outside of all values`(value: Double, isNew: Bool) {
    let batch = Samples.batch(
      60,
      columns: [
        ColumnProfile(
          name: "price", values: .declared(.double), nulls: 0, distinct: 10,
          minimum: .number(min(value, 75)), maximum: .number(max(value, 120)))
      ])
    #expect(baseline.sentinels(of: batch).isEmpty != isNew)
  }

  /// Histories of up to 19 batches of one size saw nothing, not even nine tenths of the rows gone.
  @Test(arguments: [7, 12, 19, 20, 40])
  func `tells lost rows of a table whose batches all have one size`(batches: Int) {
    let baseline = Samples.baseline(batches) { Samples.batch($0, rows: 1000) }
    #expect(baseline.volume(of: Samples.batch(batches, rows: 100)) != nil)
    #expect(baseline.volume(of: Samples.batch(batches, rows: 1000)) == nil)
    let isSettled = baseline.volume(of: Samples.batch(batches, rows: 950)) != nil
    #expect(isSettled == (batches >= 20))
  }

  @Test func `tells a column that is constant, and a batch that came late or again`() {
    let constant = Samples.numbers("price", around: 100, distinct: 1)
    #expect(baseline.constants(of: Samples.batch(60, columns: [constant])).count == 1)
    let late = Samples.batch(60, hoursLate: 3)
    #expect(baseline.lateness(of: late, least: .seconds(3600))?.value == 100_800.0)
    #expect(baseline.replays(of: Samples.batch(60, digest: "17"))?.words.contains("day=") == true)
    #expect(baseline.duplicates(of: Samples.batch(60, repeated: 1)) == nil)
    #expect(baseline.duplicates(of: Samples.batch(60, repeated: 2)) != nil)
  }

  @Test func `tells a relation that broke, and none that never told anything`() {
    func batch(_ day: Int, _ left: Int, _ right: Int) -> TableProfile {
      Samples.batch(
        day, rows: 1000,
        columns: [
          Samples.numbers("departed", around: 100, nulls: left, day: day),
          Samples.numbers("arrived", around: 50, nulls: right, day: day),
        ])
    }
    let telling = Samples.baseline(60) { batch($0, $0 % 9, $0 % 9) }
    #expect(telling.relations(of: batch(60, 5, 5), kinds: [.nulls]) == [])
    #expect(!telling.relations(of: batch(60, 35, 5), kinds: [.nulls]).isEmpty)
    let mute = Samples.baseline(60) { batch($0, 0, 0) }
    #expect(mute.relations(of: batch(60, 35, 5), kinds: [.nulls]) == [])
  }

  @Test func `takes the schema of the newest batch, with types that hold all earlier values`() {
    func batch(_ types: [ColumnType]) -> TableProfile {
      TableProfile(
        rows: 10, columns: [ColumnProfile(name: "a", values: .parses(types), nulls: 0)])
    }
    let baseline = Baseline(
      TableHistory([
        batch([.int, .bigint, .double, .string]), batch([.double, .string]),
        batch([.int, .bigint, .double, .string]),
      ]), last: 10)
    let whole = batch([.int, .bigint, .double, .string])
    #expect(baseline.acceptedSchema(for: whole)?.columns.map(\.type) == [.double])
  }

  @Test func `says nothing without a history`() {
    let empty = Baseline(TableHistory([]), last: 10)
    let batch = Samples.batch(0)
    #expect(empty.volume(of: batch) == nil)
    #expect(empty.acceptedSchema(for: batch) == nil)
    #expect(empty.nulls(of: batch) + empty.units(of: batch) + empty.shares(of: batch) == [])
  }
}
