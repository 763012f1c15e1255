internal import Baselines
internal import Incidents

/// Fires when a batch came late, or its dates, times and counters do not fit its place in time.
struct FreshnessDetector: Detector {
  static let name = "freshness"
  static let summary = "The batch, or the events in it, belong to another time"
  static let needsProfilesOnly = true

  let later: Duration?
  let events: ColumnSelection?

  init?(_ fields: inout FieldReader) {
    later = fields.duration("later")
    events = ColumnSelection("events", &fields)
    if fields.isMapping, !fields.keys.contains("later"), !fields.keys.contains("events") {
      fields.report([.nothingToLookFor(at: fields.span, Self.name)])
    }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("freshness \(later.map { "\($0)" } ?? "") \(events != nil)", on: events ?? .any) {
      batch, baseline in
      (later.flatMap { baseline.lateness(of: batch, least: $0) }.map { [$0] } ?? [])
        + (events == nil ? [] : baseline.sequences(of: batch))
    }
  }
}
