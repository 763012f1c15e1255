import Incidents
import Testing

@testable import Profiles

@Suite struct ColumnTallyTests {
  /// Values of a column, and the types as which all of them parse.
  struct Typed: Sendable, CustomTestStringConvertible {
    let values: [String]
    let types: String
    let expected: String?
    var testDescription: String { values.joined(separator: " | ") }

    init(_ values: String..., types: String, expected: String? = nil) {
      (self.values, self.types, self.expected) = (values, types, expected)
    }
  }

  @Test(arguments: [
    Typed("1", "-20", "+3", "007", types: "int bigint double string"),
    Typed("2147483647", "-2147483648", types: "int bigint double string"),
    Typed("1", "2147483648", types: "bigint double string"),
    Typed("-9223372036854775808", "9223372036854775807", types: "bigint double string"),
    Typed("9223372036854775808", types: "double string"),
    Typed("000000000000000000000000012", types: "int bigint double string"),
    Typed("1", "2.5", "-1e10", ".5", "5.", "1E-7", types: "double string"),
    Typed("NaN", "-Infinity", "Inf", types: "double string"),
    Typed("1", "x", types: "string"),
    Typed("1", " 2", types: "string"),
    Typed("1400 miles", types: "string"),
    Typed("-", types: "string"), Typed("+.", types: "string"), Typed("1e", types: "string"),
    Typed("0x10", types: "string"), Typed("1_000", types: "string"), Typed("1,5", types: "string"),
    Typed("true", "False", "TRUE", types: "boolean string"),
    Typed("true", "1", types: "string"),
    Typed("2013-04-18", "2012-02-29", types: "date timestamp string"),
    Typed("2013-02-29", types: "string"), Typed("2013-13-01", types: "string"),
    Typed("2013-4-18", types: "string"),
    Typed("2013-04-18", "2013-04-18T06:00:00Z", types: "timestamp string"),
    Typed("2013-04-18 06:00", "2013-04-18T06:00:00.123456789+02:00", types: "timestamp string"),
    Typed("2013-04-18T24:00:00Z", types: "string"),
    Typed("2013-04-18T06:00:00.Z", types: "string"),
    Typed("2013-04-18T06:00:00+2", types: "string"),
    Typed("", types: "boolean int bigint double date timestamp string"),
    Typed("1", types: "tinyint int bigint double string", expected: "tinyint"),
    Typed("128", types: "int bigint double string", expected: "tinyint"),
    Typed("128", types: "smallint int bigint double string", expected: "smallint"),
    Typed("1.50", "-3", types: "decimal(5,2) double string", expected: "decimal(5,2)"),
    Typed("1.505", types: "double string", expected: "decimal(5,2)"),
    Typed("1000", types: "int bigint double string", expected: "decimal(5,2)"),
    Typed("1", types: "int bigint float double string", expected: "float"),
  ])
  func `lists the types of text from narrow to wide`(_ sample: Typed) throws {
    let rows = sample.values.map { "\"\($0)\",x" }
    let columns = sample.expected.map { [Column(name: "a", type: ColumnType(catalog: $0))] } ?? []
    let text = (["a,b"] + rows).joined(separator: "\n") + "\n"
    let table = try #require(Samples.csv(text, expecting: columns).table)
    #expect(table.column("a")?.words == sample.types)
  }

  @Test func `keeps whole numbers exact at the ends of 64 bits`() throws {
    let table = try #require(Samples.csv("a\n-9223372036854775808\n9223372036854775807\n").table)
    #expect(table.column("a")?.minimum == .integer(.min))
    #expect(table.column("a")?.maximum == .integer(.max))
  }

  @Test func `has no mean where a number is not finite`() throws {
    let table = try #require(Samples.csv("a\n1\nNaN\n3.5\n").table)
    let column = try #require(table.column("a"))
    #expect(column.mean == nil)
    #expect(column.minimum == .number(1))
    #expect(column.maximum == .number(3.5))
  }

  @Test func `compares text by bytes and numbers by value`() throws {
    let table = try #require(Samples.csv("n,t\n9,9x\n10,10x\n-1,é\n").table)
    #expect(table.column("n")?.minimum == .integer(-1))
    #expect(table.column("n")?.maximum == .integer(10))
    #expect(table.column("t")?.minimum == .text("10x"))
    #expect(table.column("t")?.maximum == .text("é"))
  }

