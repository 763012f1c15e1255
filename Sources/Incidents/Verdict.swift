/// What safety says of a proposal, from the mildest to the strictest.
public enum Verdict: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
  /// The engine may act alone.
  case allow
  /// A person must agree first.
  case ask
  /// It would be permitted, but the world cannot: a missing permission, an unsupported step.
  case unavailable
  /// It will not be done.
  case deny

  public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .allow: 0
    case .ask: 1
    case .unavailable: 2
    case .deny: 3
    }
  }
}

/// What one constraint says of a proposal: every constraint speaks, also those that do not decide.
public struct Ruling: Sendable, Hashable, Codable {
  /// The constraint's id, as `authority.prod` or `no-silence`.
  public let constraint: String
  public let kind: ConstraintKind
  /// `nil` where the constraint has nothing against it.
  public let verdict: Verdict?
  /// Why, in a sentence without a full stop.
  public let reason: String

  public init(constraint: String, kind: ConstraintKind, verdict: Verdict?, reason: String) {
    self.constraint = constraint
    self.kind = kind
    self.verdict = verdict
    self.reason = reason
  }
}

/// The kinds of constraint, in the order in which `because` names them.
public enum ConstraintKind: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
  case kill, failClosed, freeze, deny, remedies, limits, authority, ask, otherwise, world

  public static func < (left: ConstraintKind, right: ConstraintKind) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .kill: 0
    case .failClosed: 1
    case .freeze: 2
    case .deny: 3
    case .remedies: 4
    case .limits: 5
    case .authority: 6
    case .ask: 7
    case .otherwise: 8
    case .world: 9
    }
  }
}

/// Whom to ask, and how long to wait for an answer before a person is told instead.
public struct ApprovalTerms: Sendable, Hashable, Codable {
  public let approver: String
  public let wait: Duration

  public init(approver: String, wait: Duration) {
    self.approver = approver
    self.wait = wait
  }
}

/// All that safety said of one proposal.
public struct Judgement: Sendable, Hashable, Codable {
  public let verdict: Verdict
  /// The constraints of that strictness, the deciding one first; empty when allowed.
  public let because: [String]
  public let rulings: [Ruling]
  /// Present when the verdict is `ask`.
  public let approval: ApprovalTerms?
  /// Whose approval turned `ask` into `allow`; absent where none was needed.
  public let approvedBy: String?

  public init(
    verdict: Verdict, because: [String], rulings: [Ruling], approval: ApprovalTerms?,
    approvedBy: String? = nil
  ) {
    self.verdict = verdict
    self.because = because
    self.rulings = rulings
    self.approval = approval
    self.approvedBy = approvedBy
  }

  /// The judgement after a person agreed: an approval turns `ask` into `allow`, and nothing else.
  public func approved(by person: String) -> Judgement {
    guard verdict == .ask else { return self }
    return Judgement(
      verdict: .allow, because: [], rulings: rulings, approval: nil, approvedBy: person)
  }

  /// The constraints that ask.
  public var asking: [String] { rulings.filter { $0.verdict == .ask }.map(\.constraint) }
}
