internal import Documents
internal import Incidents

/// Fires when more than a share of the rows repeat the keys of another row.
///
/// The profile of a batch counts distinct values of single columns. Several keys together repeat no
/// more often than the most telling of them does, so a clean answer is exact and anything else is
/// unknown until the rows themselves are looked at.
struct DuplicateRateDetector: Detector {
  static let name = "duplicate_rate"
  static let summary = "Rows repeat the keys of other rows"

  let keys: [String]
  let above: Double

  init?(_ fields: inout FieldReader) {
    let node = fields.required("keys")
    keys = fields.texts("keys").map(\.text)
    let isBoundThere = fields.required("above") != nil
    let above = fields.share("above")
    if let node, node.isEmptyList {
      fields.report([.nothingToLookFor(at: node.span, Self.name)])
    }
    guard node != nil, isBoundThere, let above else { return nil }
    self.above = above
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      guard case .known(let batch) = table.batch else {
        return .unknown(["table.rows of \(table.name)"])
      }
      let columns = keys.compactMap { batch.column($0) }
      guard columns.count == keys.count, batch.rows > 0 else {
        return columns.count == keys.count
          ? .silent : .unknown(["the keys of \(table.name)"])
      }
      // An estimate is off by more than the repeats that matter.
      let repeats = columns.compactMap { $0.isDistinctExact ? $0.distinct : nil }.map {
        Double(batch.rows - $0) / Double(batch.rows)
      }
      guard let least = repeats.min() else { return .unknown(["the keys of \(table.name)"]) }
      if least <= above { return .silent }
      guard keys.count == 1 else { return .unknown(["the rows of \(table.name) by their keys"]) }
      return .fired([
        Detection(
          table: table.name, column: keys[0], value: least, limit: above,
          limitOrigin: "the rule's own bound",
          explanation: "\(PercentText.text(least)) of rows repeat their key")
      ])
    }
  }
}
