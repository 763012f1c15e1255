import Decisions
import Simulation
import Testing

@testable import Evaluations

@Suite struct OffPolicyTests {
  private static let judge = OffPolicy(discount: 0.9)

  @Test func `refuses a log that hardly ever did what the policy would do`() {
    let log = (0..<1000).map { number in
      [
        OffPolicy.Logged(
          state: 0, action: number < 20 ? 1 : 0, propensity: number < 20 ? 0.02 : 0.98, reward: 1,
          wanted: 1)
      ]
    }
    guard case .refused(let reason) = Self.judge.answer(from: log) else {
      Issue.record("there was an estimate")
      return
    }
    #expect(reason == "the log is worth 20 incidents of this policy, 50 are needed")
  }

  @Test func `refuses a log that was made without chance`() {
    let step = OffPolicy.Logged(state: 0, action: 0, propensity: 0, reward: 1, wanted: 0)
    guard case .refused(let reason) = Self.judge.answer(from: [[step]]) else {
      Issue.record("there was an estimate")
      return
    }
    #expect(reason.contains("without chance"))
  }

  /// Two steps, both drawn with one half: each estimate comes near the truth, 2 + 0.9 · 3.
  @Test func `estimates a policy of two steps`() throws {
    var generator = SeededGenerator(seed: 8)
    let log = (0..<4000).map { _ in
      let first = generator.below(2)
      let second = generator.below(2)
      return [
        OffPolicy.Logged(
          state: 0, action: first, propensity: 0.5, reward: first == 1 ? 2 : -1, wanted: 1),
        OffPolicy.Logged(
          state: 1, action: second, propensity: 0.5,
          reward: (second == 0 ? 3 : 0) + generator.unit() - 0.5, wanted: 0),
      ]
    }
    guard case .estimate(let estimate) = Self.judge.answer(from: log) else {
      Issue.record("there was none")
      return
    }
    for interval in [estimate.inverse, estimate.weighted, estimate.doublyRobust] {
      #expect(interval.low < 4.7 && 4.7 < interval.high)
    }
    let width = estimate.doublyRobust.high - estimate.doublyRobust.low
    #expect(width < (estimate.inverse.high - estimate.inverse.low) / 3)
    #expect(abs(estimate.effectiveSize - 1000) < 100)
  }

  @Test func `holds the truth about as often as it says`() throws {
    let world = try EvaluationTests.world.get()
    let evaluation = Evaluation(world, seeds: [1], incidents: 1, lessons: 1)
    let found = InstrumentCheck(evaluation).coverage(
      in: world.file.mixes[0], logs: 40, incidents: 1000, lessons: 40_000, truth: 60_000)
    for one in found {
      #expect(one.logs >= 36)
      #expect(one.covered * 100 >= one.logs * 85, "\(one)")
    }
  }
}
