import Conditions
import Configurations
import Testing

@testable import Linting

/// What lint can and cannot prove of a condition.
@Suite struct SatisfiabilityTests {
  private static let solver = Satisfiability(EvidenceRanges.known)

  private static func statement(_ text: String) throws -> Statement {
    try #require(Statement.of(text, in: EvidenceScope.safety.schema), "\(text)")
  }

  @Test(arguments: [
    "run.rows_read > 10 && run.rows_read < 5",
    "run.rows_read > 10 && run.rows_read < 11",
    "run.rows_read == 3 && run.rows_read != 3",
    "run.rows_read < 0",
    "run.state == \"FAILED\" && run.state == \"TIMEOUT\"",
    "run.state in [\"FAILED\", \"TIMEOUT\"] && run.state == \"SUCCEEDED\"",
    "run.state == \"FAILD\"",
    "run.worker_type == \"G.1X\" && run.worker_type != \"G.1X\"",
    "action.changes_data && !action.changes_data",
    "action.changes_data == true && action.changes_data == false",
    "(run.rows_read > 5 || run.rows_read > 7) && run.rows_read < 6 && run.rows_read != 5 "
      + "&& run.rows_read < 5",
    "5 > run.rows_read && run.rows_read >= 5",
    "proposal.share > 1.0", "size(table.changes) < 0",
    "table.changes.exists(c, c.kind == \"added\" && c.kind == \"removed\")",
    "!(run.state == \"FAILED\" || run.state != \"FAILED\")",
    "run.state == \"FAILED\" ? false : run.state == \"FAILED\"",
    "run.id == run.error && run.error != run.id", "false",
    "run.rows_read >= 0 && !(run.rows_read >= 0)", "run.worker_type in []",
  ])
  func `proves that a condition can never hold`(text: String) throws {
    #expect(try !Self.solver.canHold(Self.statement(text)))
  }

  @Test(arguments: [
    "run.rows_read > 10 && run.rows_read < 12", "run.rows_read >= 5 && run.rows_read <= 5",
    "run.state == \"FAILED\" || run.state == \"TIMEOUT\"",
    "run.dpu_hours > 1.0 && run.dpu_hours < 1.1",
    "run.rows_read > run.rows_written && run.rows_written > run.rows_read",
    "run.rows_read + 1 > 5 && run.rows_read < 0 + 4",
    "table.changes.exists(c, c.kind == \"added\") && "
      + "table.changes.exists(c, c.kind == \"removed\")",
    "table.changes.all(c, c.kind == \"added\" && c.kind == \"removed\")",
    "run.error.contains(\"a\") && !run.error.contains(\"b\")",
    "run.arg(\"--a\") == \"x\" && run.arg(\"--b\") == \"y\"",
    "run.rows_read != 9007199254740993 && run.rows_read == 9007199254740992", "true",
  ])
  func `never calls a possible condition impossible`(text: String) throws {
    #expect(try Self.solver.canHold(Self.statement(text)))
  }

  @Test(arguments: [
    ("run.rows_read >= 0", true), ("run.rows_read < 5 || run.rows_read >= 5", true),
    ("run.rows_read < 5 || run.rows_read > 5", false),
    ("table.rows / 2 < 5 || table.rows / 2 >= 5", true),
    ("anomaly.value < 5.0 || anomaly.value >= 5.0", false),
    ("proposal.share <= 1.0", true), ("run.state != \"FAILED\" || run.state == \"FAILED\"", true),
    ("env == \"prod\" || env == \"dev\"", false),
  ])
  func `proves that a condition always holds, and not of a number that may be NaN`(
    text: String, always: Bool
  ) throws {
    #expect(try Self.solver.alwaysHolds(Self.statement(text)) == always)
  }

  @Test func `says nothing of a condition with more cases than it looks at`() throws {
    let cases = (0..<12).map { "(run.rows_read > \($0) || run.workers > \($0))" }
    let text = cases.joined(separator: " && ") + " && run.workers < 0"
    #expect(try !Self.solver.canHold(Self.statement(text)))
    #expect(try Self.solver.canHold(Self.statement(cases.joined(separator: " && "))) == true)
  }
}
