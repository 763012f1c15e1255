import Incidents
import Testing

@testable import Configurations

@Suite struct SetSchemaStepTests {
  private static func evidence(
    data: Known<TableProfile>, partitionKeys: String = ""
  ) -> Evidence {
    let version = Samples.version("7", "a int", partitionKeys: partitionKeys)
    return Samples.evidence([Samples.table(versions: .known([version]), batch: data)])
  }

  private static let wider = Known.known(Samples.batch("a bigint;b string"))

  @Test(arguments: [
    StepCase(
      "the columns of the data over the current version", "{table: d.t, to: observed}",
      evidence(data: wider),
      makes: .setSchema(table: "d.t", columns: Samples.columns("a bigint;b string"), expecting: "7")
    ),
    StepCase(
      "without the partition's keys", "{table: d.t, to: observed}",
      evidence(data: wider, partitionKeys: "b string"),
      makes: .setSchema(table: "d.t", columns: Samples.columns("a bigint"), expecting: "7")),
    StepCase(
      "a table that the pipeline has not", "{table: x.y, to: observed}", evidence(data: wider),
      obstacle: "`x.y` is no table of this pipeline"),
    StepCase(
      "a name out of hostile evidence", "{table: = event.job, to: observed}",
      evidence(data: wider), obstacle: "`j` is no table of this pipeline"),
    StepCase(
      "a name that cannot be told", "{table: = run.error, to: observed}", evidence(data: wider),
      obstacle: "the table of the step cannot be told"),
    StepCase(
      "a name that cannot be told within text", "{table: \"d.{run.error}\", to: observed}",
      evidence(data: wider), obstacle: "the table of the step cannot be told"),
    StepCase(
      "unread data", "{table: d.t, to: observed}", evidence(data: .unknown("x")),
      obstacle: "the observed schema of d.t is unknown"),
    StepCase(
      "data of partition keys alone", "{table: d.t, to: observed}",
      evidence(data: .known(Samples.batch("b int")), partitionKeys: "b int"),
      obstacle: "the data of d.t have no columns"),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: SetSchemaStep.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("{table: d.t, to: last_good}", "1:18 unknown-value"),
    WrongFields("{table: [d.t], to: observed}", "1:9 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { SetSchemaStep(&$0) } }
}
