import Incidents
import Testing

@testable import Baselines

/// Values beyond all that were seen, in a column whose range was made of many batches.
@Suite struct RecordTests {
  /// A column of numbers from `low` to `high`.
  private static func column(
    _ low: Double, _ high: Double, type: ColumnType = .double
  ) -> ColumnProfile {
    ColumnProfile(
      name: "x", values: .declared(type), nulls: 0, distinct: 50, minimum: .number(low),
      maximum: .number(high), statistics: nil)
  }

  private static func found(
    _ batch: ColumnProfile, after days: Int, _ past: (Int) -> ColumnProfile
  ) -> [Surprise] {
    Samples.baseline(days) { Samples.batch($0, columns: [past($0)]) }
      .records(of: Samples.batch(days, columns: [batch]), beyond: 3)
  }

  /// Between 10 and 20, and with each batch a little elsewhere.
  private static func swinging(_ day: Int) -> ColumnProfile {
    column(10 + Samples.noise(1, day), 19 + Samples.noise(2, day))
  }

  @Test(arguments: [(20.0, 0), (25.0, 0), (28.0, 1)])
  func `tells a record that went further than any`(high: Double, count: Int) {
    #expect(Self.found(Self.column(10, high), after: 60, Self.swinging).count == count)
    #expect(Self.found(Self.column(30 - high, 20), after: 60, Self.swinging).count == count)
    #expect(Self.found(Self.column(10, high), after: 39, Self.swinging) == [])
  }

  @Test func `goes as far as earlier records went`() {
    func past(_ day: Int) -> ColumnProfile {
      day == 30 ? Self.column(10, 30) : Self.swinging(day)
    }
    // From 20 to 30 is a record by a whole range: half as much again is needed, of a wider one.
    #expect(Self.found(Self.column(10, 45), after: 60, past) == [])
    #expect(Self.found(Self.column(10, 65), after: 60, past).count == 1)
  }

  @Test(arguments: [(100.0, 0), (101.0, 0), (104.0, 1), (160.0, 1)])
  func `lets nothing pass a bound that is reached and never passed`(high: Double, count: Int) {
    let found = Self.found(Self.column(3, high), after: 60) {
      Self.column(Samples.noise(1, $0), $0 % 2 == 0 ? 100 : 90)
    }
    #expect(found.count == count)
    if let origin = found.first?.limitOrigin {
      #expect(origin == "30 of 60 earlier batches reach 100, and none passed it")
    }
  }

  @Test func `leaves a column of few whole numbers alone`() {
    #expect(
      Self.found(Self.column(0, 3, type: .int), after: 60) { _ in
        Self.column(0, 1, type: .int)
      } == [])
  }

  @Test(arguments: [(1.0, "1"), (10.0, "10"), (100.0, "100")])
  func `tells numbers that lost their fraction`(grain: Double, word: String) {
    func column(_ day: Int, _ grain: Double) -> ColumnProfile {
      let values = (1...8).map { place in
        let value = 1234.5 * Double(place) + Samples.noise(place, day)
        return grain == 0 ? value : (value / grain).rounded() * grain
      }
      return ColumnProfile(
        name: "x", values: .declared(.double), nulls: 0, distinct: 8, minimum: .number(values[0]),
        maximum: .number(values[7]),
        statistics: ColumnStatistics(
          deviation: 1, quantiles: nil,
          top: values.map { ColumnStatistics.ValueCount(value: "\($0)", count: 10) }))
    }
    func found(_ grain: Double, _ past: Double) -> [Surprise] {
      Samples.baseline(60) { Samples.batch($0, columns: [column($0, past)]) }
        .distribution(
          of: Samples.batch(60, columns: [column(60, grain)]), aspects: [.precision])
    }
    #expect(found(grain, 0).map(\.words) == ["every listed value of `x` is a multiple of \(word)"])
    #expect(found(0, 0) == [])
    #expect(found(grain, grain) == [])
  }
}
