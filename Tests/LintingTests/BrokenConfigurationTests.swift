import Documents
import Goldens
import Testing

@testable import Linting

/// Mistakes as people make them: each is told once, where it is, with the way out.
@Suite struct BrokenConfigurationTests {
  private static let project = "kintsugi.yaml"
  private static let data = "rules/data.yaml"
  private static let spark = "rules/spark.yaml"
  private static let policy = "policies/healer.yaml"
  private static let safety = "safety/guardrails.yaml"
  private static let overlay = "overlays/prod.yaml"

  static let shape: [Broken] = [
    Broken(project, "pipelines:", "piplines:", "unknown-key", at: "piplines", "`pipelines`"),
    Broken(
      project, "rerun: overwrites", "rerun: overwrite", "unknown-value", at: "overwrite",
      "`overwrites`"),
    Broken(
      project, "owner: flights-team", "owner: flight-team", "unknown-owner",
      at: "flight-team", "`flights-team`"),
    Broken(
      project, "sqlite:.kint", "sqlit:.kint", "unknown-journal",
      at: "sqlit:.kintsugi/journal.sqlite", "sqlite:PATH"),
    Broken(project, "states_at_most: 5000", "states_at_most: many", "wrong-kind", at: "many", ""),
    Broken(data, "severity: high", "severty: high", "unknown-key", at: "severty", "`severity`"),
    Broken(
      data, "kind: widening", "kind: widenning", "unknown-value", at: "widenning",
      "`widening`"),
    Broken(
      data, "schema_drift: {removed", "schema_drfit: {removed", "unknown-detector",
      at: "schema_drfit", "`schema_drift`"),
    Broken(data, "above: 5%", "above: 5", "missing-unit", at: "5", "`5%`"),
    Broken(data, "drops: 40%", "drops: 400%", "out-of-range", at: "400%", "0% to 100%"),
    Broken(safety, "[1, 2, 4, 8]", "[1, 4, 2, 8]", "out-of-range", at: "2", "4 or more"),
    Broken(data, "    title: Far fewer rows than usual\n", "", "missing-key", at: "id", "title"),
    Broken(
      data, "id: rows-missing", "id: null-spike", "duplicate-id", at: "id",
      "rules/data.yaml"),
    Broken(
      data, "unless: is_backfill", "unless: is_backfil", "unknown-name", at: "is_backfil",
      "`is_backfill`"),
    Broken(
      data, "run.rows_read > 1000", "run.rows_raed > 1000", "unknown-field", at: "rows_raed",
      "`rows_read`"),
    Broken(
      data, "run.rows_read > 1000", "run.rows_read > \"1000\"", "operand-types",
      at: "run.rows_read > \"1000\"", ""),
    Broken(
      data, "last 30 batches", "last month", "missing-unit", at: "last month",
      "last 30 batches"),
    Broken(
      data, "  is_backfill: run", "  table: run.id\n  is_backfill: run", "shadowed-name",
      at: "table", "another name"),
    Broken(
      spark, "levels: [ERROR, WARN]", "levels: [EROR, WARN]", "unknown-value", at: "EROR",
      "`ERROR`"),
    Broken(spark, "(?P<used>", "(?P<used", "bad-pattern", at: "'Container", "RE2"),
    Broken(spark, "mode: heal", "mode: yes", "ambiguous-scalar", at: "yes", "quote"),
    Broken(policy, "over: 5000 incidents", "over: 5000", "missing-unit", at: "5000", "incidents"),
    Broken(
      policy, "bad: 20% or more", "bad: over 20%", "bad-bin", at: "over 20%",
      "4 or more"),
    Broken(
      policy, "one: 1 to under 2, few", "one: 1 to under 3, few", "bins-cover",
      at: "{none", "begin where"),
    Broken(
      policy, "undo: return_objects", "undo: return_object", "unknown-value",
      at: "return_object", "`return_objects`"),
    Broken(
      policy, "do: scale_up", "do: scale_upp", "unknown-action", at: "scale_upp",
      "`scale_up`"),
    Broken(
      policy, "passive: true", "passive: false", "passive-steps", at: "passive",
      "passive: true"),
    Broken(
      policy, "changes: [data]", "changes: [cost]", "undeclared-change", at: "[cost]",
      "`data`"),
    Broken(safety, "otherwise: deny ", "otherwise: ask ", "unknown-value", at: "ask", "`deny`"),
    Broken(
      safety, "ask: [quarantine, coerce_schema, rollback]}\n  prod",
      "ask: [quarantine, log]}\n  prod", "alone-and-ask", at: "log", "keep one"),
    Broken(
      safety, "zone: Europe/Berlin", "zone: Europe/Berln", "unknown-zone",
      at: "Europe/Berln", "IANA"),
    Broken(safety, "at_most: 3 actions", "at_most: 3", "missing-unit", at: "3", "actions"),
    Broken(
      safety, "per: job, within: 1h", "per: job, within: 60", "missing-unit", at: "60",
      "`15m`"),
  ]

