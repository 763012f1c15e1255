internal import Baselines
internal import Incidents

/// Fires when a value lies further beyond all earlier ones than a share of their range.
struct RangeDetector: Detector {
  static let name = "range"
  static let summary = "A value lies far beyond all that were seen"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let beyond: Double

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    let isBoundThere = fields.required("beyond") != nil
    guard isBoundThere, let beyond = fields.share("beyond", in: 0...1000) else { return nil }
    self.beyond = beyond
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("range \(beyond)", on: columns) { batch, baseline in
      baseline.ranges(of: batch, beyond: beyond)
    }
  }
}
