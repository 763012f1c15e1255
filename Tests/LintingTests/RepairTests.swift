import Documents
import Testing

@testable import Linting

/// What lint mends by itself, and what it leaves to people.
@Suite struct RepairTests {
  private static func repaired(_ files: [SourceFile]) -> (repair: Repair, left: [String]) {
    let repair = Repair(files, at: Samples.now) { _ in true }
    return (repair, Samples.problems(of: repair.files).map(\.code))
  }

  @Test(arguments: [
    ("rules/data.yaml", "severity: high", "severty: high"),
    ("rules/data.yaml", "kind: widening", "kind: widenning"),
    ("rules/data.yaml", "schema_drift: {removed", "schema_drfit: {removed"),
    ("rules/data.yaml", "above: 5%", "above: 5"),
    ("rules/data.yaml", "unless: is_backfill", "unless: is_backfil"),
    ("rules/data.yaml", "\"SUCCEEDED\"", "\"SUCEEDED\""),
    ("rules/data.yaml", "run.rows_read > 1000", "run.rows_raed > 1000"),
    ("kintsugi.yaml", "owner: flights-team", "owner: flight-team"),
    ("policies/healer.yaml", "act_after: 20 visits", "act_after: 20"),
    ("policies/healer.yaml", "do: scale_up", "do: scale_upp"),
    ("safety/guardrails.yaml", "== \"coerce_schema\" &&", "== \"coerce_schma\" &&"),
    ("overlays/prod.yaml", "null-spike:", "null-spik:"),
  ])
  func `puts back the one word that can be meant`(
    path: String, right: String, wrong: String
  ) throws {
    let (repair, left) = Self.repaired(try Samples.changed(path, right, to: wrong))
    #expect(left == [])
    #expect(repair.mended.count == 1)
    let mended = repair.files.first { $0.path == path }
    #expect(try mended?.bytes == Samples.files().first { $0.path == path }?.bytes)
  }

  @Test func `mends what comes to light by mending`() throws {
    let files = try Samples.changed(
      "rules/data.yaml", "type_change: {kind: widening}", to: "type_chang: {knd: widenin}")
    let (repair, left) = Self.repaired(files)
    #expect(left == [])
    #expect(repair.mended.map(\.was) == ["type_chang", "knd", "widenin"])
  }

  @Test(arguments: [
    ("rules/data.yaml", "above: 5%", "above: 0.05"),
    ("rules/data.yaml", "above: 5%", "above: 1"),
    ("safety/guardrails.yaml", "at_most: 3 actions", "at_most: 3"),
    ("rules/data.yaml", "severity: high", "severity: enormous"),
    ("rules/spark.yaml", "(?P<used>", "(?P<used"),
    ("safety/guardrails.yaml", "otherwise: deny ", "otherwise: allow "),
  ])
  func `leaves alone what can be meant in two ways`(
    path: String, right: String, wrong: String
  ) throws {
    let files = try Samples.changed(path, right, to: wrong)
    let (repair, left) = Self.repaired(files)
    #expect(repair.mended.isEmpty)
    #expect(left.count == 1)
    #expect(repair.files.map(\.bytes) == files.map(\.bytes))
  }

  @Test func `mends only what is asked for, and nothing where nothing is wrong`() throws {
    let files = try Samples.changed("rules/data.yaml", "severity: high", to: "severty: high")
    let repair = Repair(files, at: nil) { $0.code != "unknown-key" }
    #expect(repair.mended.isEmpty)
    let right = try Samples.files()
    #expect(Repair(right, at: nil) { _ in true }.files.map(\.bytes) == right.map(\.bytes))
  }
}
