import Incidents
import Testing

@testable import Profiles

@Suite struct ParquetFileTests {
  /// A column of `types.parquet`, which Arrow wrote in two row groups of two rows.
  struct Typed: Sendable, CustomTestStringConvertible {
    let name, type: String
    let nulls: Int?
    let minimum, maximum: ColumnProfile.Scalar?
    var testDescription: String { name }

    init(
      _ name: String, _ type: String, nulls: Int?, _ minimum: ColumnProfile.Scalar? = nil,
      _ maximum: ColumnProfile.Scalar? = nil
    ) {
      (self.name, self.type, self.nulls) = (name, type, nulls)
      (self.minimum, self.maximum) = (minimum, maximum)
    }
  }

  @Test(arguments: [
    Typed("flag", "boolean", nulls: 1),
    Typed("tiny", "tinyint", nulls: 1, .integer(-2), .integer(3)),
    Typed("small", "smallint", nulls: 0, .integer(-300), .integer(4)),
    Typed("int", "int", nulls: 0, .integer(-2_147_483_648), .integer(2_147_483_647)),
    Typed("big", "bigint", nulls: 1, .integer(.min), .integer(.max)),
    Typed("utiny", "smallint", nulls: 0, .integer(1), .integer(255)),
    Typed("usmall", "int", nulls: 0, .integer(1), .integer(65_535)),
    Typed("uint", "bigint", nulls: 0, .integer(1), .integer(4_294_967_295)),
    Typed("ubig", "decimal(20,0)", nulls: 0, .number(1), .number(18_446_744_073_709_551_616)),
    Typed("real", "float", nulls: 1, .number(-2.5), .number(4)),
    Typed("price", "decimal(10,2)", nulls: 1, .number(-99_999.99), .number(3)),
    Typed("day", "date", nulls: 1, .text("1969-12-31"), .text("2013-04-18")),
    Typed(
      "at", "timestamp", nulls: 2, .text("1969-12-31T23:59:59Z"),
      .text("2013-04-18T06:00:00.5Z")),
    Typed(
      "local", "timestamp", nulls: 3, .text("2013-04-18T06:00:00"), .text("2013-04-18T06:00:00")),
    Typed(
      "nano", "timestamp", nulls: 2, .text("1969-12-31T23:59:59.999999999"),
      .text("1970-01-01T00:00:00.000000001")),
    Typed("clock", "time", nulls: 3),
    Typed("name", "string", nulls: 1, .text("a"), .text("é")),
    Typed("blob", "binary", nulls: 1), Typed("fixed", "binary", nulls: 1),
    Typed("tags", "array<string>", nulls: nil),
    Typed("place", "struct<x:int,y:string>", nulls: nil),
    Typed("counts", "map<string,bigint>", nulls: nil),
  ])
  func `says type and figures in the words of the catalog`(_ expected: Typed) throws {
    let table = try #require(Samples.parquet("types.parquet").table)
    let column = try #require(table.column(expected.name))
    #expect(column.declared == expected.type)
    #expect(column.nulls == expected.nulls)
    #expect(column.minimum == expected.minimum)
    #expect(column.maximum == expected.maximum)
  }

  @Test func `takes a column of the type null as one without values`() throws {
    let table = try #require(Samples.parquet("types.parquet").table)
    #expect(table.column("nothing")?.words == "boolean int bigint double date timestamp string")
    #expect(table.column("nothing")?.nulls == 4)
  }

  @Test func `reads a file without rows`() throws {
    let table = try #require(Samples.parquet("empty.parquet").table)
    #expect(table.rows == 0)
    #expect(table.columns.count == 24)
  }

  @Test(arguments: Samples.parquet)
  func `tells damage wherever a file was cut`(_ name: String) throws {
    let bytes = try Samples.bytes(name)
    for count in stride(from: 0, to: bytes.count, by: 61) {
      let cut = Profiler.profile(key: name, bytes: Array(bytes.prefix(count)), format: .parquet)
      #expect(cut.damage != nil, "cut to \(count) bytes")
    }
  }

  // The magic and the length stay whole, so that reading gets into the footer every time.
  @Test(arguments: Samples.parquet)
  func `tells damage wherever a footer was cut`(_ name: String) throws {
    let bytes = try Samples.bytes(name)
    let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let footer = Array(bytes.suffix(length + 8).prefix(length))
    for count in 0..<length {
      let size = (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
      let head = bytes.prefix(bytes.count - 8 - length)
      let cut = head + footer.prefix(count) + size + Array("PAR1".utf8)
      let profile = Profiler.profile(key: name, bytes: Array(cut), format: .parquet)
      #expect(profile.damage != nil, "cut to \(count) bytes")
    }
  }

  @Test(arguments: Samples.parquet)
  func `survives every footer with bytes flipped`(_ name: String) throws {
    let bytes = try Samples.bytes(name)
    let length = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    for seed in 0..<2_000 {
      var generator = SplitMix64(state: UInt64(seed))
      var mutant = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: (bytes.count - length - 8)..<bytes.count, using: &generator)
        mutant[place] = UInt8.random(in: 0...255, using: &generator)
      }
      let profile = Profiler.profile(key: name, bytes: mutant, format: .parquet)
      if let table = profile.table {
        #expect(table.rows >= 0, "seed \(seed)")
      }
    }
  }

  @Test func `leaves an encrypted footer unread`() throws {
    var bytes = try Samples.bytes("empty.parquet")
    bytes.replaceSubrange((bytes.count - 4)..., with: Array("PARE".utf8))
    let profile = Profiler.profile(key: "a", bytes: bytes, format: .parquet)
    #expect(profile.content == .unread("the footer is encrypted"))
  }
}
