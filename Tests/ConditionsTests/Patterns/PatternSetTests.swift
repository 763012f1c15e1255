import Testing

@testable import Conditions

@Suite struct PatternSetTests {
  private static let patterns = [
    "OutOfMemoryError", "(?i)permission denied", "^ERROR .* (?P<code>[A-Z]{3}-\\d+)$",
    "[0-9]{4}", "task (?P<task>\\d+) (?:lost|failed)", "a|b", "", "\\bend$",
  ]

  private func compiled(_ texts: [String]) throws -> [Pattern] {
    try texts.map { try Pattern.compile($0).get() }
  }

  private func matches(_ set: PatternSet, _ text: String) -> [String] {
    var found: [String] = []
    set.forEachMatch(in: Array(text.utf8)) { match in
      let captures = match.captures.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      found.append("\(match.lineNumber):\(match.pattern)" + captures.joined())
      return true
    }
    return found
  }

  @Test func `finds every pattern in every line, with its named groups`() throws {
    let text = """
      ERROR something happened ABC-12
      java.lang.OutOfMemoryError: Java heap space\r
      PERMISSION Denied

      task 17 lost and permission denied
      the end
      """
    let set = PatternSet(try compiled(Array(Self.patterns.prefix(5)) + ["\\bend$"]))
    #expect(
      matches(set, text) == ["1:2 code=ABC-12", "2:0", "3:1", "5:1", "5:4 task=17", "6:5"])
  }

  @Test func `a carriage return is no part of the line`() throws {
    let set = PatternSet(try compiled(["end$"]))
    #expect(matches(set, "the end\r\nthe end\nthe end") == ["1:0", "2:0", "3:0"])
  }

  @Test func `stops when it is told to`() throws {
    let set = PatternSet(try compiled(["error"]))
    var count = 0
    set.forEachMatch(in: Array(String(repeating: "error\n", count: 100).utf8)) { _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
  }

  @Test func `finds what trying each pattern on each line finds`() throws {
    let patterns = try compiled(Self.patterns)
    let set = PatternSet(patterns)
    let words = [
      "ERROR", "OutOfMemoryError", "outofmemoryerror", "permission", "denied", "task", "17", "2026",
      "lost", "failed", "ABC-12", "end", "\u{FFFD}", "é", " ", " ", " ", "\n", "\n", "\r\n", "\t",
    ]
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      let text = (0..<60).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined()
      var wanted: [String] = []
      for (index, line) in text.utf8.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).enumerated() {
        var content = Array(line)
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        let isLastAndEmpty = index > 0 && line.isEmpty && line.endIndex == text.utf8.endIndex
        if isLastAndEmpty { continue }
        for (number, pattern) in patterns.enumerated() {
          let captures = content.withUnsafeBufferPointer { pattern.captures(in: $0) }
          guard let captures else { continue }
          let words = captures.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
          wanted.append("\(index + 1):\(number)" + words.joined())
        }
      }
      #expect(matches(set, text) == wanted, "\(text.debugDescription)")
    }
  }

  @Test(arguments: [
    ("(?=x)", "invalid perl operator: (?="), ("(?<!x)", "invalid perl operator: (?<"),
    ("(a)\\1", "invalid escape sequence: \\1"), ("(", "missing ): ("),
    ("a{100000}", "invalid repetition size: {100000}"),
    ("[z-a]", "invalid character class range: z-a"),
  ])
  func `refuses what RE2 refuses, in its words`(text: String, message: String) {
    guard case .failure(let error) = Pattern.compile(text) else {
      Issue.record("it was taken")
      return
    }
    #expect(error.message == message)
  }

  @Test func `takes linear time where others hang`() throws {
    let pattern = try Pattern.compile("(a*)*b|(a|aa)+$|(x+x+)+y").get()
    #expect(!pattern.matches(String(repeating: "a", count: 100_000) + "c"))
    #expect(!pattern.matches(String(repeating: "x", count: 100_000)))
  }
}
