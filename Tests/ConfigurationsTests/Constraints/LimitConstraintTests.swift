import Incidents
import Testing

@testable import Configurations

@Suite struct LimitConstraintTests {
  private static let tries = "{id: x, at_most: 3 actions, per: job, within: 1h}"
  private static let spend = "{id: x, at_most: 10 dpu_hours, per: env, within: 1d}"

  private static let changing = Proposals.traits(changesData: true)

  private static func limit(_ fields: String) throws -> LimitConstraint {
    let reading = Samples.read(fields) { LimitConstraint(&$0) }
    return try #require(reading.value, "\(reading.mistakes)")
  }

  @Test(arguments: [
    Judged("nothing used", Proposals.proposal(usage: ["x": 0]), "-"),
    Judged("the last one", Proposals.proposal(usage: ["x": 2]), "-"),
    Judged("one too many", Proposals.proposal(usage: ["x": 3]), "deny limits"),
    Judged("unknown use", Proposals.proposal(usage: ["y": 0]), "deny failClosed"),
    Judged(
      "nothing is done",
      Proposals.proposal(traits: Proposals.traits(passive: true), usage: ["x": 9]), "-"),
    Judged(
      "no run is started",
      Proposals.proposal(traits: Proposals.traits(startsRun: false), usage: ["x": 3]), "deny limits"
    ),
  ])
  func `counts actions`(_ judged: Judged) throws { judged.check(try Self.limit(Self.tries)) }

  @Test(arguments: [
    Judged("within", Proposals.proposal(dpuHours: 4, usage: ["x": 6]), "-"),
    Judged("above", Proposals.proposal(dpuHours: 4.01, usage: ["x": 6]), "deny limits"),
    Judged("unknown cost", Proposals.proposal(usage: ["x": 0]), "deny failClosed"),
    Judged("unknown use", Proposals.proposal(dpuHours: 1), "deny failClosed"),
    Judged(
      "no run is started",
      Proposals.proposal(traits: Proposals.traits(startsRun: false), usage: ["x": 99]), "-"),
  ])
  func `counts what runs cost`(_ judged: Judged) throws { judged.check(try Self.limit(Self.spend)) }

  @Test(arguments: [
    Judged("within", Proposals.proposal(traits: changing, rows: 400, usage: ["x": 600]), "-"),
    Judged(
      "above", Proposals.proposal(traits: changing, rows: 401, usage: ["x": 600]), "deny limits"),
    Judged(
      "unknown rows", Proposals.proposal(traits: changing, usage: ["x": 0]), "deny failClosed"),
    Judged(
      "no data is changed",
      Proposals.proposal(usage: ["x": 1000]), "-"),
  ])
  func `counts rows that are set aside`(_ judged: Judged) throws {
    judged.check(try Self.limit("{id: x, at_most: 1000 rows, per: env, within: 1d}"))
  }

  @Test(arguments: [
    Judged("one more", Proposals.proposal(traits: changing, tables: 1, usage: ["x": 1]), "-"),
    Judged(
      "one too many", Proposals.proposal(traits: changing, tables: 1, usage: ["x": 2]),
      "deny limits"),
    Judged("unknown", Proposals.proposal(traits: changing, usage: ["x": 0]), "deny failClosed"),
    Judged(
      "nothing is changed",
      Proposals.proposal(usage: ["x": 9]), "-"),
  ])
  func `counts tables that are changed`(_ judged: Judged) throws {
    judged.check(try Self.limit("{id: x, at_most: 2 tables, per: env, within: 1d}"))
  }

  @Test func `tells what was used up, in its unit`() throws {
    let limit = try Self.limit(Self.spend)
    let ruling = limit.ruling(on: Proposals.proposal(dpuHours: 1, usage: ["x": 9.126]))
    #expect(ruling.reason == "9.13 of 10 dpu_hours per env used within 1d")
  }

  @Test(arguments: [
    WrongFields("{}", "1:1 missing-key", "1:1 missing-key", "1:1 missing-key", "1:1 missing-key"),
    WrongFields("{id: x, at_most: 3, per: job, within: 1h}", "1:18 missing-unit"),
    WrongFields("{id: x, at_most: 3 tries, per: job, within: 1h}", "1:18 missing-unit"),
    WrongFields("{id: x, at_most: 0 actions, per: job, within: 1h}", "1:18 out-of-range"),
    WrongFields("{id: x, at_most: 1000000001 rows, per: job, within: 1h}", "1:18 out-of-range"),
    WrongFields("{id: x, at_most: 3 actions, per: jobs, within: 1h}", "1:34 unknown-value"),
    WrongFields("{id: x, at_most: 3 actions, per: job, within: an hour}", "1:47 missing-unit"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { LimitConstraint(&$0) } }
}
