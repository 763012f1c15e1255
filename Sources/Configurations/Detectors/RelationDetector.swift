internal import Baselines
internal import Documents
internal import Incidents

/// Fires when a relation between columns breaks that held in every batch so far.
struct RelationDetector: Detector {
  static let name = "relation"
  static let summary = "What always held between two columns does not hold"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let kinds: [Baseline.RelationKind]

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    let node = fields.required("between")
    kinds = fields.words("between", of: Baseline.RelationKind.self)
    guard let node else { return nil }
    if node.isEmptyList { fields.report([.nothingToLookFor(at: node.span, Self.name)]) }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    let words = kinds.map(\.rawValue).joined(separator: " ")
    return scene.answer("relations \(words)", on: columns) { batch, baseline in
      baseline.relations(of: batch, kinds: kinds)
    }
  }
}
