import Configurations
import Decisions
import Foundation
import Goldens
import Incidents
import Testing

@testable import kintsugi

/// The whole corpus of real messages, classified as `detect --log --jsonl` does.
@Suite struct CorpusTests {
  private struct Record: Decodable {
    let id: String
    let text: String
    let label: String
    let accept: [String]?

    enum CodingKeys: String, CodingKey {
      case id, text, accept
      case label = "class"
    }

    func accepts(_ answer: String?) -> Bool {
      if label == "symptom_only", answer == nil { return true }
      return answer == label || (accept ?? []).contains { $0 == answer }
    }
  }

  private static func records() throws -> [Record] {
    let path = "Tests/KintsugiTests/data/corpus/glue-failures.jsonl"
    let bytes = try Data(contentsOf: Program.root.appending(path: path))
    return try bytes.split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(Record.self, from: $0) }
  }

  private static func judge() throws -> LogJudge {
    let configuration = try Repository.configuration()
    return LogJudge(
      engine: Engine(configuration), environment: configuration.strictestEnvironment)
  }

  private static func answer(_ text: String, by judge: LogJudge) -> LogAnswer {
    var reader = judge.reader
    Array(text.utf8).withUnsafeBufferPointer { reader.read($0, isEnd: true) }
    return judge.answer(to: reader.reading, id: nil)
  }

  @Test func `gives at least 95 of 100 failures a class that a fair judge accepts`() throws {
    let judge = try Self.judge()
    let failures = try Self.records().filter { $0.label != "benign" }
    #expect(failures.count == 177)
    let missed = failures.compactMap { record -> String? in
      let first = Self.answer(record.text, by: judge).first?.anomalyClass
      return record.accepts(first) ? nil : "\(record.id) \(record.label): \(first ?? "nothing")"
    }
    #expect(missed.count * 100 <= failures.count * 5, "\(missed)")
  }

  @Test func `lets no line of a good run fire a rule that acts`() throws {
    let judge = try Self.judge()
    let benign = try Self.records().filter { $0.label == "benign" }
    #expect(benign.count == 29)
    for record in benign {
      let answer = Self.answer(record.text, by: judge)
      #expect(answer.first?.mode != .heal, "\(record.id): \(answer.first?.rule ?? "")")
    }
  }

  @Test func `names no action that the remedies of the class forbid`() throws {
    let judge = try Self.judge()
    let remedies = judge.engine.configuration.safety.remedies
    for record in try Self.records() {
      let answer = Self.answer(record.text, by: judge)
      guard let action = answer.action, action != Action.escalate else { continue }
      #expect(remedies[answer.first?.kind ?? ""]?.contains(action) == true, "\(record.id)")
      #expect(answer.first?.mode == .heal)
    }
  }

  @Test func `answers the same, whatever stands after the text`() throws {
    let judge = try Self.judge()
    for record in try Self.records() {
      let plain = Self.answer(record.text, by: judge).first?.rule
      let longer = record.text + "\n26/11/24 10:00:00 INFO SparkContext: Successfully stopped\n"
      #expect(Self.answer(longer, by: judge).first?.rule == plain, "\(record.id)")
    }
  }
}
