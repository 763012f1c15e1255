import Incidents
import Testing

@testable import Configurations

@Suite struct RemediesConstraintTests {
  private static let constraint = RemediesConstraint(remedies: ["volume": ["retry"], "other": []])

  @Test(arguments: [
    Judged("a remedy", Proposals.proposal("retry"), "-"),
    Judged("no remedy for it", Proposals.proposal("mend"), "deny remedies"),
    Judged(
      "a kind without a remedy", Proposals.proposal(anomaly: Proposals.finding("other")),
      "deny remedies"),
    Judged(
      "a kind that is not declared", Proposals.proposal(anomaly: Proposals.finding("new")),
      "deny remedies"),
    Judged(
      "a rule that only alerts",
      Proposals.proposal(anomaly: Proposals.finding(mode: .alert)), "deny remedies"),
    Judged(
      "a rule in the shadow",
      Proposals.proposal(anomaly: Proposals.finding(mode: .shadow)), "deny remedies"),
    Judged("nothing fired", Proposals.proposal(anomaly: nil), "deny remedies"),
    Judged(
      "nothing is done",
      Proposals.proposal("log", traits: Proposals.traits(passive: true), anomaly: nil), "-"),
  ])
  func `judges`(_ judged: Judged) { judged.check(Self.constraint) }
}