  static let meaning: [Broken] = [
    Broken(
      data, "run.rows_read > 1000 && run.rows_written == 0",
      "run.rows_written > 5 && run.rows_written == 0", "never-fires", at: "0",
      "`run.rows_written`"),
    Broken(
      data, "run.state == \"SUCCEEDED\" && run.rows_read > 1000 && run.rows_written == 0",
      "run.rows_read >= 0", "always-fires", at: "run.rows_read >= 0", "narrow"),
    Broken(
      data, "    when: |\n      run.state",
      "    unless: run.rows_read > 10\n    when: |\n"
        + "      run.state", "never-fires", at: "run.rows_read > 10", "narrow"),
    Broken(
      data, "unless: is_backfill", "unless: run.rows_read < 0", "useless-unless",
      at: "run.rows_read < 0", "leave it out"),
    Broken(
      data, "\"SUCCEEDED\"", "\"SUCEEDED\"", "impossible-value", at: "\"SUCEEDED\"",
      "\"SUCCEEDED\""),
    Broken(
      data, "run.rows_read > 1000", "table.null_rate.tailnum > 5", "impossible-value", at: "5",
      "`0.05`"),
    Broken(
      data, "run.rows_read > 1000", "table.null_rate[\"tailnum\"] < 0.0", "impossible-value",
      at: "0.0", "from 0 to 1"),
    Broken(
      data, "run.rows_read > 1000", "baseline.null_rate.tailnum >= 50.0", "impossible-value",
      at: "50.0", "`0.05`"),
    Broken(
      data, "run.rows_read > 1000", "table.worst_null_increase > 2.0", "impossible-value",
      at: "2.0", "from -1 to 1"),
    Broken(
      data, "run.rows_read > 1000", "table.null_rate.tailnum > 50%", "condition-syntax",
      at: "50%", "`0.5`"),
    Broken(
      data, "run.rows_read > 1000", "run.duration > 5m", "condition-syntax", at: "5m",
      "`duration(\"5m\")`"),
    Broken(
      data, "run.rows_read > 1000", "run.rows_read > 1,000", "condition-syntax", at: ",000",
      "without commas"),
    Broken(
      data, "run.rows_read > 1000", "(run.rows_read > 1000", "condition-syntax", at: "",
      "add what is missing"),
    Broken(
      data, "run.rows_read > 1000", "run.rows_read > 1000 and true", "condition-syntax",
      at: "and true", "`&&`"),
    Broken(
      data, "run.rows_read > 1000", "run.rows_read <> 1000", "condition-syntax", at: "> 1000",
      "`!=`"),
    Broken(
      data, "run.rows_read > 1000", "tables.any(t, t.rows == 0)", "unknown-function",
      at: "tables.any", "`x.exists(e, …)`"),
    Broken(
      data, "run.rows_read > 1000", "len(tables) > 1", "unknown-function", at: "len",
      "`size(x)`"),
    Broken(
      data, "run.rows_read > 1000", "tables.length > 1", "unknown-field", at: "tables.length",
      "`size(tables)`"),
    Broken(
      data, "run.rows_read > 1000", "5 < run.rows_read < 10", "operand-types",
      at: "5 < run.rows_read < 10", "two comparisons"),
    Broken(
      data, "run.rows_read > 1000", "run.duration > 5", "operand-types", at: "run.duration > 5",
      "`duration(\"5s\")`"),
    Broken(
      data, "run.rows_read > 1000", "table.null_rate[\"tailnum\"] > \"5%\"", "operand-types",
      at: "table.null_rate[", "`0.05`"),
    Broken(
      data, "run.rows_read > 1000", "table.null_rate > 0.05", "operand-types",
      at: "table.null_rate > 0.05", "`table.null_rate["),
    Broken(
      data, "run.rows_read > 1000", "run.error == null", "operand-types", at: "run.error == null",
      "`has(x.f)`"),
    Broken(
      data, "run.rows_read > 1000", "${run.rows_read} > 5", "condition-syntax", at: "${",
      "without `$`"),
    Broken(
      data, "type_change: {kind: [narrowing, incompatible]}", "type_change: {kind: widening}",
      "duplicate-rule", at: "id", "rules/data.yaml"),
    Broken(
      data, "  - id: rows-missing",
      """
        - id: nulls-many
          title: Many nulls
          when:
            null_rate: {columns: any, above: 50%, unusual: true}
          anomaly: null_rate
          severity: low
          mode: heal
          no_data: skip

        - id: rows-missing
      """, "shadowed-rule", at: "id", "higher severity"),
    Broken(
      data, "anomaly: volume", "anomaly: volumes", "kind-without-remedy", at: "volumes",
      "`volume`"),
    Broken(
      safety, "  throttled: [", "  throtled: [", "unused-kind", at: "throtled",
      "`throttled`"),
    Broken(
      policy, "null_rate, corrupt_file, out", "null_rate, corrupt_files, out", "unused-kind",
      at: "corrupt_files", "`corrupt_file`"),
    Broken(
      policy, "  - {when: state.attempt == \"later\", do: escalate}",
      "  - {when: state.attempt == \"later\", do: escalate}\n"
        + "  - {when: state.attempt == \"later\" && state.risk == \"low\", do: escalate}",
      "prior-never-matches", at: "state.attempt == \"later\" &&", "move it up"),
    Broken(
      policy, "  - {do: escalate}\n",
      "  - {do: escalate}\n  - {when: state.anomaly == \"volume\", do: quarantine}\n",
      "prior-never-matches", at: "state.anomaly == \"volume\"", "move it up"),
    Broken(
      policy, "state.anomaly == \"throttled\"", "state.anomaly == \"throtled\"",
      "impossible-value", at: "\"throtled\"", "\"throttled\""),
    Broken(
      policy, "state.anomaly == \"catalog_change\", do: rollback",
      "state.anomaly == \"catalog_change\", do: coerce_schema", "prior-refused",
      at: "coerce_schema", "`remedies`"),
    Broken(
      policy, "first: under 1, second: 1 to", "none: under 0, first: 0 to under 1, second: 1 to",
      "unreachable-label", at: "under 0", "neighbour"),
    Broken(
      policy, "values: [low, medium, high, critical]", "values: [low, medum, high, critical]",
      "unreachable-label", at: "medum", "`medium`"),
    Broken(
      policy, "no_data: critical", "no_data: criticl", "near-label", at: "criticl", "`critical`"),
    Broken(
      policy, "otherwise: unknown", "otherwise: unknwon", "near-label", at: "unknown",
      "`unknwon`"),
    Broken(
      policy, "from: incident.attempt", "from: incident.atempt", "unknown-field", at: "atempt",
      "`attempt`"),
    Broken(
      policy, "  log:\n", "  reload:\n    title: Load all\n    steps: [run_job: {}]\n  log:\n",
      "action-never-allowed", at: "reload", "`authority`"),
    Broken(
      policy, "    undo: return_objects\n", "", "missing-undo", at: "quarantine",
      "undo: return_objects"),
    Broken(
      policy, "undo: restore_schema", "undo: return_objects", "missing-undo",
      at: "return_objects", "`undo: restore_schema`"),
    Broken(
      policy, "    only_if: run.worker_type != \"G.8X\"\n", "", "unguarded-step",
      at: "= larger(run.worker_type)", "only_if"),
    Broken(data, "above: 5%", "above: 100%", "never-fires", at: "null_rate", "change"),
    Broken(
      data, "for: {jobs: [\"*\"]} ", "for: {tables: [flights.curated_flights]} ",
      "scope-matches-nothing", at: "[flights.raw_flights]", "widen"),
    Broken(
      data, "{tables: [flights.raw_flights]}", "{tables: [flights.raw_flight]}",
      "scope-matches-nothing", at: "flights.raw_flight", "`flights.raw_flights`"),
    Broken(
      safety, "action.starts_run && runs.active > 0", "runs.active > 0 && runs.active < 0",
      "guardrail-never-decides", at: "0", "`runs.active`"),
    Broken(
      safety, "== \"coerce_schema\" &&", "== \"coerce_schma\" &&",
      "guardrail-impossible-value", at: "\"coerce_schma\"", "\"coerce_schema\""),
    Broken(
      safety, "proposal.share > 0.1", "proposal.share > 10.0", "guardrail-impossible-value",
      at: "10.0", "from 0 to 1"),
    Broken(
      safety, "action.starts_run && runs.active > 0", "runs.active >= 0",
      "guardrail-always-decides", at: "runs.active >= 0", "narrow"),
    Broken(
      safety, "action.name == \"quarantine\" && env != \"dev\" && proposal.share > 0.1",
      "action.starts_run && runs.active > 1", "guardrail-redundant",
      at: "action.starts_run && runs.active > 1", "delete"),
    Broken(
      safety, "  - {id: spend,",
      "  - {id: more, at_most: 5 actions, per: job, within: 30m}\n"
        + "  - {id: spend,", "guardrail-redundant", at: "more", "delete"),
    Broken(
      safety,
      "  staging: {alone: [retry, retry_later, scale_up, log, escalate], ask: "
        + "[quarantine, coerce_schema, rollback]}\n", "", "no-authority", at: "staging",
      "`authority`"),
  ]

