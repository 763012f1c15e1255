internal import Documents

/// A report as JUnit's XML, as CI servers read it: what was looked at is a test case.
struct JUnitDocument {
  private let report: ProblemReport

  init(_ report: ProblemReport) {
    self.report = report
  }

  var text: String {
    let failed = report.cases.count { !Self.failures($0).isEmpty }
    let counts = "tests=\"\(report.cases.count)\" failures=\"\(failed)\" errors=\"0\""
    let name = "name=\"kintsugi \(report.subject)\""
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(name) \(counts)>\n"
      + "  <testsuite \(name) \(counts)>\n"
      + report.cases.map(Self.element).joined() + "  </testsuite>\n</testsuites>\n"
  }

  private static func failures(_ one: ProblemReport.Case) -> [Diagnostic] {
    one.diagnostics.filter { $0.severity == .error }
  }

  private static func element(_ one: ProblemReport.Case) -> String {
    let names = "classname=\"\(escaped(one.path))\" name=\"\(escaped(one.name))\""
    let failures = failures(one)
    guard let first = failures.first else { return "    <testcase \(names)/>\n" }
    let body = failures.map { diagnostic in
      let start = diagnostic.span.start
      let place = "\(diagnostic.span.path):\(start.line):\(start.column)"
      return (["\(place): \(diagnostic.message)"] + diagnostic.help).joined(separator: "\n")
    }.joined(separator: "\n\n")
    return "    <testcase \(names)>\n"
      + "      <failure type=\"\(escaped(first.code))\" message=\"\(escaped(first.message))\">"
      + "\(escaped(body))</failure>\n    </testcase>\n"
  }

  /// Text for XML 1.0: characters that it has no room for become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case "\t": result += "&#9;"
      case "\r": result += "&#13;"
      case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        result.unicodeScalars.append(scalar)
      default: result += "\u{FFFD}"
      }
    }
    return result
  }
}
