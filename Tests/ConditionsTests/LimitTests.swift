import Documents
import Goldens
import Testing

@testable import Conditions

/// No text and no evidence makes a condition crash, hang, or take more than its share.
@Suite struct LimitTests {
  @Test func `takes the longest text, and refuses one byte more`() {
    let longest = "1" + String(repeating: " ", count: ConditionLimits.textBytes - 1)
    #expect(Conditioned(longest).mistakes == [])
    #expect(
      Conditioned(longest + " ").mistakes == [
        "condition-syntax at ``: the condition has 65537 bytes; 65536 are the most"
          + " | name parts of it in `define`"
      ])
  }

  @Test(arguments: [("(", ")"), ("[", "]"), ("!", ""), ("-", ""), ("{1: ", "}"), ("1 + ", "")])
  func `takes deep nesting up to its bound, and refuses more`(open: String, close: String) {
    func text(_ depth: Int) -> String {
      let leaf = open == "!" ? "true" : "1"
      return String(repeating: open, count: depth) + leaf + String(repeating: close, count: depth)
    }
    for depth in [1, 50, 100, 240] {
      #expect(Conditioned(text(depth)).mistakes.filter { $0.contains("nested") } == [])
    }
    let codes = Conditioned(text(20_000)).checked.diagnostics.map(\.code)
    #expect(codes == ["condition-syntax"])
  }

  @Test(arguments: [
    (
      "tables.exists(t, t.columns.exists(c, t.columns.exists(d, d.name == c.name)))",
      "t.columns.exists(c, t.columns.exists(d, d.name == c.name))"
    ),
    ("[1, 2].map(x, lists.range(1000).map(y, lists.range(1000)))", "lists.range(1000)"),
  ])
  func `refuses what may cost too much, and points at the part that does`(
    text: String, part: String
  ) throws {
    let condition = Conditioned(text, SmallEvidence.schema)
    let diagnostics = condition.checked.diagnostics
    #expect(diagnostics.map(\.code) == ["condition-cost"])
    let span = diagnostics[0].span
    let bytes = Array(text.utf8)[span.start.offset..<span.end.offset]
    #expect(String(decoding: bytes, as: UTF8.self).contains(part.prefix(10)))
    let renderer = DiagnosticRenderer(sources: [condition.file], color: false)
    let shown = renderer.text(diagnostics[0])
    #expect(try shown == Golden.text("cost-\(part.utf8.count)", for: shown))
  }

  @Test func `stops what costs too much all the same, and nothing absorbs that`() {
    let schema = Schema(variables: [Field(name: "long", type: .dyn)])
    let long: Value = .list((0..<4_000).map { .int($0) })
    let text = "true || long.all(x, long.all(y, x + y >= 0)) || true"
    let loops = "long.all(x, long.all(y, x + y >= 0)) || true"
    for mode in [Condition.Mode.plain, .unchecked] {
      #expect(Conditioned(text, schema, mode: mode).outcome(["long": long], schema) == "true")
      let outcome = Conditioned(loops, schema, mode: mode).outcome(["long": long], schema)
      #expect(outcome.hasPrefix("error: the evaluation costs too much"))
    }
  }

  @Test func `stops what grows without bound`() {
    var text = "\"0123456789abcdef\""
    for _ in 0..<24 { text = "cel.bind(x, \(text), x + x)" }
    let outcome = Conditioned(text, mode: .plain).outcome([:], Schema(variables: []))
    #expect(outcome.hasPrefix("error: the evaluation"))
  }

  @Test func `an explanation is under the same limits`() throws {
    let schema = Schema(variables: [Field(name: "long", type: .dyn)])
    let facts = Facts(["long": .list((0..<4_000).map { .int($0) })], schema: schema)
    let condition = try #require(
      Conditioned("long.all(x, long.all(y, x + y >= 0))", schema, mode: .plain).checked.value)
    guard case .error(let error) = condition.explain(facts).evaluation else {
      Issue.record("it went on")
      return
    }
    #expect(error.message.hasPrefix("the evaluation costs too much"))
  }

  /// Bytes that conditions are made of, and some that they are not.
  private static let words = [
    "run", ".", "state", "==", "!=", "&&", "||", "(", ")", "[", "]", "{", "}", "?", ":", ",", "1",
    "2.5", "3u", "\"a\"", "'b'", "r\"\\\\\"", "b\"\\377\"", "true", "null", "in", "exists", "x",
    "!", "-", "+", "*", "/", "%", "<", ">=", "has", "size", "map", "filter", "cel", "bind",
    "optional", "of", "none", "`", "\\", "\n", "// c", "é", "\u{0}", "\u{202E}", "1e999",
    "99999999999999999999", "0x", "matches", "duration", "timestamp", "format", "%s", "\"\"\"",
    " ", "  ", "tables", "t", "columns", "optMap", "transformMap", "split", "join", "math",
    "greatest", "type", "int", "dyn",
  ]

  @Test(arguments: [Condition.Mode.strict, .plain, .unchecked])
  func `survives any text`(mode: Condition.Mode) {
    var random = SplitMix64(seed: 20_260_131)
    for round in 0..<6_000 {
      let count = Int(random.next() % 24) + 1
      let text = (0..<count).map { _ in Self.words[Int(random.next() % UInt64(Self.words.count))] }
        .joined(separator: random.next() % 3 == 0 ? "" : " ")
      let condition = Conditioned(text, SmallEvidence.schema, mode: mode)
      for diagnostic in condition.checked.diagnostics {
        let end = diagnostic.span.end.offset
        #expect(end <= text.utf8.count, "round \(round): \(text)")
      }
      _ = condition.outcome(SmallEvidence.values, SmallEvidence.schema)
    }
  }
}

/// A small random generator whose seed alone reproduces a failure (Steele, Lea & Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