  static let overlays: [Broken] = [
    Broken(overlay, "env: prod", "env: prd", "unknown-value", at: "prd", "`prod`"),
    Broken(overlay, "null-spike:", "null-spik:", "unknown-id", at: "null-spik", "`null-spike`"),
    Broken(
      overlay, "when.null_rate.above", "when.nul_rate.above", "no-such-path",
      at: "when.nul_rate.above", "`when.null_rate`"),
    Broken(overlay, "above: 2%", "above: 2", "missing-unit", at: "2", "`5%`"),
    Broken(
      overlay, "at_most: 2 actions", "at_most: 5 actions", "overlay-weakens-safety",
      at: "5 actions", "stricter"),
    Broken(
      overlay, "id: delivered-twice", "id: legal-hold", "overlay-weakens-safety",
      at: "legal-hold", "stricter"),
    Broken(
      overlay, "reason: The curated table is deduplicated downstream, ", "", "missing-key",
      at: "id", "reason"),
    Broken(
      overlay, "until: \"2027-06-30\"", "until: summer", "bad-time", at: "summer",
      "2027-06-30"),
    Broken(
      overlay, "until: \"2027-06-30\"", "until: \"2026-06-30\"", "turn-off-over",
      at: "\"2026-06-30\"", "delete"),
    Broken(
      overlay, "waives: wide-quarantine", "waives: legal-hold", "not-waivable",
      at: "legal-hold", "`ask`"),
    Broken(
      overlay, "waives: wide-quarantine", "waives: tries-per-job", "needs-raise",
      at: "tries-per-job", "raise_to"),
    Broken(
      overlay, "approved_by: data-governance", "approved_by: flights-team",
      "waiver-own-approval", at: "flights-team", "another owner"),
    Broken(
      overlay, "expires: \"2027-01-31\"", "expires: \"2026-11-20\"", "waiver-expired",
      at: "\"2026-11-20\"", "delete"),
    Broken(
      overlay, "expires: \"2027-01-31\"", "expires: \"2026-12-01\"", "waiver-expiring",
      at: "\"2026-12-01\"", "approved"),
    Broken(
      overlay, "expires: \"2027-01-31\"", "expires: \"2027-03-31\"", "waiver-too-long",
      at: "\"2027-03-31\"", "earlier"),
    Broken(
      overlay, "jobs: [reload_flights]", "jobs: [reload_flight]", "scope-matches-nothing",
      at: "reload_flight", "`reload_flights`"),
  ]

