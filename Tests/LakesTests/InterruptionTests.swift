import Configurations
import Healing
import Incidents
import Synchronization
import Testing

@testable import Lakes

/// What becomes of incidents while evidence cannot be had just now.
@Suite struct InterruptionTests {
  /// How many gatherings are interrupted, from which one on, and what becomes of the incident.
  @Test(arguments: [
    (first: 0, count: 3, outcome: Outcome.resolved, minutes: 3),
    // The third gathering is for the verification.
    (first: 2, count: 3, outcome: .resolved, minutes: 3),
    (first: 0, count: .max, outcome: .escalated, minutes: 10),
    (first: 2, count: .max, outcome: .escalated, minutes: 10),
  ])
  func `asks again for a while, then takes what is unknown for unknown`(
    _ row: (first: Int, count: Int, outcome: Outcome, minutes: Int)
  ) async throws {
    let fixture = try LakeFixture("damaged_file")
    defer { fixture.remove() }
    let world = InterruptedWorld(world: try fixture.lake(), first: row.first, count: row.count)
    let begin = world.now()
    let incident = try await fixture.heal(world: world, journal: try fixture.journal())
    #expect(incident.end?.outcome == row.outcome, "\(incident.end?.reason ?? "-")")
    let waited = Int((world.now() - begin).components.seconds) / 60
    #expect(waited >= row.minutes && waited <= row.minutes + 5, "waited \(waited) minutes")
  }
}

/// The lake, some of whose gatherings of evidence come back without the data.
private struct InterruptedWorld: GatheringWorld {
  let world: Lake
  let gatherings = Gatherings()
  let missed: Range<Int>

  init(world: Lake, first: Int, count: Int) {
    self.world = world
    missed = first..<(count == .max ? .max : first + count)
  }

  final class Gatherings: Sendable {
    private let count = Mutex(0)

    /// The number of this one, from 0.
    func next() -> Int {
      count.withLock { count in
        defer { count += 1 }
        return count
      }
    }
  }

  func evidence(
    for event: Event, run: String, environment: String
  ) throws(WorldError) -> Evidence {
    let evidence = try world.evidence(for: event, run: run, environment: environment)
    guard missed.contains(gatherings.next()) else { return evidence }
    var blind = evidence.withoutData(because: "S3 is away")
    blind.interruption = "S3 is away"
    return blind
  }
}
