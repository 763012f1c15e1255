import Foundation
import Goldens
import Incidents
import Testing

@testable import Healing

/// Wherever a handler died, the journal alone says how the next one goes on.
@Suite struct MoveTests {
  private static let now = Timestamp(seconds: 1_795_516_800)

  /// What an incident asks for after these happenings, in short words.
  private func move(
    of incident: String = "truncated_parquet", after happenings: (Decision) -> [Happening]
  ) throws -> String {
    let folder = Repository.incidents.appending(path: incident)
    let decision = try Repository.decision(on: folder)
    let event = Event(
      id: "e", account: "1", region: "eu", time: Self.now, job: "j", run: "r", state: .failed,
      message: "")
    let all =
      [.opened(event: event, environment: "dev", configuration: "f")] + happenings(decision)
    let entries = all.enumerated().map {
      JournalEntry(sequence: $0 + 1, at: Self.now, happening: $1)
    }
    let made = try #require(Incident(id: "inc", entries: entries))
    return Self.words(made.nextMove)
  }

  private static func words(_ move: Move) -> String {
    switch move {
    case .rest: "rest"
    case .decide(let forced): forced.map { "decide: \($0)" } ?? "decide"
    case .settle(let intent): "settle \(intent.step.name)"
    case .pause(let intent, _): "pause \(intent.step.name)"
    case .take(let intent): "take \(intent.isUndo ? "undo " : "")\(intent.step.name)"
    case .awaitRun(let run, _): "await \(run)"
    case .verify(let run): "verify \(run ?? "-")"
    case .awaitAnswer: "await an answer"
    case .abandon(let reason): "abandon: \(reason)"
    case .end(let outcome, _): "end \(outcome.rawValue)"
    }
  }

  private static func intent(_ decision: Decision, _ index: Int, isUndo: Bool = false)
    -> StepIntent
  {
    StepIntent(
      attempt: 1, index: index, step: decision.action.steps[index], isUndo: isUndo,
      marker: "inc.1.\(isUndo ? "u" : "")\(index)")
  }

  private static let moved = StepResult.movedObjects(table: "t", keys: ["k"], to: "q")

  /// The happenings of an attempt up to its run.
  private static func started(_ decision: Decision) -> [Happening] {
    [
      .decided(decision), .intended(intent(decision, 0)),
      .settled(intent(decision, 0), .happened(moved, isRecovered: false)),
      .intended(intent(decision, 1)),
      .settled(intent(decision, 1), .happened(.startedRun(id: "jr_2"), isRecovered: false)),
    ]
  }

  private static func verification(_ answer: Verification.Answer) -> Happening {
    .verified(
      Verification(checks: [
        Verification.Check(id: "c", condition: "true", answer: answer, explanation: "")
      ]))
  }

