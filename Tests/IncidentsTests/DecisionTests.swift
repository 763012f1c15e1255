import Incidents
import Testing

@Suite struct DecisionTests {
  @Test func `takes the first finding that is not in the shadow for the anomaly`() {
    let findings = [
      Samples.finding("a", mode: .shadow), Samples.finding("b", mode: .alert),
      Samples.finding("c", mode: .heal),
    ]
    #expect(Samples.decision(findings: findings).anomaly?.rule == "b")
    #expect(Samples.decision(findings: [findings[0]]).anomaly == nil)
  }

  @Test func `tells in a line what each source of evidence gave`() {
    let object = ObjectProfile(key: "a", bytes: 1, content: .table(Samples.batch("a int")))
    let bad = ObjectProfile(key: "b", bytes: 1, content: .unreadable(Damage(reason: "cut off")))
    let table = Samples.table(
      objects: .known([object, bad]), batch: .known(Samples.batch("a int", rows: 7)))
    var run = RunEvidence(id: "jr_1", unknown: "no right")
    run.state = .known(.failed)
    run.error = .known("it broke")
    let evidence = Self.evidence(
      run, [table], .known([LogStream(source: .error, bytes: Array("a\nb\n".utf8))]))
    let lines = evidence.summary.map { "\($0.source): \($0.text)" }
    #expect(
      lines == [
        "run: jr_1 FAILED: it broke", "catalog flights.raw: version 1 of 1, 1 columns",
        "objects flights.raw: 2 in the run's partition, 7 rows, 1 unreadable",
        "history flights.raw: 0 earlier batches", "log error: 2 lines",
      ])
    #expect(!evidence.summary.contains { !$0.isKnown })
  }

  @Test func `tells why a source of evidence gave nothing`() {
    let evidence = Self.evidence(
      RunEvidence(id: "jr_1", unknown: "no right"),
      [Samples.table(versions: .unknown("no catalog"))],
      .unknown("no log group"))
    let reasons = evidence.summary.filter { !$0.isKnown }.map(\.text)
    #expect(
      reasons == [
        "jr_1 state unknown", "no catalog", "not listed", "no log group",
      ])
  }

  private static func evidence(
    _ run: RunEvidence, _ tables: [TableEvidence], _ log: Known<[LogStream]>
  ) -> Evidence {
    Evidence(
      event: Samples.event, gatheredAt: Samples.start, environment: "dev",
      job: JobEvidence(name: "j", owner: "o", rerun: .overwrites, defaultArguments: .known([:])),
      run: run,
      runs: RunsEvidence(active: .known(0), failedInARow: .known(1), lastGood: .known(nil)),
      tables: tables, log: log)
  }
}
