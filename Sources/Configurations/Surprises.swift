internal import Baselines
internal import Incidents

extension DetectionScene {
  /// Asks `look` what surprises in each table's batch against its history.
  ///
  /// Surprises about columns that are not selected do not count. `subject` names the question with
  /// all that its answer depends on but the columns: it is asked once for all rules.
  func answer(
    _ subject: String, on columns: ColumnSelection = .any,
    _ look: (TableProfile, Baseline) -> [Surprise]
  ) -> DetectorAnswer {
    answer { table in
      guard case .known(let batch) = table.batch else {
        return .unknown(["table.rows of \(table.name)"])
      }
      guard case .known(let baseline) = baseline(of: table), baseline.batches > 0 else {
        return .unknown(["the history of \(table.name)"])
      }
      let found = baselines.surprises(subject, of: table, last: comparison.batches) {
        look(batch, baseline)
      }.filter { $0.column.map(columns.contains) ?? true }
      return .fired(Detection(table: table.name, surprises: found))
    }
  }

  /// The batches of a table that figures are compared with.
  func baseline(of table: TableEvidence) -> Known<Baseline> {
    baselines.baseline(of: table, last: comparison.batches)
  }
}

extension Detection {
  /// The strongest of some surprises, with the others in words; `nil` where there is none.
  init?(table: String, surprises: [Surprise]) {
    let ranked = surprises.sorted {
      $0.strength == $1.strength
        ? ($0.column ?? "").precedes($1.column ?? "")
        : $0.strength > $1.strength
    }
    guard let first = ranked.first else { return nil }
    let words = ranked.prefix(Self.told).map(\.words).joined(separator: "; ")
    let more = ranked.count > Self.told ? "; and \(ranked.count - Self.told) more" : ""
    self.init(
      table: table, column: first.column, value: first.value, usual: first.usual,
      limit: first.limit, limitOrigin: first.limitOrigin, explanation: words + more)
  }

  /// How many surprises are told in full.
  private static let told = 5
}
