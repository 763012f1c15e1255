internal import Decisions
internal import Simulation

/// An estimate with the bounds of its interval.
public struct Interval: Sendable, Codable, Hashable {
  public let value: Double
  public let low: Double
  public let high: Double

  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// Intervals by the bootstrap over seeds: incidents of one seed are not independent, seeds are.
///
/// Efron & Tibshirani (1993), percentiles of resampled clusters; field & Welsh (2007).
public struct Bootstrap: Sendable {
  public let draws: Int
  public let seed: UInt64

  public init(draws: Int = 2000, seed: UInt64 = 20_261_126) {
    self.draws = draws
    self.seed = seed
  }

  /// A figure of a policy, with its 95 % interval.
  public func interval(_ metric: Metric, over scores: [SeedScore]) -> Interval {
    interval(count: scores.count, value: { metric.value(over: $0.map { scores[$0] }) })
  }

  /// The difference of two policies on the same incidents, with its 95 % interval.
  public func difference(
    _ metric: Metric, of scores: [SeedScore], from others: [SeedScore]
  ) -> Interval {
    interval(count: scores.count) { places in
      metric.value(over: places.map { scores[$0] }) - metric.value(over: places.map { others[$0] })
    }
  }

  /// The percentiles of a statistic over places that are drawn with replacement.
  public func interval(count: Int, value: ([Int]) -> Double) -> Interval {
    let whole = value(Array(0..<count))
    guard count > 1 else { return Interval(value: whole, low: whole, high: whole) }
    var generator = SeededGenerator(seed: seed)
    let found = (0..<draws).map { _ in
      value((0..<count).map { _ in generator.below(count) })
    }.sorted()
    return Interval(
      value: whole, low: found[draws * 25 / 1000], high: found[draws * 975 / 1000 - 1])
  }
}

/// How often something can happen that was seen `count` times in `trials`: the upper bound at 95 %.
///
/// Exact for rare events, after Poisson: none of n gives 3/n (Hanley & Lippman-Hand 1983).
public func upperBound(of count: Int, in trials: Int) -> Double {
  guard trials > 0 else { return 1 }
  func tail(_ mean: Double) -> Double {
    var term = LogNormal.exponential(-mean)
    var sum = term
    for index in 0..<count {
      term *= mean / Double(index + 1)
      sum += term
    }
    return sum
  }
  var (low, high) = (Double(count), Double(count) + 10 + 4 * Double(count).squareRoot())
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if tail(middle) > 0.05 { low = middle } else { high = middle }
  }
  return min(high / Double(trials), 1)
}
