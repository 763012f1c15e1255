import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Healing
import Incidents
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
        "authority dev, ask: `rollback` became `nothing`", "limit tries: `3` became `4`",
        "limit tries: `3` became `2`", "deny x: `env == \"prod\"` became `\"false\"`",
        "deny x: `==` became `!=`",
      ])
    for mutant in found where mutant.replacement != "nothing" {
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

  @Test func `moves edges of bins on both sides, and takes actions out of lists`() {
    let file = SourceFile(
      path: "policy.yaml",
      text: """
        kintsugi: policy/v1
        state:
          a:
            bins: {low: under 10, middle: 10 to under 20, high: 20 or more}
          b: {bins: {few: under 1.5%, many: 1.5% or more}}
        """)
    let found = MutantFinder.mutants(of: file)
    #expect(
      found.map(\.words) == [
        "state a: `10` became `11`", "state a: `10` became `9`", "state a: `20` became `21`",
        "state a: `20` became `19`", "state b: `1.5` became `1.65`", "state b: `1.5` became `1.35`",
      ])
    let texts = found.map { String(decoding: $0.applied(to: file).bytes, as: UTF8.self) }
    #expect(texts[1].contains("{low: under 9, middle: 9 to under 20, high: 20 or more}"))
    #expect(texts[4].contains("{few: under 1.65%, many: 1.65% or more}"))
    let safety = SourceFile(
      path: "s.yaml",
      text: "kintsugi: safety/v1\nauthority: {dev: {ask: [a, b, escalate]}}\n")
    #expect(
      MutantFinder.mutants(of: safety).map {
        String(decoding: $0.applied(to: safety).bytes, as: UTF8.self)
      } == [
        "kintsugi: safety/v1\nauthority: {dev: {ask: [b, escalate]}}\n",
        "kintsugi: safety/v1\nauthority: {dev: {ask: [a, escalate]}}\n",
      ])
  }

  @Test func `drops each of several triggers, and each exception`() {
    let file = SourceFile(
      path: "rules.yaml",
      text: """
        kintsugi: rules/v1
        rules:
          - id: a
            when:
              any:
                - log:
                    matches: [x]
                    at_least: 3
                - run.state == "TIMEOUT"
            unless: is_backfill
          - id: b
            when: {any: [{volume: {drops: 5%}}]}
        """)
    let found = MutantFinder.mutants(of: file)
    #expect(
      found.map(\.words) == [
        "rule a: `log: …` became `\"false\"`", "rule a: `3` became `4`", "rule a: `3` became `2`",
        "rule a: `run.state == \"TIMEOUT\"` became `\"false\"`", "rule a: `==` became `!=`",
        "rule a: `is_backfill` became `\"false\"`", "rule b: `5` became `6`",
        "rule b: `5` became `4`",
      ])
    let changed = String(decoding: found[0].applied(to: file).bytes, as: UTF8.self)
    #expect(changed.contains("any:\n        - \"false\"\n        - run.state"))
  }

  /// Every case that is offered must load, hold before the change and fail after it.
  @Test(arguments: [
    "rule null-spike", "rule rows-unusual", "deny rerun-not-safe", "remedies disk_full",
    "authority staging, alone", "rule wrote-nothing",
  ])
  func `offers cases that can be pasted and notice`(owner: String) throws {
    let files = try Repository.files()
    let configuration = try Repository.configuration()
    let folder = Repository.root.appending(path: "safety").path
    let head = """
      kintsugi: tests/v1
      env: dev
      evidence:
        throttled: ../examples/incidents/throttled_once
        damaged: ../examples/incidents/truncated_parquet
        silent: ../examples/evidence/silent_run.json
        usual:
          swing: 0%
          columns: {carrier: {type: string, values: {UA: 60%, DL: 40%}}}
      tests:
        - {name: one, given: throttled, expect: {anomaly: throttled}}
        - {name: two, given: damaged, expect: {anomaly: corrupt_file}}
        - name: three
          given: usual
          batch: {columns: {carrier: {nulls: 9%}}}
          expect: {rule: null-spike}
        - {name: four, given: usual, expect: {fires: []}}
        - name: five
          given: throttled
          set: {log: No space left on device}
          expect: {rule: disk-full}
        - name: six
          given: silent
          set: {run.rows_read: 5000, run.rows_written: 0}
          expect: {fires: [wrote-nothing]}

      """
    func testing(_ text: String) throws -> MutationTesting {
      let checked = RuleTestFile.read(
        SourceFile(path: "x.test.yaml", text: text), for: configuration)
      #expect(checked.diagnostics.map(\.message) == [])
      return try MutationTesting(
        configuration, of: files, testedBy: [(try #require(checked.value), folder)])
    }
    let plain = try testing(head)
    #expect(plain.failing == [])
    var offered = 0
    for mutant in plain.mutants where mutant.owner == owner && offered < 3 {
      guard case .survived = plain.fate(of: mutant), let killer = plain.killer(of: mutant) else {
        continue
      }
      offered += 1
      let item = killer.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
      let extended = try testing(head + item + "\n")
      #expect(extended.failing == [], "\(killer)")
      guard case .killed = extended.fate(of: mutant) else {
        Issue.record("the case does not notice: \(mutant.words)\n\(killer)")
        continue
      }
    }
    #expect(offered > 0)
  }

  /// The short way and the long one come to the same.
  @Test func `decides on kept answers what an engine decides on evidence`() throws {
    let engine = Engine(try Repository.configuration())
    for name in try FileManager.default.contentsOfDirectory(atPath: Repository.incidents.path)
    where name != "README.md" {
      let recording = try Recording(folder: Repository.incidents.appending(path: name).path)
      let now = recording.newestTime
      let evidence = try recording.evidence(
        project: engine.configuration.project, environment: "dev", at: now)
      let history = HealingHistory(openedAt: now)
      let circumstances = Circumstances.untouched(engine.configuration)
      let whole = engine.decision(on: evidence, after: history, under: circumstances, at: now)
      let answers = engine.answers(on: evidence, at: now)
      #expect(engine.decision(on: answers, after: history, under: circumstances) == whole)
      let twin = Engine(engine.configuration, like: engine)
      let some = Set(engine.configuration.rules.map(\.id).prefix(40))
      let again = twin.answers(like: answers, asking: some)
      #expect(twin.decision(on: again, after: history, under: circumstances) == whole)
      #expect(some.allSatisfy { again.isSame(as: answers, for: $0) })
    }
  }
}
