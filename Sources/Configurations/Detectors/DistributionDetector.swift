internal import Baselines
internal import Documents
internal import Incidents

/// Fires when quantiles, spread, different values or lengths of a column are unusual.
struct DistributionDetector: Detector {
  static let name = "distribution"
  static let summary = "The values of a column lie elsewhere, or differ more, than they used to"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let aspects: [Baseline.Aspect]

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    let node = fields.required("unusual")
    aspects = fields.words("unusual", of: Baseline.Aspect.self)
    guard let node else { return nil }
    if node.isEmptyList { fields.report([.nothingToLookFor(at: node.span, Self.name)]) }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    let words = aspects.map(\.rawValue).joined(separator: " ")
    return scene.answer("distribution \(words)", on: columns) { batch, baseline in
      baseline.distribution(of: batch, aspects: aspects)
    }
  }
}
