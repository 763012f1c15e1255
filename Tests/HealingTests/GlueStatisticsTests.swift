import Incidents
import Testing

@testable import Healing

@Suite struct GlueStatisticsTests {
  private func profile(_ columns: String, rows: String = "992") throws -> TableProfile? {
    let text = #"{"RecordCount": \#(rows), "ColumnStatisticsList": [\#(columns)]}"#
    return try JSONFile.decode(GlueStatistics.self, from: Array(text.utf8), path: "").profile
  }

  private func column(_ kind: String, _ fields: String) -> String {
    #"{"ColumnName": "c", "ColumnType": "x", "StatisticsData": {"\#(kind)": {\#(fields)}}}"#
  }

  @Test func `takes what the catalog says, and nothing for what it does not`() throws {
    let long = column(
      "LongColumnStatisticsData",
      #""MinimumValue": -3, "MaximumValue": 9007199254740993, "NumberOfNulls": 4"#)
    let found = try #require(try profile(long)?.column("c"))
    #expect(found.minimum == .integer(-3))
    #expect(found.maximum == .integer(9_007_199_254_740_993))
    #expect(found.nulls == 4)
    #expect(found.distinct == nil)
    #expect(found.mean == nil)
    #expect(found.statistics == nil)
  }

  @Test func `takes different values for an estimate`() throws {
    let text = column(
      "StringColumnStatisticsData",
      #""MaximumLength": 2, "AverageLength": 2.0, "NumberOfNulls": 0, "NumberOfDistinctValues": 15"#
    )
    let found = try #require(try profile(text)?.column("c"))
    #expect(found.distinct == 15)
    #expect(!found.isDistinctExact)
    #expect(found.minimum == nil)
  }

  @Test func `counts the truth values that there are`() throws {
    let truths = column(
      "BooleanColumnStatisticsData",
      #""NumberOfTrues": 7, "NumberOfFalses": 0, "NumberOfNulls": 1"#)
    #expect(try profile(truths)?.column("c")?.distinct == 1)
  }

  @Test func `is no profile where the rows were not counted`() throws {
    #expect(try profile("", rows: "null") == nil)
  }
}
