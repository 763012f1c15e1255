internal import Baselines
internal import Incidents

/// Fires when the content of a batch was delivered before.
struct ReplayDetector: Detector {
  static let name = "replay"
  static let summary = "The batch holds the same as an earlier one"
  static let needsProfilesOnly = true

  let batch: ColumnSelection

  init?(_ fields: inout FieldReader) {
    guard fields.required("batch") != nil, let batch = ColumnSelection("batch", &fields) else {
      return nil
    }
    self.batch = batch
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    let isWanted = scene.tables.contains { batch.contains($0.batch.value?.origin.name ?? "") }
    guard isWanted else { return .silent }
    return scene.answer("replays") { batch, baseline in
      baseline.replays(of: batch).map { [$0] } ?? []
    }
  }
}
