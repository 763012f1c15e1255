/// One failed run from its event to its end: nothing but the meaning of its journal.
///
/// An incident is never stored. It is made of its entries, so that whoever opens the journal after
/// a crash stands exactly where the one before stood.
public struct Incident: Sendable, Hashable {
  public let id: String
  public let event: Event
  public let environment: String
  /// The fingerprint of the configuration that opened it.
  public let configuration: String
  public let openedAt: Timestamp
  public private(set) var attempts: [Attempt]
  public private(set) var end: End?
  /// What people had taken back after the end, oldest first.
  public private(set) var reversals: [Reversal] = []
  /// Who was told again, oldest first.
  public private(set) var reminders: [Reminder]
  /// Who took it on; absent while nobody has.
  public private(set) var keeper: String?
  /// What a person said it came to.
  public private(set) var closing: Closing?
  /// How many entries the journal has: what a writer compares before it adds one.
  public private(set) var version: Int
  public private(set) var changedAt: Timestamp

  /// How an incident ended.
  public struct End: Sendable, Hashable {
    public let outcome: Outcome
    public let reason: String
    public let at: Timestamp
  }

  /// One time that somebody was told again.
  public struct Reminder: Sendable, Hashable {
    public let owner: String
    public let at: Timestamp
  }

  /// Reads an incident out of its journal; `nil` when the first entry does not open one.
  public init?(id: String, entries: [JournalEntry]) {
    guard let first = entries.first,
      case .opened(let event, let environment, let configuration) = first.happening
    else { return nil }
    self.id = id
    self.event = event
    self.environment = environment
    self.configuration = configuration
    openedAt = first.at
    changedAt = first.at
    attempts = []
    reminders = []
    version = 0
    for entry in entries { add(entry) }
  }

  /// Takes one more entry into account.
  public mutating func add(_ entry: JournalEntry) {
    precondition(entry.sequence == version + 1, "entries come one after the other")
    version = entry.sequence
    changedAt = entry.at
    switch entry.happening {
    case .opened: break
    case .decided(let decision): attempts.append(Attempt(decision: decision))
    case .intended(let intent):
      if openReversal == nil {
        withLastAttempt { $0.intend(intent, at: entry.at) }
      } else {
        reversals[reversals.count - 1].steps.append(
          StepRecord(intent: intent, intendedAt: entry.at))
      }
    case .settled(let intent, let settlement):
      if openReversal == nil {
        withLastAttempt { $0.settle(intent, settlement, at: entry.at) }
      } else {
        reversals[reversals.count - 1].settle(intent, settlement, at: entry.at)
      }
    case .runEnded(let run, let state, let message, let hours):
      withLastAttempt {
        $0.runEnd = RunEnd(run: run, state: state, message: message, dpuHours: hours)
        $0.lastWork = entry.at
      }
    case .verified(let verification):
      withLastAttempt {
        $0.verification = verification
        $0.lastWork = entry.at
      }
    case .answered(let answer): withLastAttempt { $0.answer = answer }
    case .abandoned(let reason): withLastAttempt { $0.abandonment = reason }
    case .ended(let outcome, let reason):
      end = End(outcome: outcome, reason: reason, at: entry.at)
    case .reversing(let request): reversals.append(Reversal(request: request))
    case .reversed(let reason):
      precondition(openReversal != nil, "what ends has begun")
      reversals[reversals.count - 1].end = reason
    case .reminded(let owner, _): reminders.append(Reminder(owner: owner, at: entry.at))
    case .acknowledged(let person): keeper = person
    case .closed(let closing):
      self.closing = closing
      // What ended by itself keeps its end: a person only says what it came to.
      end =
        end ?? End(outcome: .closed, reason: "\(closing.person): \(closing.words)", at: entry.at)
    }
  }

  private mutating func withLastAttempt(_ change: (inout Attempt) -> Void) {
    precondition(!attempts.isEmpty, "an attempt begins with its decision")
    change(&attempts[attempts.count - 1])
  }

  /// The attempt that is under way or was the last.
  public var attempt: Attempt? { attempts.last }

