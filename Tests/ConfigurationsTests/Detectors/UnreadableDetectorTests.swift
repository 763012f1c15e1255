import Incidents
import Testing

@testable import Configurations

@Suite struct UnreadableDetectorTests {
  private static func scene(_ objects: [ObjectProfile]) -> DetectionScene {
    Samples.scene([Samples.table(objects: .known(objects))])
  }

  private static let cut = Samples.object("p/a.csv", damage: Damage(reason: "cut off", line: 7))
  private static let many = (1...7).map {
    Samples.object("\($0)", damage: Damage(reason: "cut off"))
  }

  @Test(arguments: [
    DetectorCase("all is well", "objects: any", scene([Samples.object("a")]), "silent"),
    DetectorCase("no object", "objects: any", scene([]), "silent"),
    DetectorCase(
      "one is damaged", "objects: any", scene([Samples.object("b"), cut]),
      "fired: `p/a.csv`: cut off, line 7"),
    DetectorCase(
      "by a pattern", "objects: \"p/*\"", scene([cut]),
      "fired: `p/a.csv`: cut off, line 7"),
    DetectorCase("another pattern", "objects: \"q/*\"", scene([cut]), "silent"),
    DetectorCase(
      "not read to its end", "objects: any",
      scene([ObjectProfile(key: "a", bytes: 1, content: .unread("too large"))]), "silent"),
    DetectorCase(
      "more than are shown", "objects: any", scene(many),
      "fired: `1`: cut off; `2`: cut off; `3`: cut off; `4`: cut off; `5`: cut off and 2 more"),
    DetectorCase(
      "not listed", "objects: any",
      Samples.scene([Samples.table(objects: .unknown("x"))]), "unknown: table.objects of d.t"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: UnreadableDetector.self) }

  @Test func `names every damaged object, also those that are not shown`() throws {
    let reading = Samples.read("objects: any") { UnreadableDetector(&$0) }
    let detection = try #require(reading.value?.answer(in: Self.scene(Self.many)).detections.first)
    #expect(detection.objects == ["1", "2", "3", "4", "5", "6", "7"])
    #expect(detection.value == 7)
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key"), WrongFields("objects: []", "1:10 empty-scope"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { UnreadableDetector(&$0) } }
}
