import Incidents
import Testing

@testable import Healing

@Suite struct ProfileRecordTests {
  @Test func `a line that is read and written again says the same`() throws {
    let text = """
      {"kintsugi": "profile/v1", "table": "a.b", "index": 17, "id": "x", "batch": "day=2013-04-18",
      "time": "2013-04-18T06:00:00Z", "bytes": 88, "digest": "9f", "rows": 992, "duplicate_rows": 0,
      "excluded": true, "columns": [{"name": "d", "type": "bigint", "fits": ["int", "string"],
      "nulls": 3, "distinct": 210, "distinct_exact": false, "min": -18, "max": 311.5, "mean": 12.4,
      "deviation": 3.1, "quantiles": {"p01": 1, "p05": 2, "p25": 3, "p50": 4, "p75": 5, "p95": 6,
      "p99": 7}, "lengths": {"min": 5, "mean": 5.9, "max": 6}, "top": [{"value": "N", "count": 4}],
      "shapes": [{"value": "A9A", "count": 988}]}]}
      """
    let records = try ProfileRecord.records(in: Array(text.filter { $0 != "\n" }.utf8))
    #expect(records.count == 1)
    #expect(records[0].profile.columns[0].statistics?.top?.first?.count == 4)
    #expect(records[0].profile.columns[0].maximum == .number(311.5))
    #expect(try ProfileRecord.records(in: Array(records[0].line.utf8)) == records)
  }

  @Test(arguments: [
    (#"{"rows": 1, "columns": [], "rwos": 2}"#, "unknown key"),
    (#"{"rows": 1}"#, "`columns` is missing"),
    (#"{"rows": 1, "columns": [{"name": "a"}]}"#, "type` is missing"),
    (#"{"rows": 1, "columns": [{"name": "a", "type": "int", "nulls": "3"}]}"#, "another type"),
    (#"{"rows": 1, "columns": [{"name": "a", "type": "int", "x": 3}]}"#, "columns[0].x"),
    (#"{"rows": 1, "columns": [], "time": "today"}"#, "no time"),
    (#"{"rows": 1, "columns": [], "kintsugi": "profile/v9"}"#, "profile/v1"),
    ("[1", "not JSON"),
  ])
  func `a line that is no profile is refused with its number`(line: String, words: String) {
    let good = #"{"rows": 1, "columns": []}"#
    #expect {
      try ProfileRecord.records(in: Array("\(good)\n\n\(line)\n".utf8))
    } throws: { error in
      let text = "\(error)"
      return text.hasPrefix("line 3: ") && text.contains(words)
    }
  }
}
