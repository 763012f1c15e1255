import Decisions
import Testing

@Suite struct ExplorationTests {
  @Test func `draws as often as the propensity says`() {
    let open: UInt64 = 0b1011
    var counts: [Int: Int] = [:]
    var propensities: [Int: Double] = [:]
    for stream in 0..<60_000 {
      var generator = SeededGenerator(seed: 11, stream: stream)
      let (action, propensity) = Exploration.choice(
        over: 1, among: open, share: 0.3, using: &generator)
      counts[action, default: 0] += 1
      propensities[action] = propensity
    }
    #expect(abs(propensities.values.reduce(0, +) - 1) < 1e-12)
    for (action, propensity) in propensities {
      #expect(abs(Double(counts[action] ?? 0) / 60_000 - propensity) < 0.01)
    }
    #expect(counts[2] == nil, "what is not open is never drawn")
  }

  @Test func `keeps to the choice where nothing is open, or nothing is to be explored`() {
    for (open, share) in [(UInt64(0), 0.5), (UInt64(0b11), 0.0)] {
      var generator = SeededGenerator(seed: 1)
      let (action, propensity) = Exploration.choice(
        over: 5, among: open, share: share, using: &generator)
      #expect((action, propensity) == (5, 1))
    }
  }
}
