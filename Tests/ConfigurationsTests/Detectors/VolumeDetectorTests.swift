import Incidents
import Testing

@testable import Configurations

@Suite struct VolumeDetectorTests {
  private static func scene(
    _ rows: Int, history: [Int] = [100, 110, 90], batches: Int = 30
  ) -> DetectionScene {
    Samples.scene(
      [
        Samples.table(
          batch: .known(Samples.batch(rows: rows)),
          history: .known(history.map { Samples.batch(rows: $0) }))
      ], batches: batches)
  }

  @Test func `shows the figures behind its silence`() throws {
    let reading = Samples.read("{drops: 40%, grows: 100%}") { VolumeDetector(&$0) }
    let detector = try #require(reading.value)
    #expect(
      detector.figures(in: Self.scene(70)) == [
        "`d.t` has 70 rows, usually 100; it fires below 60 and above 200"
      ])
  }

  @Test(arguments: [
    DetectorCase("as usual", "drops: 40%", scene(100), "silent"),
    DetectorCase("at the bound", "drops: 40%", scene(60), "silent"),
    DetectorCase("below the bound", "drops: 40%", scene(59), "fired: 59 rows, usually 100"),
    DetectorCase("nothing at all", "drops: 40%", scene(0), "fired: 0 rows, usually 100"),
    DetectorCase("more is no drop", "drops: 40%", scene(1000), "silent"),
    DetectorCase("at the upper bound", "grows: 100%", scene(200), "silent"),
    DetectorCase(
      "above the upper bound", "grows: 100%", scene(201), "fired: 201 rows, usually 100"),
    DetectorCase("less is no growth", "grows: 100%", scene(0), "silent"),
    DetectorCase(
      "both ways", "{drops: 40%, grows: 100%}", scene(10), "fired: 10 rows, usually 100"),
    DetectorCase(
      "seen before", "{drops: 40%, unusual: true}", scene(50, history: [100, 110, 55]),
      "silent"),
    DetectorCase(
      "never seen", "{drops: 40%, unusual: true}", scene(49, history: [100, 110, 55]),
      "fired: 49 rows, usually 100"),
    DetectorCase(
      "grown before", "{grows: 100%, unusual: true}",
      scene(250, history: [100, 110, 240]), "silent"),
    DetectorCase(
      "never grown so", "{grows: 100%, unusual: true}",
      scene(265, history: [100, 110, 240]), "fired: 265 rows, usually 110"),
    DetectorCase(
      "only the newest batches", "drops: 40%", scene(100, history: [1000, 1000, 100], batches: 1),
      "silent"),
    DetectorCase(
      "without a history", "drops: 40%", scene(0, history: []),
      "unknown: the history of d.t"),
    DetectorCase(
      "usually empty", "drops: 40%", scene(0, history: [0, 0]),
      "unknown: the history of d.t"),
    DetectorCase(
      "unread data", "drops: 40%", Samples.scene([Samples.table(batch: .unknown("x"))]),
      "unknown: table.rows of d.t"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: VolumeDetector.self) }

  @Test func `gives the figure, what is usual and the bound`() throws {
    let reading = Samples.read("drops: 40%") { VolumeDetector(&$0) }
    let detector = try #require(reading.value)
    let detection = try #require(detector.answer(in: Self.scene(20)).detections.first)
    #expect((detection.value, detection.usual, detection.limit) == (20, 100, 60))
    #expect(detection.limitOrigin == "the median of 3 earlier batches")
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 empty-detector"), WrongFields("unusual: true", "1:1 empty-detector"),
    WrongFields("drops: 0.4", "1:8 missing-unit"), WrongFields("drops: 101%", "1:8 out-of-range"),
    WrongFields("grows: 10001%", "1:8 out-of-range"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { VolumeDetector(&$0) } }
}
