public import Documents

/// What a check of many things found: each thing that was looked at, and what is wrong with it.
///
/// `lint` looks at files, `test` at cases. Every format says the same.
public struct ProblemReport: Sendable {
  /// What was done, as `lint`.
  public let subject: String
  public let cases: [Case]
  /// The texts that diagnostics point into.
  public let sources: [SourceFile]
  /// The last line that a person reads.
  public let summary: String
  /// What the codes mean, for formats that carry it.
  public let meaning: @Sendable (_ code: String) -> String?

  /// One thing that was looked at.
  public struct Case: Sendable {
    public let name: String
    public let path: String
    public let diagnostics: [Diagnostic]

    public init(name: String, path: String, diagnostics: [Diagnostic]) {
      self.name = name
      self.path = path
      self.diagnostics = diagnostics
    }
  }

  public init(
    subject: String, cases: [Case], sources: [SourceFile], summary: String,
    meaning: @escaping @Sendable (_ code: String) -> String?
  ) {
    self.subject = subject
    self.cases = cases
    self.sources = sources
    self.summary = summary
    self.meaning = meaning
  }

  /// Everything that is wrong, in reading order.
  public var diagnostics: [Diagnostic] {
    cases.flatMap(\.diagnostics).sorted(by: Diagnostic.precedes)
  }

  /// The report in a format, with a line end after the last line.
  public func text(as format: ReportFormat, color: Bool) -> String {
    switch format {
    case .pretty: pretty(color: color)
    case .compact: compact
    case .json: JSONText.of(ProblemDocument(self))
    case .sarif: JSONText.of(SARIFDocument(self))
    case .junit: JUnitDocument(self).text
    case .github: github
    case .markdown: markdown
    }
  }

  private func pretty(color: Bool) -> String {
    let renderer = DiagnosticRenderer(sources: sources, color: color)
    return diagnostics.map { renderer.text($0) + "\n" }.joined() + summary + "\n"
  }

  /// A line each, as compilers print them.
  private var compact: String {
    diagnostics.map { diagnostic in
      let start = diagnostic.span.start
      let place = "\(diagnostic.span.path):\(start.line):\(start.column)"
      let words = "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message)"
      return PlainText.escaped(words) + " [\(diagnostic.code)]\n"
    }.joined()
  }

  /// Commands for a workflow of GitHub: https://docs.github.com/actions, workflow commands.
  private var github: String {
    diagnostics.map { diagnostic in
      let (start, end) = (diagnostic.span.start, diagnostic.span.end)
      let command =
        switch diagnostic.severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
      let help = diagnostic.help.map { "\n" + $0 }.joined()
      let place =
        "file=\(Self.property(diagnostic.span.path)),line=\(start.line),endLine=\(end.line)"
        + ",col=\(start.column)"
        + (end.line == start.line ? ",endColumn=\(end.column)" : "")
      return "::\(command) \(place),title=\(Self.property(diagnostic.code))::"
        + Self.data(diagnostic.message + help) + "\n"
    }.joined()
  }

  private static func data(_ text: String) -> String {
    // Scalars: a line end after a carriage return is one letter with it, and would be passed over.
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result += PlainText.escaped(String(scalar))
      }
    }
    return result
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  private var markdown: String {
    let found = diagnostics
    let rows = found.map { diagnostic in
      let place = "\(diagnostic.span.path):\(diagnostic.span.start.line)"
      let help = diagnostic.help.first.map { " — " + Self.cell($0) } ?? ""
      return "| \(Self.cell(place)) | \(diagnostic.severity.rawValue) "
        + "| \(Self.cell(diagnostic.message))\(help) | `\(diagnostic.code)` |\n"
    }
    let table =
      rows.isEmpty ? "" : "| place | | what | code |\n| --- | --- | --- | --- |\n" + rows.joined()
    let spacer = table.isEmpty ? "" : "\n"
    return "### kintsugi \(subject)\n\n\(table)\(spacer)\(Self.cell(summary))\n"
  }

  /// Words in a table: marks of Markdown and HTML are only characters there.
  private static func cell(_ text: String) -> String {
    var result = ""
    // Scalars: a mark with an accent on it is still a mark to whoever shows the page.
    for scalar in PlainText.escaped(text).unicodeScalars {
      switch scalar {
      case "|", "*", "_", "[", "]", "#", "\\", "~", "`", "!": result += "\\\(scalar)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      // Bare addresses become links, and names are told.
      case ":": result += endsScheme(result) ? "&#58;" : ":"
      case ".": result += result.suffix(3).lowercased() == "www" ? "&#46;" : "."
      case "@": result += "@\u{200B}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension ProblemReport {
  /// Whether a text ends with the scheme of an address.
  private static func endsScheme(_ text: String) -> Bool {
    let end = text.suffix(6).lowercased()
    return ["http", "https", "ftp", "mailto", "xmpp"].contains { end.hasSuffix($0) }
  }
}

/// In which form a report is written.
public enum ReportFormat: String, Sendable, CaseIterable {
  case pretty, compact, json, sarif, junit, github, markdown
}
