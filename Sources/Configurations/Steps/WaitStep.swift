internal import Incidents

/// Lets time pass; the healer never sleeps, it is woken when the time has come.
struct WaitStep: StepPlan {
  static let name = "wait"
  static let summary = "Let time pass"
  static let changes: Set<StepChange> = []

  let span: Duration

  init?(_ fields: inout FieldReader) {
    guard fields.required("for") != nil, let span = fields.duration("for") else { return nil }
    self.span = span
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    .success(.wait(span))
  }
}
