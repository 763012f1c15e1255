import Documents
import Testing

@Suite struct DiagnosticTests {
  private func diagnostic(
    _ path: String, _ offset: Int, _ code: String, _ message: String = "m",
    _ severity: Diagnostic.Severity = .error
  ) -> Diagnostic {
    let place = SourcePosition(offset: offset, line: 1, column: offset + 1)
    return Diagnostic(
      code: code, severity: severity, message: message,
      span: SourceSpan(path: path, start: place, end: place))
  }

  @Test func `sorts by file, place, code and words`() {
    let sorted = [
      diagnostic("a", 1, "x"), diagnostic("a", 2, "a"), diagnostic("a", 2, "b", "k"),
      diagnostic("a", 2, "b", "l"), diagnostic("b", 0, "a"),
    ]
    #expect(Checked<Int>(nil, sorted.reversed()).diagnostics == sorted)
  }

  @Test func `keeps a value beside warnings and drops it at an error`() {
    let warning = diagnostic("a", 0, "w", "m", .warning)
    let note = diagnostic("a", 0, "n", "m", .note)
    #expect(Checked(7).value == 7)
    #expect(Checked(7, [warning, note]).value == 7)
    #expect(Checked(7, [warning, diagnostic("a", 0, "e")]).value == nil)
  }

  @Test func `orders severities from note to error`() {
    #expect(Diagnostic.Severity.allCases.sorted() == [.note, .warning, .error])
  }
}
