import Incidents
import Testing

@testable import Configurations

@Suite struct NotifyStepTests {
  @Test(arguments: [
    StepCase("an owner by name", "to: platform", makes: .notify(owner: "platform")),
    StepCase("the job's owner", "to: = job.owner", makes: .notify(owner: "team")),
    StepCase(
      "the job's owner for one that cannot be told", "to: = run.error",
      makes: .notify(owner: "team")),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: NotifyStep.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key"), WrongFields("to: ''", "1:5 wrong-kind"),
    WrongFields("to: [a]", "1:5 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { NotifyStep(&$0) } }
}
