internal import CAllocations
internal import Conditions
internal import Documents

/// Nanoseconds and allocations of conditions: `condition-benchmarks [NAME …]`, one line each.
/// `condition-benchmarks --texts` lists them for a peer instead.
@main
struct ConditionBenchmarks {
  static func main() {
    if CommandLine.arguments.contains("--texts") {
      for (name, text) in BenchmarkEvidence.conditions { print("\(name)\t\(text)") }
      return
    }
    let facts = BenchmarkEvidence.facts
    print("name        ns/evaluation  allocations  compile us  cost")
    let wanted = CommandLine.arguments.dropFirst()
    for (name, text) in BenchmarkEvidence.conditions
    where wanted.isEmpty || wanted.contains(name) {
      guard let condition = compiled(text) else {
        print("\(name): does not compile")
        continue
      }
      let evaluation = least(of: 15, calls: 20_000) { _ = condition.evaluate(facts) }
      let before = allocation_count()
      for _ in 0..<1_000 { _ = condition.evaluate(facts) }
      let allocations = Double(allocation_count() - before) / 1_000
      let compilation = least(of: 9, calls: 200) { _ = compiled(text) }
      print(
        name.padded(12) + rounded(evaluation).padded(15) + "\(allocations)".padded(13)
          + rounded(compilation / 1_000).padded(12) + "\(condition.cost)")
    }
  }

  private static func compiled(_ text: String) -> Condition? {
    let position = SourcePosition(offset: 0, line: 1, column: 1)
    let span = SourceSpan(path: "", start: position, end: position)
    let checked = Condition.compile(
      ConditionSource(text: text) { _ in span }, schema: BenchmarkEvidence.schema)
    for diagnostic in checked.diagnostics { print(diagnostic.message) }
    return checked.value
  }

  /// The least time of a call in nanoseconds, over some rounds of many calls.
  private static func least(of rounds: Int, calls: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    var least = Double.infinity
    for _ in 0..<rounds {
      let time = clock.measure { for _ in 0..<calls { body() } }
      let (seconds, attoseconds) = time.components
      let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
      least = min(least, nanoseconds / Double(calls))
    }
    return least
  }

  private static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension String {
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
