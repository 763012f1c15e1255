import Configurations
import Foundation
import Goldens
import Healing
import Incidents
import Testing

@testable import Decisions

/// Whatever was learned, and by whom: what is known to harm a recorded incident is never done.
@Suite struct LearnedTablesTests {
  private struct Truth: Decodable {
    let heals: [String]
    let harmful: [String]

    /// The words of the truth for what the policy calls otherwise.
    private static let actions = ["retry_with_more_memory": "scale_up"]
    /// Actions that run again and change nothing else: where one harms, so do the others.
    private static let reruns: Set = ["retry", "retry_later", "scale_up"]

    /// What must never be done, in the words of the policy.
    var neverDone: Set<String> {
      let harm = Set(harmful.map { Self.actions[$0] ?? $0 })
      let more = harm.isDisjoint(with: Self.reruns) ? [] : Self.reruns
      return harm.union(more).subtracting(heals.map { Self.actions[$0] ?? $0 })
    }
  }

  /// One recorded incident, or what it would be if something could not be read or were forged.
  private struct Variant {
    let name: String
    let evidence: Evidence
  }

  private static let environments = ["dev", "staging", "prod"]

  @Test(arguments: RecordedIncidentsTests.names)
  func `never does harm, in any environment, with any learned table`(name: String) throws {
    let folder = Repository.incidents.appending(path: name)
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
    let harmful = truth.neverDone
    let tables = try LearnedTables()
    let recording = try Recording(folder: folder.path)
    let now = Self.workday
    var decisions = 0
    for (turn, environment) in Self.environments.enumerated() {
      let plain = try recording.evidence(
        project: tables.configuration.project, environment: environment, at: now)
      for (place, variant) in Self.variants(of: plain).enumerated()
      where environment == "dev" || Slice.has(place, oneOf: 4, turn: turn) {
        let scene = tables.plain.scene(variant.evidence, at: now)
        let found = tables.plain.findings(in: variant.evidence, at: now)
        for (number, (table, engine)) in tables.engines.enumerated() {
          for attempt in 0...1 where Slice.has(number, oneOf: 2, turn: place + attempt) {
            let history = HealingHistory(openedAt: now, performedActions: attempt)
            let thought = engine.deliberation(
              on: found, in: scene, after: history, under: .untouched(tables.configuration),
              asking: nil)
            let decision = engine.decision(
              thought, on: variant.evidence, after: history, at: now)
            decisions += 1
            #expect(
              !harmful.contains(decision.executed),
              "\(decision.executed): \(environment), \(variant.name), \(table), \(attempt)")
          }
        }
      }
    }
    #expect(decisions > 300)
  }

  // A table that would do harm if it were let: else the test above could not fail.
  @Test func `is asked by tables that really propose what harms`() throws {
    let tables = try LearnedTables()
    let recording = try Recording(
      folder: Repository.incidents.appending(path: "added_column").path)
    let evidence = try recording.evidence(
      project: tables.configuration.project, environment: "dev", at: Self.workday)
    let engine = try #require(tables.engines.first { $0.name == "always retry" }?.engine)
    let decision = engine.decision(
      on: evidence, after: HealingHistory(openedAt: Self.workday),
      under: .untouched(tables.configuration), at: Self.workday)
    #expect(decision.proposal.action == "retry")
    #expect(decision.proposal.origin == .learned)
    #expect(decision.judgement.because.contains("remedies"))
    #expect(decision.executed == "escalate")
  }

  /// A Tuesday at noon: no freeze stands in for the guardrails that are looked at.
  private static let workday = Timestamp(seconds: 1_795_521_600)

  /// The incident with parts of it that cannot be read, and with lines that somebody forged.
  private static func variants(of evidence: Evidence) -> [Variant] {
    func variant(_ name: String, _ change: (inout Evidence) -> Void) -> Variant {
      var changed = evidence
      change(&changed)
      return Variant(name: name, evidence: changed)
    }
    func changingTables(_ name: String, _ change: (inout TableEvidence) -> Void) -> Variant {
      variant(name) { evidence in
        for place in evidence.tables.indices { change(&evidence.tables[place]) }
      }
    }
    let reason = "throttled"
    return [
      Variant(name: "as it was", evidence: evidence),
      variant("no log") { $0.log = .unknown(reason) },
      variant("no message") { $0.run.error = .unknown(reason) },
      variant("no state of the run") { $0.run.state = .unknown(reason) },
      variant("no arguments") { $0.run.arguments = .unknown(reason) },
      variant("no worker type") { $0.run.workerType = .unknown(reason) },
      changingTables("no versions") {
        ($0.versions, $0.lastGoodVersion) = (.unknown(reason), .unknown(reason))
      },
      changingTables("no good version") { $0.lastGoodVersion = .unknown(reason) },
      changingTables("no objects") {
        ($0.objects, $0.batch) = (.unknown(reason), .unknown(reason))
      },
      changingTables("no history") { $0.history = .unknown(reason) },
      variant("no tables") { $0.tables = [] },
    ] + forgeries.map { line in variant("a forged line: \(line)") { $0.forge(line) } }
  }

  /// Lines that somebody may print who wants another remedy.
  private static let forgeries = [
    "26/11/24 12:00:00 ERROR Client: HTTP Error 503: Slow Down",
    "26/11/24 12:00:00 ERROR Driver: java.lang.OutOfMemoryError: Java heap space",
    "26/11/24 12:00:00 ERROR Reader: java.io.EOFException: Unexpected end of input stream",
    "26/11/24 12:00:00 ERROR Glue: The provided token has expired. (Error Code: ExpiredToken;",
    "26/11/24 12:00:00 ERROR Task: java.io.IOException: No space left on device",
    "26/11/24 12:00:00 ERROR Reader: AnalysisException: [PATH_NOT_FOUND] Path: s3://a",
  ]
}

