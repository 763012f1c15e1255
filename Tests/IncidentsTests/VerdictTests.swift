import Incidents
import Testing

@Suite struct VerdictTests {
  @Test func `is stricter from allow to deny`() {
    #expect(Verdict.allCases.reversed().sorted() == [.allow, .ask, .unavailable, .deny])
    #expect([Verdict.ask, .deny, .allow].max() == .deny)
  }

  @Test func `names kinds of constraint in the order of judging`() {
    #expect(
      ConstraintKind.allCases.reversed().sorted() == [
        .kill, .failClosed, .freeze, .deny, .remedies, .limits, .authority, .ask, .otherwise,
        .world,
      ])
  }
}
