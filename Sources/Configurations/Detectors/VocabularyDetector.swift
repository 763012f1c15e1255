internal import Baselines
internal import Incidents

/// Fires when a column has values that it never had, or known ones in other shares of the rows.
struct VocabularyDetector: Detector {
  static let name = "vocabulary"
  static let summary = "Values are new to a column, or stand in other shares of the rows"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let unseen: Double?
  let watchesShares: Bool

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields) ?? .any
    unseen = fields.share("unseen")
    let shares = fields.word("shares", of: Usualness.self)
    watchesShares = shares != nil
    if fields.isMapping, !fields.keys.contains("unseen"), !fields.keys.contains("shares") {
      fields.report([.nothingToLookFor(at: fields.span, Self.name)])
    }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    let answer = surprises(in: scene)
    guard watchesShares, answer == .silent else { return answer }
    // A column that was named, and has nothing to count, would else be watched by nobody.
    let missing = scene.tables.flatMap { table in
      (table.batch.value?.columns ?? [])
        .filter { columns.names($0.name) && !Baseline.hasShares($0) }
        .map { "shares of `\($0.name)` of \(table.name), whose values are fractions or times" }
    }
    return missing.isEmpty ? answer : .unknown(missing)
  }

  private func surprises(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer("values \(unseen.map { "\($0)" } ?? "") \(watchesShares)", on: columns) {
      batch, baseline in
      (unseen.map { baseline.unseenValues(of: batch, above: $0) } ?? [])
        + (watchesShares ? baseline.shares(of: batch) : [])
    }
  }
}

/// The one word for what a table's own history does not explain.
enum Usualness: String, CaseIterable {
  case unusual
}
