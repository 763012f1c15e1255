import Configurations
import Decisions
import Learning
import Testing

@Suite struct QLearningTests {
  private static let still = Policy.Learner.Schedule(start: 0, end: 0, over: 1)

  @Test func `holds the mean of what came of a cell that is seldom visited`() {
    var learning = QLearning(
      discount: 0.9, rate: Self.still, table: ValueTable(states: 1, actions: 2, start: 50))
    for reward in [4.0, 8.0, 6.0] {
      learning.beginIncident()
      learning.learn(1, in: 0, reward: reward, next: nil)
    }
    #expect(learning.table[0, 1].value == 6)
    #expect(learning.table[0, 1].spread == 2)
    #expect(learning.table[0, 1].visits == 3)
    #expect(learning.table[0, 1].updated == 3)
    #expect(learning.table[0, 0].visits == 0)
  }

  @Test func `counts what follows only over the actions that are allowed there`() {
    var table = QLearning(
      discount: 0.5, rate: Self.still, table: ValueTable(states: 2, actions: 3))
    table.learn(0, in: 1, reward: 10, next: nil)
    table.learn(1, in: 1, reward: 100, next: nil)
    table.learn(0, in: 0, reward: 1, next: (state: 1, allowed: 0b101))
    #expect(table.table[0, 0].value == 6)
    table.learn(1, in: 0, reward: 1, next: (state: 1, allowed: 0b111))
    #expect(table.table[0, 1].value == 51)
    table.learn(2, in: 0, reward: 1, next: (state: 1, allowed: 0))
    #expect(table.table[0, 2].value == 1)
  }

  /// Two states in a row: the values are known in closed form.
  @Test func `comes to the values of a chain`() {
    let rate = Policy.Learner.Schedule(start: 0.3, end: 0.001, over: 20_000)
    var learning = QLearning(
      discount: 0.9, rate: rate, table: ValueTable(states: 2, actions: 2))
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<60_000 {
      learning.beginIncident()
      // In state 0 action 1 goes on to state 1 with 80 %; there action 0 gives 10 half of the time.
      let goesOn = generator.unit() < 0.8
      learning.learn(1, in: 0, reward: -1, next: goesOn ? (state: 1, allowed: 0b11) : nil)
      learning.learn(0, in: 0, reward: 2, next: nil)
      learning.learn(0, in: 1, reward: generator.unit() < 0.5 ? 10 : 0, next: nil)
      learning.learn(1, in: 1, reward: 1, next: nil)
    }
    #expect(abs(learning.table[1, 0].value - 5) < 0.2)
    #expect(abs(learning.table[0, 1].value - (-1 + 0.8 * 0.9 * 5)) < 0.2)
  }

  @Test(arguments: [(0, 0.3), (500, 0.2), (1000, 0.1), (5000, 0.1)])
  func `lets the rate fall evenly and then stay`(incident: Int, rate: Double) {
    let schedule = Policy.Learner.Schedule(start: 0.3, end: 0.1, over: 1000)
    #expect(abs(schedule.value(at: incident) - rate) < 1e-12)
  }
}