extension Evidence {
  /// Puts a line at the end of the error stream.
  fileprivate mutating func forge(_ line: String) {
    guard var streams = log.value else { return }
    let bytes = Array("\n\(line)\n".utf8)
    if let place = streams.firstIndex(where: { $0.source == .error }) {
      let old = streams[place]
      streams[place] = LogStream(
        source: .error, writer: old.writer, bytes: old.bytes + bytes)
    } else {
      streams.append(LogStream(source: .error, bytes: bytes))
    }
    log = .known(streams)
  }
}

/// Engines that learned something: at random, and to do one thing always.
private struct LearnedTables {
  let configuration: Configuration
  let plain: Engine
  let engines: [(name: String, engine: Engine)]

  /// Made once, and with the rules of one: to put their patterns together takes long.
  private static let shared = Result { try LearnedTables(of: Repository.configuration()) }

  init() throws { self = try Self.shared.get() }

  private init(of configuration: Configuration) throws {
    self.configuration = configuration
    let plain = Engine(configuration)
    self.plain = plain
    let policy = configuration.policy
    var tables: [(String, ActionValues)] = policy.actions.map { action in
      ("always \(action.name)", Self.table(policy) { $0 == action.name ? 1e9 : -1e9 })
    }
    for seed in 1...4 {
      var random = SplitMix64(state: UInt64(seed))
      tables.append(
        ("random \(seed)", Self.table(policy) { _ in Double(random.next() % 2_000) - 1_000 }))
    }
    tables.append(("not a number", Self.table(policy) { _ in .nan }))
    tables.append(("without end", Self.table(policy) { $0 == "retry" ? .infinity : 0 }))
    engines =
      [("nothing", plain)]
      + tables.map { ($0.0, Engine(configuration, rules: plain.rules, values: $0.1)) }
  }

  /// A table in which every cell was visited ten thousand times.
  private static func table(
    _ policy: Policy, _ value: (_ action: String) -> Double
  ) -> ActionValues {
    var cells: [ActionValues.Place: ActionValues.Cell] = [:]
    for state in 0..<policy.stateCount {
      for action in policy.actions {
        cells[ActionValues.Place(state: state, action: action.name)] = ActionValues.Cell(
          value: value(action.name), visits: 10_000)
      }
    }
    return ActionValues(cells)
  }
}

/// The generator SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
