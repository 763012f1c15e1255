import Incidents
import Testing

@Suite struct UsualTests {
  @Test(arguments: [
    ([], nil), ([3], 3), ([1, 9], 5), ([9, 1, 3], 3), ([4, 1, 3, 2], 2.5), ([2, 2, 2, 100], 2),
  ])
  func `takes the middle value`(_ values: [Double], _ middle: Double?) {
    #expect(median(of: values) == middle)
  }

  @Test func `takes the median of earlier rows, which needs a batch`() {
    let history = [10, 30, 20].map { Samples.batch(rows: $0, nulls: [:]) }
    #expect(Samples.table(history: .known(history)).usualRows == .known(20))
    #expect(
      Samples.table().usualRows == .unknown("there is no earlier batch of flights.raw"))
    #expect(Samples.table(history: .unknown("no right")).usualRows == .unknown("no right"))
  }

  @Test func `takes the median of empty shares over the batches that have the column`() {
    let history = [
      Samples.batch(rows: 10, nulls: ["a": 1, "b": 5]), Samples.batch(rows: 10, nulls: ["a": 3]),
      Samples.batch(rows: 0, nulls: ["a": 0]),
    ]
    let usual = Samples.table(history: .known(history)).usualNullRates
    #expect(usual == .known(["a": 0.2, "b": 0.5]))
  }

  @Test func `tells the largest growth of an empty share`() {
    let history = [Samples.batch(rows: 10, nulls: ["a": 1, "b": 5])]
    func worst(_ nulls: [String: Int?]) -> Known<Double> {
      let batch = Samples.batch(rows: 10, nulls: nulls)
      return Samples.table(batch: .known(batch), history: .known(history)).worstNullIncrease
    }
    #expect(worst(["a": 4, "b": 5]).value.map { abs($0 - 0.3) < 1e-12 } == true)
    #expect(worst(["a": 0, "b": 4]).value.map { abs($0 + 0.1) < 1e-12 } == true)
    #expect(worst(["new": 9]) == .known(0))
    #expect(Samples.table(history: .known(history)).worstNullIncrease == .unknown("not read"))
  }
}
