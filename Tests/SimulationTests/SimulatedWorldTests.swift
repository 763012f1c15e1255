import Configurations
import Foundation
import Goldens
import Learning
import Testing

@testable import Simulation

@Suite struct SimulatedWorldTests {
  /// The tables of a world are an abbreviation of the engine, and say the same.
  @Test func `agrees with the engine on incidents that are played through it`() throws {
    let world = try SmallWorld.world.get()
    let audit = try WorldAudit(
      world,
      in: Repository.root.appending(
        path: "Tests/SimulationTests/data"
      ).path)
    let report = try audit.report(on: world.file.mixes, incidents: 80)
    #expect(report.differences.isEmpty)
    #expect(report.incidents == 80)
    #expect(report.decisions >= 80 * (1 + world.actions.count))
    #expect(report.verifications > 10)
    #expect(try audit.report(on: world.file.mixes, incidents: 80, threads: 3) == report)
    // An audit of other tables than the engine's must notice.
    let other = try WorldAudit(
      world.planting { ($0.prior + 1) % world.actions.count },
      in: Repository.root.appending(path: "Tests/SimulationTests/data").path)
    #expect(try !other.report(on: world.file.mixes, incidents: 8).differences.isEmpty)
  }

  @Test func `asks for the next best of what is denied, where the policy wants that`() throws {
    let worlds = try [SmallWorld.world.get(), SmallWorld.nextBest.get()]
    let widened = try #require(worlds[0].file.causes.firstIndex { $0.name == "widened" })
    let wide = try #require(worlds[0].file.signals.firstIndex { $0.name == "wide" })
    let names = worlds[0].actions.map(\.name)
    let (retry, coerce) = (names.firstIndex(of: "retry"), names.firstIndex(of: "coerce_schema"))
    var performed: [[Int]] = []
    for world in worlds {
      let place = world.place(of: Variant(signal: wide, circumstance: 0, noise: 0))
      var (arena, player) = (Arena(world), Stubborn(action: try #require(retry)))
      let episode = arena.play(
        SimulatedIncident(
          number: 1, cause: widened, circumstance: 0, variant: place, peopleDraw: 0),
        seed: 1, with: &player)
      #expect(episode.refusals > 0, "the proposal was refused, whatever is done instead")
      #expect(episode.violations == 0)
      performed.append(arena.steps.map(\.action))
    }
    #expect(performed[0] == [worlds[0].escalate])
    #expect(performed[1].first == coerce)
    let audit = try WorldAudit(
      worlds[1], in: Repository.root.appending(path: "Tests/SimulationTests/data").path)
    #expect(try audit.report(on: worlds[1].file.mixes, incidents: 40).differences.isEmpty)
  }

  @Test func `is the same on one thread and on many`() throws {
    let one = try SmallWorld.made(threads: 1)
    let many = try SmallWorld.made(threads: 3)
    #expect(one.looks.map(\.appearances) == many.looks.map(\.appearances))
    #expect(one.verified == many.verified)
  }

  @Test func `draws causes, circumstances and noise as often as they are declared`() throws {
    let world = try SmallWorld.world.get()
    let mix = world.file.mixes[0]
    let incidents = (0..<40_000).map { world.incident($0, of: mix, seed: 4) }
    for (cause, share) in mix.shares.enumerated() {
      let found = Double(incidents.count { $0.cause == cause }) / 40_000
      #expect(abs(found - share) < 0.01)
    }
    let appending = Double(incidents.count { $0.circumstance == 1 }) / 40_000
    #expect(abs(appending - 0.1) < 0.01)
    let silent = incidents.count { world.variant(at: $0.variant).noise == 2 }
    #expect(abs(Double(silent) / 40_000 - 0.05) < 0.01)
  }

  @Test func `gives every policy the same luck for the same action`() throws {
    let world = try SmallWorld.world.get()
    let mix = world.file.mixes[0]
    var arena = Arena(world)
    let incidents = world.incidents(of: mix, seed: 3, count: 300)
    var player = Always(action: 0)
    let first = incidents.map { arena.play($0, seed: 3, with: &player) }
    let second = incidents.reversed().map { arena.play($0, seed: 3, with: &player) }
    #expect(first == second.reversed())
  }

  /// What happens in the long run is what was declared: 80 % for the first retry of a burst.
  @Test func `lets actions do what the world says, as often as it says`() throws {
    let world = try SmallWorld.world.get()
    let cause = try #require(world.file.causes.firstIndex { $0.name == "burst" })
    let retry = try #require(world.actions.firstIndex { $0.name == "retry" })
    let arena = Arena(world)
    let kinds = (0..<20_000).map { number in
      let incident = SimulatedIncident(
        number: number, cause: cause, circumstance: 0, variant: 0, peopleDraw: 0)
      return arena.outcome(of: retry, on: cause, incident, attempt: 0, seed: 1).kind
    }
    let healed = kinds.count { if case .healed = $0 { true } else { false } }
    #expect(abs(Double(healed) / 20_000 - 0.8) < 0.01)
  }
}

/// Proposes one action wherever it may be chosen, else what the prior says.
private struct Stubborn: Player {
  let action: Int
  mutating func begin(_ incident: SimulatedIncident) {}
  mutating func choose(_ view: View) -> Int {
    view.appearance.possible & (1 << UInt64(action)) != 0 ? action : view.appearance.prior
  }
}

/// Proposes one action for ever.
struct Always: Player {
  let action: Int
  mutating func begin(_ incident: SimulatedIncident) {}
  mutating func choose(_ view: View) -> Int { action }
}
