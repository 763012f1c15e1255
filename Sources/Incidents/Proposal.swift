/// What the policy would do, and what it rests on. Safety has not spoken yet.
public struct Proposal: Sendable, Hashable, Codable {
  public let action: String
  public let origin: Origin
  /// What was known of every declared action in this state, in declared order.
  public let candidates: [Candidate]
  /// What the prior proposes; `escalate` where no row holds, absent where nobody asked it.
  public let prior: String?
  /// How likely what it comes to was, 0...1: 1 where nothing was left to chance. Absent where
  /// nothing is carried out, and in journals from before it was kept.
  public let propensity: Double?

  /// Who chose the action.
  public enum Origin: Sendable, Hashable, Codable {
    /// A row of the prior table, counted from 1.
    case prior(row: Int)
    /// Learned values that had their visits and beat the prior.
    case learned
    /// Chance, for the sake of learning, instead of what the policy would have proposed.
    case explored(instead: String)
    /// Nothing that fired may be healed, or nothing fired.
    case noHealFinding
    /// No row of the prior held.
    case noMatch
    /// The incident has had as many actions as the policy allows.
    case attemptsExhausted
    /// The caller asked for this action: tests, `--propose`.
    case asked
  }

  /// One action as the policy saw it.
  public struct Candidate: Sendable, Hashable, Codable {
    public let action: String
    /// The learned value, once there is one.
    public let value: Double?
    public let visits: Int
    /// Whether the action's own precondition holds; `nil` when it cannot be told.
    public let isPossible: Bool?
    /// What safety says of it; absent where nobody asked, or where it is not possible.
    public var verdict: Verdict?

    public init(
      action: String, value: Double?, visits: Int, isPossible: Bool?, verdict: Verdict? = nil
    ) {
      self.action = action
      self.value = value
      self.visits = visits
      self.isPossible = isPossible
      self.verdict = verdict
    }
  }

  public init(
    action: String, origin: Origin, candidates: [Candidate], prior: String? = nil,
    propensity: Double? = nil
  ) {
    self.action = action
    self.origin = origin
    self.candidates = candidates
    self.prior = prior
    self.propensity = propensity
  }
}

/// What an action would cost or set aside, where it is known.
public struct ProposalFigures: Sendable, Hashable, Codable {
  /// The largest known of rows, bytes and objects that would be set aside, over the batch, 0...1.
  public let share: Double?
  public let dpuHours: Double?
  /// The rows that would be set aside; those of an object that nobody can read are estimated by its
  /// bytes.
  public let rows: Double?
  /// How many tables would be changed, in the catalog or in their data.
  public let tables: Double?

  public init(
    share: Double?, dpuHours: Double?, rows: Double? = nil, tables: Double? = nil
  ) {
    self.share = share
    self.dpuHours = dpuHours
    self.rows = rows
    self.tables = tables
  }
}
