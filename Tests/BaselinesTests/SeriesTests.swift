import Testing

@testable import Baselines

@Suite struct SeriesTests {
  private static let phases = Phases(days: (0..<200).map { $0 })

  @Test func `holds each value against earlier ones alone`() {
    var values = (0..<100).map { 10 + Samples.noise(1, $0) }
    let rows = [Int](repeating: 100, count: 101)
    let before = Series(values, rows: rows, phases: Self.phases)
    values.append(1e9)
    let after = Series(values, rows: rows, phases: Self.phases)
    #expect(after.recent.prefix(101).map(\.bitPattern) == before.recent.map(\.bitPattern))
    #expect(
      after.recentExcursions.prefix(100).map(\.bitPattern)
        == before.recentExcursions.map(\.bitPattern))
  }

  @Test func `gives the medians that sorting gives`() {
    let values = (0..<120).map { $0 % 11 == 3 ? Double.nan : Samples.noise(5, $0) }
    let series = Series(values, rows: values.map { _ in 1 }, phases: Self.phases)
    for place in 1...values.count {
      let window = values[max(0, place - 28)..<place].filter { !$0.isNaN }.sorted()
      let half = window.count / 2
      let median =
        window.count % 2 == 1 ? window[half] : (window[half - 1] + window[half]) / 2
      #expect(series.recent[place] == median)
    }
  }

  @Test func `lets one incident neither blind it for ever nor alarm it for ever`() throws {
    func score(_ value: Double, after values: [Double]) -> Double {
      let rows = [Int](repeating: 100, count: values.count)
      let series = Series(values, rows: rows, phases: Phases(days: values.map { _ in nil }))
      return series.excursion(
        of: value, rows: 100, in: 0..<values.count, season: nil, phases: Phases(days: []),
        margins: Family.spread.margins(floor: 0.1))?.score ?? 0
    }
    var values = (0..<100).map { 10 + Samples.noise(1, $0) }
    #expect(score(20, after: values) > 1)
    values.append(20)
    #expect(score(20, after: values) < 1)
    // What was accepted is no news; what comes on top of it is.
    #expect(score(22.5, after: values) < 1)
    #expect(score(40, after: values) > 1)
    values += (0..<Series.memory).map { 10 + Samples.noise(2, $0) }
    #expect(score(20, after: values) > 1)
  }

  @Test(arguments: [(2, 0.001, 1e-6), (10, 10.0, 0.6), (1, 0.0, 1e-300), (0, 5.0, 1.1)])
  func `sums the tail of Poisson`(count: Int, mean: Double, bound: Double) {
    let tail = poissonTail(atLeast: count, mean: mean)
    #expect(tail <= bound)
    #expect(tail >= 0)
  }
}
