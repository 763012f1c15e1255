public import Configurations
public import Incidents

/// What a healer can see and do: the one port to the outside. It cannot tell its worlds apart.
public protocol World: Sendable {
  var identity: WorldIdentity { get }
  /// The time in this world.
  func now() -> Timestamp
  /// Reads about a run of the event's job; what cannot be read is unknown in it. A world for which
  /// data are dear may leave them out, and says so.
  func evidence(
    for event: Event, run: String, environment: String
  ) async throws(WorldError) -> Evidence
  /// The same evidence with the data that were left out.
  func completed(_ evidence: Evidence) async throws(WorldError) -> Evidence
  /// Reads how a run stands; `nil` when there is no such run.
  func run(_ id: String, of job: String) async throws(WorldError) -> RunEvidence?
  /// Takes a step. Safe to call again for the same intent after it was settled as not happened.
  func perform(_ intent: StepIntent, notice: Notice) async throws(WorldError) -> StepResult
  /// Finds out what became of a step whose answer was lost.
  func settle(_ intent: StepIntent) async throws(WorldError) -> Settlement
  /// Failed runs of the project's jobs that ended after `start`, and after which nobody ran the job
  /// with the same arguments to a good end: as the events that they should have sent.
  func failedRuns(since start: Timestamp) async throws(WorldError) -> [Event]
  /// A later run with the same arguments that succeeded; `nil` when there is none.
  func successor(of run: String, of job: String) async throws(WorldError) -> String?
  /// What keeps this world from an action, before it is tried; empty when nothing does.
  func obstacles(to action: Action) -> [String]
  /// What keeps this world from taking back what an incident did; `nil` when nothing does.
  func obstacle(toUndoing step: Step, of incident: String) async -> String?
  /// How long after an intent its effect may still show or come about: only what is not seen after
  /// that is known not to have happened.
  func delay(of step: Step) -> Duration
  /// A kill switch of the world's own, besides the journal's.
  func killSwitch() async -> KillSwitch
}

extension World {
  /// Nothing was left out.
  public func completed(_ evidence: Evidence) -> Evidence { evidence }
  /// Effects show at once.
  public func delay(of step: Step) -> Duration { .zero }
  /// There is no other switch.
  public func killSwitch() async -> KillSwitch { .off }
}

/// Where a world is: an event must come from there.
public struct WorldIdentity: Sendable, Hashable {
  public let account: String
  public let region: String

  public init(account: String, region: String) {
    self.account = account
    self.region = region
  }
}

/// What became of a step whose answer was lost.
public enum Settlement: Sendable, Hashable {
  case happened(StepResult)
  /// It is proven that the step had no effect, or only a part that performing it again completes.
  case didNotHappen
  /// Nobody can tell.
  case unknown(reason: String)
}

/// What an owner is told.
public struct Notice: Sendable, Hashable, Codable {
  public let incident: String
  public let subject: String
  /// Plain lines; hostile text may be in them, so whoever shows them escapes them.
  public let lines: [String]

  public init(incident: String, subject: String, lines: [String]) {
    self.incident = incident
    self.subject = subject
    self.lines = lines
  }
}

/// How the outside failed.
public enum WorldError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The act was refused and had no effect.
  case refused(act: String, reason: String)
  /// Somebody else changed the target first; the act had no effect.
  case conflict(act: String, reason: String)
  /// The answer was lost: the act may have had its effect.
  case lost(act: String, reason: String)
  /// Something that must be read cannot be.
  case unreadable(what: String, reason: String)

  public var description: String {
    switch self {
    case .refused(let act, let reason): "\(act) was refused: \(reason)"
    case .conflict(let act, let reason): "\(act) came too late: \(reason)"
    case .lost(let act, let reason): "\(act) gave no answer: \(reason)"
    case .unreadable(let what, let reason): "\(what) cannot be read: \(reason)"
    }
  }

  /// A file of the world that cannot be read.
  public init(_ error: RecordingError) {
    switch error {
    case .missing(let path): self = .unreadable(what: path, reason: "there is no such file")
    case .unreadable(let path, let reason), .malformed(let path, let reason):
      self = .unreadable(what: path, reason: reason)
    }
  }
}
