/// An evaluation as it is kept: every figure of it, with what makes it again.
///
/// Shares are 0...1, times minutes unless their name says otherwise. The same world, configuration,
/// seeds and counts give the same record to the byte, on any number of threads.
public struct EvaluationRecord: Sendable, Codable, Hashable {
  public var world: String
  /// The digest of the world's file and of all evidence that it names.
  public var worldDigest: String
  /// The fingerprint of the configuration that was measured.
  public var configuration: String
  public var seeds: [UInt64]
  /// Incidents that each seed plays, and that are learned from before.
  public var incidents: Int
  public var lessons: Int
  public var mixes: [MixRecord]
  /// How good the learned policy is after so many incidents, in the first mix.
  public var curve: [CurvePoint]
  /// What was learned in the first mix with the first seed.
  public var table: [TableRow]
  public var actions: [String]
  public var features: [String]
  /// How many states are declared, how many the world can come to, how many were visited.
  public var coverage: Coverage
  /// What becomes of the learned policy when something is taken away; `nil` where nobody asked.
  public var ablations: [AblationRecord]?

  public struct Coverage: Sendable, Codable, Hashable {
    public var declared: Int
    public var reachable: Int
    public var visited: Int
  }

  public struct CurvePoint: Sendable, Codable, Hashable {
    public var lessons: Int
    public var healed: Interval
    public var prior: Interval
  }

  /// One state that was visited.
  public struct TableRow: Sendable, Codable, Hashable {
    public var state: Int
    public var labels: [String]
    /// By action, in declared order; `nil` where it was never performed.
    public var cells: [TableCell?]
    /// The places of the actions that the prior and the learned policy propose.
    public var prior: Int
    public var learned: Int
  }

  public struct TableCell: Sendable, Codable, Hashable {
    public var value: Double
    public var visits: Int
    public var spread: Double
  }
}

/// One mix.
public struct MixRecord: Sendable, Codable, Hashable {
  public var name: String
  public var title: String
  public var source: String
  public var contenders: [ContenderRecord]
  public var differences: [DifferenceRecord]
  public var detector: DetectorRecord
  /// The causes with their shares, and how many of their incidents the learned policy healed: where
  /// it fails.
  public var causes: [CauseRecord]

  public struct DetectorRecord: Sendable, Codable, Hashable {
    public var precision: Double
    public var recall: Double
    public var f1: Double
    public var right: Int
    public var wrong: Int
    public var missing: Int
  }

  public struct CauseRecord: Sendable, Codable, Hashable {
    public var name: String
    public var title: String
    public var share: Double
    public var healed: Double
    public var escalated: Double
    /// What a policy that knows the cause heals of it.
    public var clairvoyant: Double
  }
}

/// One policy.
public struct ContenderRecord: Sendable, Codable, Hashable {
  public var name: String
  public var title: String
  /// By the name of the metric.
  public var figures: [String: Interval]
  public var harmCount: Int
  /// The upper bound of harm at 95 %.
  public var harmBound: Double
  /// Harm that a guardrail could have known of, and actions that safety refuses.
  public var harmKnown: Int
  public var violations: Int
  /// The upper bound of violations at 95 %.
  public var violationBound: Double
  public var times: [RecoveryTimes]
}

/// Two policies on the same incidents.
public struct DifferenceRecord: Sendable, Codable, Hashable {
  public var name: String
  public var from: String
  public var metric: String
  public var difference: Interval
  /// Whether they are the same within half a point, and the 90 % interval of that test.
  public var isEquivalent: Bool
  public var equivalence: Interval
}
