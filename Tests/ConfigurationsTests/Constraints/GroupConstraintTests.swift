import Incidents
import Testing

@testable import Configurations

@Suite struct GroupConstraintTests {
  private static func groups(_ fields: String) throws -> Groups {
    let reading = Samples.read(fields) { Groups(&$0) }
    #expect(reading.mistakes == [])
    return try #require(reading.value)
  }

  private static func constraint(_ counting: GroupConstraint.Count, _ bound: Int) -> GroupConstraint
  {
    GroupConstraint(counting: counting, bound: bound, window: .seconds(3600))
  }

  @Test(arguments: [
    Judged("none failed", Proposals.proposal(usage: ["groups.breaker": 0]), "-"),
    Judged("one more may fail", Proposals.proposal(usage: ["groups.breaker": 2]), "-"),
    Judged("enough", Proposals.proposal(usage: ["groups.breaker": 3]), "deny limits"),
    Judged("unknown", Proposals.proposal(usage: ["groups.repeats": 0]), "deny failClosed"),
    Judged(
      "nothing is done",
      Proposals.proposal(traits: Proposals.traits(passive: true), usage: ["groups.breaker": 9]), "-"
    ),
  ])
  func `opens after failures`(_ judged: Judged) { judged.check(Self.constraint(.breaker, 3)) }

  @Test(arguments: [
    Judged("the first", Proposals.proposal(usage: ["groups.repeats": 0]), "-"),
    Judged("the second", Proposals.proposal(usage: ["groups.repeats": 1]), "-"),
    Judged("the third", Proposals.proposal(usage: ["groups.repeats": 2]), "deny limits"),
    Judged("unknown", Proposals.proposal(), "deny failClosed"),
  ])
  func `leaves the third heal to a person`(_ judged: Judged) {
    judged.check(Self.constraint(.repeats, 3))
  }

  @Test func `lets more go on at once the more have healed`() throws {
    let groups = try Self.groups("{canary: [1, 2, 4, 8]}")
    let allowed = [0, 1, 2, 3, 6, 7, 14, 15, 1000].map(groups.allowedAtOnce)
    #expect(allowed == [1, 2, 2, 4, 4, 8, 8, 8, 8])
    #expect(try Self.groups("{canary: [3]}").allowedAtOnce(after: 0) == 3)
    #expect(try Self.groups("{}").allowedAtOnce(after: 0) == .max)
  }

  @Test func `has a bound of pages where none is declared`() throws {
    #expect(try Self.groups("{}").pages == Groups.Rate(count: 20, window: .seconds(600)))
    #expect(
      try Self.groups("{pages: 5 within 1h}").pages
        == Groups.Rate(count: 5, window: .seconds(3600)))
    #expect(Groups.undeclared.constraints.isEmpty)
  }

  @Test(arguments: [
    WrongFields("{canary: [0]}", "1:11 wrong-kind"),
    WrongFields("{canary: [one]}", "1:11 wrong-kind"),
    WrongFields("{breaker: 3 within 1h}", "1:11 missing-unit"),
    WrongFields("{breaker: 0 failures within 1h}", "1:11 missing-unit"),
    WrongFields("{breaker: 3 failures within soon}", "1:11 missing-unit"),
    WrongFields("{repeats: 3 failures within 1h}", "1:11 missing-unit"),
    WrongFields("{pages: 3}", "1:9 missing-unit"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { Groups(&$0) } }
}
