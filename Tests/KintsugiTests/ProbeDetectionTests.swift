import Foundation
import Testing

/// `detect --profiles`, from lines to lines.
@Suite struct ProbeDetectionTests {
  private struct Answer: Decodable, Equatable {
    let id: String?
    let anomaly: Anomaly?
    let findings: [Finding]
    var rules: [String] { findings.map(\.rule) }

    struct Anomaly: Decodable, Equatable {
      let kind: String
    }

    struct Finding: Decodable, Equatable {
      let rule: String
      let message: String
      let limitOrigin: String?

      enum CodingKeys: String, CodingKey {
        case rule, message
        case limitOrigin = "limit_origin"
      }
    }
  }

  private static func line(
    _ index: Int, table: String = "t", nulls: Int? = nil, type: String = "bigint",
    excluded: Bool = false
  ) -> String {
    let count = nulls ?? index % 2
    return """
      {"table":"\(table)","index":\(index),"id":"\(table)\(index)","rows":1000,\
      "excluded":\(excluded),\
      "columns":[{"name":"a","type":"\(type)","nulls":\(count),"distinct":400,"min":1,"max":900}]}

      """
  }

  private static func answers(_ history: String, _ probes: String) throws -> [Answer] {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try history.write(
      to: folder.url.appending(path: "h.jsonl"), atomically: true, encoding: .utf8)
    try probes.write(to: folder.url.appending(path: "p.jsonl"), atomically: true, encoding: .utf8)
    let program = try Program(
      ["detect", "--profiles", "h.jsonl", "--probe", "p.jsonl", "-o", "json"], in: folder.url)
    #expect(program.status == 0, "\(program.errors)")
    return try program.output.split(separator: "\n").map { line in
      try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
    }
  }

  @Test func `answers each probe in order, with the lines of its table before it`() throws {
    let history = (0..<50).map { Self.line($0) }.joined() + Self.line(70, nulls: 700)
    let probes =
      Self.line(50) + Self.line(50, nulls: 300) + Self.line(50, table: "other", nulls: 300)
      + Self.line(50, type: "string")
    let answers = try Self.answers(history, probes)
    #expect(answers.map(\.id) == ["t50", "t50", "other50", "t50"])
    #expect(
      answers.map(\.rules) == [
        [], ["null-spike", "nulls-unusual"], [], ["type-broken"],
      ])
    #expect(answers[0].anomaly == nil)
    #expect(answers[1].anomaly?.kind == "null_rate")
    #expect(answers[1].findings.last?.limitOrigin?.contains("earlier rows") == true)
  }

  @Test func `leaves out what a person excluded`() throws {
    let good = (0..<50).map { Self.line($0) }.joined()
    let bad = (50..<60).map { Self.line($0, nulls: 300, excluded: true) }.joined()
    let answers = try Self.answers(good + bad, Self.line(60, nulls: 300))
    #expect(answers.map(\.rules) == [["null-spike", "nulls-unusual"]])
  }

  @Test func `gives the same bytes twice`() throws {
    let history = (0..<50).map { Self.line($0) }.joined()
    let probes = Self.line(50, nulls: 300) + Self.line(50, nulls: 1000)
    let first = try Self.answers(history, probes)
    #expect(try Self.answers(history, probes) == first)
  }
}
