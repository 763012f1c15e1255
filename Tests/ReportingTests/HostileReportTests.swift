import Documents
import Foundation
import Reporting
import Testing

/// Hostile texts in reports for terminals, pages and workflows.
@Suite struct HostileReportTests {
  private struct Text: Decodable {
    let id: String
    let text: String
  }

  private static func texts() throws -> [Text] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appending(path: "LakesTests/data/hostile.jsonl")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Text.self, from: Data($0.utf8)) }
  }

  private static func report(_ text: String) -> ProblemReport {
    let diagnostic = Diagnostic(
      code: "unknown-key", message: "`\(text)` is nothing", span: .start(of: text),
      help: ["write \(text)"])
    let one = ProblemReport.Case(name: text, path: text, diagnostics: [diagnostic])
    return ProblemReport(
      subject: "lint", cases: [one], sources: [], summary: "1 error", meaning: { _ in nil })
  }

  @Test func `leaves nothing in any format that a terminal would obey`() throws {
    for text in try Self.texts() {
      for format in [ReportFormat.pretty, .compact, .json, .sarif, .github] {
        let shown = Self.report(text.text).text(as: format, color: false)
        let unsafe = shown.unicodeScalars.filter { scalar in
          switch scalar.properties.generalCategory {
          case .control: scalar != "\n"
          case .format: scalar != "\u{200B}"
          case .lineSeparator, .paragraphSeparator: true
          default: false
          }
        }
        #expect(unsafe.isEmpty, "\(text.id) in \(format)")
      }
    }
  }

  @Test func `lets nothing begin a command of a workflow`() throws {
    for text in try Self.texts() {
      let shown = Self.report(text.text).text(as: .github, color: false)
      #expect(shown.utf8.count { $0 == 10 } == 1, "\(text.id)")
      #expect(shown.utf8.starts(with: "::error file=".utf8), "\(text.id)")
    }
  }

  @Test func `makes no element, link, image or column of anything in Markdown`() throws {
    for text in try Self.texts() {
      let shown = Self.report(text.text).text(as: .markdown, color: false)
      let scalars = Array(shown.unicodeScalars)
      #expect(!scalars.contains("<") && !scalars.contains(">"), "\(text.id)")
      var marks = 0
      var isEscaped = false
      for scalar in scalars {
        if !isEscaped, scalar == "|" { marks += 1 }
        if !isEscaped, scalar == "[" || scalar == "]" || scalar == "!" {
          Issue.record("\(text.id) has a bare \(scalar)")
        }
        isEscaped = scalar == "\\" && !isEscaped
      }
      #expect(marks == 15, "\(text.id)")
      #expect(!shown.contains("http:") && !shown.contains("www."), "\(text.id)")
    }
  }
}
