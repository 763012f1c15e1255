internal import Baselines
internal import Incidents

/// Fires when the median of a column left the range of all earlier values: another unit or sign.
struct UnitChangeDetector: Detector {
  static let name = "unit_change"
  static let summary = "The median of a column left everything that was ever usual"
  static let needsProfilesOnly = true

  let columns: ColumnSelection

  init?(_ fields: inout FieldReader) {
    guard let columns = ColumnSelection(required: "columns", &fields) else { return nil }
    self.columns = columns
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("units", on: columns) { batch, baseline in baseline.units(of: batch) }
  }
}
