import Foundation
import Testing

/// The history of a table, as a person at a terminal meets it.
@Suite struct HistoryCommandTests {
  private static let raw = "flights.raw_flights"
  private static let line =
    #"{"rows": 3, "columns": [{"name": "a", "type": "int", "nulls": 0}], "#

  /// A project with an empty journal, and files in it.
  private func folder(_ files: [String: String] = [:]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    for (name, text) in files {
      try text.write(to: folder.url.appending(path: name), atomically: true, encoding: .utf8)
    }
    return folder
  }

  private func history(_ folder: TemporaryFolder, _ words: [String] = []) throws -> Program {
    try Program(["history", Self.raw, "--journal", "j.sqlite"] + words, in: folder.url)
  }

  @Test func `shows what a healing kept, takes a batch out, and in again`() throws {
    let lake = try BrokenLake()
    let healed = try lake.heal()
    #expect(healed.status == 0, "\(healed.errors)")
    let history = ["history", Self.raw, "--lake", "lake"]
    let shown = try lake.run(history)
    #expect(shown.status == 0, "\(shown.errors)")
    let lines = shown.output.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.allSatisfy { $0.hasSuffix("  good") })
    #expect(lines.last?.hasPrefix("day=2013-04-18  ") == true)
    let out = try lake.run(
      history + ["--exclude", "day=2013-04-17", "--because", "a strike"])
    #expect(out.output == "no batch is held against day=2013-04-17 any more\n")
    let person = "user:\(NSUserName())"
    let after = try lake.run(history).output
    #expect(after.contains("  excluded by \(person): a strike\n"))
    let json = try lake.run(history + ["-o", "json"]).output.split(separator: "\n")
    #expect(json.count == 8)
    #expect(json.filter { $0.contains("\"excluded\":true") }.count == 1)
    #expect(json[6].contains("\"excluded\":true"))
    let inside = try lake.run(history + ["--include", "day=2013-04-17"])
    #expect(inside.output == "day=2013-04-17 counts again\n")
    #expect(try lake.run(history).output.contains("  good: taken in again by \(person)\n"))
  }

  @Test func `holds nothing against a batch that was put back as it was broken`() throws {
    let lake = try BrokenLake()
    let id = try lake.heal().incident
    let history = ["history", Self.raw, "--lake", "lake"]
    #expect(try lake.run(history).output.hasSuffix("  good\n"))
    let undone = try lake.run(["undo", id, "--lake", "lake", "--note", "the wrong one"])
    #expect(undone.status == 0, "\(undone.output)\(undone.errors)")
    let lines = try lake.run(history).output.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.last?.contains("  broken: \(id)") == true, "\(lines)")
  }

  @Test func `prints a history that detect reads, and reads it again`() throws {
    let batches = (10..<20).map { Self.line + "\"batch\": \"day=2013-05-\($0)\"}\n" }.joined()
    let folder = try folder(["p.jsonl": batches])
    #expect(try history(folder, ["--add", "p.jsonl"]).output == "10 batches of \(Self.raw) kept\n")
    _ = try history(folder, ["--exclude", "day=2013-05-12", "--because", "x"])
    let printed = try history(folder, ["-o", "json"])
    let place = folder.url.appending(path: "h.jsonl")
    try printed.output.write(to: place, atomically: true, encoding: .utf8)
    let probe = Self.line + "\"batch\": \"day=2013-05-20\", \"table\": \"\(Self.raw)\"}\n"
    try probe.write(
      to: folder.url.appending(path: "q.jsonl"), atomically: true, encoding: .utf8)
    let detected = try Program(
      ["detect", "--profiles", "h.jsonl", "--probe", "q.jsonl"], in: folder.url)
    #expect(detected.status == 0, "\(detected.errors)")
    let again = try Program(
      ["history", Self.raw, "--journal", "k.sqlite", "--add", "h.jsonl"], in: folder.url)
    #expect(again.status == 0, "\(again.errors)")
    let same = try Program(
      ["history", Self.raw, "--journal", "k.sqlite", "-o", "json"], in: folder.url)
    #expect(same.output == printed.output)
  }

  @Test(arguments: [
    (["--exclude", "day=1"], 2, "--because TEXT"),
    (["--because", "x"], 2, "--exclude BATCH"),
    (["--include", "day=1", "--exclude", "day=1", "--because", "x"], 2, "one of them"),
    (["--exclude", "day=2013-05-01", "--because", "x"], 3, "did you mean `day=2013-05-10`?"),
    (["--include", "nothing of the kind"], 3, "there is only `day=2013-05-10`"),
    (["--add", "none.jsonl"], 3, "there is no file none.jsonl"),
    (["--add", "bad.jsonl"], 3, "line 2"),
    (["--add", "other.jsonl"], 3, "has a batch of `flights.other`, not of"),
    (["--add", "many.jsonl"], 3, "more than the 365 batches"),
  ])
  func `says what is wrong, and the way out`(
    _ words: [String], _ status: Int32, _ told: String
  ) throws {
    let folder = try folder([
      "p.jsonl": Self.line + "\"batch\": \"day=2013-05-10\"}\n",
      "bad.jsonl": Self.line + "\"batch\": \"day=1\"}\n{}\n",
      "other.jsonl": Self.line + "\"table\": \"flights.other\"}\n",
      "many.jsonl": (0...365).map { Self.line + "\"batch\": \"day=\($0)\"}\n" }.joined(),
    ])
    _ = try history(folder, ["--add", "p.jsonl"])
    let program = try history(folder, words)
    #expect(program.status == status, "\(program.output)")
    #expect(program.errors.contains(told), "\(program.errors)")
    #expect(try history(folder).output.split(separator: "\n").count == 1)
  }

  @Test func `knows a table without batches from one that is not there`() throws {
    let folder = try folder(["p.jsonl": Self.line + "\"batch\": \"day=1\"}\n"])
    #expect(try history(folder).errors.contains("there is no journal j.sqlite"))
    _ = try history(folder, ["--add", "p.jsonl"])
    let words = ["--journal", "j.sqlite"]
    let known = try Program(["history", "flights.curated_flights"] + words, in: folder.url)
    #expect(known.status == 0)
    #expect(known.output.hasPrefix("no batch of flights.curated_flights is kept yet"))
    let unknown = try Program(["history", "flights.raw_flihgts"] + words, in: folder.url)
    #expect(unknown.status == 3)
    #expect(unknown.errors.contains("did you mean `flights.raw_flights`?"))
  }

  @Test func `shows hostile names as text`() throws {
    let name = "day=\u{1B}[2J\u{202E}x"
    let escaped = #"day=\u001b[2J\u202ex"#
    let folder = try folder(["p.jsonl": Self.line + "\"batch\": \"\(escaped)\"}\n"])
    _ = try history(folder, ["--add", "p.jsonl"])
    let out = try history(folder, ["--exclude", name, "--because", "\u{1B}]0;x\u{7}"])
    #expect(out.status == 0, "\(out.errors)")
    for text in [
      out.output, try history(folder).output, try history(folder, ["-o", "json"]).output,
      try history(folder, ["--include", name + "\u{7}"]).errors,
    ] {
      #expect(!text.isEmpty)
      #expect(!text.unicodeScalars.contains { ["\u{1B}", "\u{202E}", "\u{7}"].contains($0) })
    }
  }
}
