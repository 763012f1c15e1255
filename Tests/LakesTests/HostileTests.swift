import Decisions
import Foundation
import Healing
import Incidents
import Lakes
import Reporting
import Testing

/// Five hundred names, keys, lines and arguments that were made to be obeyed.
@Suite struct HostileTests {
  struct Text: Decodable, Sendable {
    let id: String
    let text: String
  }

  private static func texts() throws -> [Text] {
    try String(
      contentsOfFile: LakeFixture.root + "/Tests/LakesTests/data/hostile.jsonl", encoding: .utf8
    )
    .split(separator: "\n").map { try JSONDecoder().decode(Text.self, from: Data($0.utf8)) }
  }

  /// Letters that a terminal would obey or that hide others, line ends aside.
  private static func unsafe(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { $0 != "\n" && NeutralText.isUnsafe($0) }
  }

  private static func effects(_ fixture: LakeFixture) throws -> [String: [UInt8]] {
    try fixture.contents().filter { $0.key.hasPrefix("catalog/") || $0.key.hasPrefix("objects/") }
  }

  /// An event of EventBridge with one field exchanged.
  private static func event(_ fixture: LakeFixture, _ field: String, _ text: String) throws
    -> [UInt8]
  {
    var detail = [
      "jobName": fixture.event.job, "jobRunId": fixture.event.run, "state": "FAILED",
      "message": "m",
    ]
    var all: [String: Any] = [
      "id": "e", "account": fixture.event.account, "region": fixture.event.region,
      "time": "2013-04-19T02:00:00Z",
    ]
    if detail[field] == nil { all[field] = text } else { detail[field] = text }
    all["detail"] = detail
    return Array(try JSONSerialization.data(withJSONObject: all))
  }

