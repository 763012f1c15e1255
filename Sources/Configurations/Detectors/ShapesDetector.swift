internal import Baselines
internal import Incidents

/// Fires when more than a share of the rows have text of a shape that was never seen.
struct ShapesDetector: Detector {
  static let name = "shapes"
  static let summary = "Texts of a column have shapes that were never seen"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let unseen: Double

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    let isBoundThere = fields.required("unseen") != nil
    guard isBoundThere, let unseen = fields.share("unseen") else { return nil }
    self.unseen = unseen
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("shapes \(unseen)", on: columns) { batch, baseline in
      baseline.unseenShapes(of: batch, above: unseen)
    }
  }
}
