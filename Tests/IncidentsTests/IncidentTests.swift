import Incidents
import Testing

@Suite struct IncidentTests {
  private static func intent(
    _ index: Int = 0, attempt: Int = 0, undo: Bool = false, marker: String? = nil
  ) -> StepIntent {
    StepIntent(
      attempt: attempt, index: index, step: .resetBookmark(job: "j"), isUndo: undo,
      marker: marker ?? "m\(attempt)-\(index)\(undo ? "u" : "")")
  }

  /// An incident out of what happened, a second apart.
  private func incident(_ happenings: [Happening]) throws -> Incident {
    let opened = Happening.opened(event: Samples.event, environment: "dev", configuration: "c0")
    let entries = ([opened] + happenings).enumerated().map { index, happening in
      JournalEntry(
        sequence: index + 1, at: Samples.start + .seconds(index), happening: happening)
    }
    return try #require(Incident(id: "i-1", entries: entries))
  }

  @Test func `begins with the entry that opens it`() throws {
    let incident = try incident([])
    #expect(incident.event == Samples.event)
    #expect((incident.environment, incident.configuration) == ("dev", "c0"))
    #expect((incident.version, incident.openedAt) == (1, Samples.start))
    #expect(incident.attempts.isEmpty && incident.attempt == nil && incident.end == nil)
  }

  @Test func `is not made of a journal that does not open it`() {
    #expect(Incident(id: "i", entries: []) == nil)
    let entry = JournalEntry(sequence: 1, at: Samples.start, happening: .abandoned(reason: "x"))
    #expect(Incident(id: "i", entries: [entry]) == nil)
  }

  @Test func `has a pending step from intent to settlement`() throws {
    let decided = Happening.decided(Samples.decision())
    let intended = try incident([decided, .intended(Self.intent())])
    #expect(intended.attempt?.pending?.intent == Self.intent())
    let settled = try incident([
      decided, .intended(Self.intent()),
      .settled(Self.intent(), .happened(.startedRun(id: "jr_2"), isRecovered: false)),
    ])
    #expect(settled.attempt?.pending == nil)
    #expect(settled.startedRuns == ["jr_2"])
    #expect(settled.attempt?.steps.first?.settledAt == Samples.start + .seconds(3))
  }

  @Test func `looks at the undo steps once there are any`() throws {
    let undo = Self.intent(undo: true)
    let incident = try incident([
      .decided(Samples.decision()), .intended(Self.intent()),
      .settled(Self.intent(), .happened(.resetBookmark, isRecovered: false)), .intended(undo),
    ])
    #expect(incident.attempt?.pending?.intent == undo)
    #expect(incident.attempt?.steps.count == 1)
    #expect(incident.attempt?.undoSteps.count == 1)
  }

  @Test func `does not settle another intent than the last`() throws {
    let incident = try incident([
      .decided(Samples.decision()), .intended(Self.intent()),
      .settled(Self.intent(marker: "other"), .didNotHappen(reason: "x")),
    ])
    #expect(incident.attempt?.pending?.intent == Self.intent())
  }

  /// How a step was settled, and whether safety counts the attempt.
  struct Counted: Sendable, CustomTestStringConvertible {
    let name: String
    let settlement: StepSettlement?
    let counts: Bool
    var testDescription: String { name }

    init(_ name: String, _ settlement: StepSettlement?, _ counts: Bool) {
      (self.name, self.settlement, self.counts) = (name, settlement, counts)
    }
  }

  @Test(arguments: [
    Counted("happened", .happened(.resetBookmark, isRecovered: false), true),
    Counted("found out later", .happened(.resetBookmark, isRecovered: true), true),
    Counted("nobody can tell", .unknown(reason: "x"), true),
    Counted("proven not to have happened", .didNotHappen(reason: "x"), false),
    Counted("not settled yet", nil, false),
  ])
  func `counts what may have had an effect`(_ counted: Counted) throws {
    func attempted(_ action: Action) throws -> Incident {
      let settled = counted.settlement.map { Happening.settled(Self.intent(), $0) }
      return try incident(
        [.decided(Samples.decision(action)), .intended(Self.intent())]
          + (settled.map { [$0] } ?? []))
    }
    let retried = try attempted(Samples.action("retry"))
    #expect(retried.performedActions == (counted.counts ? 1 : 0))
    #expect(retried.tried == (counted.counts ? ["retry"] : []))
    #expect(try attempted(Samples.action("log", passive: true)).performedActions == 0)
    #expect(try attempted(Samples.action("escalate", onlyNotifies: true)).tried == [])
  }

  @Test func `keeps attempts apart, with what became of each`() throws {
    let verification = Verification(checks: [])
    let incident = try incident([
      .decided(Samples.decision(Samples.action("retry"))), .intended(Self.intent()),
      .settled(Self.intent(), .happened(.startedRun(id: "jr_2"), isRecovered: false)),
      .runEnded(run: "jr_2", state: .failed, message: "again"), .verified(verification),
      .abandoned(reason: "it failed again"),
      .decided(Samples.decision(Samples.action("scale_up"), attempt: 1)),
      .intended(Self.intent(attempt: 1)),
      .settled(Self.intent(attempt: 1), .happened(.startedRun(id: "jr_3"), isRecovered: true)),
      .runEnded(run: "jr_3", state: .succeeded, message: ""),
      .ended(.resolved, reason: "all checks hold"),
    ])
    #expect(incident.attempts.map(\.abandonment) == ["it failed again", nil])
    #expect(incident.attempts.map(\.runEnd?.state) == [.failed, .succeeded])
    #expect(incident.attempts.map(\.verification) == [verification, nil])
    #expect(incident.tried == ["retry", "scale_up"])
    #expect(incident.startedRuns == ["jr_2", "jr_3"])
    #expect(incident.end?.outcome == .resolved)
    #expect(incident.end?.at == incident.changedAt)
    #expect(incident.version == 12)
  }

  @Test func `means the same, read at once or entry by entry`() throws {
    let decided = Happening.decided(Samples.decision())
    var grown = try incident([])
    grown.add(JournalEntry(sequence: 2, at: Samples.start + .seconds(1), happening: decided))
    #expect(grown == (try incident([decided])))
  }
}
