import Configurations
import Documents
import Foundation
import Goldens
import Incidents
import Testing

@testable import Decisions

@Suite struct ProofTests {
  @Test func `proves what is shipped, and every built-in claim`() throws {
    let results = Proof(try Repository.configuration()).results()
    #expect(results.count == 8)
    for result in results {
      guard case .proved(let combinations) = result.outcome else {
        Issue.record("\(result.id): \(result.outcome)")
        continue
      }
      #expect(combinations > 0, "\(result.id)")
    }
  }

  @Test func `proves claims of each kind of condition`() throws {
    let configuration = try WeakenedSafety.configuration(of: WeakenedSafety.claimed())
    for result in Proof(configuration).authorsResults() {
      guard case .proved = result.outcome else {
        Issue.record("\(result.id): \(result.outcome)")
        continue
      }
    }
  }

  @Test(arguments: WeakenedSafety.all)
  func `finds what a weaker guardrail lets through`(_ weakened: WeakenedSafety) throws {
    let configuration = try WeakenedSafety.configuration(of: weakened.files())
    let results = Proof(configuration).authorsResults()
    let result = try #require(results.first { $0.id == weakened.claim })
    guard case .refuted(let example) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(example.action == weakened.action)
    #expect(example.environment == weakened.environment)
    #expect(example.judgement.verdict == weakened.verdict)
    #expect(example.words.joined(separator: "; ").contains(weakened.words), "\(example.words)")
    // Nothing but what the guardrail was about, the anomaly, and what makes it speak.
    #expect(example.words.count <= 3, "\(example.words)")
    // No other claim is touched.
    for other in results where other.id != weakened.claim {
      guard case .refuted(let example) = other.outcome else { continue }
      Issue.record("\(other.id) is false, too: \(example.words)")
    }
  }

  @Test func `asks the very guardrails: tables and all judges together agree`() throws {
    let files = try WeakenedSafety.claimed() + [Self.overlay]
    let configuration = try WeakenedSafety.configuration(of: files)
    var budget = ProofBudget.full
    var generator = SeededGenerator(seed: 20_261_126)
    for space in Proof(configuration).spaces(&budget) {
      let factors = space.ground.factors
      for _ in 0..<10_000 {
        let classes = factors.map { Int.random(in: 0..<$0.classes.count, using: &generator) }
        let strictest = space.tables.map { $0.answer(classes) }.max() ?? 0
        let judgement = space.judgement(on: classes.enumerated().map { ($0, $1) })
        #expect(judgement.verdict.strictness == strictest, "\(classes)")
      }
    }
  }

  /// An overlay with waivers of both kinds.
  static let overlay = SourceFile(
    path: "overlays/prod.yaml",
    text: """
      kintsugi: overlay/v1
      owner: flights-team
      env: prod
      waivers:
        - {id: W-1, waives: wide-quarantine, for: {jobs: [reload_flights]}, reason: Once,
           owner: flights-team, approved_by: data-governance, ticket: D-1, expires: "2027-01-31"}
        - {id: W-2, waives: tries-per-job, raise_to: 6 actions, for: {jobs: [ingest_flights]},
           reason: Once, owner: flights-team, approved_by: data-governance, ticket: D-2,
           expires: "2027-02-28"}
      """)

