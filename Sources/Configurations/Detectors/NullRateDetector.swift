internal import Baselines
internal import Incidents

/// Fires when a column is empty more often than allowed, and far more often than it used to be.
struct NullRateDetector: Detector {
  static let name = "null_rate"
  static let summary = "A column is empty in too many rows"
  static let needsProfilesOnly = true

  let columns: ColumnSelection
  let above: Double
  let isUnusual: Bool

  init?(_ fields: inout FieldReader) {
    let columns = ColumnSelection("columns", &fields)
    let isBoundThere = fields.required("above") != nil
    let above = fields.share("above")
    isUnusual = fields.flag("unusual", default: false)
    guard isBoundThere, let above else { return nil }
    self.columns = columns ?? .any
    self.above = above
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      guard case .known(let rates) = scene.baselines.nullRates(of: table) else {
        return .unknown(["table.null_rate of \(table.name)"])
      }
      func isWanted(_ column: String, _ rate: Double) -> Bool {
        rate > above && columns.contains(column)
      }
      guard rates.contains(where: isWanted) else { return .silent }
      guard isUnusual else { return .fired(worst(rates.filter(isWanted), of: table, limits: [:])) }
      guard case .known(let baseline) = scene.baseline(of: table), baseline.batches > 0 else {
        return .unknown(["the history of \(table.name)"])
      }
      let batches = baseline.profiles
      if batches.count >= Baseline.young, let batch = table.batch.value {
        let all = scene.baselines.surprises(
          "nulls", of: table, last: scene.comparison.batches
        ) { baseline.nulls(of: batch) }
        let found = all.filter { surprise in
          surprise.column.map { isWanted($0, rates[$0] ?? 0) } ?? false
        }
        var detection = Detection(table: table.name, surprises: found)
        let column = detection?.column ?? ""
        detection?.objects = objects(of: table, emptyIn: column)
        return .fired(detection)
      }
      let wanted = rates.filter(isWanted)
      let limits = limits(of: Array(wanted.keys), in: batches)
      let unusual = wanted.filter { $0.value > limits[$0.key]?.value ?? 0 }
      return .fired(worst(unusual, of: table, limits: limits))
    }
  }

  func figures(in scene: DetectionScene) -> [String] {
    scene.tables.compactMap { table in
      let rates = (table.nullRates.value ?? [:]).filter { columns.contains($0.key) }
      let highest = rates.max { ($0.value, $1.key) < ($1.value, $0.key) }
      return highest.map {
        "`\($0.key)` of `\(table.name)` is empty in \(PercentText.text($0.value)) of rows; "
          + "the bound is \(PercentText.text(above))"
      }
    } + (isUnusual ? scene.historyFigures : [])
  }

  /// The bounds of `unusual` while the history is young: its largest rate, and half as much on
  /// top, or 3 points.
  private func limits(of columns: [String], in batches: ArraySlice<TableProfile>) -> [String: Limit]
  {
    let history = batches.map(TableEvidence.nullRates)
    var limits: [String: Limit] = [:]
    for column in columns {
      let rates = history.compactMap { $0[column] }
      guard let largest = rates.max() else { continue }
      let value = max(largest * 1.5, largest + 0.03)
      limits[column] = Limit(value: value, usual: median(of: rates), batches: rates.count)
    }
    return limits
  }

  private struct Limit {
    let value: Double
    let usual: Double?
    let batches: Int
  }

  /// The column that is furthest above its bound, ties by name; the others in words.
  private func worst(
    _ rates: [String: Double], of table: TableEvidence, limits: [String: Limit]
  ) -> Detection? {
    let ranked = rates.sorted {
      let left = $0.value - (limits[$0.key]?.value ?? above)
      let right = $1.value - (limits[$1.key]?.value ?? above)
      return left == right ? $0.key.precedes($1.key) : left > right
    }
    guard let first = ranked.first else { return nil }
    let limit = limits[first.key]
    let words = ranked.map { "`\($0.key)` is empty in \(PercentText.text($0.value)) of rows" }
    return Detection(
      table: table.name, column: first.key, value: first.value, usual: limit?.usual,
      limit: max(above, limit?.value ?? 0),
      limitOrigin: limit.map { "the worst of \($0.batches) earlier batches, half as much on top" }
        ?? "the rule's own bound",
      objects: objects(of: table, emptyIn: first.key), explanation: words.joined(separator: "; "))
  }

  /// The objects in which the column is empty beyond the rule's own bound.
  private func objects(of table: TableEvidence, emptyIn column: String) -> [String] {
    (table.objects.value ?? []).filter { object in
      guard let profile = object.table, profile.rows > 0,
        let nulls = profile.column(column)?.nulls
      else { return false }
      return Double(nulls) / Double(profile.rows) > above
    }.map(\.key)
  }
}
