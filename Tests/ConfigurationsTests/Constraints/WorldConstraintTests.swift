import Incidents
import Testing

@testable import Configurations

@Suite struct WorldConstraintTests {
  @Test(arguments: [
    Judged("nothing in the way", Proposals.proposal(), "-"),
    Judged("something in the way", Proposals.proposal(obstacles: ["a", "b"]), "unavailable world"),
  ])
  func `judges`(_ judged: Judged) { judged.check(WorldConstraint()) }

  @Test func `names everything that is in the way`() {
    let ruling = WorldConstraint().ruling(
      on: Proposals.proposal(obstacles: ["no right", "no job"]))
    #expect(ruling.reason == "no right; no job")
  }
}
