public import Decisions
internal import Incidents

/// What the rules found, as a person reads it.
public struct DetectionStory: Sendable {
  private let result: DetectionResult

  public init(_ result: DetectionResult) {
    self.result = result
  }

  /// A few lines a finding, without anything that a terminal would obey.
  public var text: String {
    var lines: [String] = []
    for (index, finding) in result.findings.enumerated() {
      lines += FindingStory(finding, isAnomaly: index == 0).lines
    }
    if lines.isEmpty { lines = ["nothing fired"] }
    for missing in result.missing {
      lines.append("? \(missing.rule): no data, \(missing.fields.joined(separator: ", "))")
    }
    return lines.map(PlainText.escaped).joined(separator: "\n") + "\n"
  }
}

/// What the rules found, as JSON.
public struct DetectionDocument: Encodable, Sendable {
  let findings: [FindingDocument]
  let noData: [String]

  enum CodingKeys: String, CodingKey {
    case findings
    case noData = "no_data"
  }

  public init(_ result: DetectionResult) {
    findings = result.findings.map { FindingDocument($0) }
    noData = result.missing.filter(\.isAlert).map(\.rule)
  }
}