  @Test func `counts different values exactly up to its limit`() throws {
    let limit = ProfileLimits.distinctValues
    let rows = (0..<limit).map { "\($0),\($0 % 7)" } + ["0,1", "5,2"]
    let full = try #require(Samples.csv((["a,b"] + rows).joined(separator: "\n")).table)
    #expect(full.column("a")?.distinct == limit)
    #expect(full.column("b")?.distinct == 7)

    let more = (["a,b"] + rows + ["\(limit),1", "-5,0", "0,0"]).joined(separator: "\n")
    let beyond = try #require(Samples.csv(more).table)
    let estimate = try #require(beyond.column("a")?.distinct)
    #expect(beyond.column("a")?.isDistinctExact == false)
    #expect(abs(estimate - limit - 2) < limit / 40)
    #expect(beyond.column("a")?.minimum == .integer(-5))
    #expect(beyond.column("a")?.maximum == .integer(Int64(limit)))
    #expect(beyond.column("b")?.distinct == 7)
  }

  // The sum has to go on when values are no longer remembered.
  @Test func `keeps the mean right beyond the limit of different values`() throws {
    let count = ProfileLimits.distinctValues + 1_000
    let text = "a\n" + (0..<count).map { "\($0)\n\($0)\n" }.joined()
    let column = try #require(Samples.csv(text).table?.column("a"))
    #expect(column.mean == Double(count - 1) / 2)
  }

  // Small numbers that come for the first time in the rows in which the limit is passed.
  @Test func `forgets no number that is new where the limit is passed`() throws {
    let count = ProfileLimits.distinctValues + 100
    let large = (1_000_000..<1_000_000 + count).map { "\($0)" }
    let small = (0..<50).map { "\($0)" }
    let text = (["a"] + large + small).joined(separator: "\n")
    let column = try #require(Samples.csv(text).table?.column("a"))
    #expect(column.nulls == 0)
    #expect(column.minimum == .integer(0))
    let sum = Double(1_000_000 + 1_000_000 + count - 1) / 2 * Double(count) + 25 * 49
    #expect(abs((column.mean ?? 0) - sum / Double(count + 50)) < 1e-6)
  }

  private func add(_ text: some StringProtocol, to tally: inout ColumnTally) {
    let bytes = Array(text.utf8)
    _ = tally.add(bytes.span.bytes, start: 0, count: bytes.count, kind: .field, times: 1)
  }

  @Test func `counts different values up to a limit of bytes`() {
    var tally = ColumnTally(name: [], settings: ColumnSettings(index: 0))
    let half = String(repeating: "a", count: ProfileLimits.distinctBytes / 2)
    add(half, to: &tally)
    add(half.dropLast() + "b", to: &tally)
    #expect(tally.profile(rows: 2).distinct == 2)
    #expect(tally.profile(rows: 2).isDistinctExact)
    add("cccccccccccccccccc", to: &tally)
    #expect(tally.profile(rows: 3).distinct == 3)
    #expect(!tally.profile(rows: 3).isDistinctExact)
  }

  @Test func `gives up the largest table of values where all together hold too much`() throws {
    let count = 3 * TableTally<ColumnTally>.rowsBetweenLooks
    let text = "a,b,c\n" + (0..<count).map { "\($0 % 7),\($0),\($0 / 2)\n" }.joined()
    var table = TableTally<ColumnTally>(
      expecting: [], countsDuplicates: false, tableBytes: 150_000)
    var reader = CSVReader<ColumnTally>(try TextWindow(HeldBytes(Array(text.utf8)), key: "a.csv"))
    try reader.read(into: &table)
    let columns = table.profile.columns
    #expect(columns.map(\.isDistinctExact) == [true, false, true])
    #expect(columns[0].distinct == 7)
    #expect(abs((columns[1].distinct ?? 0) - count) < count / 30)
    #expect(columns[2].distinct == count / 2)
  }

  @Test func `does not keep a text that is too long to show`() throws {
    let long = String(repeating: "z", count: ProfileLimits.scalarBytes + 1)
    let column = try #require(Samples.csv("a\nb\n\(long)\n").table?.column("a"))
    #expect(column.minimum == .text("b"))
    #expect(column.maximum == nil)
  }

  @Test func `takes a null in every row as an answer to every type`() throws {
    let expected = [Column(name: "a", type: .other("struct<x:int>"))]
    let column = try #require(Samples.csv("a,b\n,1\n", expecting: expected).table?.column("a"))
    #expect(column.observedType(catalog: .other("struct<x:int>")) == .other("struct<x:int>"))
    #expect(column.observedType(catalog: .date) == .date)
  }
}
