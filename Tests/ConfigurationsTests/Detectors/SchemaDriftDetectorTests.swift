import Incidents
import Testing

@testable import Configurations

@Suite struct SchemaDriftDetectorTests {
  private static func scene(_ catalog: String, _ data: String) -> DetectionScene {
    Samples.scene([
      Samples.table(
        versions: .known([Samples.version("1", catalog)]), batch: .known(Samples.batch(data)))
    ])
  }

  private static let unread = Samples.scene([Samples.table(batch: .unknown("no right"))])

  @Test(arguments: [
    DetectorCase("nothing changed", "added: any", scene("a int", "a int"), "silent"),
    DetectorCase(
      "added", "added: any", scene("a int", "a int;b string"), "fired: column `b` (string) is new"),
    DetectorCase(
      "removed", "removed: any", scene("a int;b int", "a int"), "fired: column `b` (int) is gone"),
    DetectorCase(
      "renamed", "renamed: any", scene("a int", "b int"), "fired: column `a` is now called `b`"),
    DetectorCase(
      "reordered", "reordered: any", scene("a int;b int", "b int;a int"),
      "fired: column `a` stands at another place; column `b` stands at another place"),
    DetectorCase(
      "of two kinds", "{added: any, removed: any}", scene("a int;b int", "a int;c int;d int"),
      "fired: column `b` (int) is gone; column `c` (int) is new; column `d` (int) is new"),
    DetectorCase(
      "of a kind that is not asked for", "removed: any", scene("a int", "a int;b int"),
      "silent"),
    DetectorCase(
      "a changed type is another detector's", "{added: any, removed: any}",
      scene("a int", "a bigint"), "silent"),
    DetectorCase(
      "a named column", "added: [b, c]", scene("a int", "a int;c int"),
      "fired: column `c` (int) is new"),
    DetectorCase("another column", "added: b", scene("a int", "a int;c int"), "silent"),
    DetectorCase(
      "columns by a pattern", "added: \"c*\"", scene("a int", "a int;cc int;d int"),
      "fired: column `cc` (int) is new"),
    DetectorCase(
      "data that were not read", "added: any", unread,
      "unknown: table.changes of d.t: no right"),
    DetectorCase("no table at all", "added: any", Samples.scene([]), "silent"),
    DetectorCase(
      "one of two tables", "added: any",
      Samples.scene([
        Samples.table(batch: .unknown("x")),
        Samples.table("d.u", batch: .known(Samples.batch("a int;b int;c int"))),
      ]), "fired: column `c` (int) is new"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: SchemaDriftDetector.self) }

  @Test func `names the table, the first column and how many changed`() throws {
    let reading = Samples.read("added: any") { SchemaDriftDetector(&$0) }
    let detector = try #require(reading.value)
    let detection = try #require(
      detector.answer(in: Self.scene("a int", "a int;b int;c int")).detections.first)
    #expect((detection.table, detection.column, detection.value) == ("d.t", "b", 2))
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 empty-detector"), WrongFields("added: []", "1:8 empty-scope"),
    WrongFields("added: {a: b}", "1:8 wrong-kind"),
    WrongFields("aded: any", "1:1 empty-detector", "1:1 unknown-key"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { SchemaDriftDetector(&$0) } }
}
