import Conditions
import Incidents
import Testing

@testable import Configurations

@Suite struct AskConstraintTests {
  private static func constraint(_ more: String) throws -> AskConstraint {
    let defaults = Samples.read("approver: job.owner", scope: .safety) { fields -> AskTerms? in
      fields.required("approver").flatMap { fields.condition(of: $0, expecting: .string) }.map {
        AskTerms(approver: $0, wait: .seconds(60))
      }
    }
    let reading = Samples.read("{id: x, title: ask, \(more)}", scope: .safety) {
      AskConstraint(&$0, defaults: defaults.value)
    }
    return try #require(reading.value, "\(reading.mistakes)")
  }

  @Test(arguments: [
    ("'true'", "ask ask"), ("'false'", "-"), ("run.rows_read > 5", "deny failClosed"),
  ])
  func `asks about what holds, and denies what cannot be told`(
    _ condition: String, _ ruling: String
  ) throws {
    Judged(condition, Proposals.proposal(), ruling)
      .check(try Self.constraint("when: \(condition)"))
  }

  @Test func `asks whom it names for as long as it says, else as by default`() throws {
    let proposal = Proposals.proposal()
    let plain = try Self.constraint("when: 'true'").askTerms?.resolved(for: proposal)
    #expect(plain == ApprovalTerms(approver: "team", wait: .seconds(60)))
    let named = try Self.constraint("when: 'true', approver: '\"lead\"', wait: 4h")
    #expect(
      named.askTerms?.resolved(for: proposal)
        == ApprovalTerms(approver: "lead", wait: .seconds(14_400)))
    let unknown = try Self.constraint("when: 'true', approver: run.error")
    #expect(unknown.askTerms?.resolved(for: proposal).approver == "team")
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("{id: x, title: a, when: 'true', wait: 4}", "1:39 missing-unit"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { AskConstraint(&$0, defaults: nil) } }
}
