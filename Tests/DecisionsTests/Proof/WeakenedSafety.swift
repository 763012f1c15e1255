import Configurations
import Documents
import Foundation
import Goldens
import Incidents
import Testing

/// The shipped configuration with one guardrail made weaker, and the claim that then is false.
struct WeakenedSafety: Sendable, CustomTestStringConvertible {
  let name, claim, action, environment: String
  let changes: [(text: String, replacement: String)]
  let verdict: Verdict
  /// A part of what the counterexample says.
  let words: String

  init(
    _ name: String, _ text: String, _ replacement: String, and second: String = "",
    _ other: String = "", falsifies claim: String, _ action: String, in environment: String,
    _ verdict: Verdict, where words: String = ""
  ) {
    (self.name, self.claim) = (name, claim)
    changes = [(text, replacement)] + (second.isEmpty ? [] : [(second, other)])
    (self.action, self.environment, self.verdict) = (action, environment, verdict)
    self.words = words
  }

  var testDescription: String { name }

  /// What is claimed besides the shipped claims: all of it holds of the shipped configuration.
  static let claims = #"""

      - id: held-tables-stay
        title: Nothing changes a table under legal hold
        for_all: |
          tables.exists(t, t.has_tag("legal-hold"))
          && (action.changes_data || action.changes_catalog)
        verdict: [deny]
      - id: sundays-are-free
        title: On Sundays nothing is done in prod but telling somebody
        for_all: |
          env == "prod" && action.name != "escalate"
          && now.getDayOfWeek("Europe/Berlin") == 0
        verdict: [deny]
      - id: runs-are-alone
        title: No run is started beside another
        for_all: action.starts_run && runs.active >= 1
        verdict: [deny]
      - id: no-loss
        title: No value is lost to a new schema
        for_all: action.name == "coerce_schema" && !table.changes.all(c, c.lossless)
        verdict: [deny]
      - id: much-is-asked
        title: More than a fifth is never set aside alone outside of dev
        for_all: action.name == "quarantine" && env != "dev" && proposal.share > 0.2
        verdict: [ask, deny]
      - id: failures-are-told
        title: A failed run is never only written down
        for_all: action.name == "log" && run.state in ["FAILED", "TIMEOUT"]
        verdict: [deny]
      - id: critical-is-for-people
        title: In prod nothing critical is answered alone
        for_all: anomaly.severity == "critical" && env == "prod" && action.name != "escalate"
        verdict: [deny, ask]
      - id: appending-jobs-stay
        title: What appends is never run again
        for_all: job.rerun in ["appends", "unknown"] && action.starts_run
        verdict: [deny]

    """#

  static let all: [WeakenedSafety] = [
    WeakenedSafety(
      "an authority of prod moved to alone", "prod:\n    alone: [retry, ",
      "prod:\n    alone: [coerce_schema, retry, ",
      and: "ask: [quarantine, coerce_schema, rollback]\nask_defaults",
      "ask: [quarantine, rollback]\nask_defaults", falsifies: "people-own-prod", "coerce_schema",
      in: "prod", .allow, where: "anomaly.rule"),
    WeakenedSafety(
      "the denial of tables on hold removed", "t.has_tag(\"legal-hold\")",
      "t.has_tag(\"legal-hold\") && t.role == \"reads\"", falsifies: "held-tables-stay",
      "coerce_schema", in: "dev", .allow, where: "legal-hold"),
    WeakenedSafety(
      "a freeze with a hole on Sunday evening", "Fri 18:00 to Mon 06:00",
      "Fri 18:00 to Sun 20:00", falsifies: "sundays-are-free", "retry", in: "prod", .allow,
      where: "now"),
    WeakenedSafety(
      "a freeze for one job only", "for: {env: [prod]}",
      "for: {env: [prod], jobs: [ingest_flights]}", falsifies: "sundays-are-free", "retry",
      in: "prod", .allow, where: "job.name"),
    WeakenedSafety(
      "a second run beside one", "runs.active > 0", "runs.active > 1",
      falsifies: "runs-are-alone", "retry", in: "dev", .allow, where: "runs.active = 1"),
    WeakenedSafety(
      "some lossy change passed over", "table.changes.exists(c, !c.lossless)",
      "table.changes.all(c, !c.lossless)", falsifies: "no-loss", "coerce_schema", in: "dev",
      .allow, where: "lossless: false"),
    WeakenedSafety(
      "a wide quarantine taken alone in staging, and asked about from a half on",
      "  staging:\n    alone: [retry, retry_later, scale_up, log, escalate]\n"
        + "    ask: [quarantine, ",
      "  staging:\n    alone: [quarantine, retry, retry_later, scale_up, log, escalate]\n"
        + "    ask: [",
      and: "proposal.share > 0.1", "proposal.share > 0.5",
      falsifies: "much-is-asked", "quarantine", in: "staging", .allow, where: "proposal.share"),
    WeakenedSafety(
      "silence about timeouts", "run.state != \"SUCCEEDED\"", "run.state == \"FAILED\"",
      falsifies: "failures-are-told", "log", in: "dev", .allow, where: "TIMEOUT"),
    WeakenedSafety(
      "critical anomalies of one kind let through",
      "anomaly.severity == \"critical\" && env == \"prod\"",
      "anomaly.severity == \"critical\" && env == \"prod\" && anomaly.kind != \"type_change\"",
      falsifies: "critical-is-for-people", "log", in: "prod", .allow, where: "anomaly.rule"),
    WeakenedSafety(
      "a job that may append", "job.rerun != \"overwrites\"", "job.rerun == \"appends\"",
      falsifies: "appending-jobs-stay", "retry", in: "dev", .allow, where: "unknown"),
  ]

  /// The shipped files with the claims, and with the change made.
  func files() throws -> [SourceFile] {
    try Self.claimed().map { file in
      guard file.path == "safety/guardrails.yaml" else { return file }
      var whole = String(decoding: file.bytes, as: UTF8.self)
      for (text, replacement) in changes {
        let range = try #require(whole.range(of: text), "there is no \(text)")
        whole.replaceSubrange(range, with: replacement)
      }
      return SourceFile(path: file.path, text: whole)
    }
  }

  /// The shipped files with the claims.
  static func claimed() throws -> [SourceFile] {
    try Repository.files().map { file in
      guard file.path == "safety/guardrails.yaml" else { return file }
      return SourceFile(
        path: file.path, text: String(decoding: file.bytes, as: UTF8.self) + claims)
    }
  }

  static func configuration(of files: [SourceFile]) throws -> Configuration {
    let checked = ConfigurationLoader.load(files)
    return try #require(
      checked.value, "\(checked.diagnostics.map { "\($0.span.path): \($0.message)" })")
  }
}
