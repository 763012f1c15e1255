import Incidents
import Testing

@testable import Configurations

@Suite struct CatalogChangeDetectorTests {
  private static func scene(
    _ now: TableVersion, good: TableVersion?, data: String = "a int;b int",
    batch: Known<TableProfile>? = nil
  ) -> DetectionScene {
    Samples.scene([
      Samples.table(
        versions: .known(good.map { [now, $0] } ?? [now, Samples.version("0")]),
        lastGood: good.map { .known($0) } ?? .unknown("no good run"),
        batch: batch ?? .known(Samples.batch(data)))
    ])
  }

  private static let good = Samples.version("1")
  private static let moved = Samples.version("2", location: "s3://b/other")
  private static let dropped = Samples.version("2", "a int")
  private static let retyped = Samples.version("2", "a int;b string")
  private static let turned = Samples.version("2", "b int;a int")

  @Test(arguments: [
    DetectorCase("nothing changed", "columns: any", scene(good, good: good), "silent"),
    DetectorCase(
      "a column went", "columns: any", scene(dropped, good: good),
      "fired: in version 2 `b` went; the data fit version 1"),
    DetectorCase(
      "a type changed", "columns: any", scene(retyped, good: good),
      "fired: in version 2 `b` became string; the data fit version 1"),
    DetectorCase(
      "the order changed", "columns: any", scene(turned, good: good),
      "fired: in version 2 the order changed; the data fit version 1"),
    DetectorCase(
      "the location moved", "location: any", scene(moved, good: good),
      "fired: in version 2 the location moved; the data fit version 1"),
    DetectorCase("only columns are watched", "columns: any", scene(moved, good: good), "silent"),
    DetectorCase(
      "only the location is watched", "location: any", scene(dropped, good: good),
      "silent"),
    DetectorCase("another column is watched", "columns: [a]", scene(dropped, good: good), "silent"),
    DetectorCase(
      "the data changed too", "columns: any", scene(dropped, good: good, data: "a int"), "silent"),
    DetectorCase(
      "the data were not read", "columns: any",
      scene(dropped, good: good, batch: .unknown("no right")),
      "unknown: table.observed_fits_last_good: no right"),
    DetectorCase(
      "no good run is known", "columns: any", scene(dropped, good: nil),
      "unknown: the last good version of d.t"),
    DetectorCase(
      "one version has nothing to differ from", "columns: any",
      Samples.scene([Samples.table()]), "silent"),
    DetectorCase(
      "the catalog was not read", "columns: any",
      Samples.scene([Samples.table(versions: .unknown("x"))]),
      "unknown: the catalog's versions of d.t"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: CatalogChangeDetector.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 empty-detector"), WrongFields("columns: []", "1:10 empty-scope"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { CatalogChangeDetector(&$0) } }
}
