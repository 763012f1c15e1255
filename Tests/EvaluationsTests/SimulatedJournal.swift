import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Incidents
import Learning
import RuleTesting

@testable import Simulation

/// Plays incidents of the small world as a healer does, and keeps the journal that it would leave.
struct SimulatedJournal {
  let world: SimulatedWorld
  let engine: Engine
  private let gallery: Gallery
  private let escalate: Int

  /// The small world with `explore` of the decisions left to chance.
  init(explore: Int, values: ActionValues = .none) throws {
    let files = try Repository.files().map { file in
      let text = String(decoding: file.bytes, as: UTF8.self)
      return SourceFile(
        path: file.path, text: text.replacing("explore: 0%", with: "explore: \(explore)%"))
    }
    guard let configuration = ConfigurationLoader.load(files).value else {
      throw CocoaError(.fileReadCorruptFile)
    }
    world = try EvaluationTests.world.get()
    engine = Engine(configuration, values: values)
    var fixtures = world.file.fixtures
    try fixtures.open(
      in: Repository.root.appending(path: "Tests/SimulationTests/data").path,
      for: configuration.project)
    gallery = Gallery(file: world.file, fixtures: fixtures, engine: engine)
    escalate = world.escalate
  }

  /// The journal of an incident, and what the world's own tables say came of each action.
  func incident(
    _ start: SimulatedIncident, seed: UInt64
  ) throws -> (incident: Incident, steps: [PerformedStep]) {
    var replay = Replaying(actions: [], escalate: escalate)
    var writer = JournalWriter(start.number, at: world.file.now, in: world.file.environment)
    let arena = Arena(world)
    var (cause, variant, anomaly) = (start.cause, start.variant, Finding?.none)
    for attempt in 0..<world.stepsAtMost + 1 {
      let decision = try decide(variant, attempt, anomaly, start.number, at: writer.now)
      anomaly = decision.anomaly ?? anomaly
      let action = world.actions.firstIndex { $0.name == decision.executed } ?? escalate
      replay.actions.append(action)
      writer.add(.decided(decision))
      if action == escalate || world.actions[action].traits.isPassive {
        writer.add(.ended(.escalated, reason: "handed over"))
        break
      }
      let result = arena.outcome(of: action, on: cause, start, attempt: attempt, seed: seed)
      let isOver = try write(result, anomaly, attempt, decision, to: &writer)
      if isOver { break }
      (cause, variant) = (result.cause, result.variant)
    }
    var playing = arena
    _ = playing.play(start, seed: seed, with: &replay)
    return (try writer.incident(), playing.steps)
  }

  private func decide(
    _ variant: Int, _ attempt: Int, _ anomaly: Finding?, _ number: Int, at now: Timestamp
  ) throws -> Decision {
    let plain = Circumstances.untouched(engine.configuration)
    return engine.decision(
      on: try gallery.evidence(of: world.variant(at: variant)),
      after: HealingHistory(
        openedAt: world.file.now, performedActions: attempt, anomaly: anomaly),
      under: Circumstances(
        killSwitch: .off, usage: plain.usage, chance: UInt64(number), obstacles: { _ in [] }),
      at: world.file.now)
  }

  /// Writes what an action came to; whether that is the end.
  private func write(
    _ result: StepOutcome, _ anomaly: Finding?, _ attempt: Int, _ decision: Decision,
    to writer: inout JournalWriter
  ) throws -> Bool {
    let after = try gallery.evidence(of: world.variant(at: result.variant))
    let verification = engine.verification(
      on: after,
      after: HealingHistory(
        openedAt: world.file.now, performedActions: attempt + 1, anomaly: anomaly),
      at: world.file.now)
    let isSuccess = world.looks[result.variant].succeeded
    writer.take(decision.action)
    writer.wait(minutes: result.minutes)
    writer.add(
      .runEnded(
        run: "jr", state: isSuccess ? .succeeded : .failed, message: "", dpuHours: result.dpuHours))
    writer.add(.verified(verification))
    if verification.isVerified { writer.add(.ended(.resolved, reason: "all is well")) }
    if !verification.isVerified { writer.add(.abandoned(reason: "not verified")) }
    if isSuccess, !verification.isVerified {
      writer.add(.ended(.escalated, reason: "published, doubtful"))
    }
    return isSuccess
  }
}

/// Does again what was done.
private struct Replaying: Player {
  var actions: [Int]
  let escalate: Int
  mutating func begin(_ incident: SimulatedIncident) {}
  mutating func choose(_ view: View) -> Int {
    view.attempt < actions.count ? actions[view.attempt] : escalate
  }
}

/// One incident's entries, with a time of their own.
private struct JournalWriter {
  private(set) var now: Timestamp
  private let id: String
  private var entries: [JournalEntry] = []
  private var attempt = 0

  init(_ number: Int, at start: Timestamp, in environment: String) {
    now = start
    id = "inc-\(number)"
    add(
      .opened(
        event: Event(
          id: "\(number)", account: "123456789012", region: "eu-west-1", time: start, job: "job",
          run: "jr_\(number)", state: .failed, message: ""),
        environment: environment, configuration: ""))
  }

  mutating func add(_ happening: Happening) {
    if case .decided = happening { attempt += 1 }
    entries.append(JournalEntry(sequence: entries.count + 1, at: now, happening: happening))
  }

  /// The steps of an action, each with its intent.
  mutating func take(_ action: Action) {
    for (index, step) in action.steps.enumerated() {
      let intent = StepIntent(
        attempt: attempt, index: index, step: step, isUndo: false,
        marker: "\(id).\(attempt).\(index)")
      add(.intended(intent))
      let result: StepResult = if case .runJob = step { .startedRun(id: "jr") } else { .waited }
      add(.settled(intent, .happened(result, isRecovered: false)))
    }
  }

  mutating func wait(minutes: Double) { now = now + .seconds(minutes * 60) }

  func incident() throws -> Incident {
    guard let incident = Incident(id: id, entries: entries) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return incident
  }
}
