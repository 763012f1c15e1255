/// What a person took back after an incident was over: asked for, judged, done in steps.
public struct Reversal: Sendable, Hashable {
  public let request: UndoRequest
  public internal(set) var steps: [StepRecord] = []
  /// Why it ended before all was taken back; empty where all was; absent while it goes on.
  public internal(set) var end: String?

  /// The step whose effect is not known yet.
  public var pending: StepRecord? {
    steps.last.flatMap { $0.settlement == nil ? $0 : nil }
  }

  /// Whether everything that was asked for is taken back.
  public var isDone: Bool { end == "" }
}

/// A person's wish to have a repair taken back.
public struct UndoRequest: Sendable, Hashable, Codable {
  /// The authenticated identity, as `user:anna` or an ARN.
  public let person: String
  /// The person's own words; hostile text may be in it.
  public let note: String
  /// What is taken back, the last first.
  public let steps: [Step]
  /// What safety said when it was asked for.
  public let judgement: Judgement

  public init(person: String, note: String, steps: [Step], judgement: Judgement) {
    self.person = person
    self.note = note
    self.steps = steps
    self.judgement = judgement
  }
}

extension Incident {
  /// The reversal that is under way.
  public var openReversal: Reversal? { reversals.last.flatMap { $0.end == nil ? $0 : nil } }

  /// What of the repairs still stands, the last first: what a person can have taken back.
  ///
  /// Writes of one table that follow each other are taken back at once. Runs are not among them:
  /// nobody takes back what a job wrote.
  public var standingRepairs: [Repair] {
    var undone = Set(attempts.flatMap(\.undoSteps).compactMap(\.takenBack))
    undone.formUnion(reversals.flatMap(\.steps).compactMap(\.takenBack))
    var repairs: [Repair] = []
    for (index, attempt) in attempts.enumerated().reversed() {
      for record in attempt.steps.reversed() {
        guard case .happened(let result, _)? = record.settlement,
          let step = result.inverse, !undone.contains(step)
        else { continue }
        if let last = repairs.last?.step.widened(by: step), !undone.contains(last) {
          repairs[repairs.count - 1] = Repair(attempt: index, step: last)
        } else if !undone.contains(where: { $0.widens(step) }) {
          repairs.append(Repair(attempt: index, step: step))
        }
      }
    }
    return repairs
  }
}

/// One repair that can be taken back.
public struct Repair: Sendable, Hashable {
  /// The attempt that made it, from 0.
  public let attempt: Int
  /// The step that takes it back.
  public let step: Step
}

extension StepResult {
  /// The step that takes this back; `nil` where nothing does.
  public var inverse: Step? {
    switch self {
    case .wroteVersion(let table, let from, let to):
      .restoreSchema(table: table, version: from, expecting: to)
    case .movedObjects(let table, let keys, _): .returnObjects(table: table, keys: keys)
    case .startedRun, .notified, .listed, .waited, .resetBookmark: nil
    }
  }
}

extension StepRecord {
  /// The step, where it happened.
  fileprivate var takenBack: Step? {
    if case .happened? = settlement { intent.step } else { nil }
  }
}

extension Step {
  /// One step that takes back this write and the one before it.
  fileprivate func widened(by earlier: Step) -> Step? {
    guard case .restoreSchema(let table, let middle, let last) = self,
      case .restoreSchema(let other, let first, let expected) = earlier, table == other,
      middle == expected
    else { return nil }
    return .restoreSchema(table: table, version: first, expecting: last)
  }

  /// Whether a step took back another one together with later ones.
  fileprivate func widens(_ step: Step) -> Bool {
    guard case .restoreSchema(let table, let first, let last) = self,
      case .restoreSchema(let other, let version, let expected) = step, table == other,
      let first = Int(first), let last = Int(last), let version = Int(version),
      let expected = Int(expected)
    else { return false }
    return first <= version && expected <= last
  }
}
