internal import Conditions
internal import Incidents

/// Starts the job again with the failed run's own arguments; only the worker type can be changed.
struct RunJobStep: StepPlan {
  static let name = "run_job"
  static let summary = "Start the job again, with the failed run's arguments"
  static let changes: Set<StepChange> = [.cost]

  let workerType: TextValue?

  init?(_ fields: inout FieldReader) {
    workerType = fields.valueText("worker_type")
  }

  func step(for resolution: StepResolution) -> Result<Step, StepObstacle> {
    guard let arguments = resolution.evidence.run.arguments.value else {
      return .failure(StepObstacle("the arguments of the failed run are unknown"))
    }
    var type: String?
    if let workerType {
      guard let text = workerType.text(with: resolution.facts) else {
        return .failure(StepObstacle("the worker type cannot be told"))
      }
      type = text
    }
    let passed = arguments.filter { $0.key != attemptArgument }
    return .success(
      .runJob(job: resolution.evidence.job.name, arguments: passed, workerType: type))
  }
}
