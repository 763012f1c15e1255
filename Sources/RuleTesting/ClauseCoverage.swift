public import Decisions

/// How much of a configuration its tests have seen: every clause with every outcome that it owes.
public struct ClauseCoverage: Sendable {
  /// How many outcomes are owed.
  public let owed: Int
  /// Those that no test has seen, in the order of the configuration.
  public let unseen: [Unseen]

  /// A clause without one of its outcomes.
  public struct Unseen: Sendable, Hashable {
    public let clause: Clause
    public let outcome: Bool

    /// The gap in words, as `rule null-spike: `null_rate` was never silent`.
    public var words: String {
      let what =
        switch clause.kind {
        case .condition: "was never \(outcome)"
        case .detector: outcome ? "never fired" : "was never silent"
        case .label: "never came up"
        case .row: "never decided"
        case .constraint: "never decided a verdict"
        }
      return "\(clause.owner): `\(clause.text)` \(what)"
    }
  }

  /// Compares what some clauses owe with what some results have seen.
  public init(of clauses: [Clause], by results: [RuleTestResult]) {
    let seen = Set(results.flatMap(\.outcomes))
    owed = clauses.reduce(0) { $0 + $1.kind.outcomes.count }
    unseen = clauses.flatMap { clause in
      clause.kind.outcomes.filter { outcome in
        !seen.contains(ClauseOutcome(clause: clause, outcome: outcome))
      }.map { Unseen(clause: clause, outcome: $0) }
    }
  }

  /// The part that was seen, 0...1; 1 where nothing is owed.
  public var share: Double {
    owed == 0 ? 1 : Double(owed - unseen.count) / Double(owed)
  }
}
