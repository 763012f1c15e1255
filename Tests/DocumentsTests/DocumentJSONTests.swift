import Documents
import Foundation
import Testing

@Suite struct DocumentJSONTests {
  /// A text, and the line that tells of it.
  struct Told: Sendable, CustomTestStringConvertible {
    let text: String
    let line: String
    var testDescription: String { line }

    init(_ text: String, _ line: String) { (self.text, self.line) = (text, line) }
  }

  @Test(arguments: [
    Told("a: 1\nb: -0.5\n", #"{"accept": {"a": 1, "b": -0.5}}"#),
    Told("- yes!\n- ''\n- null\n", #"{"accept": ["yes!", "", null]}"#),
    Told("x\n", #"{"accept": "x"}"#),
    Told(#"a: "\"\\\t\x7f\e/é""#, #"{"accept": {"a": "\"\\\u0009\u007f\u001b/é"}}"#),
    Told("a: 1e300\n", #"{"accept": {"a": 1e+300}}"#),
    Told("a: 1\na: 2\n", #"{"reject": "duplicate-key", "line": 2, "column": 1}"#),
    Told("", #"{"reject": "empty", "line": 1, "column": 1}"#),
  ])
  func `tells a tree or its first mistake in one line`(_ told: Told) throws {
    let line = DocumentJSON.line(for: Samples.parse(told.text))
    #expect(line == told.line)
    _ = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
  }
}
