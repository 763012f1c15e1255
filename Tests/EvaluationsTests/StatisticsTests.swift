import Decisions
import Testing

@testable import Evaluations

@Suite struct StatisticsTests {
  @Test(arguments: [(0, 30_000, 3.0), (1, 30_000, 4.744), (5, 1000, 10.513), (20, 30_000, 29.06)])
  func `bounds what is rare as the tables of Poisson do`(
    count: Int, trials: Int, expected: Double
  ) {
    #expect(abs(upperBound(of: count, in: trials) * Double(trials) - expected) < 0.01)
  }

  @Test(arguments: [(0.95, 29.0, 1.6991), (0.975, 29.0, 2.0452), (0.95, 10.0, 1.8125)])
  func `has the quantiles of Student`(share: Double, degrees: Double, quantile: Double) {
    #expect(abs(Equivalence.studentQuantile(share, degrees: degrees) - quantile) < 0.001)
  }

  /// A share of 30 %, known: nominal 95 % must hold it about as often, resampled by seed.
  @Test func `holds the truth in about 95 of 100 intervals`() {
    var generator = SeededGenerator(seed: 12)
    let bootstrap = Bootstrap(draws: 400)
    let held = (0..<200).count { _ in
      let scores = (0..<30).map { _ in
        var score = SeedScore()
        score.incidents = 50
        score.healed = (0..<50).count { _ in generator.unit() < 0.3 }
        return score
      }
      let interval = bootstrap.interval(.healed, over: scores)
      return interval.low <= 0.3 && 0.3 <= interval.high
    }
    #expect((176...198).contains(held), "\(held) of 200")
  }

  @Test func `calls policies the same only where the whole interval is within the margin`() {
    func scores(_ healed: [Int]) -> [SeedScore] {
      healed.map {
        var score = SeedScore()
        (score.incidents, score.healed) = (1000, $0)
        return score
      }
    }
    let base = Array(repeating: 500, count: 30)
    let near = base.enumerated().map { $1 + ($0.isMultiple(of: 2) ? 2 : -1) }
    let far = base.map { $0 + 6 }
    let wild = base.enumerated().map { $1 + ($0.isMultiple(of: 2) ? 40 : -40) }
    func same(_ other: [Int]) -> Bool {
      Equivalence(.healed, of: scores(other), and: scores(base), margin: 0.005).holds
    }
    #expect(same(near))
    #expect(!same(far))
    #expect(!same(wild), "no difference that is seen is not the same as none")
  }
}
