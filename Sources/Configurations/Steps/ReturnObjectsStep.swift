internal import Conditions
internal import Incidents

/// Moves quarantined objects back; as a step of its own, for actions that mend by hand.
struct ReturnObjectsStep: StepPlan {
  static let name = "return_objects"
  static let summary = "Put objects that were set aside back"
  static let changes: Set<StepChange> = [.data]

  let table: TextValue
  let which: Condition

  init?(_ fields: inout FieldReader) {
    let isTableThere = fields.required("table") != nil
    let table = isTableThere ? fields.valueText("table") : nil
    let which = fields.required("which") == nil ? nil : fields.textList("which")
    guard let table, let which else { return nil }
    self.table = table
    self.which = which
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    resolution.table(table).flatMap { table in
      guard let keys = which.texts(with: resolution.facts), !keys.isEmpty else {
        return .failure(StepObstacle("there is no object to put back"))
      }
      return .success(.returnObjects(table: table.name, keys: keys))
    }
  }
}
