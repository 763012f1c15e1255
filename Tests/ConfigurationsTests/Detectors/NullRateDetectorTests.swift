import Incidents
import Testing

@testable import Configurations

@Suite struct NullRateDetectorTests {
  private static func scene(
    _ nulls: [String: Int], history: [Int]? = [], rows: Int = 100, batches: Int = 30
  ) -> DetectionScene {
    Samples.scene(
      [
        Samples.table(
          batch: .known(Samples.batch(rows: rows, nulls: nulls)),
          history: history.map { counts in
            .known(counts.map { Samples.batch(nulls: ["a": $0, "b": 0]) })
          } ?? .unknown("x"))
      ], batches: batches)
  }

  private static let unusual = "{above: 5%, unusual: true}"

  @Test(arguments: [
    DetectorCase("below the bound", "above: 5%", scene(["a": 4]), "silent"),
    DetectorCase("at the bound", "above: 5%", scene(["a": 5]), "silent"),
    DetectorCase(
      "above the bound", "above: 5%", scene(["a": 6]),
      "fired: `a` is empty in 6.0 % of rows"),
    DetectorCase(
      "two columns, the worst first", "above: 5%", scene(["a": 6, "b": 50]),
      "fired: `b` is empty in 50.0 % of rows; `a` is empty in 6.0 % of rows"),
    DetectorCase(
      "two columns alike, by name", "above: 5%", scene(["b": 50, "a": 50]),
      "fired: `a` is empty in 50.0 % of rows; `b` is empty in 50.0 % of rows"),
    DetectorCase("another column", "{columns: [b], above: 5%}", scene(["a": 50]), "silent"),
    DetectorCase("no row", "above: 0%", scene(["a": 0], rows: 0), "silent"),
    DetectorCase("not counted", "above: 0%", scene([:]), "unknown: table.null_rate of d.t"),
    DetectorCase("as usual", unusual, scene(["a": 31], history: [30, 20, 25]), "silent"),
    DetectorCase(
      "less than half as much again as the worst", unusual, scene(["a": 44], history: [30, 20]),
      "silent"),
    DetectorCase(
      "more than that", unusual, scene(["a": 46], history: [30, 20]),
      "fired: `a` is empty in 46.0 % of rows"),
    DetectorCase(
      "three points above a small one", unusual, scene(["a": 6], history: [4, 0]),
      "silent"),
    DetectorCase(
      "a column without history", unusual, scene(["a": 0, "new": 6], history: [4]),
      "silent"),
    DetectorCase(
      "an old batch beyond the comparison", unusual,
      scene(["a": 46], history: [90, 30, 20], batches: 2), "fired: `a` is empty in 46.0 % of rows"),
    DetectorCase("without a history", unusual, scene(["a": 50]), "unknown: the history of d.t"),
    DetectorCase(
      "with an unread history", unusual, scene(["a": 50], history: nil),
      "unknown: the history of d.t"),
    DetectorCase("without a history that is not needed", unusual, scene(["a": 5]), "silent"),
    DetectorCase(
      "unread data", "above: 5%", Samples.scene([Samples.table(batch: .unknown("x"))]),
      "unknown: table.null_rate of d.t"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: NullRateDetector.self) }

  @Test func `gives the numbers and the objects in which the column is empty`() throws {
    let empty = ObjectProfile(
      key: "bad", bytes: 1, content: .table(Samples.batch(rows: 10, nulls: ["a": 9])))
    let full = ObjectProfile(
      key: "good", bytes: 1, content: .table(Samples.batch(rows: 10, nulls: ["a": 0])))
    let table = Samples.table(
      objects: .known([full, empty, Samples.object("damaged", damage: Damage(reason: "x"))]),
      batch: .known(Samples.batch(nulls: ["a": 60])),
      history: .known([10, 20, 30].map { Samples.batch(nulls: ["a": $0]) }))
    let reading = Samples.read(Self.unusual) { NullRateDetector(&$0) }
    let detector = try #require(reading.value)
    let detection = try #require(detector.answer(in: Samples.scene([table])).detections.first)
    #expect((detection.column, detection.value, detection.usual) == ("a", 0.6, 0.2))
    #expect(detection.limit.map { abs($0 - 0.45) < 1e-12 } == true)
    #expect(
      detection.limitOrigin == "the worst of 3 earlier batches, half as much on top")
    #expect(detection.objects == ["bad"])
  }

  @Test(arguments: [
    WrongFields("columns: any", "1:1 missing-key"), WrongFields("above: 5", "1:8 missing-unit"),
    WrongFields("above: 101%", "1:8 out-of-range"), WrongFields("above: -1%", "1:8 out-of-range"),
    WrongFields("{above: 5%, unusual: sometimes}", "1:22 wrong-kind"),
    WrongFields("{above: 5%, columns: []}", "1:22 empty-scope"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { NullRateDetector(&$0) } }
}
