public import Configurations
internal import Digests
public import Incidents

/// Where incidents are kept: entries are added, never changed, and what is added is durable.
public protocol Journal: Sendable {
  /// What takes secrets out of everything that the journal is given, and of what its healer sees.
  var redactor: Redactor { get }
  /// The incident with an id; `nil` when there is none.
  func incident(_ id: String) async throws(JournalError) -> Incident?
  /// Whether nobody has added anything to an incident since it was read.
  func isCurrent(_ incident: Incident) async throws(JournalError) -> Bool
  /// All incidents, oldest first.
  func incidents() async throws(JournalError) -> [Incident]
  /// The id of the incident that an event belongs to, when it was opened before.
  func incident(for event: Event) async throws(JournalError) -> String?
  /// Opens an incident for an event, or finds the one that another handler opened just now.
  func open(
    _ event: Event, environment: String, configuration: String, at now: Timestamp
  ) async throws(JournalError) -> Incident
  /// Keeps the files of a configuration, whole or not at all; one that is there stays as it is.
  func keep(_ configuration: KeptConfiguration) async throws(JournalError)
  /// The files of a configuration that was kept; `nil` for none.
  func configuration(_ fingerprint: String) async throws(JournalError) -> KeptConfiguration?
  /// Keeps batches, or what is thought of them now: each as it is kept last. What a person took
  /// out stays so until a person takes it in again, and beyond `KeptBatch.most` of a table the
  /// oldest are forgotten. A batch without figures changes its standing alone.
  func keep(_ batches: [KeptBatch]) async throws(JournalError)
  /// The batches of a table that are kept, oldest first, without their figures.
  func batches(of table: String) async throws(JournalError) -> [KeptBatch]
  /// The figures of batches that are kept, in their order; of those that are gone there are none.
  func profiles(of batches: [KeptBatch]) async throws(JournalError) -> [TableProfile]
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
  /// The tables that were changed within each of the limits that count them, by the limit's id.
  func changedTables(
    within limits: [LimitConstraint], by subject: ChargeSubject, besides incident: String,
    attempt: Int, at now: Timestamp
  ) async throws(JournalError) -> [String: Set<String>]
  /// Whether somebody stopped everything. What cannot be read is on.
  func killSwitch() async -> KillSwitch
  /// Stops everything until somebody resumes; what was stopped before stays so, with its reason.
  func stop(by person: String, reason: String, at now: Timestamp) async throws(JournalError)
  /// Ends whatever stops are on; whether there was one.
  func resume(by person: String, at now: Timestamp) async throws(JournalError) -> Bool
  /// Takes an incident for this handler alone, until the claim is dropped; `nil` when another has
  /// it.
  func claim(_ incident: String) async throws(JournalError) -> (any Claim)?
  /// How the groups of an environment and of a job went, by signature and by what is counted.
  func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) async throws(JournalError) -> [String: [String: Double]]
  /// What keeps an action from its first effect just now, as `commit` would say it; `nil` for
  /// nothing.
  func gate(
    _ charge: Charge, of incident: String, at now: Timestamp
  ) async throws(JournalError) -> Gate?
  /// Lets incidents that wait for their group be looked at again: as many as may go on, and no
  /// fewer than `atLeast`.
  func wake(_ member: GroupMember, atLeast: Int, at now: Timestamp) async throws(JournalError)
  /// When an incident is to be looked at again; `nil` for never. `member` is the group that it
  /// waits for.
  func rest(
    _ incident: String, until instant: Timestamp?, for member: GroupMember?
  ) async throws(JournalError)
  /// The incidents that are to be looked at, those that waited longest first.
  func due(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [String]
  /// Whether telling an owner is a page of its own. Asked twice for one marker, it says the same.
  func page(_ page: Page, within groups: Groups, at now: Timestamp) async throws(JournalError)
    -> PageAnswer
  /// Says what became of a page. Whoever counted on one that was not sent is told in a roundup.
  func settlePage(_ marker: String, as end: PageEnd) async throws(JournalError)
  /// Pages about everything that got none; of each owner one, as far as the bound of pages allows.
  func roundups(within groups: Groups, at now: Timestamp) async throws(JournalError) -> [Roundup]
  /// Writes down that an event was not believed.
  func refuse(_ event: Event, reason: String, at now: Timestamp) async throws(JournalError)
  /// What was refused, the newest last.
  func refusals() async throws(JournalError) -> [Refusal]
  /// Reads everything again, and holds every digest against what it is of.
  ///
  /// `noted` is a head that was printed before and kept elsewhere: whoever writes the whole journal
  /// anew cannot make that one again. Cost: every entry once.
  func check(noted: String?) async throws(JournalError) -> JournalCheck
}

/// One handler's hold on an incident; dropping it lets the next one in. A dead handler drops its
/// own.
public protocol Claim: AnyObject, Sendable {
  /// Lets the next handler in, and returns when it may come. Dropping a claim does the same, some
  /// time.
  func release() async
}

extension Claim {
  /// Does something under the claim and releases it, whatever comes of it.
  func during<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      let value = try await work()
      await release()
      return value
    } catch {
      await release()
      throw error
    }
  }
}

extension Journal {
  /// Holds everything against its digests.
  public func check() async throws(JournalError) -> JournalCheck { try await check(noted: nil) }
}

