import Documents
import Incidents
import Testing

@testable import Configurations

@Suite struct TriggerTests {
  private static func read(_ yaml: String) -> Samples.Reading<Trigger> {
    Samples.read("when: \(yaml)") { fields in
      fields.required("when").flatMap { Trigger.read($0, in: &fields) }
    }
  }

  private static func answer(_ yaml: String, rows: Int = 0) throws -> String {
    let reading = read(yaml)
    let trigger = try #require(reading.value, "\(reading.mistakes)")
    let table = Samples.table(
      batch: .known(Samples.batch(rows: rows)), history: .known([Samples.batch(rows: 100)]))
    let scene = Samples.scene([table])
    return trigger.answer(in: scene) { table in
      EvidenceValues(scene.evidence).facts(on: table?.name, at: Samples.now)
    }.words
  }

  @Test(arguments: [
    ("{volume: {drops: 40%}}", "fired: 0 rows, usually 100"),
    ("{unreadable: {objects: any}}", "silent"),
    ("{not: {unreadable: {objects: any}}}", "fired: the condition under `not` does not hold"),
    ("{not: {volume: {drops: 40%}}}", "silent"),
    ("{any: [{unreadable: {objects: any}}, {volume: {drops: 40%}}]}", "fired: 0 rows, usually 100"),
    ("{all: [{unreadable: {objects: any}}, {volume: {drops: 40%}}]}", "silent"),
    (
      "{all: [{volume: {drops: 10%}}, {volume: {drops: 40%}}]}",
      "fired: 0 rows, usually 100 | 0 rows, usually 100"
    ),
    ("job.owner == \"team\"", "fired: `job.owner == \"team\"` holds"),
    ("job.owner == \"nobody\"", "silent"),
  ])
  func `answers`(_ yaml: String, _ answer: String) throws {
    #expect(try Self.answer(yaml) == answer)
  }

  @Test func `leaves open what rests on unknown evidence`() throws {
    #expect(try Self.answer("run.rows_read == 0").hasPrefix("unknown: "))
    #expect(try Self.answer("{not: run.rows_read == 0}").hasPrefix("unknown: "))
  }

  @Test(arguments: [
    ("{}", "1:7 one-trigger"),
    ("{volume: {drops: 1%}, unreadable: {objects: any}}", "1:7 one-trigger"),
    ("{volum: {drops: 1%}}", "1:8 unknown-detector"), ("[a]", "1:7 wrong-kind"),
    ("{any: {volume: {drops: 1%}}}", "1:13 wrong-kind"), ("{any: []}", "1:13 empty-scope"),
    ("{all: []}", "1:13 empty-scope"), ("{volume: 40%}", "1:16 wrong-kind"),
  ])
  func `refuses`(_ yaml: String, _ mistake: String) {
    #expect(Self.read(yaml).mistakes == [mistake])
  }

  @Test func `guesses the detector that was meant`() {
    let help = Self.read("{volum: {}}").diagnostics.first?.help
    #expect(help == ["did you mean `volume`?"])
  }

  @Test func `nests as deep as the limit, and no deeper`() {
    func nested(_ count: Int) -> String {
      String(repeating: "{not: ", count: count) + "'true'" + String(repeating: "}", count: count)
    }
    let limit = Trigger.maximumDepth
    #expect(Self.read(nested(limit - 1)).mistakes == [])
    #expect(Self.read(nested(limit)).mistakes == ["1:\(7 + limit * 6) trigger-depth"])
  }
}
