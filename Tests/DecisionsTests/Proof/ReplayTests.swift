import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Incidents
import RuleTesting
import Testing

/// Counterexamples as tests of the dialect: run by the runner of tests, decided by the engine.
@Suite struct ReplayTests {
  private static let tests = "safety/guardrails.test.yaml"

  /// A file of tests with three pieces of evidence.
  private static func file(_ configuration: Configuration) throws -> RuleTestFile {
    let text = """
      kintsugi: tests/v1
      evidence:
        throttled: ../examples/incidents/throttled_once
        widened: ../examples/incidents/widened_type
        damaged: ../examples/incidents/truncated_parquet
      tests: [{name: none, given: throttled, expect: {fires: []}}]
      """
    return try #require(
      RuleTestFile.read(SourceFile(path: tests, text: text), for: configuration).value)
  }

  private static var folder: String { Repository.root.appending(path: "safety").path }

  @Test(arguments: WeakenedSafety.all)
  func `is a test that holds of the weaker safety, and fails on what is shipped`(
    _ weakened: WeakenedSafety
  ) throws {
    let configuration = try WeakenedSafety.configuration(of: weakened.files())
    let result = try #require(
      Proof(configuration).authorsResults().first { $0.id == weakened.claim })
    guard case .refuted(let example) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    let file = try Self.file(configuration)
    let replay = CounterexampleReplay(configuration, tests: [(file, Self.folder)])
    let found = try #require(replay.smallest(of: example, against: result))
    #expect(found.file == Self.tests)
    #expect(found.decision.judgement.verdict == weakened.verdict)
    // Nothing is in it that need not be.
    #expect(found.text.split(separator: "\n").count <= 7, "\(found.text)")
    #expect(try Self.failures(of: found.text, in: file, by: configuration) == [])
    let sound = try WeakenedSafety.configuration(of: WeakenedSafety.claimed())
    #expect(try Self.failures(of: found.text, in: file, by: sound) == ["verdict"], "\(found.text)")
  }

  /// What a case pasted into a file with the same evidence fails by.
  private static func failures(
    of text: String, in file: RuleTestFile, by configuration: Configuration
  ) throws -> [String] {
    let evidence = file.fixtures.map { "  \($0.name): \($0.paths.first ?? "")\n" }.joined()
    let cases = text.split(separator: "\n").map { "  \($0)\n" }.joined()
    let pasted = SourceFile(
      path: tests, text: "kintsugi: tests/v1\nevidence:\n\(evidence)tests:\n\(cases)")
    let checked = RuleTestFile.read(pasted, for: configuration)
    let read = try #require(checked.value)
    #expect(checked.diagnostics == [])
    let results = try RuleTestRunner(engine: Engine(configuration)).results(of: read, in: folder)
    #expect(results.count == 1)
    return results.flatMap(\.failures).map(\.key)
  }

  @Test func `makes up evidence where a project has no tests`() throws {
    let weakened = try #require(WeakenedSafety.all.first)
    let configuration = try WeakenedSafety.configuration(of: weakened.files())
    let result = try #require(
      Proof(configuration).authorsResults().first { $0.id == weakened.claim })
    guard case .refuted(let example) = result.outcome else {
      Issue.record("the weakened claim is not refuted")
      return
    }
    let found = try #require(
      CounterexampleReplay(configuration, tests: []).smallest(of: example, against: result))
    #expect(found.evidence?.contains("\"job\": \"ingest_flights\"") == true)
    #expect(found.decision.judgement.verdict == weakened.verdict)
  }
}
