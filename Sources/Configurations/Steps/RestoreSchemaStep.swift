internal import Incidents

/// Writes an earlier version of the table again.
struct RestoreSchemaStep: StepPlan {
  static let name = "restore_schema"
  static let summary = "Put the table in the catalog back to an earlier version"
  static let changes: Set<StepChange> = [.catalog]

  let table: TextValue

  /// Which version is meant.
  enum Version: String, CaseIterable {
    case lastGood = "last_good"
  }

  init?(_ fields: inout FieldReader) {
    let isTableThere = fields.required("table") != nil
    let table = isTableThere ? fields.valueText("table") : nil
    let version = fields.required("to") == nil ? nil : fields.word("to", of: Version.self)
    guard let table, version != nil else { return nil }
    self.table = table
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    resolution.table(table).flatMap { table in
      guard let current = table.current, case .known(let good) = table.lastGoodVersion else {
        return .failure(StepObstacle("the last good version of \(table.name) is unknown"))
      }
      guard good.id != current.id else {
        return .failure(StepObstacle("\(table.name) is at its last good version already"))
      }
      return .success(
        .restoreSchema(table: table.name, version: good.id, expecting: current.id))
    }
  }
}
