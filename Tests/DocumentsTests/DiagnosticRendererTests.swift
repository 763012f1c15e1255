import Goldens
import Testing

@testable import Documents

@Suite struct DiagnosticRendererTests {
  /// A file, a stretch of it that is wrong, and the golden text that tells of it.
  struct Shown: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let part: String
    let severity: Diagnostic.Severity
    let color: Bool
    var testDescription: String { name }

    init(
      _ name: String, _ text: String, _ part: String, _ severity: Diagnostic.Severity = .error,
      color: Bool = false
    ) {
      (self.name, self.text, self.part) = (name, text, part)
      (self.severity, self.color) = (severity, color)
    }
  }

  @Test(arguments: [
    Shown("plain", "rules:\n  - id: a\n    severty: high\n", "severty"),
    Shown("warning", "a: 1\n", "1", .warning),
    Shown("note", "a: 1\n", "a", .note),
    Shown("color", "a: wrong\n", "wrong", color: true),
    Shown("color-of-a-warning", "a: wrong\n", "wrong", .warning, color: true),
    Shown("tab-before", "a:\t\tb: wrong\n", "wrong"),
    Shown("tab-inside", "a: 'x\ty' z\n", "'x\ty'"),
    Shown("wide", "名前: 値 wrong\n", "wrong"),
    Shown("wide-marked", "k: 値段 x\n", "値段"),
    Shown("emoji", "k: 🏺🔨 wrong\n", "wrong"),
    Shown("combining", "k: e\u{301}e\u{301} wrong\n", "wrong"),
    Shown("hangul-jamo", "k: \u{1112}\u{1161} wrong\n", "wrong"),
    Shown("lines", "a: |\n  one\n  two\nb: 1\n", "|\n  one\n  two"),
    Shown("line-end", "a: 1\nb: 2\n", "\n"),
    Shown("empty", "a: 1\n", ""),
    Shown("end-of-file", "a: [1\n", "\n"),
    Shown("crlf", "a: 1\r\nb: wrong\r\nc: 2\r\n", "wrong"),
    Shown("long-line-start", String(repeating: "x", count: 300), "xx"),
    Shown(
      "long-line-middle",
      String(repeating: "a", count: 200) + "wrong" + String(repeating: "b", count: 200), "wrong"),
    Shown("long-line-end", String(repeating: "a", count: 200) + "wrong", "wrong"),
    Shown(
      "long-mark", "a: " + String(repeating: "w", count: 300), String(repeating: "w", count: 300)),
    Shown("line-number-of-three", String(repeating: "a\n", count: 122) + "wrong\n", "wrong"),
    Shown("escape-sequence", "a: \u{1B}[31mred\u{1B}[0m wrong\n", "wrong"),
    Shown("bidi", "a: \u{202E}txet\u{202C} wrong\n", "wrong"),
    Shown("zero-width", "a: x\u{200B}\u{FEFF}y wrong\n", "wrong"),
    Shown("nul-and-bell", "a: \u{0}\u{7} wrong\n", "wrong"),
    Shown("private-use", "a: \u{E000}\u{F8FF} wrong\n", "wrong"),
    Shown("line-separator", "a: x\u{2028}y wrong\n", "wrong"),
  ])
  func `shows the line and what is wrong in it`(_ shown: Shown) throws {
    let file = SourceFile(path: "rules/a.yaml", text: shown.text)
    let part = Array(shown.part.utf8)
    let last = file.bytes.count - part.count
    let start = try #require((0...last).first { file.bytes[$0...].starts(with: part) })
    let diagnostic = Diagnostic(
      code: "some-code", severity: shown.severity, message: "this is wrong",
      span: file.span(start..<(start + part.count)), help: ["write it so", "or so"])
    let renderer = DiagnosticRenderer(sources: [file], color: shown.color)
    let text = renderer.text(diagnostic)
    #expect(try text == Golden.text("renderer-\(shown.name)", for: text))
  }

  @Test func `escapes what is hostile in paths, words and help`() throws {
    let diagnostic = Diagnostic(
      code: "some-code", message: "unknown key `\u{1B}]0;title\u{7}`",
      span: .start(of: "rules/\u{1B}[2J\n\u{202E}.yaml"), help: ["write `\u{9B}x` on\ntwo lines"])
    let renderer = DiagnosticRenderer(sources: [], color: false)
    let text = renderer.text(diagnostic)
    #expect(try text == Golden.text("renderer-hostile-words", for: text))
  }

  @Test func `shows bytes that are no text`() throws {
    let file = SourceFile(
      path: "a.yaml", bytes: Array("a: ".utf8) + [0xFF, 0xC3] + Array(" b\n".utf8))
    let diagnostic = try #require(DocumentParser.parse(file).diagnostics.first)
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    let text = renderer.text(diagnostic)
    #expect(try text == Golden.text("renderer-no-text", for: text))
  }

  @Test func `shows a place in a file that it has not, and beyond the end of one that it has`()
    throws
  {
    let place = SourcePosition(offset: 500, line: 40, column: 7)
    let span = SourceSpan(path: "a.yaml", start: place, end: place)
    let diagnostic = Diagnostic(code: "some-code", message: "this is wrong", span: span)
    let file = SourceFile(path: "a.yaml", text: "a: 1\n")
    let without = DiagnosticRenderer(sources: [], color: false).text(diagnostic)
    #expect(without == DiagnosticRenderer(sources: [file], color: false).text(diagnostic))
    #expect(try without == Golden.text("renderer-no-line", for: without))
  }

  /// Every code of this floor, with the shortest text that an author gets it for.
  private static let texts: KeyValuePairs = [
    "encoding": "a: \u{FF}", "control-char": "a: x\u{200B}y\n", "syntax": "a: b: c\n",
    "empty": "# nothing\n", "multi-document": "a: 1\n---\nb: 2\n",
    "directive": "%YAML 1.2\n---\na: 1\n", "tag": "a: !!str 1\n", "alias": "a: &b 1\n",
    "merge-key": "<<: {a: 1}\n", "key-type": "1: a\n", "duplicate-key": "a: 1\na: 2\n",
    "ambiguous-scalar": "country: no\n", "number-range": "a: 1e999\n",
    "depth": String(repeating: "[", count: 33),
    "size": "a: " + String(repeating: "x", count: 65_537),
  ]

  // By code alone, since the runner prints its arguments, and one text is 64 KB long.
  @Test(arguments: texts.map(\.key))
  func `shows the author of each mistake what to do`(code: String) throws {
    let yaml = try #require(Self.texts.first { $0.key == code }?.value)
    // Latin-1, so that the one text that is no UTF-8 can be written here.
    let bytes = code == "encoding" ? yaml.unicodeScalars.map { UInt8($0.value) } : Array(yaml.utf8)
    let file = SourceFile(path: "rules/a.yaml", bytes: bytes)
    let diagnostics = DocumentParser.parse(file).diagnostics
    #expect(diagnostics.map(\.code) == [code])
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    let text = diagnostics.map(renderer.text).joined(separator: "\n")
    #expect(try text == Golden.text("code-\(code)", for: text))
  }
}
