import Documents
import Foundation
import Testing

@testable import Conditions

/// The compiled evaluator against the slow one, over random expressions and facts.
///
/// `make reference` runs a million; `KINTSUGI_EXPRESSIONS` sets the number, `KINTSUGI_SEED` where
/// to begin.
@Suite struct ReferenceTests {
  private static let count = setting("KINTSUGI_EXPRESSIONS") ?? 10_000
  private static let seed = setting("KINTSUGI_SEED") ?? 1

  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init)
  }

  private static let kinds: [Kind] = [
    .bool, .bool, .bool, .bool, .int, .double, .string, .timestamp, .list(.int), .map(.string),
    .optional(.int),
  ]

  /// How two evaluators differ; `nil` where they do not.
  private static func difference(seed: UInt64) -> String? {
    var generator = ExpressionGenerator(seed: seed)
    let kind = kinds[Int(seed % UInt64(kinds.count))]
    let expression = generator.expression(kind, Int(seed % 4) + 1)
    let text = expression.text
    if text.utf8.count > ConditionLimits.textBytes { return nil }
    let file = SourceFile(path: "condition", text: text)
    let source = ConditionSource(text: text) { file.span($0) }
    let mode: Condition.Mode = seed % 5 == 0 ? .unchecked : .plain
    let checked = Condition.compile(source, schema: RandomEvidence.schema, mode: mode)
    guard let condition = checked.value else {
      return "\(seed): refused: \(text)\n  \(checked.diagnostics.map(\.message))"
    }
    let evidence = RandomEvidence(seed: seed)
    let facts = Facts(evidence.values, schema: RandomEvidence.schema)
    let outcome = Outcome(condition.evaluate(facts))
    var expected = evidence.reference.outcome(expression)
    // Without a check, nobody knows which field of a record it is.
    if mode == .unchecked, case .unknown = expected, case .unknown = outcome { expected = outcome }
    guard outcome.isSame(as: expected) else {
      return "\(seed): \(text)\n  gave \(outcome)\n  not \(expected)\n  over \(evidence.values)"
    }
    guard seed % 8 == 0 else { return nil }
    let explained = Outcome(condition.explain(facts).evaluation)
    return explained.isSame(as: outcome)
      ? nil : "\(seed): \(text)\n  explained as \(explained), not \(outcome)"
  }

  @Test func `agrees with the slow evaluator`() {
    var differences: [String] = []
    for seed in Self.seed..<(Self.seed + Self.count) {
      if let difference = Self.difference(seed: UInt64(seed)) { differences.append(difference) }
      if differences.count == 20 { break }
    }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test func `makes expressions that say something`() {
    var outcomes = (values: 0, unknowns: 0, failures: 0)
    for seed in 1...2_000 {
      var generator = ExpressionGenerator(seed: UInt64(seed))
      let evidence = RandomEvidence(seed: UInt64(seed))
      switch evidence.reference.outcome(generator.expression(.bool, 3)) {
      case .value: outcomes.values += 1
      case .unknown: outcomes.unknowns += 1
      case .failure: outcomes.failures += 1
      }
    }
    #expect(outcomes.values > 500 && outcomes.unknowns > 200 && outcomes.failures > 200)
  }
}
