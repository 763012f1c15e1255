public import Documents
internal import FoundationEssentials

/// A report as JSON: all diagnostics, and what was looked at.
struct ProblemDocument: Encodable {
  let subject: String
  let diagnostics: [DiagnosticDocument]
  let cases: [Case]
  let summary: String

  struct Case: Encodable {
    let name: String
    let file: String
    let problems: Int
  }

  init(_ report: ProblemReport) {
    subject = report.subject
    diagnostics = report.diagnostics.map { DiagnosticDocument($0) }
    cases = report.cases.map {
      Case(name: $0.name, file: $0.path, problems: $0.diagnostics.count)
    }
    summary = report.summary
  }
}

/// A diagnostic as JSON: the same words as on the terminal.
public struct DiagnosticDocument: Encodable {
  let code: String
  let severity: String
  let message: String
  let file: String
  let line: Int
  let column: Int
  let endLine: Int
  let endColumn: Int
  let help: [String]

  enum CodingKeys: String, CodingKey {
    case code, severity, message, file, line, column, help
    case endLine = "end_line"
    case endColumn = "end_column"
  }

  public init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    file = diagnostic.span.path
    line = diagnostic.span.start.line
    column = diagnostic.span.start.column
    endLine = diagnostic.span.end.line
    endColumn = diagnostic.span.end.column
    help = diagnostic.help
  }
}

/// Values as JSON text.
public enum JSONText {
  /// The value as one JSON object with sorted keys and a line end.
  public static func of(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    do {
      return PlainText.escapedJSON(String(decoding: try encoder.encode(value), as: UTF8.self))
        + "\n"
    } catch {
      // Only numbers that are not finite cannot be written, and our documents leave them out.
      preconditionFailure("a document has a form in JSON: \(error)")
    }
  }
}
