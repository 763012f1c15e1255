internal import Simulation

/// What a policy came to over the incidents of one seed: counts and sums, from which every figure
/// is made.
public struct SeedScore: Sendable, Hashable {
  public var incidents = 0
  /// Resolved, and the hidden truth agrees.
  public var healed = 0
  /// Resolved, and the truth disagrees.
  public var falseHeals = 0
  /// Acted, not healed in truth, nobody told.
  public var falseAutonomy = 0
  /// Neither acted on nor told to anybody, though something was wrong.
  public var missed = 0
  public var harmed = 0
  /// Harm by an action that safety would not have allowed.
  public var harmKnown = 0
  public var escalated = 0
  /// Incidents in which anything was performed.
  public var acted = 0
  /// Performed actions that safety refuses.
  public var violations = 0
  public var refusals = 0
  public var actions = 0
  public var dpuHours = 0.0
  public var minutes = 0.0
  public var minutesResolved = 0.0
  public var worth = 0.0
  /// Escalations of this policy, of the ceiling, and of both, on the same incidents.
  public var rightEscalations = 0
  public var ceilingEscalations = 0

  public init() {}

  static func += (left: inout SeedScore, right: SeedScore) {
    left.incidents += right.incidents
    left.healed += right.healed
    left.falseHeals += right.falseHeals
    left.falseAutonomy += right.falseAutonomy
    left.missed += right.missed
    left.harmed += right.harmed
    left.escalated += right.escalated
  }

  mutating func count(_ episode: Episode) {
    incidents += 1
    if episode.end == .resolved {
      if episode.isHealed { healed += 1 } else { falseHeals += 1 }
      minutesResolved += episode.minutes
    }
    if episode.isFalseAutonomy { falseAutonomy += 1 }
    if episode.end == .dropped, !episode.isHealed, episode.actions == 0 { missed += 1 }
    if episode.isHarmed { harmed += 1 }
    if episode.isHarmKnown { harmKnown += 1 }
    if episode.end == .escalated { escalated += 1 }
    if episode.actions > 0 { acted += 1 }
    violations += episode.violations
    refusals += episode.refusals
    actions += episode.actions
    dpuHours += episode.dpuHours
    minutes += episode.minutes
    worth += episode.worth
  }

  /// Resolved, rightly or not.
  public var resolved: Int { healed + falseHeals }
}

/// A figure of a policy: a ratio of two sums over seeds.
public enum Metric: String, Sendable, CaseIterable {
  case healed, falseHeals = "false_heals", falseAutonomy = "false_autonomy", missed, harm
  case escalated, acted, escalationPrecision = "escalation_precision"
  case escalationRecall = "escalation_recall", minutesResolved = "minutes_resolved"
  case dpuHours = "dpu_hours", worth, refused

  /// What is divided by what.
  public func parts(of score: SeedScore) -> (Double, Double) {
    let all = Double(score.incidents)
    switch self {
    case .healed: return (Double(score.healed), all)
    case .falseHeals: return (Double(score.falseHeals), all)
    case .falseAutonomy: return (Double(score.falseAutonomy), all)
    case .missed: return (Double(score.missed), all)
    case .harm: return (Double(score.harmed), all)
    case .escalated: return (Double(score.escalated), all)
    case .acted: return (Double(score.acted), all)
    case .escalationPrecision: return (Double(score.rightEscalations), Double(score.escalated))
    case .escalationRecall:
      return (Double(score.rightEscalations), Double(score.ceilingEscalations))
    case .minutesResolved: return (score.minutesResolved, Double(score.resolved))
    case .dpuHours: return (score.dpuHours, all)
    case .worth: return (score.worth, all)
    case .refused: return (Double(score.refusals), all)
    }
  }

  /// The figure over all seeds; 0 where there is nothing to divide by.
  public func value(over scores: [SeedScore]) -> Double {
    var sums = (0.0, 0.0)
    for score in scores {
      let (above, below) = parts(of: score)
      sums = (sums.0 + above, sums.1 + below)
    }
    return sums.1 == 0 ? 0 : sums.0 / sums.1
  }
}

/// How long incidents took until all was well, people's time included, over all of a mix.
public struct RecoveryTimes: Sendable, Codable, Hashable {
  /// The median of people's time that was assumed, in hours.
  public let peopleHours: Double
  /// In minutes.
  public let mean: Double
  public let median: Double
  public let p95: Double

  /// People's medians that are swept, in hours: nobody has good figures for it.
  public static let swept = [0.75, 4, 20, 60]

  init(_ minutes: [Double], peopleHours: Double) {
    self.peopleHours = peopleHours
    let sorted = minutes.sorted()
    mean = sorted.isEmpty ? 0 : sorted.reduce(0, +) / Double(sorted.count)
    median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    p95 = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
  }
}
