import Configurations
import Foundation
import Healing
import Incidents
import Synchronization
import Testing

@testable import Lakes

/// When the data are looked at: where a rule waits for them, and not before.
@Suite struct LazinessTests {
  @Test(arguments: [
    // By a log alone, a run is started again; its verification looks at the data.
    ("throttled_once", hasDataRules: false, Outcome.resolved, gathered: 1),
    // Rules over data wait for them, and so does the verification.
    ("throttled_once", hasDataRules: true, .resolved, gathered: 2),
    // What may not be done as far as is known is judged again on everything.
    ("script_bug", hasDataRules: false, .escalated, gathered: 0),
    ("script_bug", hasDataRules: true, .escalated, gathered: 1),
  ])
  func `asks for data where somebody waits for them`(
    breakage: String, hasDataRules: Bool, outcome: Outcome, gathered: Int
  ) async throws {
    let fixture = try LakeFixture(breakage) { path, text in
      guard !hasDataRules, ["rules/data.yaml", "rules/statistics.yaml"].contains(path) else {
        return text
      }
      return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        if line.hasPrefix("for:") { return [Substring]() }
        return line.hasPrefix("owner:") ? [line, "for: {jobs: [other]}"] : [line]
      }.joined(separator: "\n")
    }
    defer { fixture.remove() }
    let world = FrugalWorld(world: try fixture.lake())
    let incident = try await fixture.heal(world: world, journal: try fixture.journal())
    #expect(incident.end?.outcome == outcome, "\(incident.end?.reason ?? "-")")
    #expect(world.gatherings.number == gathered)
  }
}

/// The lake, which leaves out the data until it is asked for them.
private struct FrugalWorld: GatheringWorld {
  let world: Lake
  let gatherings = Gatherings()

  final class Gatherings: Sendable {
    private let count = Mutex(0)

    var number: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) throws(WorldError) -> Evidence {
    var evidence = try world.evidence(for: event, run: run, environment: environment)
      .withoutData(because: "not asked for")
    evidence.isWithoutData = true
    return evidence
  }

  func completed(_ evidence: Evidence) throws(WorldError) -> Evidence {
    gatherings.add()
    return try world.evidence(
      for: evidence.event, run: evidence.run.id, environment: evidence.environment)
  }
}
