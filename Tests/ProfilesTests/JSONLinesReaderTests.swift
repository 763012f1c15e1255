import Incidents
import Testing

@testable import Profiles

@Suite struct JSONLinesReaderTests {
  @Test func `takes a missing field and null as nulls`() throws {
    let text = """
      {"a": 1, "b": null}

      {"b": "x", "c": true}
      {}
      """
    let table = try #require(Samples.json(text).table)
    #expect(table.rows == 3)
    #expect(table.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.columns.map(\.nulls) == [2, 2, 2])
  }

  @Test func `types values as JSON writes them`() throws {
    let text = """
      {"i":1,"d":1.5,"s":"1","t":"2013-04-18T06:00:00Z","b":true,"o":{"x":[1]},"l":[],"m":1}
      {"i":-2,"d":1e3,"s":"2","t":"2013-04-18","b":false,"o":{},"l":[{}],"m":"x"}
      """
    let table = try #require(Samples.json(text).table)
    let words = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.words) })
    #expect(words["i"] == "int bigint double string")
    #expect(words["d"] == "double string")
    #expect(words["s"] == "string")
    #expect(words["t"] == "timestamp string")
    #expect(words["b"] == "boolean string")
    #expect(words["o"] == "struct string")
    #expect(words["l"] == "array string")
    #expect(words["m"] == "string")
  }

  @Test func `tells a number from the same digits in a string`() throws {
    let table = try #require(Samples.json("{\"a\":1}\n{\"a\":\"1\"}\n").table)
    #expect(table.column("a")?.distinct == 2)
  }

  @Test func `reads escapes in names and values`() throws {
    let text = #"{"\u0061\n":"\ud83d\ude00 \"\\\/\b\f\r\t","x":"\ud83d"}"#
    let table = try #require(Samples.json(text).table)
    #expect(table.columns.map(\.name) == ["a\n", "x"])
    #expect(table.columns[0].minimum == .text("😀 \"\\/\u{8}\u{C}\r\t"))
    #expect(table.columns[1].minimum == .text("\u{FFFD}"))
  }

  @Test func `fits nested values to the catalog without looking into them`() throws {
    let expected = [
      Column(name: "o", type: .other("struct<x:int>")),
      Column(name: "l", type: .other("array<int>")),
    ]
    let profile = Samples.json(#"{"o":{"x":1},"l":{"x":1}}"#, expecting: expected)
    let table = try #require(profile.table)
    #expect(table.column("o")?.observedType(catalog: expected[0].type) == expected[0].type)
    #expect(table.column("l")?.observedType(catalog: expected[1].type) == .other("struct"))
  }

  @Test(arguments: [
    ("[1]", "it is no object"), ("1", "it is no object"), ("{", "a name or string has no quote"),
    (#"{"a""#, "a `:` is missing"), (#"{"a":}"#, "a value is none that JSON knows"),
    (#"{"a":1"#, "it ends early"), (#"{"a":1,}"#, "a name or string has no quote"),
    (#"{"a":1} x"#, "text follows the object"),
    (#"{"a":1 "b":2}"#, "a `,` or a closing bracket is missing"),
    (#"{"a":01}"#, "a `,` or a closing bracket is missing"),
    (#"{"a":+1}"#, "a value is none that JSON knows"),
    (#"{"a":1.}"#, "a number has no digit after its point"),
    (#"{"a":.5}"#, "a value is none that JSON knows"),
    (#"{"a":1e}"#, "a number has no digit in its exponent"),
    (#"{"a":-}"#, "a value is none that JSON knows"),
    (#"{"a":NaN}"#, "a value is none that JSON knows"),
    (#"{"a":nul}"#, "a value is none that JSON knows"),
    (#"{"a":"x"#, "it ends early"), ("{\"a\":\"\t\"}", "a string holds a control character"),
    (#"{"a":"\x"}"#, "a string holds an escape that JSON does not know"),
    (#"{"a":"\u12g4"}"#, "a string holds an escape that JSON does not know"),
    (#"{"a":"\u12"#, "it ends early"), (#"{"a":1,"a":2}"#, "a name appears twice"),
    (#"{"a":{"b" 1}}"#, "a `:` is missing"), (#"{a:1}"#, "a name or string has no quote"),
  ])
  func `tells a malformed record with its line`(record: String, reason: String) {
    let profile = Samples.json("{\"a\":1}\r\n\(record)\n{\"a\":1}\n")
    #expect(profile.damage == Damage(reason: "a record is malformed: \(reason)", line: 2))
  }

  @Test func `refuses values that nest too deep`() {
    func nested(_ depth: Int) -> String {
      "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(Samples.json(nested(ProfileLimits.depth)).table?.rows == 1)
    let reason = "a record is malformed: it nests too deep"
    #expect(Samples.json(nested(ProfileLimits.depth + 1)).damage == Damage(reason: reason, line: 1))
    #expect(Samples.json(nested(100_000)).damage == Damage(reason: reason, line: 1))
  }

  @Test func `leaves records with too many fields unread`() {
    let fields = (0...ProfileLimits.columns).map { "\"\($0)\":1" }.joined(separator: ",")
    let content = Samples.json("{\(fields)}").content
    #expect(content == .unread("the records name more than 10000 columns"))
  }

  @Test func `reads an empty file as a table without rows`() {
    #expect(Samples.json("").table == TableProfile(rows: 0, columns: []))
  }
}
