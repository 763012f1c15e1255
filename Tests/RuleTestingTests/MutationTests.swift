import Configurations
import Documents
import Foundation
import Goldens
import Testing

@testable import RuleTesting

@Suite struct MutationTests {
  @Test(arguments: [
    ("a == 1", ["!=", "2", "0"]),
    ("x > 1.5 && y", ["true", "true", "||", ">=", "<=", "1.65", "1.35"]),
    ("a || b && c", ["false", "false", "&&", "true", "true", "||"]),
    ("s == \"a && 3 < 4\"", ["!="]), ("f(a1, b2)", []),
    (
      "(p && q) || r",
      [
        "false", "false", "&&", "true", "true", "||",
      ]
    ),
  ])
  func `changes signs, numbers and clauses, and no text or name`(
    text: String, replacements: [String]
  ) {
    #expect(
      ConditionMutations.changes(in: text).map(\.replacement).sorted() == replacements.sorted())
  }

  @Test func `finds mutants by the keys of the dialect, each at its place`() throws {
    let file = SourceFile(
      path: "safety.yaml",
      text: """
        kintsugi: safety/v1
        authority:
          dev: {alone: [retry, escalate], ask: [rollback]}
        limits:
          - {id: tries, at_most: 3 actions, per: job, within: 1h}
        deny:
          - id: x
            when: env == "prod"
        """)
    let found = MutantFinder.mutants(of: file)
    #expect(
      found.map(\.words) == [
        "authority dev, alone: `retry` became `escalate`",
        "authority dev, ask: `rollback` became `escalate`", "limit tries: `3` became `4`",
        "limit tries: `3` became `2`", "deny x: `==` became `!=`",
      ])
    for mutant in found {
      let place = mutant.span.start.offset..<mutant.span.end.offset
      #expect(String(decoding: file.bytes[place], as: UTF8.self) == mutant.original)
      let changed = String(decoding: mutant.applied(to: file).bytes, as: UTF8.self)
      #expect(changed != String(decoding: file.bytes, as: UTF8.self))
    }
  }

  @Test func `tells what tests notice from what they do not, with a case that would`() throws {
    let files = try Repository.files()
    let configuration = try Repository.configuration()
    let folder = Repository.root.appending(path: "safety").path
    let text = """
      kintsugi: tests/v1
      env: dev
      evidence: {throttled: ../examples/incidents/throttled_once}
      tests:
        - {name: it, given: throttled, expect: {chooses: retry, verdict: allow}}
        - {name: third, given: throttled, set: {limits.tries-per-job: 3}, expect: {verdict: deny}}
      """
    let checked = RuleTestFile.read(
      SourceFile(path: "x.test.yaml", text: text), for: configuration)
    let testing = try MutationTesting(
      configuration, of: files, testedBy: [(try #require(checked.value), folder)])
    #expect(testing.failing == [])
    let mutants = testing.mutants.filter { $0.owner == "limit tries-per-job" }
    #expect(mutants.map(\.replacement) == ["4", "2"])
    guard case .killed(by: "third") = testing.fate(of: mutants[0]) else {
      Issue.record("a larger budget must be noticed")
      return
    }
    guard case .survived = testing.fate(of: mutants[1]) else {
      Issue.record("a smaller budget is not noticed")
      return
    }
    let killer = try #require(testing.killer(of: mutants[1]))
    #expect(killer.contains("limits.tries-per-job: 2"))
    #expect(killer.contains("expect: {verdict: allow"))
  }
}
