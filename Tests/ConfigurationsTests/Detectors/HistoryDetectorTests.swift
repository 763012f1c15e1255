import Incidents
import Testing

@testable import Configurations

/// The detectors that hold a batch against its table's history.
@Suite struct HistoryDetectorTests {
  private static func batch(
    _ day: Int, middle: Double = 100, values: [(String, Int)] = [("UA", 600), ("DL", 400)],
    shapes: [(String, Int)] = [("A", 1000)], distinct: Int = 500, low: Double = 60,
    nulls: (Int, Int) = (0, 0), digest: String? = nil, hour: Int = 6
  ) -> TableProfile {
    let swing = middle + Double(day * 37 % 11) / 4
    func counts(_ list: [(String, Int)]) -> [ColumnStatistics.ValueCount] {
      list.map { ColumnStatistics.ValueCount(value: $0.0, count: $0.1) }
    }
    return TableProfile(
      rows: 1000,
      columns: [
        ColumnProfile(
          name: "num", values: .declared(.double), nulls: nulls.0, distinct: distinct,
          minimum: .number(low), maximum: .number(150),
          statistics: ColumnStatistics(
            deviation: 10,
            quantiles: ColumnStatistics.Quantiles(
              p01: nil, p05: swing - 20, p25: swing - 8, p50: swing, p75: swing + 8,
              p95: swing + 20, p99: nil))),
        ColumnProfile(
          name: "t", values: .declared(.string), nulls: nulls.1, distinct: values.count,
          statistics: ColumnStatistics(top: counts(values), shapes: counts(shapes))),
      ],
      origin: BatchOrigin(
        name: "day=2024-\(day / 28 + 1)-\(day % 28 + 1)",
        arrived: Timestamp(rfc3339: "2024-\(two(day / 28 + 1))-\(two(day % 28 + 1))T00:00:00Z")
          .map { $0 + .seconds(hour * 3600) },
        bytes: nil, digest: digest ?? "\(day)"))
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func scene(_ batch: TableProfile, history: Int? = 60) -> DetectionScene {
    Samples.scene(
      [
        Samples.table(
          batch: .known(batch),
          history: history.map { count in
            .known(
              (0..<count).map { Self.batch($0, nulls: ($0 % 4, $0 % 4)) })
          } ?? .unknown("x"))
      ], batches: 365)
  }

  /// A rule for the shares of a column with fractions was silent for ever, and nobody knew.
  @Test func `cannot tell shares of a column with fractions that was named`() throws {
    func answer(_ columns: String) throws -> String {
      let fields = "{columns: \(columns), shares: unusual}"
      let reading = Samples.read(fields) { VocabularyDetector(&$0) }
      return try #require(reading.value).answer(in: Self.scene(Self.batch(61))).words
    }
    let words = "unknown: shares of `num` of d.t, whose values are fractions or times"
    #expect(try answer("[num]") == words)
    #expect(try answer("[num, t]") == words)
    // Of many columns, those that have no shares are not meant.
    #expect(try answer("any") == "silent")
    #expect(try answer("[n*]") == "silent")
    #expect(try answer("[t]") == "silent")
  }

  @Test func `says how much history there is, and how much it takes`() throws {
    let detector = try #require(
      Samples.read("{columns: any, shares: unusual}") { VocabularyDetector(&$0) }.value)
    #expect(
      detector.figures(in: Self.scene(Self.batch(61))) == [
        "`d.t` has 1000 rows, after 60 earlier batches"
      ])
    #expect(
      detector.figures(in: Self.scene(Self.batch(3), history: 3)) == [
        "`d.t` has 1000 rows, after 3 earlier batches; what is unusual is told from 5 on"
      ])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: any Detector.Type
    let fields: String
    let batch: TableProfile
    var testDescription: String { "\(kind.name): \(fields)" }
  }

  static let cases: [Case] = [
    Case(kind: FreshnessDetector.self, fields: "later: 1h", batch: batch(60, hour: 9)),
    Case(
      kind: DistributionDetector.self, fields: "{columns: num, unusual: quantiles}",
      batch: batch(60, middle: 130)),
    Case(
      kind: VocabularyDetector.self, fields: "{columns: t, unseen: 2%}",
      batch: batch(60, values: [("UA", 600), ("ZZ", 400)])),
    Case(
      kind: VocabularyDetector.self, fields: "shares: unusual",
      batch: batch(60, values: [("DL", 900), ("UA", 100)])),
    Case(
      kind: ShapesDetector.self, fields: "{columns: any, unseen: 2%}",
      batch: batch(60, shapes: [("A", 900), ("a", 100)])),
    Case(kind: SentinelsDetector.self, fields: "columns: any", batch: batch(60, low: -999)),
    Case(kind: UnitChangeDetector.self, fields: "columns: num", batch: batch(60, middle: 6000)),
    Case(kind: RangeDetector.self, fields: "beyond: 300%", batch: batch(60, low: -4000)),
    Case(kind: ConstantDetector.self, fields: "columns: num", batch: batch(60, distinct: 1)),
    Case(kind: RelationDetector.self, fields: "between: nulls", batch: batch(60, nulls: (40, 2))),
    Case(kind: ReplayDetector.self, fields: "batch: any", batch: batch(60, digest: "17")),
  ]

  @Test(arguments: cases)
  func `fires on its fault, is silent on a clean batch and unknown without a history`(
    given: Case
  ) throws {
    func answer(_ batch: TableProfile, history: Int?) throws -> DetectorAnswer {
      let reading = Samples.read(given.fields) { given.kind.init(&$0) }
      let detector = try #require(reading.value, "\(reading.mistakes)")
      return detector.answer(in: Self.scene(batch, history: history))
    }
    let fired = try answer(given.batch, history: 60)
    let detection = try #require(fired.detections.first, "\(fired)")
    #expect(detection.table == "d.t" && detection.limitOrigin?.isEmpty == false)
    #expect(try answer(Self.batch(60, low: 61), history: 60).words == "silent")
    #expect(try answer(given.batch, history: nil).words == "unknown: the history of d.t")
  }

  @Test func `looks at the columns that were selected alone`() throws {
    let reading = Samples.read("columns: t") { UnitChangeDetector(&$0) }
    let detector = try #require(reading.value)
    #expect(detector.answer(in: Self.scene(Self.batch(60, middle: 6000))).words == "silent")
  }

  @Test(arguments: [
    (FreshnessDetector.self as any Detector.Type, "{}", ["1:1 empty-detector"]),
    (DistributionDetector.self, "unusual: []", ["1:10 empty-detector"]),
    (DistributionDetector.self, "unusual: quantile", ["1:10 unknown-value"]),
    (VocabularyDetector.self, "columns: any", ["1:1 empty-detector"]),
    (RangeDetector.self, "beyond: 3", ["1:9 missing-unit"]),
    (ShapesDetector.self, "columns: any", ["1:1 missing-key"]),
    (SentinelsDetector.self, "colums: any", ["1:1 unknown-key"]),
    (RelationDetector.self, "between: sums", ["1:10 unknown-value"]),
    (DuplicateRateDetector.self, "{keys: [a], above: 0%, unusual: true}", ["1:8 empty-detector"]),
  ])
  func `says what is wrong`(kind: any Detector.Type, fields: String, mistakes: [String]) {
    #expect(Samples.read(fields) { kind.init(&$0) }.mistakes == mistakes)
  }
}
