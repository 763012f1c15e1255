import Incidents
import Testing

@Suite struct EvidenceTests {
  @Test func `carries a value or the reason why there is none`() {
    #expect(Known.known(2).map { $0 * 2 } == .known(4))
    #expect(Known<Int>.unknown("no right").map { $0 * 2 } == .unknown("no right"))
    #expect(Known.known(2).value == 2)
    #expect(Known<Int>.unknown("no right").value == nil)
  }

  @Test func `knows nothing of a run but its name`() {
    let run = RunEvidence(id: "jr_1", unknown: "no right")
    #expect(run.id == "jr_1")
    #expect(run.state == .unknown("no right"))
    #expect(run.arguments == .unknown("no right"))
  }
}
