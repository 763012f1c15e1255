import Incidents
import Testing

@testable import Configurations

@Suite struct ReturnObjectsStepTests {
  private static let all = "{table: d.t, which: \"= table.objects.map(o, o.key)\"}"

  @Test(arguments: [
    StepCase(
      "objects by their keys", all,
      Samples.evidence([Samples.table(objects: .known([Samples.object("p/a")]))]),
      makes: .returnObjects(table: "d.t", keys: ["p/a"])),
    StepCase("none", all, obstacle: "there is no object to put back"),
    StepCase(
      "objects that cannot be told", all,
      Samples.evidence([Samples.table(objects: .unknown("x"))]),
      obstacle: "there is no object to put back"),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: ReturnObjectsStep.self) }

  @Test(arguments: [WrongFields("table: d.t", "1:1 missing-key")])
  func `refuses`(_ wrong: WrongFields) { wrong.check { ReturnObjectsStep(&$0) } }
}
