import Configurations
import Documents
import Foundation
import Goldens
import Learning
import Simulation
import Testing

@testable import Evaluations

@Suite struct EvaluationTests {
  static let world = Result { try made() }

  private static func made() throws -> SimulatedWorld {
    let path = Repository.root.appending(path: "Tests/SimulationTests/data/small.yaml").path
    let configuration = try Repository.configuration()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let read = WorldFile.read(SourceFile(path: path, text: text), for: configuration)
    let file = try #require(read.value)
    return try SimulatedWorld(
      file, configuration, in: (path as NSString).deletingLastPathComponent, threads: 2)
  }

  private static func evaluation(threads: Int = 1, seeds: Int = 4) throws -> Evaluation {
    Evaluation(
      try world.get(), seeds: (0..<seeds).map { UInt64(42 + $0) }, incidents: 250, lessons: 4000,
      threads: threads)
  }

  @Test func `comes to the same on one thread and on two, and again`() throws {
    let world = try Self.world.get()
    let records = try [1, 2, 2].map { threads in
      try Self.evaluation(threads: threads).record(
        of: world.file.mixes, world: "small", digest: "", curve: [100])
    }
    #expect(records[0] == records[1])
    #expect(records[1] == records[2])
  }

  @Test func `ranks what knows more above what knows less, in what it is worth`() throws {
    let world = try Self.world.get()
    let outcome = try Self.evaluation(seeds: 8).outcome(of: world.file.mixes[0])
    func worth(_ contender: Contender) throws -> Double {
      Metric.worth.value(over: try #require(outcome[contender]).seeds)
    }
    #expect(try worth(.prior) < worth(.learned))
    #expect(try worth(.learned) <= worth(.ceilingOnState) + 0.05)
    #expect(try worth(.ceilingOnState) <= worth(.ceiling) + 0.05)
    #expect(try worth(.ceiling) < worth(.clairvoyant) + 0.05)
    #expect(try worth(.escalate) == world.policy.reward.escalated)
  }

  /// The value that was computed is the one that playing comes to.
  @Test(arguments: [Ceiling.Sight.evidence, .state, .truth])
  func `computes for a ceiling what playing it comes to`(sight: Ceiling.Sight) throws {
    let world = try Self.world.get()
    let mix = world.file.mixes[0]
    let ceiling = Ceiling(world, mix: mix, sight: sight)
    var player = ceiling
    var arena = Arena(world)
    let count = 40_000
    let sum = (0..<count).reduce(0.0) { sum, number in
      let incident = world.incident(number, of: mix, seed: 77)
      return sum + arena.play(incident, seed: 77, with: &player).worth
    }
    // Worths lie within some ten units: four standard errors.
    #expect(abs(sum / Double(count) - ceiling.value) < 0.2)
  }

  @Test
  func `finds nothing where the table cannot be beaten, and one wrong row where there is one`()
    throws
  {
    let evaluation = Evaluation(
      try Self.world.get(), seeds: (0..<6).map { UInt64(42 + $0) }, incidents: 250,
      lessons: 60_000, threads: 2)
    let check = InstrumentCheck(evaluation)
    let mix = try Self.world.get().file.mixes[0]
    #expect(abs(check.planted(in: mix).equivalence.difference.value) < 0.005)
    let row = try #require(check.wrongRow(in: mix))
    #expect(row.found == 6)
  }

  @Test func `never performs what safety refuses, and harms where nobody judges`() throws {
    let world = try Self.world.get()
    var setting = ArenaSetting()
    func outcome() throws -> ContenderOutcome {
      let evaluation = Evaluation(
        world, contenders: [.retry], seeds: [1, 2], incidents: 500, lessons: 1, setting: setting)
      return try #require(evaluation.outcome(of: world.file.mixes[0])[.retry])
    }
    let judged = try outcome()
    setting.hasGuardrails = false
    let free = try outcome()
    #expect(judged.seeds.allSatisfy { $0.violations == 0 && $0.harmKnown == 0 })
    #expect(free.seeds.reduce(0) { $0 + $1.harmKnown } > 10)
  }
}
