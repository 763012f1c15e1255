import Goldens
import Testing
import Torture

/// A slice of what `make torture` runs: whole fleets in virtual time, under the real healer.
@Suite struct SimulationTests {
  @Test func `finds nothing that must not be in twenty-five fleets`() async throws {
    let engines = try Simulation.Engines()
    let sweep = try await SeedSweep.run(1..<26, engines: engines)
    let broken = sweep.broken.map { "torture-runs simulate --seed \($0.seed): \($0.violations[0])" }
    #expect(broken == [])
    #expect(sweep.unsteady == [])
    // Simulations in which nothing happens would find nothing.
    #expect(sweep.effects > 30)
    #expect(sweep.deaths > 30)
    #expect((sweep.outcomes["resolved"] ?? 0) > 9)
  }

  @Test(arguments: [1, 12, 355])
  func `goes the same way twice`(seed: UInt64) async throws {
    let engines = try Simulation.Engines()
    let first = try await Simulation.run(seed: seed, engines: engines)
    let second = try await Simulation.run(seed: seed, engines: engines)
    #expect(first.digest == second.digest)
    #expect(first.outcomes == second.outcomes)
  }

  @Test func `ends each action the same at every tenth point where it is killed`() async throws {
    let sweep = try await CrashSweep.run(
      singlesOneIn: Slice.count(10, whole: 1), pairsOneIn: 0, engines: Simulation.Engines())
    #expect(sweep.broken == [])
    #expect(sweep.singles > 200)
  }
}
