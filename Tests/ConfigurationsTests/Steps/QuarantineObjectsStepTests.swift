import Incidents
import Testing

@testable import Configurations

@Suite struct QuarantineObjectsStepTests {
  private static let all = "{table: d.t, which: \"= table.objects.map(o, o.key)\"}"

  private static func evidence(_ keys: [String]?) -> Evidence {
    let objects = keys.map { Known.known($0.map { Samples.object($0) }) } ?? .unknown("x")
    return Samples.evidence([Samples.table(objects: objects)])
  }

  @Test(arguments: [
    StepCase(
      "objects of the partition", all, evidence(["p/a", "p/b"]),
      makes: .quarantineObjects(table: "d.t", keys: ["p/a", "p/b"])),
    StepCase("none", all, evidence([]), obstacle: "there is no object to set aside"),
    StepCase(
      "objects that were not listed", all, evidence(nil),
      obstacle: "the objects to set aside cannot be told"),
    StepCase(
      "a name that is no object of the partition",
      "{table: d.t, which: \"= tables.map(t, t.name)\"}", evidence(["p/a"]),
      obstacle: "an object is not of the run's own partition"),
    StepCase(
      "another table", "{table: x.y, which: \"= table.objects.map(o, o.key)\"}",
      evidence(["p/a"]), obstacle: "`x.y` is no table of this pipeline"),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: QuarantineObjectsStep.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("{table: d.t, which: all}", "1:21 wrong-kind"),
    WrongFields("{table: d.t, which: [p/a]}", "1:21 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { QuarantineObjectsStep(&$0) } }
}