/// An event that was not believed.
public struct Refusal: Sendable, Hashable {
  /// The job and the run that it named; hostile text.
  public let event: String
  public let reason: String
  /// When it came last.
  public let last: Timestamp
  public let count: Int

  package init(event: String, reason: String, last: Timestamp, count: Int) {
    self.event = event
    self.reason = reason
    self.last = last
    self.count = count
  }

  /// What is kept of a refusal: a bounded text without secrets.
  package static func texts(
    of event: Event, reason: String, _ redactor: Redactor
  ) -> (event: String, reason: String) {
    (
      redactor.redacted("\(event.job.prefix(255)) \(event.run.prefix(255))"),
      redactor.redacted(String(reason.prefix(1000)))
    )
  }

  /// What refusals are counted under that are too many to be kept apart.
  package static let others = (event: "others", reason: "too many")
}

/// What `journal verify` found.
public struct JournalCheck: Sendable, Hashable {
  public let incidents: Int
  public let entries: Int
  /// The digest that stands for everything that was written so far; of 64 zeros for nothing.
  public let head: String
  /// The first record that is not what was written; `nil` where all are.
  public let damage: String?
  /// Whether a head that was noted elsewhere is part of the chain; `nil` where none was given.
  public let knowsHead: Bool?

  package init(incidents: Int, entries: Int, head: String, damage: String?, knowsHead: Bool?) {
    self.incidents = incidents
    self.entries = entries
    self.head = head
    self.damage = damage
    self.knowsHead = knowsHead
  }
}

/// What an action takes out of the budgets, once, when its first effect is committed.
public struct Charge: Sendable {
  public let subject: ChargeSubject
  public let action: String
  public let dpuHours: Double
  /// Rows that are set aside.
  public let rows: Double
  /// The tables that are changed.
  public let tables: [String]
  public let limits: [LimitConstraint]
  /// The group that the action is one heal of; `nil` where nothing was found.
  public let member: GroupMember?

  public init(
    subject: ChargeSubject, action: String, dpuHours: Double, rows: Double = 0,
    tables: [String] = [], limits: [LimitConstraint],
    member: GroupMember? = nil
  ) {
    self.subject = subject
    self.action = action
    self.dpuHours = dpuHours
    self.rows = rows
    self.tables = tables
    self.limits = limits
    self.member = member
  }
}

/// One incident's place in its group.
public struct GroupMember: Sendable, Hashable {
  public let environment: String
  public let job: String
  public let signature: String
  public let groups: Groups

  public init(environment: String, job: String, signature: String, groups: Groups) {
    self.environment = environment
    self.job = job
    self.signature = signature
    self.groups = groups
  }
}

/// One notice that somebody would get.
public struct Page: Sendable, Hashable {
  /// The marker of the intent that tells.
  public let marker: String
  public let incident: String
  public let owner: String
  /// What it is about: notices of one topic to one owner are one page.
  public let topic: String

  public init(marker: String, incident: String, owner: String, topic: String) {
    self.marker = marker
    self.incident = incident
    self.owner = owner
    self.topic = topic
  }
}

/// Whether a notice is a page of its own.
public enum PageAnswer: Sendable, Hashable {
  case send
  /// The owner was told of the same with another incident.
  case covered(by: String)
  /// As many pages as may be were sent.
  case capped

  /// The answer to a page that nobody asked about before: `other` is the incident with which the
  /// same was told, `sent` how many pages were sent of late.
  package static func first(_ other: String?, sent: Int, within groups: Groups) -> PageAnswer {
    if let other { return .covered(by: other) }
    // The last one is kept for the roundup.
    return sent < groups.pages.count - 1 ? .send : .capped
  }
}

/// What became of a page that was to be sent.
public enum PageEnd: Sendable, Hashable, CaseIterable {
  case sent
  /// It may have come through all the same, so it counts as one that was sent.
  case lost
  /// It is certain that nobody got it: a roundup tells its owner, too.
  case unsent
}

/// One page about everything that got none.
public struct Roundup: Sendable, Hashable {
  public let owner: String
  public let incidents: Int
  public let marker: String

  package init(owner: String, incidents: Int, marker: String) {
    self.owner = owner
    self.incidents = incidents
    self.marker = marker
  }

  /// The marker of a roundup that an owner is sent now.
  package static func marker(for owner: String, at now: Timestamp) -> String {
    "roundup.\(Digest.hex(of: owner).prefix(8)).\(Int(now.epochSeconds))"
  }

  /// What roundups are about, as pages.
  package static let topic = "roundup"
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
  /// The names under which a scope counts.
  package func names(in scope: LimitConstraint.Scope) -> (kind: String, names: [String]) {
    switch scope {
    case .env: ("env", [environment])
    case .job: ("job", [job])
    case .table: ("table", tables)
    }
  }

  /// The same as scopes are held against it.
  var judged: JudgedSubject { JudgedSubject(job: job, environment: environment, tables: tables) }
}

/// What keeps an action from its first effect.
public enum Gate: Sendable, Hashable {
  /// A budget is used up.
  case overLimit(id: String)
  /// Another incident of the same group must show first that the heal works.
  case held(by: String)
}

/// What came of committing an intent.
public enum CommitAnswer: Sendable {
  case committed(Incident)
  /// A budget that was free when it was judged is used up now, or the group has to wait.
  case gated(Gate)
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
