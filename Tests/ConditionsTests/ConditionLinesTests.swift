import Testing

@testable import Conditions

/// Where a condition that is too long is broken.
@Suite struct ConditionLinesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let width: Int
    let lines: [String]?
    var testDescription: String { text }
  }

  @Test(arguments: [
    Case(text: "a && b", width: 80, lines: nil),
    Case(text: "aaa && bbb && ccc", width: 10, lines: ["aaa", "&& bbb", "&& ccc"]),
    Case(
      text: "aaa && bbb || ccc && ddd", width: 12, lines: ["aaa && bbb", "|| ccc", "  && ddd"]),
    Case(text: "aaa && bbb || ccc", width: 8, lines: ["aaa", "  && bbb", "|| ccc"]),
    Case(text: "(aaa || bbb) && c", width: 14, lines: ["(aaa || bbb)", "&& c"]),
    Case(text: "c && (aaa || bbb)", width: 10, lines: ["c", "&& (aaa", "    || bbb)"]),
    Case(
      text: "t.exists(x, x.aaa && x.bbb)", width: 20,
      lines: ["t.exists(x, x.aaa", "  && x.bbb)"]),
    Case(text: "a == '&& || &&' && b", width: 10, lines: ["a == '&& || &&'", "&& b"]),
    Case(text: "aaaaa ? bbbbb : ccccc", width: 10, lines: ["aaaaa", "? bbbbb", ": ccccc"]),
    Case(text: "aaaaaaaa + bbbbbbbb", width: 10, lines: nil),
    Case(text: "aaa   &&\n\n bbb", width: 8, lines: ["aaa", "&& bbb"]),
  ])
  func `breaks at operators, with the operator first`(example: Case) {
    #expect(ConditionLines(example.text)?.lines(width: example.width) == example.lines)
  }

  @Test(arguments: ["a && 'b", "a && b // c", "'''x\ny''' && b", "", "a # b"])
  func `leaves alone what it cannot take apart`(text: String) {
    #expect(ConditionLines(text) == nil)
  }

  @Test func `tells the same condition by its tokens`() {
    #expect(ConditionLines.isSame("a&&b", " a\n&& b\n"))
    #expect(!ConditionLines.isSame("a && 'b c'", "a && 'b  c'"))
    #expect(!ConditionLines.isSame("ab", "a b"))
    #expect(ConditionLines.isSame("a // b", "a // b"))
    #expect(!ConditionLines.isSame("a // b", "a"))
  }

  /// What is broken is the same condition, and no line of it is longer than it has to be.
  @Test(arguments: (1...40).map(UInt64.init))
  func `keeps the meaning of random conditions`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let words = (0...Int.random(in: 1...12, using: &generator)).map { _ in
        ["a", "b.c", "'x && y'", "f(a, b || c)", "(a || b && c)", "!d", "1 < 2"]
          .randomElement(using: &generator) ?? "a"
      }
      let text = words.dropFirst().reduce(words[0]) { left, right in
        let sign = [" && ", " || ", "&&", " ? a : "].randomElement(using: &generator) ?? " && "
        return left + sign + right
      }
      let width = Int.random(in: 8...60, using: &generator)
      guard let lines = ConditionLines(text)?.lines(width: width) else { continue }
      #expect(ConditionLines.isSame(lines.joined(separator: "\n"), text), "seed \(seed): \(text)")
      #expect(lines.count > 1)
    }
  }
}
