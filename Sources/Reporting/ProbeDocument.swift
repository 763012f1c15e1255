public import Decisions
internal import Incidents

/// What the rules find in one profiled batch, as one line of JSON.
public struct ProbeDocument: Encodable, Sendable {
  let id: String?
  let table: String
  let index: Int?
  let anomaly: DecisionDocument.Anomaly?
  let findings: [FindingDocument]
  let noData: [String]

  enum CodingKeys: String, CodingKey {
    case id, table, index, anomaly, findings
    case noData = "no_data"
  }

  /// Findings in shadow are listed and are never the anomaly.
  public init(_ result: DetectionResult, id: String?, table: String, index: Int?) {
    self.id = id
    self.table = table
    self.index = index
    anomaly = result.findings.first { $0.mode != .shadow }.map { DecisionDocument.Anomaly($0) }
    findings = result.findings.map { FindingDocument($0) }
    noData = result.missing.filter(\.isAlert).map(\.rule)
  }

  /// `id`, `index` and `anomaly` are always there, so that a reader need not ask.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(table, forKey: .table)
    try fields.encode(index, forKey: .index)
    try fields.encode(anomaly, forKey: .anomaly)
    try fields.encode(findings, forKey: .findings)
    try fields.encode(noData, forKey: .noData)
  }
}
