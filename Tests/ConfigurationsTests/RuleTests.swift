import Testing

@testable import Configurations

@Suite struct RuleTests {
  @Test(arguments: [
    ("a", "a", true), ("a", "b", false), ("a", "aa", false), ("*", "", true),
    ("*", "anything", true),
    ("a*", "a", true), ("a*", "ab", true), ("a*", "ba", false), ("*a", "ba", true),
    ("*a", "ab", false), ("a*c", "abc", true), ("a*c", "ac", true), ("a*a", "a", false),
    ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c", false), ("**", "x", true), ("a**b", "ab", true),
    ("*b*", "abc", true), ("*b*", "ac", false), ("", "", true), ("", "a", false),
    ("A", "a", false), ("é", "e\u{301}", false), ("a.b", "axb", false), ("[a]", "a", false),
    ("a*bc*c", "abc", false), ("a*bc*c", "abcc", true),
  ])
  func `matches names by bytes, with stars for anything`(
    _ pattern: String, _ name: String, _ matches: Bool
  ) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  @Test func `stays quick on a hostile name`() {
    let pattern = NamePattern(String(repeating: "a*", count: 50) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }

  @Test func `is for everything that it does not name`() throws {
    let scope = try #require(
      Samples.read("{jobs: [\"in_*\"], tables: d.t}") { Applicability(&$0) }.value)
    #expect(scope.covers(job: "in_flights", environment: "anywhere"))
    #expect(!scope.covers(job: "out", environment: "anywhere"))
    #expect(scope.covers(table: "d.t") && !scope.covers(table: "d.u"))
    #expect(Applicability.everything.covers(table: "x"))
  }

  @Test(arguments: [
    WrongFields("jobs: []", "1:7 empty-scope"),
    WrongFields("{env: [], tables: []}", "1:7 empty-scope", "1:19 empty-scope"),
    WrongFields("job: a", "1:1 unknown-key"), WrongFields("jobs: {a: b}", "1:7 wrong-kind"),
  ])
  func `refuses a scope that selects nothing`(_ wrong: WrongFields) {
    wrong.check { Applicability(&$0) }
  }
}
