import Incidents
import Testing

@testable import Configurations

@Suite struct ResetBookmarkStepTests {
  @Test(arguments: [StepCase("the job's own", "{}", makes: .resetBookmark(job: "j"))])
  func `resolves`(_ given: StepCase) throws { try given.check(as: ResetBookmarkStep.self) }

  @Test(arguments: [WrongFields("job: other", "1:1 unknown-key")])
  func `refuses`(_ wrong: WrongFields) { wrong.check { ResetBookmarkStep(&$0) } }
}
