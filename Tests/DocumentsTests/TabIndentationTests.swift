import Testing

@testable import Documents

@Suite struct TabIndentationTests {
  @Test(arguments: [
    "a:\t1\n", "a: 1\t# note\n", "a: 'x\ty'\n", "a: |\n  x\n  \ty\n", "a: >\n  x\n  \ty\n",
    "a: [1,\n\t# note\n  2]\n", "a: 'x\n\t\n  y'\n", "a: 'x\r\n\t\r\n  y'\r\n", "a: [\n\t\n]\n",
    "a: 1\n \t",
  ])
  func `allows tabs that do not indent`(_ text: String) {
    #expect(Samples.mistakes(text) == [])
  }

  @Test(arguments: [
    ("a:\n\tb: 1\n", "2:1"), ("a:\n  \tb: 1\n", "2:3"), ("a: [\n\t1]\n", "2:1"),
    ("a: 'x\n\ty'\n", "2:1"), ("a: {b: 1,\n\tc: 2,\n\td: 3}\n", "2:1"),
    ("\t# note\na: 1\n", "1:1"), ("a: 1\n\t\nb: 2\n", "2:1"),
  ])
  func `tells the first tab that indents`(_ text: String, _ place: String) {
    let diagnostics = Samples.parse(text).diagnostics
    #expect(Samples.mistakes(diagnostics) == ["\(place) syntax"])
    #expect(diagnostics.map(\.message) == ["this is no YAML: a tab cannot indent"])
  }
}
