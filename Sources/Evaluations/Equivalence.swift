internal import Simulation

/// Whether two policies are the same within a margin: two one-sided tests (Schuirmann 1987) on the
/// paired differences by seed, at 5 %.
public struct Equivalence: Sendable, Hashable {
  /// The mean difference with its 90 % interval, which must lie within the margin.
  public let difference: Interval
  public let margin: Double
  public var holds: Bool { difference.low > -margin && difference.high < margin }

  public init(_ metric: Metric, of scores: [SeedScore], and others: [SeedScore], margin: Double) {
    self.margin = margin
    let differences = zip(scores, others).map {
      metric.value(over: [$0]) - metric.value(over: [$1])
    }
    difference = Self.interval(differences, share: 0.95)
  }

  /// Student's interval of a mean.
  static func interval(_ values: [Double], share: Double) -> Interval {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / max(count, 1)
    guard values.count > 1 else { return Interval(value: mean, low: mean, high: mean) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let half = studentQuantile(share, degrees: count - 1) * (variance / count).squareRoot()
    return Interval(value: mean, low: mean - half, high: mean + half)
  }

  /// The quantile of Student's distribution by Cornish and Fisher's series (Abramowitz & Stegun
  /// 26.7.5); within 0.001 from 10 degrees of freedom.
  static func studentQuantile(_ share: Double, degrees: Double) -> Double {
    let z = LogNormal.normalQuantile(share)
    let z3 = z * z * z
    let z5 = z3 * z * z
    let z7 = z5 * z * z
    let first = (z3 + z) / 4
    let second = (5 * z5 + 16 * z3 + 3 * z) / 96
    let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
    return z + first / degrees + second / (degrees * degrees)
      + third / (degrees * degrees * degrees)
  }
}
