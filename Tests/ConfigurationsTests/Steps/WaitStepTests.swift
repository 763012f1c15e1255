import Incidents
import Testing

@testable import Configurations

@Suite struct WaitStepTests {
  @Test(arguments: [
    StepCase("minutes", "for: 15m", makes: .wait(.seconds(900))),
    StepCase("hours and minutes", "for: 1h30m", makes: .wait(.seconds(5400))),
  ])
  func `resolves`(_ given: StepCase) throws { try given.check(as: WaitStep.self) }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key"), WrongFields("for: 15", "1:6 missing-unit"),
    WrongFields("for: 0s", "1:6 missing-unit"),
    WrongFields("until: noon", "1:1 missing-key", "1:1 unknown-key"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { WaitStep(&$0) } }
}
