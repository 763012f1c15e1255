internal import Conditions
internal import Incidents

/// Tells an owner of the project, with the evidence and what was tried.
struct NotifyStep: StepPlan {
  static let name = "notify"
  static let summary = "Tell an owner"
  static let changes: Set<StepChange> = []

  let owner: TextValue

  init?(_ fields: inout FieldReader) {
    guard fields.required("to") != nil, let owner = fields.valueText("to") else { return nil }
    self.owner = owner
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    // An escalation must always find somebody: the job's owner stands in for a name that fails.
    .success(.notify(owner: owner.text(with: resolution.facts) ?? resolution.evidence.job.owner))
  }
}
