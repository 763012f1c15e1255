import Incidents
import Testing

@testable import Configurations

@Suite struct DenyConstraintTests {
  private static func constraint(_ condition: String) throws -> DenyConstraint {
    let reading = Samples.read("{id: x, title: never, when: \(condition)}", scope: .safety) {
      DenyConstraint(&$0)
    }
    return try #require(reading.value, "\(reading.mistakes)")
  }

  @Test(arguments: [
    ("'true'", "deny deny"), ("'false'", "-"), ("job.owner == \"team\"", "deny deny"),
    ("run.rows_read > 5", "deny failClosed"), ("env == \"prod\"", "-"),
  ])
  func `denies what holds, and what cannot be told`(_ condition: String, _ ruling: String) throws {
    Judged(condition, Proposals.proposal(), ruling).check(try Self.constraint(condition))
  }

  @Test func `gives its title for the reason, or what is unknown`() throws {
    let proposal = Proposals.proposal()
    #expect(try Self.constraint("'true'").ruling(on: proposal).reason == "never")
    let unknown = try Self.constraint("run.rows_read > 5").ruling(on: proposal).reason
    #expect(unknown.hasPrefix("cannot be judged: ") && unknown.contains("run.rows_read"))
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("{id: x, title: never, when: [a]}", "1:29 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { DenyConstraint(&$0) } }
}
