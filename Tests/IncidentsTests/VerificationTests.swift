import Incidents
import Testing

@Suite struct VerificationTests {
  private func verification(_ answers: [Verification.Answer]) -> Verification {
    Verification(
      checks: answers.map {
        Verification.Check(id: "a", condition: "x", answer: $0, explanation: "")
      })
  }

  @Test func `is verified only when every check holds, and there is one`() {
    #expect(verification([.holds]).isVerified)
    #expect(verification([.holds, .holds]).isVerified)
    #expect(!verification([]).isVerified)
    #expect(!verification([.holds, .fails]).isVerified)
    #expect(!verification([.holds, .unknown]).isVerified)
  }
}