  /// How many attempts had an effect on the world: `incident.attempt`.
  public var performedActions: Int { attempts.count { $0.hadEffect } }

  /// The names of the actions performed so far: `incident.tried`.
  public var tried: [String] {
    attempts.filter(\.hadEffect).map(\.decision.executed)
  }

  /// Whether somebody has to look at it: it goes on, or was handed over and nobody took it on.
  public var isOpenToPeople: Bool {
    guard let end else { return true }
    return end.outcome == .escalated && keeper == nil && closing == nil
  }

  /// The runs that this incident started, oldest first.
  public var startedRuns: [String] { attempts.flatMap(\.startedRuns) }
}

extension Closing {
  /// The verdict and the note, in a line.
  public var words: String { verdict.rawValue + (note.isEmpty ? "" : ", \(note)") }
}

/// One action of an incident: decided, carried out in steps, verified, undone if it did not help.
public struct Attempt: Sendable, Hashable {
  public let decision: Decision
  public internal(set) var steps: [StepRecord] = []
  public internal(set) var undoSteps: [StepRecord] = []
  public internal(set) var runEnd: RunEnd?
  public internal(set) var verification: Verification?
  /// What a person said to what the attempt asked.
  public internal(set) var answer: Answer?
  /// Why the attempt was given up; absent while it goes on or when it healed.
  public internal(set) var abandonment: String?
  /// When something was last done in it, its run ended or its checks were held: no person's time.
  public internal(set) var lastWork: Timestamp?

  init(decision: Decision) {
    self.decision = decision
  }

  /// The step whose effect is not known yet.
  public var pending: StepRecord? {
    (undoSteps.last ?? steps.last).flatMap { $0.settlement == nil ? $0 : nil }
  }

  /// Whether something was done to the world that safety counts.
  public var hadEffect: Bool {
    !decision.action.traits.isPassive && !decision.action.traits.onlyNotifies
      && steps.contains {
        switch $0.settlement {
        case .happened?, .unknown?: true
        case .didNotHappen?, nil: false
        }
      }
  }

  /// The runs that the steps started.
  public var startedRuns: [String] {
    steps.compactMap {
      if case .happened(.startedRun(let id), _) = $0.settlement { id } else { nil }
    }
  }

  mutating func intend(_ intent: StepIntent, at instant: Timestamp) {
    let record = StepRecord(intent: intent, intendedAt: instant)
    if intent.isUndo { undoSteps.append(record) } else { steps.append(record) }
    lastWork = instant
  }

  mutating func settle(_ intent: StepIntent, _ settlement: StepSettlement, at instant: Timestamp) {
    if intent.isUndo {
      undoSteps.settleLast(intent, settlement, at: instant)
    } else {
      steps.settleLast(intent, settlement, at: instant)
    }
    lastWork = instant
  }
}

extension Reversal {
  mutating func settle(_ intent: StepIntent, _ settlement: StepSettlement, at instant: Timestamp) {
    steps.settleLast(intent, settlement, at: instant)
  }
}

extension [StepRecord] {
  /// Says what became of the last step, where it is this one.
  fileprivate mutating func settleLast(
    _ intent: StepIntent, _ settlement: StepSettlement, at instant: Timestamp
  ) {
    guard let last = indices.last, self[last].intent.marker == intent.marker else { return }
    self[last].settlement = settlement
    self[last].settledAt = instant
  }
}

/// One step on record.
public struct StepRecord: Sendable, Hashable {
  public let intent: StepIntent
  public let intendedAt: Timestamp
  public internal(set) var settlement: StepSettlement?
  public internal(set) var settledAt: Timestamp?

  init(intent: StepIntent, intendedAt: Timestamp) {
    self.intent = intent
    self.intendedAt = intendedAt
  }
}

/// How a run that an attempt started came to its end.
public struct RunEnd: Sendable, Hashable {
  public let run: String
  public let state: RunState
  public let message: String
  /// What it cost; absent where the service does not say.
  public let dpuHours: Double?
}
