internal import Conditions
internal import Incidents

/// Moves objects of the run's own partition to where no reader looks.
struct QuarantineObjectsStep: StepPlan {
  static let name = "quarantine_objects"
  static let summary = "Set objects of the run's own partition aside"
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
      guard let keys = which.texts(with: resolution.facts) else {
        return .failure(StepObstacle("the objects to set aside cannot be told"))
      }
      let partition = Set((table.objects.value ?? []).map(\.key))
      // Empty selects nothing, and nothing outside of the partition can be selected.
      guard !keys.isEmpty else { return .failure(StepObstacle("there is no object to set aside")) }
      guard keys.allSatisfy(partition.contains) else {
        return .failure(StepObstacle("an object is not of the run's own partition"))
      }
      return .success(.quarantineObjects(table: table.name, keys: keys))
    }
  }
}

extension Condition {
  /// The condition's value as a list of texts; `nil` when it cannot be told.
  func texts(with facts: Facts) -> [String]? {
    guard case .value(.list(let items)) = evaluate(facts) else { return nil }
    let texts = items.compactMap { item -> String? in
      if case .string(let text) = item { text } else { nil }
    }
    return texts.count == items.count ? texts : nil
  }
}
