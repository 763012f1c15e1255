public import Configurations
public import Incidents

/// Where incidents are kept: entries are added, never changed, and what is added is durable.
public protocol Journal: Sendable {
  /// What takes secrets out of everything that the journal is given, and of what its healer sees.
  var redactor: Redactor { get }
  /// The incident with an id; `nil` when there is none.
  func incident(_ id: String) async throws(JournalError) -> Incident?
  /// All incidents, oldest first.
  func incidents() async throws(JournalError) -> [Incident]
  /// The id of the incident that an event belongs to, when it was opened before.
  func incident(for event: Event) async throws(JournalError) -> String?
  /// Opens an incident for an event, or finds the one that another handler opened just now.
  func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident
  /// Adds an entry to an incident that nobody else has added to meanwhile.
  func add(
    _ happening: Happening, to incident: Incident, at now: Timestamp
  ) async throws(JournalError) -> Incident
  /// Commits the intent of a step: entry, budgets and target locks, all or nothing.
  func commit(
    _ intent: StepIntent, of incident: Incident, charging charge: Charge?, at now: Timestamp
  ) async throws(JournalError) -> CommitAnswer
  /// What was used up of limits, not counting `attempt` of `incident`.
  func usage(
    of limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Double]
  /// Whether somebody stopped everything. What cannot be read is on.
  func killSwitch() async -> KillSwitch
  /// Stops everything until somebody resumes; what was stopped before stays so, with its reason.
  func stop(by person: String, reason: String, at now: Timestamp) async throws(JournalError)
  /// Ends whatever stops are on; whether there was one.
  func resume(by person: String, at now: Timestamp) async throws(JournalError) -> Bool
  /// Takes an incident for this handler alone, until the claim is dropped; `nil` when another has
  /// it.
  func claim(_ incident: String) async throws(JournalError) -> (any Claim)?
}

/// One handler's hold on an incident; dropping it lets the next one in. A dead handler drops its
/// own.
public protocol Claim: AnyObject, Sendable {}

/// What an action takes out of the budgets, once, when its first effect is committed.
public struct Charge: Sendable {
  public let subject: ChargeSubject
  public let action: String
  public let dpuHours: Double
  public let limits: [LimitConstraint]

  public init(
    subject: ChargeSubject, action: String, dpuHours: Double, limits: [LimitConstraint]
  ) {
    self.subject = subject
    self.action = action
    self.dpuHours = dpuHours
    self.limits = limits
  }
}

/// Whose budgets an action is charged to.
public struct ChargeSubject: Sendable, Hashable {
  public let environment: String
  public let job: String
  public let tables: [String]

  public init(environment: String, job: String, tables: [String]) {
    self.environment = environment
    self.job = job
    self.tables = tables
  }
}

extension ChargeSubject {
  /// The same as scopes are held against it.
  var judged: JudgedSubject { JudgedSubject(job: job, environment: environment, tables: tables) }
}

/// What came of committing an intent.
public enum CommitAnswer: Sendable {
  case committed(Incident)
  /// A budget that was free when it was judged is used up now.
  case overLimit(id: String)
  /// Another incident is changing the same target.
  case locked(target: String, by: String)
}

/// How a journal failed.
public enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
  case cannotOpen(path: String, reason: String)
  case cannotRead(what: String, reason: String)
  case cannotWrite(what: String, reason: String)
  /// Another handler added to the incident first.
  case overtaken(incident: String)
  /// What is stored is not what was written.
  case damaged(what: String, reason: String)

  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason): "the journal \(path) cannot be opened: \(reason)"
    case .cannotRead(let what, let reason): "\(what) cannot be read: \(reason)"
    case .cannotWrite(let what, let reason): "\(what) cannot be written: \(reason)"
    case .overtaken(let incident): "another handler is at work on \(incident)"
    case .damaged(let what, let reason): "\(what) is damaged: \(reason)"
    }
  }
}