  @Test func `goes from decision over steps and run to verification and end`() throws {
    #expect(try move { _ in [] } == "decide")
    #expect(try move { [.decided($0)] } == "take quarantine_objects")
    #expect(try move { Array(Self.started($0).prefix(2)) } == "settle quarantine_objects")
    #expect(try move { Array(Self.started($0).prefix(3)) } == "take run_job")
    #expect(try move { Array(Self.started($0).prefix(4)) } == "settle run_job")
    #expect(try move { Self.started($0) } == "await jr_2")
    let ended = Happening.runEnded(run: "jr_2", state: .succeeded, message: "")
    #expect(try move { Self.started($0) + [ended] } == "verify jr_2")
    #expect(try move { Self.started($0) + [ended, Self.verification(.holds)] } == "end resolved")
    #expect(
      try move {
        Self.started($0) + [ended, Self.verification(.holds), .ended(.resolved, reason: "")]
      } == "rest")
  }

  @Test func `tries no step again that may have happened`() throws {
    let unknown = StepSettlement.unknown(reason: "the answer was lost")
    func happenings(_ decision: Decision) -> [Happening] {
      [
        .decided(decision), .intended(Self.intent(decision, 0)),
        .settled(Self.intent(decision, 0), unknown),
      ]
    }
    let reason =
      "nobody can tell whether `quarantine_objects` happened: the answer was lost"
    #expect(try move(after: happenings) == "abandon: \(reason)")
    #expect(
      try move { happenings($0) + [.abandoned(reason: reason)] } == "decide: \(reason)")
  }

  @Test func `gives up what proved not to happen, and decides again`() throws {
    func happenings(_ decision: Decision) -> [Happening] {
      [
        .decided(decision), .intended(Self.intent(decision, 0)),
        .settled(Self.intent(decision, 0), .didNotHappen(reason: "denied")),
      ]
    }
    #expect(
      try move(after: happenings) == "abandon: `quarantine_objects` did not happen: denied")
    #expect(try move { happenings($0) + [.abandoned(reason: "x")] } == "decide")
  }

  @Test func `undoes what did not help, and says so`() throws {
    let ended = Happening.runEnded(run: "jr_2", state: .failed, message: "")
    func failed(_ decision: Decision) -> [Happening] {
      Self.started(decision) + [ended, Self.verification(.fails)]
    }
    #expect(try move(after: failed) == "take undo return_objects")
    let undo = StepIntent(
      attempt: 1, index: 0, step: .returnObjects(table: "t", keys: ["k"]), isUndo: true,
      marker: "inc.1.u0")
    #expect(try move { failed($0) + [.intended(undo)] } == "settle return_objects")
    #expect(
      try move {
        failed($0) + [.intended(undo), .settled(undo, .happened(Self.moved, isRecovered: true))]
      } == "abandon: not verified: c fails")
  }

  @Test func `takes no third way when what was published is doubtful`() throws {
    let ended = Happening.runEnded(run: "jr_2", state: .succeeded, message: "")
    let got = try move {
      Self.started($0) + [ended, Self.verification(.unknown), .abandoned(reason: "x")]
    }
    #expect(got.hasPrefix("decide: published, doubtful"))
  }

  @Test func `ends an escalation when its owner was told`() throws {
    func told(_ decision: Decision) -> [Happening] {
      let result = StepResult.notified(owner: "o", through: "f")
      return [
        .decided(decision), .intended(Self.intent(decision, 0)),
        .settled(Self.intent(decision, 0), .happened(result, isRecovered: false)),
      ]
    }
    #expect(try move(of: "division_by_zero") { [.decided($0)] } == "take notify")
    #expect(try move(of: "division_by_zero", after: told) == "end escalated")
  }

  @Test func `stops trying to tell somebody who cannot be told`() throws {
    func failures(_ decision: Decision) -> [Happening] {
      (0..<3).flatMap { _ in
        [
          .decided(decision), .intended(Self.intent(decision, 0)),
          .settled(Self.intent(decision, 0), .didNotHappen(reason: "no")),
          .abandoned(reason: "no"),
        ] as [Happening]
      }
    }
    #expect(try move(of: "division_by_zero", after: failures) == "end escalated")
  }

  // A run that hung was decided upon anew: it had not failed, so there was "nothing to do".
  @Test func `leaves a run that never ends to a person`() throws {
    let got = try move {
      Self.started($0) + [Self.verification(.unknown), .abandoned(reason: "x")]
    }
    #expect(got.hasPrefix("decide: the run jr_2 is not over"))
  }

  // The next decision after a notice that was refused was free to act again.
  @Test func `goes on telling, and nothing else, where telling failed after a doubtful step`()
    throws
  {
    let told = try Repository.decision(
      on: Repository.incidents.appending(path: "division_by_zero"))
    let notice = StepIntent(
      attempt: 2, index: 0, step: told.action.steps[0], isUndo: false, marker: "inc.2.0")
    let got = try move {
      [
        .decided($0), .intended(Self.intent($0, 0)),
        .settled(Self.intent($0, 0), .unknown(reason: "lost")), .abandoned(reason: "x"),
        .decided(told), .intended(notice), .settled(notice, .didNotHappen(reason: "refused")),
        .abandoned(reason: "y"),
      ]
    }
    #expect(got == "decide: nobody can tell whether `quarantine_objects` happened: lost")
  }
}
