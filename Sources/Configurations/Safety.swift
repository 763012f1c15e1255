public import Conditions
public import Documents
public import Incidents

/// The hard limits: outside of the policy, and never moved by anything learned.
public struct Safety: Sendable {
  public let owner: String
  /// Every constraint, in the order in which they are reported.
  public let constraints: [any Constraint]
  /// Whom to ask and how long to wait, where a constraint does not say.
  public let askDefaults: AskTerms
  public let limits: [LimitConstraint]
  /// How incidents that are alike are healed together.
  public let groups: Groups
  /// What may be tried against which kind; used again by lint.
  public let remedies: [String: [String]]
  public let claims: [Claim]

  /// Something that must hold over every combination: checked by `prove`.
  public struct Claim: Sendable {
    public let id: String
    /// Where the claim is named.
    public let span: SourceSpan
    public let title: String
    public let condition: Condition
    public let verdicts: [Verdict]
  }
}

extension Safety {
  /// The same with some constraints only.
  public func with(_ constraints: [any Constraint]) -> Safety {
    Safety(
      owner: owner, constraints: constraints, askDefaults: askDefaults, limits: limits,
      groups: groups, remedies: remedies, claims: claims)
  }
}

/// Whom to ask, as an author wrote it.
public struct AskTerms: Sendable {
  /// An owner of the project, as text or as a condition such as `job.owner`.
  public let approver: Condition
  public let wait: Duration

  /// The terms with the approver resolved; the job's owner stands in for one that cannot be told.
  public func resolved(for proposal: ProposedCase) -> ApprovalTerms {
    var name = proposal.owner
    if case .value(.string(let text)) = approver.evaluate(proposal.facts), !text.isEmpty {
      name = text
    }
    return ApprovalTerms(approver: name, wait: wait)
  }
}

/// One constraint of safety: its fields, and what it says of a proposal, in one file.
public protocol Constraint: Sendable {
  /// What a person knows the constraint by, as `authority.prod` or `legal-hold`.
  var id: String { get }
  /// What the constraint says; it always says something.
  func ruling(on proposal: ProposedCase) -> Ruling
  /// Whom to ask where the ruling asks; `nil` for the defaults.
  var askTerms: AskTerms? { get }
  /// The condition that an author wrote for it; `nil` where it has none.
  var writtenCondition: Condition? { get }
  /// Whether the author's words let it decide anything; tests owe only these a verdict.
  var canDecide: Bool { get }
  /// Whether it denies by an author's condition, which nothing waives.
  var isDenial: Bool { get }
  /// All that it looks at besides the action: what proofs go over.
  var inputs: [CaseInput] { get }
  /// The same with another condition in the place of the written one; itself where it has none.
  func judging(by condition: Condition) -> any Constraint
}

/// Something of a proposed case that a constraint looks at.
public enum CaseInput: Sendable {
  case killSwitch
  case evidenceAge(atMost: Duration)
  case environment
  /// The job and its tables, as scopes are held against them; the patterns are of jobs.
  case subject(jobs: [NamePattern])
  /// The time, where it matters from which instants on.
  case instants([Timestamp])
  /// The time, in a window of every week.
  case week(from: Int, to: Int, zone: TimeZoneRules)
  /// The anomaly's kind, and whether its rule may heal.
  case anomaly
  /// What was used up of a limit, against bounds.
  case usage(limit: String, bounds: [Double], unit: LimitConstraint.Unit)
  /// What keeps the world from acting.
  case obstacles
  /// What a condition reads.
  case facts(Condition)
}

extension Constraint {
  public var askTerms: AskTerms? { nil }
  public var writtenCondition: Condition? { nil }
  public var canDecide: Bool { true }
  public var isDenial: Bool { false }
  public var inputs: [CaseInput] { writtenCondition.map { [.facts($0)] } ?? [] }
  public func judging(by condition: Condition) -> any Constraint { self }

  /// The constraint has nothing against it, for `reason`.
  func silent(_ kind: ConstraintKind, _ reason: String) -> Ruling {
    Ruling(constraint: id, kind: kind, verdict: nil, reason: reason)
  }

  /// What a condition comes to, with everything that cannot be told against the proposal.
  ///
  /// Unknown evidence and a failing condition deny: a constraint that cannot be judged refuses.
  func ruling(
    on proposal: ProposedCase, when condition: Condition, kind: ConstraintKind, verdict: Verdict,
    title: String
  ) -> Ruling {
    switch condition.evaluate(proposal.facts) {
    case .value(.bool(true)):
      Ruling(constraint: id, kind: kind, verdict: verdict, reason: title)
    case .value(.bool(false)): silent(kind, "does not apply")
    case .value:
      Ruling(constraint: id, kind: .failClosed, verdict: .deny, reason: "gave no yes or no")
    case .unknown(let fields):
      Ruling(
        constraint: id, kind: .failClosed, verdict: .deny,
        reason: "cannot be judged: \(fields.joined(separator: ", ")) unknown")
    case .error(let error):
      Ruling(
        constraint: id, kind: .failClosed, verdict: .deny,
        reason: "cannot be judged: \(error.message)")
    }
  }
}

/// A proposal before its judges: everything that a constraint may ask about.
public struct ProposedCase: Sendable {
  public let action: String
  public let traits: ActionTraits
  public let environment: String
  public let now: Timestamp
  public let job: String
  public let owner: String
  public let tables: [String]
  /// The anomaly that the action is for; `nil` when nothing fired.
  public let anomaly: Finding?
  public let figures: ProposalFigures
  /// The time since the evidence was read.
  public let evidenceAge: Duration
  public let killSwitch: KillSwitch
  /// What was used up of each limit, by its id; a missing one cannot be told.
  public let usage: [String: Double]
  /// What keeps the world from carrying the action out; empty when nothing does.
  public let obstacles: [String]
  /// The facts of the safety scope.
  public let facts: Facts

  public init(
    action: String, traits: ActionTraits, environment: String, now: Timestamp, job: String,
    owner: String, tables: [String], anomaly: Finding?, figures: ProposalFigures,
    evidenceAge: Duration, killSwitch: KillSwitch, usage: [String: Double], obstacles: [String],
    facts: Facts
  ) {
    self.action = action
    self.traits = traits
    self.environment = environment
    self.now = now
    self.job = job
    self.owner = owner
    self.tables = tables
    self.anomaly = anomaly
    self.figures = figures
    self.evidenceAge = evidenceAge
    self.killSwitch = killSwitch
    self.usage = usage
    self.obstacles = obstacles
    self.facts = facts
  }
}

/// Whose case is judged: what scopes are held against.
public struct JudgedSubject: Sendable, Hashable {
  public let job: String
  public let environment: String
  public let tables: [String]

  public init(job: String, environment: String, tables: [String]) {
    self.job = job
    self.environment = environment
    self.tables = tables
  }
}

extension ProposedCase {
  /// Whose case it is.
  public var subject: JudgedSubject {
    JudgedSubject(job: job, environment: environment, tables: tables)
  }
}

/// Whether somebody stopped everything; what cannot be read is on.
public enum KillSwitch: Sendable, Hashable {
  case off
  case on(reason: String)
  case unreadable(reason: String)
}
