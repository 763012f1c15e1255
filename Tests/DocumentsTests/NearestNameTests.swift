import Documents
import Testing

@Suite struct NearestNameTests {
  /// A misspelt name, what is known, and what it was meant to be.
  struct Guess: Sendable, CustomTestStringConvertible {
    let name: String
    let known: [String]
    let meant: String?
    var testDescription: String { "\(name) → \(meant ?? "nothing")" }

    init(_ name: String, _ known: [String], _ meant: String?) {
      (self.name, self.known, self.meant) = (name, known, meant)
    }
  }

  @Test(arguments: [
    Guess("severty", ["title", "severity", "cause"], "severity"),
    Guess("at_leest", ["at_least", "at_most"], "at_least"),
    Guess("tilte", ["title"], "title"),
    Guess("Title", ["title"], "title"),
    Guess("no-data", ["no_data"], "no_data"),
    Guess("whne", ["when", "owner"], "when"),
    Guess("id", ["is", "it"], "is"),
    Guess("di", ["id"], "id"),
    Guess("modes", ["mode", "model"], "mode"),
    Guess("anomly", ["anomaly"], "anomaly"),
  ])
  func `finds the name that was meant`(_ guess: Guess) {
    #expect(NearestName.suggestion(for: guess.name, among: guess.known) == guess.meant)
  }

  @Test(arguments: [
    Guess("xyz", ["title", "severity"], nil),
    Guess("", ["a"], nil),
    Guess("when", [], nil),
    Guess("abcd", ["abef"], nil), Guess("a", ["b", "c"], nil), Guess("a", ["ab"], nil),
    Guess("abcdefgh", ["abcdexyz"], nil),
    Guess("abcdefghi", ["abcdewxyz"], nil),
    Guess("title", ["title"], nil),
    Guess(String(repeating: "a", count: 101), [String(repeating: "a", count: 100)], nil),
  ])
  func `guesses nothing where nothing is near`(_ guess: Guess) {
    #expect(NearestName.suggestion(for: guess.name, among: guess.known) == nil)
  }

  @Test(arguments: [
    Guess("abcd", ["abce"], "abce"),
    Guess("abcde", ["abcxy"], "abcxy"),
    Guess("abcdefgh", ["abcdefxy"], "abcdefxy"),
    Guess("abcdefghi", ["abcdefxyz"], "abcdefxyz"),
  ])
  func `allows more mistakes in longer names`(_ guess: Guess) {
    #expect(NearestName.suggestion(for: guess.name, among: guess.known) == guess.meant)
  }

  @Test func `gives ties to the first by bytes, in whatever order they are known`() {
    #expect(NearestName.suggestion(for: "bat", among: ["cat", "bad", "bar"]) == "bad")
    #expect(NearestName.suggestion(for: "bat", among: ["bar", "bad", "cat"]) == "bad")
  }

  @Test func `prefers the nearer name`() {
    #expect(NearestName.suggestion(for: "colums", among: ["colours", "columns"]) == "columns")
  }
}
