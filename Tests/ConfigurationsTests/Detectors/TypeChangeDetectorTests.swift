import Incidents
import Testing

@testable import Configurations

@Suite struct TypeChangeDetectorTests {
  private static func scene(_ catalog: String, _ data: String) -> DetectionScene {
    Samples.scene([
      Samples.table(
        versions: .known([Samples.version("1", catalog)]), batch: .known(Samples.batch(data)))
    ])
  }

  @Test(arguments: [
    DetectorCase(
      "wider", "kind: widening", scene("a int", "a bigint"),
      "fired: column `a` holds bigint, the catalog says int (widening)"),
    DetectorCase(
      "narrower", "kind: narrowing", scene("a bigint", "a int"),
      "fired: column `a` holds int, the catalog says bigint (narrowing)"),
    DetectorCase(
      "incompatible", "kind: [narrowing, incompatible]", scene("a int", "a string"),
      "fired: column `a` holds string, the catalog says int (incompatible)"),
    DetectorCase("another kind", "kind: narrowing", scene("a int", "a bigint"), "silent"),
    DetectorCase(
      "a named column", "{kind: widening, columns: [b]}", scene("a int;b int", "a bigint;b bigint"),
      "fired: column `b` holds bigint, the catalog says int (widening)"),
    DetectorCase(
      "other columns", "{kind: widening, columns: \"x_*\"}", scene("a int", "a bigint"),
      "silent"),
    DetectorCase(
      "a new column", "kind: [widening, narrowing, incompatible]",
      scene("a int", "a int;b int"), "silent"),
    DetectorCase(
      "a catalog that was not read", "kind: widening",
      Samples.scene([Samples.table(versions: .unknown("no right"))]),
      "unknown: table.changes of d.t: no right"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: TypeChangeDetector.self) }

  @Test(arguments: [
    WrongFields("columns: any", "1:1 missing-key"), WrongFields("kind: wider", "1:7 unknown-value"),
    WrongFields("kind: []", "1:7 empty-detector"),
    WrongFields("{kind: [widening, narowing]}", "1:19 unknown-value"),
    WrongFields("{kind: widening, columns: []}", "1:27 empty-scope"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { TypeChangeDetector(&$0) } }
}
