import Incidents
import Testing

@testable import Configurations

@Suite struct RestoreSchemaStepTests {
  private static let fields = "{table: d.t, to: last_good}"

  private static func evidence(
    now: Known<[TableVersion]> = .known([Samples.version("7")]), good: Known<TableVersion>
  ) -> Evidence {
    Samples.evidence([Samples.table(versions: now, lastGood: good)])
  }

  @Test(arguments: [
    StepCase(
      "the last good version over the current one", fields,
      evidence(good: .known(Samples.version("5"))),
      makes: .restoreSchema(table: "d.t", version: "5", expecting: "7")),
    StepCase(
      "at the last good version already", fields, evidence(good: .known(Samples.version("7"))),
      obstacle: "d.t is at its last good version already"),
    StepCase(
      "no good version is known", fields, evidence(good: .unknown("x")),
      obstacle: "the last good version of d.t is unknown"),
    StepCase(
      "no current version is known", fields,
      evidence(now: .unknown("x"), good: .known(Samples.version("5"))),
      obstacle: "the last good version of d.t is unknown"),
    StepCase(
      "another table", "{table: x.y, to: last_good}", evidence(good: .known(Samples.version("5"))),
      obstacle: "`x.y` is no table of this pipeline"),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: RestoreSchemaStep.self) }

  @Test(arguments: [
    WrongFields("to: last_good", "1:1 missing-key"),
    WrongFields("{table: d.t, to: first}", "1:18 unknown-value"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { RestoreSchemaStep(&$0) } }
}
