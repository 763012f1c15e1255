import Testing

@testable import Conditions

/// What is told of a pattern from its text must be what RE2 makes of it.
@Suite struct PatternShapeTests {
  private static let atoms = [
    "heap", "Error", "x", "\\.", "\\d", "\\w+", "\\S*", "[Ee]", "[a-z]", "[^\"]", ".", "\\b", "^",
    "$",
    " ", "(?i)", "é", "\\(", "]", "[\\w.-]", "-", ",", "space left", "\\s",
  ]
  private static let marks = ["", "", "", "", "*", "+", "?", "{2}", "{0,80}", "+?", "{3,}"]

  private static func pattern(_ random: inout SplitMix64, depth: Int = 0) -> String {
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    return (0..<(1 + pick(2))).map { _ in
      (0..<(1 + pick(4))).map { _ in
        let group = depth < 2 && pick(4) == 0
        let atom =
          group ? "(?:\(pattern(&random, depth: depth + 1)))" : atoms[pick(atoms.count)]
        return atom + marks[pick(marks.count)]
      }.joined()
    }.joined(separator: "|")
  }

  @Test func `takes for a pattern only what RE2 takes for one`() {
    var random = SplitMix64(seed: 11)
    var known = 0
    for _ in 0..<5_000 {
      let text = Self.pattern(&random)
      #expect(PatternShape.isKnown(text) == (PatternShape(text) != nil))
      guard PatternShape(text) != nil else { continue }
      known += 1
      // A counted group is left to RE2, so this pattern is really compiled.
      guard case .failure(let error) = Pattern.compile("(?:\(text)){1}") else { continue }
      Issue.record("\(text): \(error.message)")
    }
    #expect(known > 1_000)
  }

  @Test func `names literals of which every match holds one`() throws {
    var random = SplitMix64(seed: 12)
    let words = [
      "heap", "HEAP", "Error", "error", "space left", " ", "x", "1", ".", "(", "-", ",", "e", "é",
      "]",
    ]
    var found = 0
    for _ in 0..<3_000 {
      let text = Self.pattern(&random)
      guard let ways = PatternShape(text)?.ways else { continue }
      let pattern = try Pattern.compile(text).get()
      for _ in 0..<20 {
        let line = (0..<6).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined()
        guard pattern.matches(line) else { continue }
        found += 1
        let lowered = Array(line.utf8).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let holds = ways.contains { way in
          ([way.literals] + way.others).allSatisfy { choice in
            choice.contains { lowered.firstRange(of: $0) != nil }
          }
        }
        #expect(
          holds, "\(text) in \(line): \(ways)")
      }
    }
    #expect(found > 200)
  }

  private static func words(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test(arguments: [
    ("OutOfMemoryError", ["outofmemoryerror"]),
    ("(?i)Disk (?:full|gone)", ["disk full", "disk gone"]),
    ("[Ee]rror code", ["error code"]), ("a|b", nil), ("\\d+", nil),
    ("heap.*space", ["space & [\"heap\"]"]),
    (
      "(?P<x>\\S+) is not a (?P<y>Parquet|ORC) file",
      [" is not a orc file", " is not a parquet file"]
    ),
    ("ab?cdefg", ["abcdefg", "acdefg"]), ("(?:heap)+ space", [" space & [\"heap\"]"]),
    ("x{2}errors", ["errors"]),
    ("\\bkms\\b.{0,9}(?:denied|disabled)", ["denied & [\"kms\"]", "disabled & [\"kms\"]"]),
    (
      "(?i)(?:ENI\\b.*failed|VPC .+ invalid)",
      [" invalid & [\"vpc \"]", "failed & [\"eni\"]"]
    ),
    ("disk.*full|quota", ["disk & [\"full\"]", "quota"]), ("disk.*full|x+", nil),
    (
      "a (?:disk.*full|quota.*exceeded) b",
      ["disk & [\"a \"] & [\" b\"]", "exceeded & [\"a \"] & [\" b\"]"]
    ),
  ])
  func `reads`(text: String, literals: [String]?) {
    let found = PatternShape(text)?.ways?.flatMap { way in
      way.literals.map { Self.words($0) + way.others.map { " & \($0.map(Self.words))" }.joined() }
    }
    #expect(found?.sorted() == literals)
    #expect(PatternShape.isKnown(text))
  }

  @Test(arguments: [
    "(", "a)", "*a", "a**", "a{3,2}", "[z-a]", "(?P<n>a)(?P<n>b)", "\\8", "\\p{L}", "(?=a)", "[",
    "[]",
    "a{1001}", "(?:a){2}", "\\",
  ])
  func `leaves to RE2 what it does not know`(text: String) { #expect(PatternShape(text) == nil) }
}
