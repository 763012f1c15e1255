import Configurations
import Decisions
import Learning

/// One step of Q-learning, ε-greedy over 4096 states and 8 actions: nanoseconds a step.
@main struct LearningBenchmarks {
  static let states = 4096
  static let actions = 8

  static func main() {
    let steps = 5_000_000
    let rate = Policy.Learner.Schedule(start: 0.1, end: 0.1, over: 1)
    var learning = QLearning(
      discount: 0.95, rate: rate, table: ValueTable(states: states, actions: actions))
    var generator = SeededGenerator(seed: 42)
    var state = 0
    let clock = ContinuousClock()
    let began = clock.now
    for step in 0..<steps {
      if step & 15 == 0 { learning.beginIncident() }
      let action =
        generator.unit() < 0.1 ? generator.below(actions) : learning.greedyAction(in: state)
      let draw = generator.next()
      let next = Int(truncatingIfNeeded: (draw ^ UInt64(state &* 8 &+ action)) & 4095)
      let reward = Double(draw >> 40) * 0x1p-24
      learning.learn(action, in: state, reward: reward, next: (state: next, allowed: 0xff))
      state = next
    }
    let span = clock.now - began
    let sum = (0..<states).reduce(0.0) { sum, state in
      sum + (0..<actions).reduce(0) { $0 + learning.table[state, $1].value }
    }
    let nanoseconds =
      Double(span.components.seconds) * 1e9 + Double(span.components.attoseconds) / 1e9
    print(nanoseconds / Double(steps), sum)
  }
}
