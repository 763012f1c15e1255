internal import Incidents

/// Fires when an object of the run's own partition cannot be read as what it should be.
struct UnreadableDetector: Detector {
  static let name = "unreadable"
  static let summary = "An object of the batch is damaged: the profiler itself could not read it"

  let objects: ColumnSelection

  init?(_ fields: inout FieldReader) {
    guard fields.required("objects") != nil,
      let objects = ColumnSelection("objects", &fields)
    else { return nil }
    self.objects = objects
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      guard case .known(let profiles) = table.objects else {
        return .unknown(["table.objects of \(table.name)"])
      }
      let bad = profiles.filter { $0.damage != nil && objects.contains($0.key) }
      guard !bad.isEmpty else { return .silent }
      let words = bad.prefix(5).map { object in
        let place = object.damage?.line.map { ", line \($0)" } ?? ""
        return "`\(object.key)`: \(object.damage?.reason ?? "")\(place)"
      }
      let more = bad.count > 5 ? " and \(bad.count - 5) more" : ""
      return .fired([
        Detection(
          table: table.name, value: Double(bad.count), objects: bad.map(\.key),
          explanation: words.joined(separator: "; ") + more)
      ])
    }
  }
}
