internal import Incidents

/// Lets the job read again what its bookmark says it has read.
struct ResetBookmarkStep: StepPlan {
  static let name = "reset_bookmark"
  static let summary = "Forget what the job has read so far"
  static let changes: Set<StepChange> = [.data]

  init?(_ fields: inout FieldReader) {}

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    .success(.resetBookmark(job: resolution.evidence.job.name))
  }
}
