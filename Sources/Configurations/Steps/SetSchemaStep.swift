internal import Documents
internal import Incidents

/// Writes the schema that the data really have as a new version of the table.
struct SetSchemaStep: StepPlan {
  static let name = "set_schema"
  static let summary = "Give the table in the catalog the schema that the data have"
  static let changes: Set<StepChange> = [.catalog]

  let table: TextValue

  /// What a schema can be set to.
  enum Source: String, CaseIterable {
    case observed
  }

  init?(_ fields: inout FieldReader) {
    let isTableThere = fields.required("table") != nil
    let table = isTableThere ? fields.valueText("table") : nil
    let source = fields.required("to") == nil ? nil : fields.word("to", of: Source.self)
    guard let table, source != nil else { return nil }
    self.table = table
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    resolution.table(table).flatMap { table in
      guard let current = table.current, case .known(let comparison) = table.comparison else {
        return .failure(StepObstacle("the observed schema of \(table.name) is unknown"))
      }
      let partitionKeys = Set(current.partitionKeys.map(\.name))
      let columns = comparison.observed.filter { !partitionKeys.contains($0.name) }
      guard !columns.isEmpty else {
        return .failure(StepObstacle("the data of \(table.name) have no columns"))
      }
      return .success(.setSchema(table: table.name, columns: columns, expecting: current.id))
    }
  }
}
