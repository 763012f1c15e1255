import Incidents
import Testing

@testable import Healing

@Suite struct GlueProfilesTests {
  private static func records(_ text: String) throws -> [ProfileRecord] {
    try GlueProfiles.records(in: Array(text.utf8), path: "f")
  }

  /// A result with metrics of rules and of analyzers.
  private static func result(
    _ rules: String, _ analyzers: String = "", more: String = ""
  ) -> String {
    #"{\#(more)"RuleResults": [{"Name": "R", "Result": "PASS", "EvaluatedMetrics": {\#(rules)}}, "#
      + #"{"Name": "S", "Result": "ERROR"}], "#
      + #""AnalyzerResults": [{"Name": "A", "EvaluatedMetrics": {\#(analyzers)}}]}"#
  }

  @Test func `takes what rules and analyzers evaluated, and nothing for what they did not`() throws
  {
    let text = Self.result(
      #""Dataset.*.RowCount": 992.0, "Column.tail.num.Completeness": 0.9959677419354839"#,
      #""Column.delay.Mean": 12.5, "Column.delay.StandardDeviation": 38.25, "#
        + #""Column.delay.Entropy": 3, "Column.carrier.DistinctValuesCount": 15.0, "#
        + #""Multicolumn.a,b.Uniqueness": 1, "Column..Mean": 1, "Column.Mean": 1"#,
      more: #""DataSource": {"GlueTable": {"DatabaseName": "d", "TableName": "t"}}, "#
        + #""CompletedOn": 1795516800.25, "#)
    let record = try #require(try Self.records(text).first)
    #expect(record.table == "d.t")
    #expect(record.time == Timestamp(seconds: 1_795_516_800, nanoseconds: 250_000_000))
    #expect(record.profile.rows == 992)
    #expect(record.profile.columns.map(\.name) == ["carrier", "delay", "tail.num"])
    let (carrier, delay, tail) = (
      record.profile.columns[0], record.profile.columns[1], record.profile.columns[2]
    )
    #expect((carrier.distinct, carrier.nulls) == (15, nil))
    #expect((delay.mean, delay.statistics?.deviation) == (12.5, 38.25))
    #expect((tail.nulls, tail.distinct) == (4, nil))
  }

  @Test(
    arguments: [
      (#""CompletedOn": "2026-11-24T12:00:00.500+00:00", "#, 1_795_521_600),
      (#""CompletedOn": "yesterday", "#, nil), ("", nil),
    ] as [(String, Int64?)])
  func `takes the time as the service and as its command line write it`(
    more: String, seconds: Int64?
  ) throws {
    let text = Self.result(#""Dataset.*.RowCount": 1"#, more: more)
    #expect(try Self.records(text).first?.time?.seconds == seconds)
  }

  @Test func `reads an answer a line, and what the catalog says`() throws {
    let lines = [
      Self.result(#""Dataset.*.RowCount": 7"#), "",
      #"{"RecordCount": 8, "ColumnStatisticsList": []}"#,
      Self.result("", more: #""AggregatedMetrics": {"TotalRowsProcessed": 9}, "#),
    ]
    let records = try Self.records(lines.joined(separator: "\n"))
    #expect(records.map(\.profile.rows) == [7, 8, 9])
  }

  @Test func `reads the history of a recording, and skips what nobody counted`() throws {
    let lines = [
      #"{"RecordCount": 8, "ColumnStatisticsList": []}"#, "", #"{"ColumnStatisticsList": []}"#,
      Self.result(#""Dataset.*.RowCount": 7, "Column.a.Completeness": 1"#),
    ]
    func history(_ lines: [String]) throws -> [TableProfile] {
      try GlueProfiles.history(in: Array(lines.joined(separator: "\n").utf8), path: "f")
    }
    let profiles = try history(lines)
    #expect(profiles.map(\.rows) == [8, 7])
    #expect(profiles.last?.columns.first?.nulls == 0)
    let reason =
      "line 5: it is no answer of `GetDataQualityResult` or `GetColumnStatisticsForTable`"
    #expect(throws: RecordingError.malformed(path: "f", reason: reason)) {
      try history(lines + ["{}"])
    }
  }

  @Test(arguments: [
    ("{}", "it is no answer of `GetDataQualityResult` or `GetColumnStatisticsForTable`"),
    (
      Self.result(#""Column.a.Mean": 1"#),
      "nobody counted the rows: it needs the analyzer `RowCount`, or a `RecordCount`"
    ),
    (
      Self.result(#""Dataset.*.RowCount": -1"#),
      "nobody counted the rows: it needs the analyzer `RowCount`, or a `RecordCount`"
    ),
    ("x", "it is not JSON"), ("", "it is not JSON"),
    (Self.result(#""Dataset.*.RowCount": 7"#) + "\n{", "line 2: it is not JSON"),
    (
      Self.result(#""Dataset.*.RowCount": 1e300"#),
      "nobody counted the rows: it needs the analyzer `RowCount`, or a `RecordCount`"
    ),
  ]) func `says why there is no batch, and where`(text: String, reason: String) {
    #expect(throws: RecordingError.malformed(path: "f", reason: reason)) {
      try Self.records(text)
    }
  }
}
