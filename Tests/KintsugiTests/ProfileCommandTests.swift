import Foundation
import Testing

/// `kintsugi profile`, run as a person runs it.
@Suite struct ProfileCommandTests {
  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.url.appending(path: name))
    }
    return folder
  }

  private static let text =
    "day,delay,carrier\n2013-04-18,-2,UA\n2013-04-19,,B6\n2013-04-18,-2,UA\n"

  @Test func `prints one line in the documented format`() throws {
    let folder = try folder(["a.csv": Self.text])
    let words = ["profile", "a.csv", "--table", "raw.flights", "--index", "17"]
    let program = try Program(words + ["--batch", "day=2013-04-18", "-o", "json"], in: folder.url)
    #expect(program.status == 0)
    #expect(program.errors.isEmpty)
    #expect(
      program.output
        == """
        {"batch":"day=2013-04-18","bytes":67,"columns":[{"distinct":2,"fits":["date","timestamp",\
        "string"],"max":"2013-04-19","min":"2013-04-18","name":"day","nulls":0,"quantiles":\
        {"p01":1366243200,"p05":1366243200,"p25":1366243200,"p50":1366243200,"p75":1366286400,\
        "p95":1366320960,"p99":1366327872},"top":[{"count":2,"value":"2013-04-18"},{"count":1,\
        "value":"2013-04-19"}],"type":"date"},{"deviation":0,"distinct":1,"fits":["int","bigint",\
        "double","string"],"max":-2,"mean":-2,"min":-2,"name":"delay","nulls":1,"quantiles":\
        {"p01":-2,"p05":-2,"p25":-2,"p50":-2,"p75":-2,"p95":-2,"p99":-2},"top":[{"count":2,\
        "value":"-2"}],"type":"int"},{"distinct":2,"fits":["string"],"lengths":{"max":2,"mean":2,\
        "min":2},"max":"UA","min":"B6","name":"carrier","nulls":0,"shapes":[{"count":2,"value":\
        "A"},{"count":1,"value":"A9"}],"top":[{"count":2,"value":"UA"},{"count":1,"value":"B6"}],\
        "type":"string"}],"digest":"DIGEST","duplicate_rows":1,"index":17,"kintsugi":"profile/v1",\
        "rows":3,"table":"raw.flights"}

        """.replacingOccurrences(of: "DIGEST", with: digest(in: program.output)))
  }

  private func digest(in output: String) -> String {
    let parts = output.components(separatedBy: "\"digest\":\"")
    return parts.count == 2 ? String(parts[1].prefix(16)) : ""
  }

  @Test func `tells a content from another by its digest`() throws {
    let folder = try folder(["a.csv": Self.text, "b.csv": Self.text, "c.csv": Self.text + "\n"])
    let digests = try ["a.csv", "b.csv", "c.csv"].map {
      digest(in: try Program(["profile", $0, "-o", "json"], in: folder.url).output)
    }
    #expect(digests[0].count == 16)
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test func `takes all files as one batch, and each as one where asked`() throws {
    let folder = try folder([
      "a.csv": Self.text, "b.csv": Self.text, "c.jsonl": "{\"day\":\"x\"}\n",
    ])
    let one = try Program(["profile", "a.csv", "b.csv", "c.jsonl", "-o", "json"], in: folder.url)
    #expect(one.output.contains("\"rows\":7"))
    #expect(one.output.contains("\"duplicate_rows\":4"))
    let each = try Program(
      ["profile", "a.csv", "b.csv", "--each", "--index", "5", "-o", "json"], in: folder.url)
    let lines = each.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains("\"index\":5") && lines[1].contains("\"index\":6"))
    let whole = try Program(["profile", ".", "--only", "rows,nulls,types"], in: folder.url)
    #expect(whole.output.hasPrefix("7 rows, 3 columns"))
  }

  @Test func `shows a table to a person`() throws {
    let folder = try folder(["a.csv": Self.text])
    let program = try Program(["profile", "a.csv"], in: folder.url)
    #expect(
      program.output == """
        3 rows, 3 columns, 67 bytes, 1 duplicate rows

        column   type    nulls  distinct  min         median  max         mean  \
        most frequent
        day      date        0         2  2013-04-18          2013-04-19        2013-04-18 ×2, \
        2013-04-19 ×1
        delay    int         1         1  -2              -2  -2            -2  -2 ×2
        carrier  string      0         2  B6                  UA                UA ×2, B6 ×1

        """)
  }

  @Test func `reads Parquet, and says what it is where it is none`() throws {
    let pages = "Tests/ProfilesTests/data/pages/zstd_v2_dictionary.parquet"
    let good = try Program(["profile", pages])
    #expect(good.status == 0)
    #expect(good.output.hasPrefix("300 rows, 13 columns"))
    let bad = try Program(["profile", "Package.swift", "--format", "parquet"])
    #expect(bad.status == 3)
    #expect(bad.errors.contains("Package.swift: byte 0: the file does not begin as Parquet does"))
  }

  /// What is wrong, and the words that say so.
  struct Wrong: Sendable, CustomTestStringConvertible {
    let words: [String]
    let status: Int32
    let error: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ line: String, _ status: Int32, _ error: String) {
      words = ["profile"] + line.split(separator: " ").map(String.init)
      (self.status, self.error) = (status, error)
    }
  }

  @Test(arguments: [
    Wrong("", 2, "FILE is missing"), Wrong("a.csv --format xml", 2, "csv, json, parquet"),
    Wrong("a.csv --only rows,mean", 2, "rows,nulls,types"), Wrong("a.csv --index x", 2, "--index"),
    Wrong("a.csv --encoding ebcdic", 2, "latin-1"),
    Wrong("none.csv", 3, "none.csv: there is no such"),
    Wrong("a.txt", 3, "use --format"), Wrong("bad.csv", 3, "bad.csv: line 3: a row has 1 field"),
    Wrong("latin.csv", 3, "line 2: a byte is no UTF-8 text; if it is Latin-1, say so"),
    Wrong("empty", 3, "empty: it holds no data file"), Wrong("- --format csv", 3, "no header row"),
    Wrong("a.csv bad.csv -o json", 3, "bad.csv: line 3"),
    Wrong("wei\u{1B}rd.csv", 3, "wei\\u{1B}rd.csv: line 1"),
  ])
  func `says what is wrong with a file, and where`(_ wrong: Wrong) throws {
    let folder = try folder([
      "a.csv": Self.text, "a.txt": Self.text, "bad.csv": "a,b\n1,2\n3\n", "wei\u{1B}rd.csv": "",
    ])
    try Data([0x61, 0x0A, 0xE9, 0x0A]).write(to: folder.url.appending(path: "latin.csv"))
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: false)
    let program = try Program(wrong.words, in: folder.url)
    #expect(program.status == wrong.status)
    #expect(program.errors.contains(wrong.error), "\(program.errors)")
    #expect(program.output.isEmpty)
  }

  @Test func `says that a text was in another encoding`() throws {
    let folder = try folder([:])
    let units = "a\nx\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    try Data([0xFE, 0xFF] + units).write(to: folder.url.appending(path: "wide.csv"))
    let program = try Program(["profile", "wide.csv", "-o", "json"], in: folder.url)
    #expect(program.status == 0)
    #expect(program.errors == "kintsugi: wide.csv: read as utf-16be\n")
    #expect(program.output.contains("\"rows\":1"))
  }
}
