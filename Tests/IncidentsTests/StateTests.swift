import Incidents
import Testing

@Suite struct StateTests {
  @Test func `gives the label of a feature by its name`() {
    let state = State(
      features: [.init(name: "risk", label: "high"), .init(name: "attempt", label: "first")],
      index: 5)
    #expect(state["risk"] == "high")
    #expect(state["attempt"] == "first")
    #expect(state["drift"] == nil)
  }

  @Test func `knows which outcomes wait for nothing more`() {
    #expect(Outcome.allCases.filter(\.isFinal) == [.resolved, .escalated, .closed])
  }
}
