import Decisions
import Testing

@Suite struct SeededGeneratorTests {
  @Test func `gives the same numbers for the same seed and stream, and others otherwise`() {
    func numbers(_ seed: UInt64, _ first: Int, _ second: Int) -> [UInt64] {
      var generator = SeededGenerator(seed: seed, stream: first, second)
      return (0..<4).map { _ in generator.next() }
    }
    #expect(numbers(7, 1, 2) == numbers(7, 1, 2))
    let others = [numbers(8, 1, 2), numbers(7, 2, 1), numbers(7, 1, 3), numbers(7, 0, 0)]
    for other in others { #expect(other != numbers(7, 1, 2)) }
  }

  @Test func `spreads evenly over whole numbers and over streams`() {
    var counts = Array(repeating: 0, count: 10)
    for stream in 0..<20_000 {
      var generator = SeededGenerator(seed: 3, stream: stream)
      counts[generator.below(10)] += 1
    }
    // Chi-square with 9 degrees of freedom: 27.9 is passed once in a thousand times.
    let chi = counts.reduce(0.0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 }
    #expect(chi < 27.9)
  }

  @Test func `draws units from 0 to under 1`() {
    var generator = SeededGenerator(seed: 1)
    let units = (0..<10_000).map { _ in generator.unit() }
    #expect(units.allSatisfy { (0..<1).contains($0) })
    #expect(abs(units.reduce(0, +) / 10_000 - 0.5) < 0.01)
  }
}
