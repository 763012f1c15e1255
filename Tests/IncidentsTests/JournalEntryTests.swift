import Incidents
import Testing

@Suite struct JournalEntryTests {
  static let steps: [Step] = [
    .runJob(job: "j", arguments: ["--day": "1", "--a": ""], workerType: nil),
    .runJob(job: "j", arguments: [:], workerType: "G.2X"),
    .setSchema(
      table: "d.t", columns: [Column(name: "a", type: .decimal(precision: 5, scale: 2))],
      expecting: "3"),
    .restoreSchema(table: "d.t", version: "2", expecting: "3"),
    .quarantineObjects(table: "d.t", keys: ["a/b.csv", "ü\u{1B}\n"]),
    .returnObjects(table: "d.t", keys: ["a/b.csv"]), .resetBookmark(job: "j"),
    .wait(.milliseconds(1500)), .notify(owner: "team"),
  ]

  static let settlements: [StepSettlement] =
    [
      StepResult.startedRun(id: "jr"), .wroteVersion(table: "d.t", from: "1", to: "2"),
      .movedObjects(table: "d.t", keys: ["k"], to: "s3://q"),
      .notified(owner: "team", through: "sns"), .waited, .resetBookmark,
    ].map { .happened($0, isRecovered: true) } + [
      .didNotHappen(reason: "x"), .unknown(reason: "y"),
    ]

  static let happenings: [Happening] = {
    let intent = StepIntent(attempt: 1, index: 0, step: .wait(.zero), isUndo: true, marker: "m")
    let finding = Samples.finding("r", cause: .root, severity: .critical, mode: .shadow)
    let verification = Verification(checks: [
      Verification.Check(id: "a", condition: "x > 1", answer: .unknown, explanation: "no x")
    ])
    return [
      .opened(event: Samples.event, environment: "dev", configuration: "0123"),
      .decided(Samples.decision(findings: [finding])),
      .runEnded(run: "jr", state: .timeout, message: ""),
      .verified(verification), .abandoned(reason: "x"), .ended(.escalated, reason: "y"),
    ]
      + steps.map {
        .intended(StepIntent(attempt: 0, index: 2, step: $0, isUndo: false, marker: "m"))
      } + settlements.map { .settled(intent, $0) }
  }()

  @Test(arguments: happenings)
  func `reads back every kind of entry that it writes`(_ happening: Happening) throws {
    let entry = JournalEntry(
      sequence: 7, at: Timestamp(seconds: 5, nanoseconds: 123_456_789), happening: happening)
    #expect(try Samples.reread(entry) == entry)
  }
}
