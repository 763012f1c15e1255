internal import Baselines
internal import Incidents

/// Fires when a value lies further beyond all earlier ones than a share of their range; with
/// `unusual` the column's own records set the limit, once there are enough.
struct RangeDetector: Detector {
  static let name = "range"
  static let summary = "A value lies far beyond all that were seen"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let beyond: Double
  let isUnusual: Bool

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    isUnusual = fields.flag("unusual", default: false)
    let isBoundThere = fields.required("beyond") != nil
    guard isBoundThere, let beyond = fields.share("beyond", in: 0...1000) else { return nil }
    self.beyond = beyond
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("range \(beyond) \(isUnusual)", on: columns) { batch, baseline in
      isUnusual
        ? baseline.records(of: batch, beyond: beyond) : baseline.ranges(of: batch, beyond: beyond)
    }
  }
}
