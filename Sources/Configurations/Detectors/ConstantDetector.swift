internal import Baselines
internal import Incidents

/// Fires when a column has one value in all rows and never had fewer than three.
struct ConstantDetector: Detector {
  static let name = "constant"
  static let summary = "A column that always varied has one value"
  static let needsProfilesOnly = true

  let columns: ColumnSelection

  init?(_ fields: inout FieldReader) {
    guard let columns = ColumnSelection(required: "columns", &fields) else { return nil }
    self.columns = columns
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("constants", on: columns) { batch, baseline in baseline.constants(of: batch) }
  }
}
