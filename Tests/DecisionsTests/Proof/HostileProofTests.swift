import Configurations
import Documents
import Foundation
import Goldens
import Testing

@testable import Decisions

/// Configurations that are made to keep a proof busy: it ends, and says what it could not do.
@Suite struct HostileProofTests {
  /// A tenth of what `prove` takes, for a build without optimisation.
  private static let budget = ProofBudget(questions: 40_000, steps: 5_000_000)

  private static let many = Slice.count(100, whole: 300)

  /// The shipped safety with more of it below a key, and a claim of nothing but denials.
  private static func results(
    _ key: String, _ items: [String], claiming condition: String = "runs.active > 0"
  ) throws -> [ClaimResult] {
    let files = try Repository.files().map { file -> SourceFile in
      guard file.path == "safety/guardrails.yaml" else { return file }
      var text = String(decoding: file.bytes, as: UTF8.self)
      let more = items.map { "\n  - \($0)" }.joined()
      text = text.replacing("\n\(key):", with: "\n\(key):\(more)", maxReplacements: 1)
      text += "  - {id: more, title: More, verdict: [deny], for_all: '\(condition)'}\n"
      return SourceFile(path: file.path, text: text)
    }
    return Proof(try WeakenedSafety.configuration(of: files), budget: budget).results()
  }

  private static func isTold(_ result: ClaimResult?) -> Bool {
    switch result?.outcome {
    case .tooLarge?, .undecided?: true
    case .proved?, .refuted?, nil: false
    }
  }

  @Test func `ends with very many denials about one number`() throws {
    let items = (0..<Self.many).map {
      "{id: d\($0), title: T, when: 'run.attempt > \($0) && runs.failed_in_a_row == \($0)'}"
    }
    let results = try Self.results("deny", items)
    #expect(results.count == 9)
    #expect(results.contains { Self.isTold($0) })
  }

  @Test func `goes through very many denials about the same few values`() throws {
    let items = (0..<Self.many).map {
      "{id: d\($0), title: T, when: 'run.attempt > \($0 % 5 + 3) && action.starts_run'}"
    }
    let results = try Self.results(
      "deny", items, claiming: "run.attempt > 10 && action.starts_run")
    guard case .proved = results.first(where: { $0.id == "more" })?.outcome else {
      Issue.record("\(results.map(\.outcome))")
      return
    }
  }

  @Test func `ends with a chain of conditions that all hang together`() throws {
    let fields = [
      "run.attempt", "run.workers", "run.rows_read", "run.rows_written", "log.lines", "log.errors",
      "log.warnings", "baseline.batches", "runs.failed_in_a_row", "table.rows",
      "table.changed_columns", "incident.attempt",
    ]
    let items = zip(fields, fields.dropFirst()).map { first, second in
      "{id: '\(first)', title: T, when: '\(first) > 3 && \(second) < 9 || \(first) == 5'}"
    }
    let all = fields.map { "\($0) > 2" }.joined(separator: " && ")
    let results = try Self.results("ask", items, claiming: all)
    #expect(Self.isTold(results.first { $0.id == "more" }))
  }

  @Test func `ends with a list whose elements are told apart in very many ways`() throws {
    let items = (0..<40).map {
      "{id: d\($0), title: T, when: 'table.columns.exists(c, c.name == \"c\($0)\")'}"
    }
    let results = try Self.results("deny", items)
    guard case .tooLarge(let parts) = results.first(where: { $0.id == "more" })?.outcome else {
      Issue.record("\(results.map(\.outcome))")
      return
    }
    #expect(parts.contains("table.columns"))
  }

  @Test func `ends with hundreds of freezes`() throws {
    let items = (0..<Slice.count(300, whole: 1_000)).map { index in
      let day = index % 28 + 1
      return index % 2 == 0
        ? "{id: f\(index), title: T, from: \"2026-01-\(day < 10 ? "0" : "")\(day)T00:00:00Z\", "
          + "until: \"2027-01-01T00:00:\(10 + index % 50)Z\"}"
        : "{id: f\(index), title: T, weekly: Mon 0\(index % 10):\(10 + index % 50) to "
          + "Tue 0\(index % 9):00, zone: Europe/Berlin}"
    }
    let results = try Self.results("freeze", items)
    #expect(results.count == 9)
  }
}
