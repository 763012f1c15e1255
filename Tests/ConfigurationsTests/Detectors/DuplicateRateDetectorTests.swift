import Incidents
import Testing

@testable import Configurations

@Suite struct DuplicateRateDetectorTests {
  private static func scene(
    _ distinct: [String: Int], rows: Int = 100, repeated: Int? = nil
  ) -> DetectionScene {
    let batch = Samples.batch(rows: rows, distinct: distinct)
    let counted = TableProfile(
      rows: batch.rows, columns: batch.columns, duplicateRows: repeated)
    return Samples.scene([Samples.table(batch: .known(counted))])
  }

  private static let one = "{keys: [a], above: 1%}"
  private static let two = "{keys: [a, b], above: 1%}"

  @Test(arguments: [
    DetectorCase("every key once", one, scene(["a": 100]), "silent"),
    DetectorCase("at the bound", one, scene(["a": 99]), "silent"),
    DetectorCase(
      "above the bound", one, scene(["a": 50]), "fired: 50.0 % of rows repeat their key"),
    DetectorCase("two keys, one of them telling", two, scene(["a": 2, "b": 100]), "silent"),
    DetectorCase(
      "two keys, none telling", two, scene(["a": 2, "b": 50]),
      "unknown: the rows of d.t by their keys"),
    DetectorCase(
      "two keys, none telling, and whole rows that repeat", two,
      scene(["a": 2, "b": 50], repeated: 2), "fired: 2.0 % of rows repeat another one, keys and all"
    ),
    DetectorCase(
      "two keys, none telling, and whole rows that seldom repeat", two,
      scene(["a": 2, "b": 50], repeated: 1), "unknown: the rows of d.t by their keys"),
    DetectorCase("two keys, one not counted", two, scene(["b": 100]), "silent"),
    DetectorCase("not counted", one, scene([:]), "unknown: the keys of d.t"),
    DetectorCase(
      "a key that the data have not", "{keys: [z], above: 1%}", scene(["a": 1]),
      "unknown: the keys of d.t"),
    DetectorCase("no row", one, scene([:], rows: 0), "silent"),
    DetectorCase(
      "unread data", one, Samples.scene([Samples.table(batch: .unknown("x"))]),
      "unknown: table.rows of d.t"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: DuplicateRateDetector.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("keys: [a]", "1:1 missing-key"), WrongFields("above: 1%", "1:1 missing-key"),
    WrongFields("{keys: [], above: 1%}", "1:8 empty-detector"),
    WrongFields("{keys: a, above: 1}", "1:18 missing-unit"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { DuplicateRateDetector(&$0) } }
}
