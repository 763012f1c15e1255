import Incidents

@testable import Baselines

/// Batches of a small table that swing a little, day by day.
enum Samples {
  /// A figure between 0 and 1 that depends on a place and a day alone.
  static func noise(_ place: Int, _ day: Int) -> Double {
    let seed: Int = place * 7919 + day * 104_729 + place * day * 31
    return Double(seed % 1009) / 1009
  }

  static func numbers(
    _ name: String, around middle: Double, nulls: Int = 0, distinct: Int = 500, day: Int = 0,
    low: Double? = nil, type: ColumnType = .double
  ) -> ColumnProfile {
    let swing = middle + 4 * noise(1, day)
    return ColumnProfile(
      name: name, values: .declared(type), nulls: nulls, distinct: distinct,
      minimum: .number(low ?? swing - 30), maximum: .number(swing + 30), mean: swing,
      statistics: ColumnStatistics(
        deviation: 10,
        quantiles: ColumnStatistics.Quantiles(
          p01: swing - 25, p05: swing - 20, p25: swing - 8, p50: swing, p75: swing + 8,
          p95: swing + 20, p99: swing + 25)))
  }

  static func texts(
    _ name: String, _ counts: [(String, Int)], nulls: Int = 0, shapes: [(String, Int)]? = nil
  ) -> ColumnProfile {
    let ranked = counts.map { ColumnStatistics.ValueCount(value: $0.0, count: $0.1) }
    return ColumnProfile(
      name: name, values: .declared(.string), nulls: nulls, distinct: counts.count,
      statistics: ColumnStatistics(
        lengths: ColumnStatistics.Lengths(minimum: 2, mean: 2, maximum: 2), top: ranked,
        shapes: (shapes ?? [("A", counts.reduce(0) { $0 + $1.1 })]).map {
          ColumnStatistics.ValueCount(value: $0.0, count: $0.1)
        }))
  }

  static func day(_ number: Int) -> String {
    let (year, month, day) = BatchDate(days: 16_000 + number).civil
    return "day=\(year)-\(month)-\(day)"
  }

  /// A batch of 1,000 rows, give or take twenty.
  static func batch(
    _ day: Int, rows: Int? = nil, repeated: Int = 0, digest: String? = nil, hoursLate: Int = 0,
    columns: [ColumnProfile]? = nil
  ) -> TableProfile {
    let dayStart = Int64(16_000 + day) * 86_400
    return TableProfile(
      rows: rows ?? 1000 + Int(20 * noise(2, day)),
      columns: columns ?? [
        numbers("price", around: 100, day: day),
        texts("carrier", [("UA", 500 + Int(40 * noise(3, day))), ("DL", 300), ("B6", 150)]),
      ], duplicateRows: repeated,
      origin: BatchOrigin(
        name: Self.day(day),
        arrived: Timestamp(seconds: dayStart + 90_000 + Int64(hoursLate) * 3600), bytes: nil,
        digest: digest ?? "\(day)"))
  }

  /// The baseline of a batch that comes after so many others.
  static func baseline(
    _ days: Int = 60, _ make: (Int) -> TableProfile = { batch($0) }
  ) -> Baseline {
    Baseline(TableHistory((0..<days).map(make)), last: 1000)
  }
}
