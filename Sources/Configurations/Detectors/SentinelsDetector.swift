internal import Baselines
internal import Incidents

/// Fires when a column holds a usual placeholder (`N/A`, `-999`, `1970-01-01`) for the first time.
struct SentinelsDetector: Detector {
  static let name = "sentinels"
  static let summary = "A column holds a placeholder that it never held"
  static let needsProfilesOnly = true

  let columns: ColumnSelection

  init?(_ fields: inout FieldReader) {
    guard let columns = ColumnSelection(required: "columns", &fields) else { return nil }
    self.columns = columns
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("sentinels", on: columns) { batch, baseline in baseline.sentinels(of: batch) }
  }
}
