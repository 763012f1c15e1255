import Incidents
import Testing

@testable import Profiles

@Suite struct ProfilerTests {
  @Test(arguments: [
    ("csv", "x", ObjectFormat.csv), ("JSON", "x.csv", .jsonLines), ("parquet", "x", .parquet),
    (nil, "a/b.CSV", .csv), (nil, "a/b.csv.gz", .csv), (nil, "a.b/c.jsonl", .jsonLines),
    (nil, "p.snappy.parquet", .parquet), ("orc", "x.csv", nil), (nil, "csv", nil), (nil, "", nil),
    (nil, "a.csv/part", nil),
  ])
  func `takes the format from the catalog, else from the key`(
    classification: String?, key: String, format: ObjectFormat?
  ) {
    #expect(ObjectFormat(classification: classification, key: key) == format)
  }

  @Test(arguments: ["added_column.csv", "malformed.json.gz"])
  func `survives text with bytes flipped`(_ name: String) throws {
    let bytes = Array(try Samples.bytes(name).prefix(20_000))
    let format: ObjectFormat = name.hasSuffix("csv") ? .csv : .jsonLines
    let marks = Array("\",\n\r\\{}[]:\u{0}é".utf8) + [0xFF, 0x1F, 0x8B]
    for seed in 0..<100 {
      var generator = SplitMix64(state: UInt64(seed))
      var mutant = bytes
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: 0..<mutant.count, using: &generator)
        mutant[place] = marks[Int.random(in: 0..<marks.count, using: &generator)]
      }
      if Bool.random(using: &generator) {
        mutant.removeLast(Int.random(in: 0..<mutant.count, using: &generator))
      }
      let profile = Profiler.profile(key: name, bytes: mutant, format: format)
      #expect(profile == Profiler.profile(key: name, bytes: mutant, format: format), "seed \(seed)")
    }
  }
}

@Suite struct ProfilerMergingTests {
  private func merged(_ texts: String...) throws -> TableProfile {
    Profiler.merged(try texts.map { try #require(Samples.csv($0).table) })
  }

  @Test func `adds up the objects of a batch`() throws {
    let table = try merged("a,b\n1,x\n,y\n", "a,b\n2.5,\n4,z\n")
    #expect(table.rows == 4)
    let column = try #require(table.column("a"))
    #expect(column.words == "double string")
    #expect(column.nulls == 1)
    #expect(column.minimum == .integer(1))
    #expect(column.maximum == .number(4))
    #expect(column.mean == 2.5)
    #expect(column.distinct == nil)
    #expect(table.column("b")?.minimum == .text("x"))
  }

  @Test func `counts a column that an object lacks as null there`() throws {
    let table = try merged("a\n1\n2\n", "a,b\n3,x\n")
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.column("b")?.nulls == 2)
    #expect(table.column("b")?.distinct == 1)
  }

  @Test func `takes no type from an object without values`() throws {
    let expected = [Column(name: "a", type: .tinyint)]
    let parts = ["a,b\n,1\n", "a,b\n7,1\n"].map { Samples.csv($0, expecting: expected).table }
    let table = Profiler.merged(parts.compactMap(\.self))
    #expect(table.column("a")?.words == "tinyint int bigint double string")
  }

  @Test func `has no smallest value where numbers meet text`() throws {
    let column = try #require(merged("a\n1\n", "a\nx\n").column("a"))
    #expect(column.words == "string")
    #expect(column.minimum == nil)
    #expect(column.mean == nil)
  }

  @Test func `takes the wider of two declared types`() throws {
    let good = try #require(Samples.parquet("good.parquet").table)
    let widened = try #require(Samples.parquet("widened.parquet").table)
    let broken = try #require(Samples.parquet("number_became_text.parquet").table)
    #expect(Profiler.merged([widened, good]).column("flight")?.declared == "bigint")
    #expect(Profiler.merged([good, broken]).column("distance")?.declared == "string")
  }

  @Test func `is the profile itself for one object, and empty for none`() throws {
    let table = try #require(Samples.csv("a\n1\n").table)
    #expect(Profiler.merged([table]) == table)
    #expect(Profiler.merged([]) == TableProfile(rows: 0, columns: []))
  }
}
