import Learning
import Simulation
import Testing

@testable import Evaluations

@Suite struct TrainerTests {
  @Test(arguments: [1.0, 0.3])
  func `comes to the same bytes on one thread and on many, in one go and in several`(
    explore: Double
  ) throws {
    let world = try EvaluationTests.world.get()
    func trained(_ threads: Int, _ parts: [Int]) -> String {
      var trainer = Trainer(world, mix: world.file.mixes[0], seed: 3, explore: explore)
      for count in parts { trainer.train(incidents: count, threads: threads) }
      return Checkpoint(trainer.table, of: "a test").text
    }
    let one = trained(1, [12_800])
    #expect(one.split(separator: "\n").count > 25)
    for threads in [2, 3, 7] { #expect(trained(threads, [12_800]) == one) }
    #expect(trained(2, [2560, 10_240]) == one)
  }
}
