import Configurations
import Documents
import Foundation
import Goldens
import Healing
import Incidents
import Testing

@testable import Decisions

/// What a proposal comes to: the next best where it is denied, and what chance has a say in.
@Suite struct DeliberationTests {
  private static let workday = Timestamp(seconds: 1_795_521_600)

  /// The shipped configuration with other words in its policy, and one action learned beyond doubt.
  private static func engine(
    _ changes: [(old: String, new: String)], learned: String? = nil
  ) throws -> Engine {
    let files = try Repository.files().map { file in
      guard file.path == "policies/healer.yaml" else { return file }
      var text = String(decoding: file.bytes, as: UTF8.self)
      for (old, new) in changes {
        try #require(text.contains(old))
        text = text.replacingOccurrences(of: old, with: new)
      }
      return SourceFile(path: file.path, text: text)
    }
    let configuration = try #require(ConfigurationLoader.load(files).value)
    guard let learned else { return Engine(configuration) }
    var cells: [ActionValues.Place: ActionValues.Cell] = [:]
    for state in 0..<configuration.policy.stateCount {
      for action in configuration.policy.actions {
        cells[ActionValues.Place(state: state, action: action.name)] = ActionValues.Cell(
          value: action.name == learned ? 5 : 0, visits: 100)
      }
    }
    return Engine(configuration, values: ActionValues(cells))
  }

  private static let addedColumn = Result { try recording("added_column") }
  private static let throttledOnce = Result { try recording("throttled_once") }

  private static func recording(_ name: String) throws -> Recording {
    try Recording(folder: Repository.incidents.appending(path: name).path)
  }

  private static func decision(
    by engine: Engine, on incident: String = "added_column", in environment: String = "dev",
    chance: UInt64? = nil, performed: Int = 0, asking wanted: String? = nil
  ) throws -> Decision {
    let recording = incident == "added_column" ? addedColumn : throttledOnce
    let evidence = try recording.get().evidence(
      project: engine.configuration.project, environment: environment, at: workday)
    let plain = Circumstances.untouched(engine.configuration)
    return engine.decision(
      on: evidence, after: HealingHistory(openedAt: workday, performedActions: performed),
      under: Circumstances(
        killSwitch: .off, usage: plain.usage, chance: chance, obstacles: { _ in [] }),
      asking: wanted, at: workday)
  }

  private static let nextBest = (old: "when_denied: escalate", new: "when_denied: next_best")

  @Test func `hands over what is denied, or does the next best where the policy wants it`() throws {
    let plain = try Self.decision(by: Self.engine([], learned: "retry"))
    #expect(plain.proposal.action == "retry")
    #expect(plain.judgement.verdict == .deny)
    #expect(plain.executed == "escalate")
    #expect(plain.nextBest == nil)

    let next = try Self.decision(by: Self.engine([Self.nextBest], learned: "retry"))
    #expect(next.proposal == plain.proposal, "the proposal stays on record")
    #expect(next.judgement == plain.judgement)
    // Of what is allowed, nothing surely beats what the prior says of it.
    #expect(next.executed == "coerce_schema")
    #expect(next.action.name == "coerce_schema")
    #expect(next.nextBest?.verdict == .allow)
    #expect(next.figures.tables == 1, "what it costs is what is executed")
  }

  @Test func `has no next best for what was asked for, and none where nothing is allowed`() throws {
    let engine = try Self.engine([Self.nextBest], learned: "retry")
    #expect(try Self.decision(by: engine, asking: "retry").executed == "escalate")
    let prod = try Self.decision(by: engine, in: "prod")
    #expect(prod.judgement.verdict == .deny)
    #expect(prod.executed == "escalate")
  }

  @Test func `does nothing else where a person is asked`() throws {
    let engine = try Self.engine([Self.nextBest])
    let asked = try Self.decision(by: engine, in: "prod")
    #expect(asked.judgement.verdict == .ask)
    #expect(asked.executed == "escalate")
    #expect(asked.asked?.action.name == "coerce_schema")
  }

  private static let always = (old: "explore: 0%  ", new: "explore: 100%")
  private static let often = (old: "explore: 0%  ", new: "explore: 40% ")

  @Test func `explores only what is allowed and can be taken back, as often as it says`() throws {
    let engine = try Self.engine([Self.often])
    var counts: [String: Int] = [:]
    var propensities: [String: Double] = [:]
    let count = 400
    for seed in 0..<count {
      let decision = try Self.decision(by: engine, on: "throttled_once", chance: UInt64(seed))
      counts[decision.executed, default: 0] += 1
      propensities[decision.executed] = decision.proposal.propensity
      #expect(decision.judgement.verdict == .allow)
      if decision.executed != "retry" {
        #expect(decision.proposal.origin == .explored(instead: "retry"))
      } else {
        #expect(decision.proposal.origin == .prior(row: 6))
      }
    }
    let plain = try Self.decision(by: engine, on: "throttled_once", chance: 0)
    let allowed = plain.proposal.candidates.filter { $0.verdict == .allow }.map(\.action)
    #expect(Set(counts.keys) == Set(allowed).subtracting(["log"]))
    #expect(counts.count >= 3)
    #expect(abs(propensities.values.reduce(0, +) - 1) < 1e-12)
    for (action, propensity) in propensities {
      #expect(abs(Double(counts[action] ?? 0) / Double(count) - propensity) < 0.07, "\(action)")
    }
  }

  @Test func `draws the same for the same incident and attempt, else something else`() throws {
    let engine = try Self.engine([Self.always])
    func drawn(_ seed: Int, _ performed: Int) throws -> String {
      try Self.decision(
        by: engine, on: "throttled_once", chance: UInt64(seed), performed: performed
      ).executed
    }
    let first = try (0..<40).map { try drawn($0, 0) }
    #expect(first == (try (0..<40).map { try drawn($0, 0) }))
    #expect(first != (try (0..<40).map { try drawn($0, 1) }))
  }

  @Test func `leaves nothing to chance in the strictest environment, unless declared`() throws {
    let engine = try Self.engine([Self.always])
    let open = try Self.engine([(Self.always.old, "explore: 100%\n  explore_in: [prod]\n ")])
    for seed in 0..<20 {
      let prod = try Self.decision(
        by: engine, on: "throttled_once", in: "prod", chance: UInt64(seed))
      #expect(prod.proposal.propensity == 1)
      #expect(prod.proposal.action == "retry")
      let dev = try Self.decision(by: open, on: "throttled_once", in: "dev", chance: UInt64(seed))
      #expect(dev.proposal.propensity == 1)
    }
    let explored = try (0..<20).map {
      try Self.decision(by: open, on: "throttled_once", in: "prod", chance: UInt64($0)).proposal
    }
    #expect(explored.contains { if case .explored = $0.origin { true } else { false } })
  }

  @Test func `leaves nothing to chance where nothing is done, or one action asked for`() throws {
    let engine = try Self.engine([Self.always])
    let dry = try Self.decision(by: engine, on: "throttled_once")
    #expect(dry.proposal.action == "retry")
    #expect(dry.proposal.propensity == nil)
    for seed in 0..<20 {
      let asked = try Self.decision(
        by: engine, on: "throttled_once", chance: UInt64(seed), asking: "scale_up")
      #expect(asked.proposal.action == "scale_up")
      #expect(asked.proposal.propensity == 1)
    }
  }
}
