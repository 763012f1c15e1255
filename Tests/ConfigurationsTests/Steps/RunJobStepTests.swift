import Incidents
import Testing

@testable import Configurations

@Suite struct RunJobStepTests {
  private static let arguments = ["--day": "2026-11-24", attemptArgument: "i-1/0"]

  @Test(arguments: [
    StepCase("without arguments", "{}", makes: .runJob(job: "j", arguments: [:], workerType: nil)),
    StepCase(
      "with the failed run's arguments, but for the marker of an earlier attempt", "{}",
      Samples.evidence(arguments: .known(arguments)),
      makes: .runJob(job: "j", arguments: ["--day": "2026-11-24"], workerType: nil)),
    StepCase(
      "on a named worker type", "worker_type: G.4X",
      makes: .runJob(job: "j", arguments: [:], workerType: "G.4X")),
    StepCase(
      "on a worker type out of the evidence", "worker_type: = run.worker_type",
      makes: .runJob(job: "j", arguments: [:], workerType: "G.1X")),
    StepCase(
      "on the next larger one", "worker_type: = larger(run.worker_type)",
      makes: .runJob(job: "j", arguments: [:], workerType: "G.2X")),
    StepCase(
      "with unknown arguments", "{}", Samples.evidence(arguments: .unknown("x")),
      obstacle: "the arguments of the failed run are unknown"),
    StepCase(
      "on an unknown worker type", "worker_type: = run.error",
      obstacle: "the worker type cannot be told"),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: RunJobStep.self) }

  @Test(arguments: [
    WrongFields("worker_type: []", "1:14 wrong-kind"), WrongFields("job: other", "1:1 unknown-key"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { RunJobStep(&$0) } }
}
