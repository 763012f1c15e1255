import Incidents
import Testing

@testable import Profiles

@Suite struct CSVReaderTests {
  /// A text, the rows it has, and the first column's values that are not null.
  struct Readable: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let rows: Int
    let values: Int
    var testDescription: String { name }

    init(_ name: String, _ text: String, rows: Int, values: Int) {
      (self.name, self.text, self.rows, self.values) = (name, text, rows, values)
    }
  }

  @Test(arguments: [
    Readable("only a header", "a,b\n", rows: 0, values: 0),
    Readable("a header without a line end", "a,b", rows: 0, values: 0),
    Readable("no line end after the last row", "a,b\n1,2", rows: 1, values: 1),
    Readable("line ends of Windows", "a,b\r\n1,2\r\n3,4\r\n", rows: 2, values: 2),
    Readable("a byte order mark", "\u{FEFF}a,b\n1,2\n", rows: 1, values: 1),
    Readable("empty fields", "a,b\n,2\n1,\n,\n", rows: 3, values: 1),
    Readable("an empty field in quotes", "a,b\n\"\",2\n", rows: 1, values: 0),
    Readable("commas in quotes", "a,b\n\"1,2\",3\n", rows: 1, values: 1),
    Readable("line ends in quotes", "a,b\n\"1\r\n2\n\",3\n4,5\n", rows: 2, values: 2),
    Readable("doubled quotes", "a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", rows: 1, values: 1),
    Readable("a quote inside a plain field", "a,b\n5\" pipe,x\n", rows: 1, values: 1),
    Readable("a quoted last field at the end", "a,b\n1,\"2\"", rows: 1, values: 1),
    Readable("empty lines", "\n\r\na,b\n\n1,2\n\r\n\n", rows: 1, values: 1),
    Readable("one column with nulls left out", "a\n1\n\n2\n", rows: 2, values: 2),
    Readable("a carriage return inside a field", "a,b\n1\r2,3\n", rows: 1, values: 1),
  ])
  func `reads what RFC 4180 allows`(_ sample: Readable) throws {
    let table = try #require(Samples.csv(sample.text).table)
    let column = try #require(table.columns.first)
    #expect(column.name == "a")
    #expect(table.rows == sample.rows)
    #expect(column.nulls == sample.rows - sample.values)
  }

  /// A text, and what is wrong with it.
  struct Damaged: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    let line: Int
    var testDescription: String { reason }

    init(_ text: String, _ reason: String, line: Int) {
      (self.text, self.reason, self.line) = (text, reason, line)
    }
  }

  @Test(arguments: [
    Damaged("", "the file has no header row", line: 1),
    Damaged("\n\n", "the file has no header row", line: 1),
    Damaged("a,b\n1,2\n1\n", "a row has 1 field, the header has 2", line: 3),
    Damaged("a,b\n\"\n\n\",2\n1,2,3\n", "a row has 3 fields, the header has 2", line: 5),
    Damaged(
      "a,b,c\n1,2,3\n1,2", "a row has 2 fields, the header has 3, and the file ends in it",
      line: 3),
    Damaged("a,b\n1,2\n3,\"4\n5,6\n", "a quoted field is never closed", line: 3),
    Damaged("a,b\n\"1\"2,3\n", "a quoted field goes on after its closing quote", line: 2),
  ])
  func `tells damage with its line`(_ sample: Damaged) {
    #expect(
      Samples.csv(sample.text).damage == Damage(reason: sample.reason, line: sample.line))
  }

  @Test func `tells a byte that is no UTF-8 with its place`() {
    let bytes = Array("a,b\n1,2\n".utf8) + [0xFF] + Array(",2\n".utf8)
    let profile = Profiler.profile(key: "a.csv", bytes: bytes, format: .csv)
    #expect(profile.damage == Damage(reason: "a byte is no UTF-8 text", line: 3, offset: 8))
  }

  @Test func `keeps a field with doubled quotes as it was meant`() throws {
    let table = try #require(Samples.csv("a,b\n\"say \"\"hi\"\"\",\"x\"\n").table)
    #expect(table.column("a")?.minimum == .text("say \"hi\""))
    #expect(table.column("b")?.minimum == .text("x"))
  }

  @Test func `leaves a table with too many columns unread`() {
    let header = Array(repeating: "x", count: ProfileLimits.columns + 1).joined(separator: ",")
    let profile = Samples.csv(header + "\n")
    #expect(profile.content == .unread("the header names more than 10000 columns"))
  }
}
