internal import Baselines
internal import Documents
internal import Incidents

/// Fires when more than a share of the rows repeat the keys of another row.
///
/// The profile of a batch counts distinct values of single columns. Several keys together repeat
/// no more often than the most telling of them does, and no less often than whole rows do: between
/// the two the answer is unknown until the rows themselves are looked at. Without `keys`, whole
/// rows are meant: a profile counts those, and `unusual` holds them against the history.
struct DuplicateRateDetector: Detector {
  static let name = "duplicate_rate"
  static let summary = "Rows repeat the keys of other rows"
  static let needsProfilesOnly = true

  /// Empty where whole rows are meant.
  let keys: [String]
  let above: Double

  init?(_ fields: inout FieldReader) {
    let isUnusual = fields.flag("unusual", default: false)
    let isAboutHistory = fields.keys.contains("unusual")
    let node = isAboutHistory ? fields.optional("keys") : fields.required("keys")
    if node == nil, isAboutHistory, !isUnusual {
      fields.report([.missingKey("keys", in: fields.subject, at: fields.span)])
    }
    keys = fields.texts("keys").map(\.text)
    let isBoundThere = fields.required("above") != nil
    let above = fields.share("above")
    if let node, node.isEmptyList || isUnusual {
      fields.report([
        isUnusual
          ? .unusualKeys(at: node.span) : .nothingToLookFor(at: node.span, Self.name)
      ])
    }
    guard node != nil || isUnusual, isBoundThere, let above else { return nil }
    self.above = above
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    if keys.isEmpty {
      return scene.answer("duplicates \(above)") { batch, baseline in
        let found = baseline.duplicates(of: batch)
        return found.flatMap { ($0.value ?? 0) > above ? [$0] : nil } ?? []
      }
    }
    return scene.answer { table in
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
      if keys.count == 1 {
        let words = "\(PercentText.text(least)) of rows repeat their key"
        return .fired(found(table, keys[0], least, words))
      }
      // Rows that repeat another one whole repeat its keys too.
      let whole = Double(batch.duplicateRows ?? 0) / Double(batch.rows)
      guard whole > above else { return .unknown(["the rows of \(table.name) by their keys"]) }
      let words = "\(PercentText.text(whole)) of rows repeat another one, keys and all"
      return .fired(found(table, nil, whole, words))
    }
  }

  func figures(in scene: DetectionScene) -> [String] {
    if keys.isEmpty { return scene.historyFigures }
    return scene.tables.flatMap { table -> [String] in
      guard let batch = table.batch.value, batch.rows > 0 else { return [] }
      return keys.compactMap { key in
        batch.column(key)?.distinct.map {
          let share = Double(batch.rows - $0) / Double(batch.rows)
          return "`\(key)` of `\(table.name)` repeats in \(PercentText.text(share)) of rows; "
            + "the bound is \(PercentText.text(above))"
        }
      }
    }
  }

  private func found(
    _ table: TableEvidence, _ column: String?, _ share: Double, _ words: String
  ) -> Detection {
    Detection(
      table: table.name, column: column, value: share, limit: above,
      limitOrigin: "the rule's own bound", explanation: words)
  }
}

extension Diagnostic {
  static func unusualKeys(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "empty-detector",
      message: "`duplicate_rate` cannot tell what is unusual of keys, only of whole rows",
      span: span, help: ["leave `keys` or `unusual` out"])
  }
}