  @Test func `holds claims over waivers, before and after their end`() throws {
    let claims = #"""

        - id: many-tries
          title: A fourth try is never made
          for_all: action.name == "retry" && env == "prod" && anomaly.severity != "critical"
          verdict: [deny]

      """#
    let files = try Repository.files().map { file in
      file.path == "safety/guardrails.yaml"
        ? SourceFile(path: file.path, text: String(decoding: file.bytes, as: UTF8.self) + claims)
        : file
    }
    let configuration = try WeakenedSafety.configuration(of: files + [Self.overlay])
    var budget = ProofBudget.full
    let spaces = Proof(configuration, in: ["prod"]).spaces(&budget)
    let ground = try #require(spaces.first).ground
    // Before and after both ends, in and out of the weekend.
    #expect(ground.factors[try #require(ground.index[.time])].classes.count == 6)
    // What only the first waiver covers, only the second, and none.
    #expect(ground.factors[try #require(ground.index[.subject])].classes.count == 3)
    let used = ground.factors[try #require(ground.index[.usage(limit: "tries-per-job")])]
    #expect(used.classes.map(\.text).contains("limits.tries-per-job = 5"))
  }

  @Test(arguments: ["2020-02-29T12:00:00Z", "2027-03-01T00:00:00Z", "2090-01-01T00:00:00Z"])
  func `leaves out what was before a time, and nothing after it`(time: String) throws {
    let files = try Repository.files() + [Self.overlay]
    let configuration = try WeakenedSafety.configuration(of: files)
    let begin = try #require(Timestamp(rfc3339: time))
    var budget = ProofBudget.full
    for space in Proof(configuration, from: begin).spaces(&budget) {
      let factor = space.ground.factors[try #require(space.ground.index[.time])]
      let instants = factor.classes.compactMap { one -> Timestamp? in
        if case .now(let instant) = one.part { instant } else { nil }
      }
      #expect(instants.allSatisfy { $0 >= begin })
      // In the weekend and out of it; with waivers, before and after each end that is ahead.
      let ahead = ["2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z"].count { $0 > time }
      let isProd = space.ground.environments == ["prod"]
      #expect(instants.count == (isProd ? 2 * (ahead + 1) : 2))
    }
  }

  @Test func `lists what it cannot take apart`() throws {
    // Two sums of which nobody tries the right numbers.
    let part = "run.workers * 7919 + run.attempt * 104729 == 8741113"
    let results = try Self.results(claiming: part + " && action.changes_catalog")
    guard case .undecided(_, let parts) = try #require(results.last).outcome else {
      Issue.record("\(results)")
      return
    }
    #expect(parts == [part])
  }

  @Test(arguments: [
    ("size(table.changes) > 3", "table.changes = [{lossless: true}, {lossless: true}"),
    ("run.error.matches(\"^No space left.*$\")", "run.error = \"No space left\""),
    ("run.rows_written < run.rows_read", "run.rows_read = 1"),
    (
      "\"x\" in table.null_rate && table.null_rate[\"x\"] > 0.5", "table.null_rate = "
    ),
  ])
  func `finds facts for parts that are left whole, where a few tries do`(
    part: String, words: String
  ) throws {
    let results = try Self.results(claiming: part + " && action.changes_catalog")
    guard case .refuted(let example) = try #require(results.last).outcome else {
      Issue.record("\(results)")
      return
    }
    #expect(example.words.joined(separator: "; ").contains(words), "\(example.words)")
    #expect(example.judgement.verdict != .deny)
  }

  @Test func `is not in doubt about a part that makes no difference`() throws {
    let results = try Self.results(
      claiming: "size(table.changes) > 3 && action.changes_catalog && runs.active > 0")
    guard case .proved = try #require(results.last).outcome else {
      Issue.record("\(results)")
      return
    }
  }

  @Test func `proves nothing by a claim that speaks of no case`() throws {
    let results = try Self.results(claiming: "action.name == \"retry\" && action.changes_data")
    guard case .undecided(let reason, _) = try #require(results.last).outcome else {
      Issue.record("\(results)")
      return
    }
    #expect(reason.contains("never holds"))
  }

  /// The results of the shipped configuration with one claim more, which only denials satisfy.
  static func results(claiming condition: String) throws -> [ClaimResult] {
    let files = try Repository.files().map { file in
      guard file.path == "safety/guardrails.yaml" else { return file }
      let claim = "  - {id: more, title: More, verdict: [deny], for_all: '\(condition)'}\n"
      return SourceFile(
        path: file.path, text: String(decoding: file.bytes, as: UTF8.self) + claim)
    }
    return Proof(try WeakenedSafety.configuration(of: files)).authorsResults()
  }
}
