internal import Incidents

/// Fires when the catalog changed since the last good run, and the data still fit what it said
/// then.
struct CatalogChangeDetector: Detector {
  static let name = "catalog_change"
  static let summary = "The catalog's columns or location moved, the data did not"

  let columns: ColumnSelection?
  let watchesLocation: Bool

  init?(_ fields: inout FieldReader) {
    columns = ColumnSelection("columns", &fields)
    watchesLocation = ColumnSelection("location", &fields) != nil
    if columns == nil, !watchesLocation, fields.isMapping {
      fields.report([.nothingToLookFor(at: fields.span, Self.name)])
    }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      guard case .known(let versions) = table.versions, let current = versions.first else {
        return .unknown(["the catalog's versions of \(table.name)"])
      }
      guard case .known(let good) = table.lastGoodVersion else {
        // One version alone has nothing to have changed from.
        return versions.count == 1
          ? .silent : .unknown(["the last good version of \(table.name)"])
      }
      guard good.id != current.id, let words = difference(from: good, to: current) else {
        return .silent
      }
      switch table.observedFitsLastGood {
      case .unknown(let reason): return .unknown(["table.observed_fits_last_good: \(reason)"])
      case .known(false): return .silent
      case .known(true):
        return .fired(
          Detection(
            table: table.name,
            explanation: "in version \(current.id) \(words); the data fit version \(good.id)"))
      }
    }
  }

  /// What changed of what is watched; `nil` for nothing.
  private func difference(from good: TableVersion, to current: TableVersion) -> String? {
    var words: [String] = []
    if let columns {
      let changed = current.columns.filter {
        !good.columns.contains($0) && columns.contains($0.name)
      }
      let gone = good.columns.filter { column in
        !current.columns.contains { $0.name == column.name } && columns.contains(column.name)
      }
      words += changed.map { "`\($0.name)` became \($0.type.catalogText)" }
      words += gone.map { "`\($0.name)` went" }
      let order = good.columns.map(\.name).filter(columns.contains)
      if words.isEmpty, order != current.columns.map(\.name).filter(columns.contains) {
        words.append("the order changed")
      }
    }
    if watchesLocation, good.location != current.location { words.append("the location moved") }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}
