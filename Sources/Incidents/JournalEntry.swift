/// One line of an incident's journal: what happened, and when. Never changed, only added to.
public struct JournalEntry: Sendable, Hashable, Codable {
  /// The entry's place in its incident, from 1 without a gap.
  public let sequence: Int
  public let at: Timestamp
  public let happening: Happening

  public init(sequence: Int, at instant: Timestamp, happening: Happening) {
    self.sequence = sequence
    self.at = instant
    self.happening = happening
  }
}

/// What a journal can say.
public enum Happening: Sendable, Hashable, Codable {
  /// The first word on an incident; `configuration` is the fingerprint of what decided from then
  /// on.
  case opened(event: Event, environment: String, configuration: String)
  /// A new attempt begins with its decision.
  case decided(Decision)
  /// A step is about to have its effect. Committed before the effect.
  case intended(StepIntent)
  /// The effect is known: it happened, it did not, or nobody can tell.
  case settled(StepIntent, StepSettlement)
  /// The run that the attempt started is over; `dpuHours` is what it cost, where the service says.
  case runEnded(run: String, state: RunState, message: String, dpuHours: Double? = nil)
  /// The declared checks were held against fresh evidence.
  case verified(Verification)
  /// A person answered what the attempt asked.
  case answered(Answer)
  /// The attempt is over without having healed.
  case abandoned(reason: String)
  /// The incident is over.
  case ended(Outcome, reason: String)
  /// An owner was told again, since nobody took the incident on.
  case reminded(owner: String, through: String)
  /// A person took the incident on; nobody is reminded any more.
  case acknowledged(person: String)
  /// A person said what became of it.
  case closed(Closing)
}

/// One step that is about to be taken.
public struct StepIntent: Sendable, Hashable, Codable {
  public let attempt: Int
  /// The step's place in the action, or in its undoing, from 0.
  public let index: Int
  public let step: Step
  public let isUndo: Bool
  /// What the world is told, so that the effect can be found again: unique, and of harmless
  /// letters.
  public let marker: String

  public init(attempt: Int, index: Int, step: Step, isUndo: Bool, marker: String) {
    self.attempt = attempt
    self.index = index
    self.step = step
    self.isUndo = isUndo
    self.marker = marker
  }
}

/// What became of a step.
public enum StepSettlement: Sendable, Hashable, Codable {
  /// It took effect; `isRecovered` when that was only found out after the answer was lost.
  case happened(StepResult, isRecovered: Bool)
  /// It is proven that it had no effect.
  case didNotHappen(reason: String)
  /// Nobody can tell, so nobody may try again.
  case unknown(reason: String)
}
