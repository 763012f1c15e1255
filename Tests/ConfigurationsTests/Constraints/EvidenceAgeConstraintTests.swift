import Incidents
import Testing

@testable import Configurations

@Suite struct EvidenceAgeConstraintTests {
  private static let bound = Duration.seconds(900)

  @Test(arguments: [
    Judged("fresh", Proposals.proposal(age: .zero), "-"),
    Judged("as old as may be", Proposals.proposal(age: bound), "-"),
    Judged("a moment older", Proposals.proposal(age: bound + .nanoseconds(1)), "deny failClosed"),
    Judged("of the future", Proposals.proposal(age: .nanoseconds(-1)), "deny failClosed"),
  ])
  func `judges`(_ judged: Judged) { judged.check(EvidenceAgeConstraint(atMost: Self.bound)) }
}
