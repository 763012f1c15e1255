import Configurations
import Decisions
import Goldens
import Learning
import Simulation
import Testing

@testable import Evaluations

@Suite struct LearnedChoiceTests {
  /// The evaluation must measure the policy that heals: the engine's own choice, in every state.
  @Test func `chooses what the engine chooses, whatever was learned`() throws {
    let world = try EvaluationTests.world.get()
    let names = world.actions.map(\.name)
    var table = QLearning(
      discount: 0, rate: world.policy.learner.learningRate,
      table: ValueTable(states: world.policy.stateCount, actions: names.count))
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<400_000 {
      table.beginIncident()
      let state = generator.below(600)
      table.learn(
        generator.below(names.count), in: state,
        reward: Double(generator.below(6)) + generator.unit() * 8, next: nil)
    }
    let engine = Engine(
      world.engine.configuration, values: table.table.values(named: names))
    let choice = LearnedChoice(table.table, in: world)
    var learned = 0
    for state in 0..<world.policy.stateCount {
      let account = engine.account(ofState: state)
      let prior = try #require(names.firstIndex(of: account.prior))
      #expect(names[choice.action(in: state, over: prior, among: .max)] == account.choice)
      if account.isLearned { learned += 1 }
    }
    #expect(learned > 20)
  }
}
