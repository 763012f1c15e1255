import Incidents
import Testing

@Suite struct FindingTests {
  @Test func `ranks the root first, then the graver, then the rule's id by bytes`() {
    let ranked = [
      Samples.finding("z", cause: .root, severity: .low),
      Samples.finding("y", cause: .symptom, severity: .critical),
      Samples.finding("Z", cause: .symptom, severity: .high),
      Samples.finding("a", cause: .symptom, severity: .high),
      Samples.finding("é", cause: .symptom, severity: .high),
      Samples.finding("x", cause: .noise, severity: .critical),
    ]
    #expect(Array(ranked.reversed()).sorted(by: Finding.ranksBefore) == ranked)
    #expect(!Finding.ranksBefore(ranked[0], ranked[0]))
  }

  @Test func `orders severities and causes as they are declared`() {
    #expect(Severity.allCases.reversed().sorted() == Severity.allCases)
    #expect(Cause.allCases.reversed().sorted() == Cause.allCases)
  }
}
