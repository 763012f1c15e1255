import Configurations
import Testing

@testable import Decisions

@Suite struct LearnedVerdictTests {
  /// Cells of four actions, of which the prior's is 1: values, visits, spread.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let cells: [(value: Double, visits: Int, spread: Double)?]
    var possible = [0, 1, 2, 3]
    let verdict: LearnedVerdict
  }

  static let cases = [
    Case(testDescription: "nothing is known", cells: [nil, nil, nil, nil], verdict: .tooFewVisits),
    Case(
      testDescription: "one visit is missing", cells: [(9, 19, 0), (1, 19, 0), nil, nil],
      verdict: .tooFewVisits),
    Case(
      testDescription: "the prior's is best", cells: [(1, 20, 1), (2, 20, 1), nil, nil],
      verdict: .agrees),
    Case(
      testDescription: "of equals the first", cells: [(2, 20, 0), (1, 20, 0), (2, 20, 0), nil],
      verdict: .beats(best: 0)),
    Case(
      testDescription: "the prior's is not known", cells: [nil, (1, 19, 0), (2, 20, 0), nil],
      verdict: .incumbentUnknown(best: 2)),
    Case(
      testDescription: "within chance", cells: [nil, (1, 100, 5), (2, 100, 5), nil],
      verdict: .mayBeChance(best: 2)),
    Case(
      testDescription: "beyond chance", cells: [nil, (1, 100, 1), (2, 100, 1), nil],
      verdict: .beats(best: 2)),
    Case(
      testDescription: "what is not possible is not the best",
      cells: [(3, 100, 0), (1, 100, 0), (2, 100, 0), nil], possible: [1, 2],
      verdict: .beats(best: 2)),
    Case(
      testDescription: "a prior that is not possible must still be beaten",
      cells: [(0, 100, 0), (1, 100, 0), nil, nil], possible: [0, 2],
      verdict: .mayBeChance(best: 0)),
    Case(
      testDescription: "no number is not the best",
      cells: [(.nan, 100, 0), (1, 100, 0), nil, nil], verdict: .agrees),
  ]

  @Test(arguments: cases)
  func `lets values decide where they have their visits and surely beat the prior`(one: Case) {
    let rate = Policy.Learner.Schedule(start: 0, end: 0, over: 0)
    let verdict = LearnedVerdict(over: 1, among: one.possible, needing: 20, learnedAt: rate) {
      one.cells[$0].map { ActionValues.Cell(value: $0.value, visits: $0.visits, spread: $0.spread) }
    }
    #expect(verdict == one.verdict)
    if case .beats(let best) = one.verdict {
      #expect(verdict.action == best)
    } else {
      #expect(verdict.action == nil)
    }
  }
}