  @Test func `has more than fifty of them`() {
    #expect((Self.shape + Self.meaning + Self.overlays).count >= 50)
  }

  @Test func `says nothing of the shipped configuration with an overlay`() throws {
    #expect(try Samples.problems(of: Samples.files()).map(\.message) == [])
  }

  @Test func `tells that there are no rules, and not what follows from it`() throws {
    let files = try Samples.files().filter { file in
      !["rules/", "overlays/"].contains { file.path.hasPrefix($0) }
    }
    #expect(Samples.problems(of: files).map(\.code) == ["missing-file"])
  }

  @Test(arguments: shape + meaning + overlays)
  func `tells one mistake once, at its place, with the way out`(_ broken: Broken) throws {
    let files = try broken.files()
    let found = Samples.problems(of: files)
    let renderer = DiagnosticRenderer(sources: files, color: false)
    let text = found.map(renderer.text).joined(separator: "\n")
    try #require(found.map(\.code) == [broken.code], "\(text)")
    let diagnostic = found[0]
    let file = try #require(files.first { $0.path == diagnostic.span.path })
    let bytes = file.bytes[diagnostic.span.start.offset...]
    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(broken.place), "\(text)")
    #expect(diagnostic.help.joined(separator: "\n").contains(broken.help), "\(text)")
    #expect(diagnostic.span.path == broken.path || broken.code == "no-authority")
  }
}
