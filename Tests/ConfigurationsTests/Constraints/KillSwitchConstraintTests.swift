import Incidents
import Testing

@testable import Configurations

@Suite struct KillSwitchConstraintTests {
  @Test(arguments: [
    Judged("off", Proposals.proposal(), "-"),
    Judged("on", Proposals.proposal(killSwitch: .on(reason: "drill")), "deny kill"),
    Judged(
      "unreadable", Proposals.proposal(killSwitch: .unreadable(reason: "no disk")), "deny kill"),
  ])
  func `judges`(_ judged: Judged) { judged.check(KillSwitchConstraint()) }

  @Test func `says who stopped it`() {
    let ruling = KillSwitchConstraint().ruling(
      on: Proposals.proposal(killSwitch: .on(reason: "drill")))
    #expect(ruling.reason == "stopped: drill")
  }
}
