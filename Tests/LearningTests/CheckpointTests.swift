import Configurations
import Decisions
import Learning
import Testing

@Suite struct CheckpointTests {
  private static func learned() -> ValueTable {
    var learning = QLearning(
      discount: 0.9, rate: Policy.Learner.Schedule(start: 0.3, end: 0.01, over: 100),
      table: ValueTable(states: 3, actions: 2))
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<500 {
      learning.beginIncident()
      learning.learn(
        generator.below(2), in: generator.below(2), reward: generator.unit() * 7 - 3,
        next: (state: 2, allowed: 0b11))
    }
    return learning.table
  }

  @Test func `gives back a table to the bit`() throws {
    let table = Self.learned()
    let read = try Checkpoint(reading: Checkpoint(table, of: "a world, seed 1").text)
    #expect(read.table == table)
    #expect(read.subject == "a world, seed 1")
  }

  @Test func `refuses a text that was cut off anywhere`() {
    let text = Checkpoint(Self.learned(), of: "a world").text
    for length in stride(from: 0, to: text.utf8.count - 1, by: 7) {
      #expect(throws: ValueFileError.self) {
        try Checkpoint(reading: String(text.prefix(length)))
      }
    }
  }
}
