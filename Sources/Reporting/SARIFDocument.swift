internal import Documents

/// A report in the Static Analysis Results Interchange Format 2.1.0 (OASIS, 2020).
struct SARIFDocument: Encodable {
  let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  struct Run: Encodable {
    let tool: Tool
    let columnKind = "unicodeCodePoints"
    let results: [Result]
  }

  struct Tool: Encodable {
    let driver: Driver
  }

  struct Driver: Encodable {
    let name = "kintsugi"
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id: String
    let shortDescription: Message
    let help: Message
  }

  struct Message: Encodable {
    let text: String
  }

  struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
  }

  struct Location: Encodable {
    let physicalLocation: PhysicalLocation
  }

  struct PhysicalLocation: Encodable {
    let artifactLocation: ArtifactLocation
    let region: Region
  }

  struct ArtifactLocation: Encodable {
    let uri: String
  }

  struct Region: Encodable {
    let startLine: Int
    let startColumn: Int
    let endLine: Int
    let endColumn: Int
  }

  init(_ report: ProblemReport) {
    let diagnostics = report.diagnostics
    let codes = Array(Set(diagnostics.map(\.code))).sorted()
    let rules = codes.map { code in
      let meaning = report.meaning(code) ?? code
      return Rule(
        id: code, shortDescription: Message(text: meaning),
        help: Message(text: "kintsugi explain \(code)"))
    }
    let results = diagnostics.map { diagnostic in
      Result(
        ruleId: diagnostic.code, ruleIndex: codes.firstIndex(of: diagnostic.code) ?? 0,
        level: diagnostic.severity.rawValue,
        message: Message(
          text: ([diagnostic.message] + diagnostic.help).joined(separator: "\n")),
        locations: [Self.location(of: diagnostic.span)])
    }
    runs = [Run(tool: Tool(driver: Driver(rules: rules)), results: results)]
  }

  private static func location(of span: SourceSpan) -> Location {
    Location(
      physicalLocation: PhysicalLocation(
        artifactLocation: ArtifactLocation(uri: uri(span.path)),
        region: Region(
          startLine: span.start.line, startColumn: span.start.column, endLine: span.end.line,
          endColumn: span.end.column)))
  }

  /// A path as a reference: everything that a URI would read otherwise is written in percent.
  private static func uri(_ path: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF")
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
      }
    }
    return result
  }
}
