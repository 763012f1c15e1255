internal import Baselines
internal import Incidents

/// Fires when a batch has far fewer or far more rows than earlier ones.
struct VolumeDetector: Detector {
  static let name = "volume"
  static let summary = "The number of rows dropped or grew against earlier batches"
  static let needsProfilesOnly = true

  let drops: Double?
  let grows: Double?
  let isUnusual: Bool

  init?(_ fields: inout FieldReader) {
    drops = fields.share("drops")
    grows = fields.share("grows", in: 0...100)
    isUnusual = fields.flag("unusual", default: false)
    if fields.isMapping, !fields.keys.contains("drops"),
      !fields.keys.contains("grows")
    {
      fields.report([.nothingToLookFor(at: fields.span, Self.name)])
    }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      guard case .known(let batch) = table.batch else {
        return .unknown(["table.rows of \(table.name)"])
      }
      guard case .known(let baseline) = scene.baseline(of: table),
        let usual = median(of: baseline.profiles.map { Double($0.rows) }), usual > 0
      else { return .unknown(["the history of \(table.name)"]) }
      let batches = baseline.profiles
      let counts = batches.map { Double($0.rows) }
      let rows = Double(batch.rows)
      if isUnusual, batches.count >= Baseline.young {
        // Tables grow: what is usual is what the last weeks were.
        let recent = baseline.usualRows ?? usual
        let isWanted =
          drops.map { rows < recent * (1 - $0) } ?? false
          || grows.map { rows > recent * (1 + $0) } ?? false
        return .fired(
          isWanted
            ? Detection(
              table: table.name, surprises: baseline.volume(of: batch).map { [$0] } ?? []) : nil)
      }
      if let drops, rows < usual * (1 - drops), !isUnusual || rows < 0.9 * (counts.min() ?? 0) {
        return .fired(detection(table, rows, usual, usual * (1 - drops), batches.count))
      }
      if let grows, rows > usual * (1 + grows), !isUnusual || rows > 1.1 * (counts.max() ?? rows) {
        return .fired(detection(table, rows, usual, usual * (1 + grows), batches.count))
      }
      return .silent
    }
  }

  func figures(in scene: DetectionScene) -> [String] {
    scene.tables.compactMap { table in
      guard case .known(let batch) = table.batch, case .known(let past) = scene.baseline(of: table),
        let usual = median(of: past.profiles.map { Double($0.rows) })
      else { return nil }
      let bounds = [
        drops.map { "below \(Int(clamping: (usual * (1 - $0)).rounded(.up)))" },
        grows.map { "above \(Int(clamping: (usual * (1 + $0)).rounded(.down)))" },
      ].compactMap(\.self)
      let known = Int(clamping: usual.rounded(.down))
      return "`\(table.name)` has \(batch.rows) rows, usually \(known); it fires "
        + bounds.joined(separator: " and ")
        + (isUnusual ? " where that is unusual" : "")
    }
  }

  private func detection(
    _ table: TableEvidence, _ rows: Double, _ usual: Double, _ limit: Double, _ batches: Int
  ) -> Detection {
    Detection(
      table: table.name, value: rows, usual: usual, limit: limit,
      limitOrigin: "the median of \(batches) earlier batches",
      explanation: "\(Int(rows)) rows, usually \(Int(usual))")
  }
}