  @Test(arguments: ["jobName", "jobRunId", "state", "account", "region", "time"])
  func `refuses events with such names, with a reason, and does nothing`(_ field: String)
    async throws
  {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let before = try fixture.contents()
    let healer = try fixture.healer()
    var taken: [String] = []
    for text in try Self.texts() {
      do {
        let bytes = try Self.event(fixture, field, text.text)
        let reception = try await healer.receive(try GlueEvent.event(json: bytes, from: "e.json"))
        // Only the true name itself may be taken.
        taken.append("\(text.id): \(reception.incident)")
      } catch let error as RecordingError {
        #expect(!error.description.isEmpty)
      } catch let error as HealerError {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(taken == [])
    #expect(try fixture.contents() == before)
    #expect(try await fixture.journal().incidents() == [])
  }

  @Test
  func `journals messages, arguments and logs as they are, shows them harmless, and obeys none`()
    async throws
  {
    let fixture = try LakeFixture("script_bug")
    defer { fixture.remove() }
    let before = try Self.effects(fixture)
    let journal = try fixture.journal()
    let healer = Healer(
      engine: fixture.engine, world: try fixture.lake(), journal: journal)
    let texts = try Self.texts()
    for start in stride(from: 0, to: texts.count, by: 4) {
      let four = (0..<4).map { texts[(start + $0) % texts.count].text }
      let run = "jr_h\(start)"
      let folder = try Self.record(run, four, fixture)
      let event = Event(
        id: four[3], account: fixture.event.account, region: fixture.event.region,
        time: fixture.event.time, job: fixture.event.job, run: run, state: .failed,
        message: four[0])
      let id = try await healer.receive(event).incident
      guard case .done(let incident) = try await healer.advance(id) else {
        Issue.record("\(texts[start].id) did not end")
        continue
      }
      try FileManager.default.removeItem(atPath: folder)
      #expect(incident.end?.outcome == .escalated, "\(texts[start].id)")
      let read = try #require(try await journal.incident(id))
      #expect(read == incident)
      let kept = read.event.message
      #expect(Array(kept.utf8) == Array(journal.redactor.redacted(four[0]).utf8))
      #expect(Self.unsafe(Story(read).text) == [], "\(texts[start].id)")
      #expect(Self.unsafe(Story(read).line) == [], "\(texts[start].id)")
      let json = JSONText.of(IncidentDocument(read, standing: .waiting))
      #expect(Self.unsafe(json) == [])
      #expect((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil)
    }
    #expect(try Self.effects(fixture) == before)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/kintsugi-was-here"))
    #expect(try await journal.check().damage == nil)
  }

  /// A failed run on record that has the texts for message, arguments and log.
  private static func record(
    _ run: String, _ texts: [String], _ fixture: LakeFixture
  ) throws -> String {
    let folder = fixture.folder + "/runs/ingest_flights/" + run
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let record: [String: Any] = [
      "Id": run, "JobName": "ingest_flights", "JobRunState": "FAILED", "ErrorMessage": texts[0],
      "StartedOn": 1_366_336_800.0, "CompletedOn": 1_366_336_900.0,
      "Arguments": ["--day": texts[1], "--other": texts[2], "--" + texts[2].prefix(200): texts[1]],
    ]
    try JSONSerialization.data(withJSONObject: record)
      .write(to: URL(filePath: folder + "/run.json"))
    let log = "13/04/19 02:00:00 ERROR Executor: java.io.IOException: No space left: \(texts[3])\n"
    try Data((log + texts[1]).utf8).write(to: URL(filePath: folder + "/error.log"))
    return folder
  }

  @Test func `sets aside objects with such keys, of this partition only, and puts them back`()
    async throws
  {
    let fixture = try LakeFixture("damaged_file") { path, text in
      path == "kintsugi.yaml"
        ? text.replacingOccurrences(
          of: "\"arn:aws:iam::*:role/flights-lead\"", with: "\"user:anna\"")
        : text
    }
    defer { fixture.remove() }
    let raw = "\(fixture.folder)/objects/acme-lake-raw/flights/"
    let damaged = Data([0x1F, 0x8B, 8, 0, 0, 1, 2])
    let keys = try Self.keys()
    #expect(keys.count > 150)
    for key in keys {
      try damaged.write(to: URL(filePath: raw + "day=2013-04-18/").appending(path: key))
    }
    for decoy in ["day=2013-04-180", "day=2013-04-1", "day=2013-04-18 ", "day=2013-04-18x"] {
      try FileManager.default.createDirectory(
        atPath: raw + decoy, withIntermediateDirectories: true)
      try damaged.write(to: URL(filePath: raw + decoy + "/part-0000.csv.gz"))
    }
    let before = try Self.effects(fixture)
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let moved = incident.attempts.flatMap(\.steps).compactMap { record -> [String]? in
      guard case .happened(.movedObjects(_, let keys, _), _)? = record.settlement else {
        return nil
      }
      return keys
    }.flatMap { $0 }
    let expected = Set(keys.map { "flights/day=2013-04-18/\($0)" })
    #expect(Set(moved.map { Array($0.utf8) }).isSuperset(of: expected.map { Array($0.utf8) }))
    let after = try Self.effects(fixture)
    for (path, bytes) in before where !path.begins(with: "catalog/") {
      let isInside = path.begins(with: "objects/acme-lake-raw/flights/day=2013-04-18/")
      #expect(isInside || after[path] == bytes, "\(path)")
    }
    #expect(after.keys.filter { $0.contains("day=2013-04-18/part-0002") } == [])
    let undone = try await fixture.healer().undo(incident.id, by: "user:anna", note: "")
    #expect(undone.reversals.last?.isDone == true)
    let restored = try Self.effects(fixture)
    for (path, bytes) in before where path.begins(with: "objects/acme-lake-raw/") {
      #expect(restored[path] == bytes, "\(path)")
    }
  }

  /// The texts that can be names of files.
  private static func keys() throws -> [String] {
    try texts().map(\.text).filter { text in
      !text.isEmpty && text.utf8.count <= 200 && !text.utf8.contains { $0 == 0 || $0 == 0x2F }
        && !text.hasPrefix(".") && !text.hasPrefix("_")
    }.map { $0 + ".csv.gz" }
  }

  @Test func `finds no table and no incident under such names`() async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let before = try fixture.contents()
    let healer = try fixture.healer()
    for text in try Self.texts() {
      #expect((try? Lake.seams(of: text.text, in: fixture.folder)) ?? nil == nil, "\(text.id)")
      await #expect(throws: HealerError.self, "\(text.id)") {
        try await healer.undo(text.text, by: "user:anna", note: "")
      }
    }
    #expect(try fixture.contents() == before)
  }

  @Test func `gives every text back out of JSON, which no terminal obeys`() throws {
    for text in try Self.texts() {
      let json = JSONText.of([text.text: text.text])
      #expect(Self.unsafe(json) == [], "\(text.id)")
      let read = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
      let value = try #require(read.values.first)
      #expect(Array(value.utf8) == Array(text.text.utf8), "\(text.id)")
      let shown = PlainText.escaped(text.text)
      #expect(Self.unsafe(shown) == [] && !shown.contains("\n"), "\(text.id)")
    }
  }
}
