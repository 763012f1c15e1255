import Documents
import Incidents
import Testing

@testable import Configurations

/// What an overlay changes, and what it may not.
@Suite struct OverlayTests {
  private static func load(_ overlay: String, env: String = "prod") -> ConfigurationReading {
    let text = "kintsugi: overlay/v1\nowner: flights-team\nenv: \(env)\n" + overlay
    let file = SourceFile(path: "overlays/prod.yaml", text: text)
    return ConfigurationLoader.read(Samples.repository + [file])
  }

  private static func safety(_ configuration: Configuration, _ id: String) -> (any Constraint)? {
    configuration.safety.constraints.first { $0.id == id }
  }

  @Test func `changes the values of one environment and of no other`() throws {
    let reading = Self.load(
      """
      change:
        null-spike: {when.null_rate.above: 2%, severity: critical}
        tries-per-job: {at_most: 2 actions}
        authority.prod: {ask: [quarantine]}
        retry_later: {steps.0.wait.for: 30m}
        run-succeeded: {wait_up_to: 3h}
        remedies: {volume: []}
      """)
    #expect(reading.diagnostics == [])
    let base = try #require(reading.configuration)
    let prod = base.effective(in: "prod")
    func above(_ configuration: Configuration) -> Double? {
      guard
        case .detector(let detector)? = configuration.rules.first(where: { $0.id == "null-spike" })?
          .trigger
      else { return nil }
      return (detector as? NullRateDetector)?.above
    }
    #expect(above(base) == 0.05 && above(prod) == 0.02)
    #expect(above(base.effective(in: "dev")) == 0.05)
    #expect(prod.rules.first { $0.id == "null-spike" }?.severity == .critical)
    #expect(base.safety.limits.first?.atMost == 3 && prod.safety.limits.first?.atMost == 2)
    let authority = Self.safety(prod, "authority.prod") as? AuthorityConstraint
    #expect(authority?.ask == ["quarantine"])
    #expect(prod.policy.checks.first?.waitUpTo == .seconds(10_800))
    #expect(prod.safety.remedies["volume"] == [])
    #expect(base.fingerprint != prod.fingerprint)
    #expect(base.overlaidEnvironments == ["prod"])
    #expect(reading.changes.map(\.id).first == "null-spike")
  }

  @Test func `turns a rule off until a time, and on again from then on`() throws {
    let reading = Self.load(
      "turn_off: [{id: null-spike, reason: noisy, until: \"2027-01-01\"}]\n")
    #expect(reading.diagnostics == [])
    let prod = try #require(reading.configuration).effective(in: "prod")
    let rule = try #require(prod.rules.first { $0.id == "null-spike" })
    let until = try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(!rule.isOn(at: until - .seconds(1)))
    #expect(rule.isOn(at: until))
    #expect(prod.rules.filter { !$0.isOn(at: until - .seconds(1)) }.map(\.id) == ["null-spike"])
  }

  @Test(arguments: [
    (
      "authority.prod: {alone: [retry, retry_later, scale_up, log, escalate, rollback], ask: []}",
      "rollback"
    ),
    ("authority.staging: {ask: [nothing]}", ""),
    ("tries-per-job: {at_most: 4 actions}", "more than the 3"),
    ("tries-per-job: {within: 10m}", "less than the 1h"),
    ("tries-per-job: {per: table}", "something else"),
    ("remedies: {volume: [quarantine, retry]}", "`retry` is no remedy"),
    ("fail_closed: {evidence_older_than: 1h}", "1h old"),
    ("no-second-run: {when: action.starts_run && runs.active > 5}", "cannot be shown"),
    ("legal-hold: {when: 'false'}", "cannot be shown"),
    ("wide-quarantine: {approver: \"'anybody'\"}", "approver"),
    ("ask_defaults: {approver: \"'anybody'\"}", "approver"),
    ("weekend: {weekly: Sat 18:00 to Mon 06:00}", "leave out times"),
    ("weekend: {zone: Asia/Tokyo}", "leave out times"),
    ("weekend: {for.env: [dev]}", "leave out times"),
    ("delivered-twice: {mode: heal}", "mode: alert"),
  ])
  func `refuses what may weaken safety`(change: String, reason: String) {
    let reading = Self.load("change:\n  \(change)\n")
    let codes = reading.diagnostics.map(\.code)
    if reason.isEmpty {
      #expect(codes == ["unknown-action"])
      return
    }
    #expect(codes == ["overlay-weakens-safety"], "\(reading.diagnostics.map(\.message))")
    #expect(reading.diagnostics.first?.message.contains(reason) == true)
    #expect(reading.diagnostics.first?.span.path == "overlays/prod.yaml")
    #expect(reading.configuration == nil)
  }

  @Test(arguments: [
    "tries-per-job: {at_most: 1 actions, within: 2h}",
    "no-second-run: {when: action.starts_run && runs.active > 0 || run.attempt > 3}",
    "wide-quarantine: {when: action.name == \"quarantine\" && env != \"dev\" "
      + "&& proposal.share > 0.05, wait: 1h}",
    "weekend: {weekly: Fri 12:00 to Mon 08:00}", "fail_closed: {evidence_older_than: 5m}",
    "remedies: {schema_drift: [coerce_schema]}", "null-spike: {mode: alert}",
    "authority.staging: {alone: [log, escalate], ask: [retry]}",
  ])
  func `takes what is stricter`(change: String) {
    let reading = Self.load("change:\n  \(change)\n")
    #expect(reading.diagnostics.map(\.message) == [])
    #expect(reading.configuration != nil)
  }

  @Test(arguments: [
    ("null-spike: {when.null_rate.nothing: 2%}", "no-such-path"),
    ("null-spike: {id: other}", "no-such-path"), ("nothing: {mode: alert}", "unknown-id"),
    ("null-spike: {when.null_rate.above.more: 2%}", "no-such-path"),
    ("retry_later: {steps.7: 2}", "no-such-path"), ("null-spike: {'': 2%}", "no-such-path"),
    ("null-spike: {severity: grave}", "unknown-value"),
    ("null-spike: 5", "wrong-kind"),
  ])
  func `says what is not there, or not right, once`(change: String, code: String) {
    let reading = Self.load("change:\n  \(change)\n")
    #expect(reading.diagnostics.map(\.code) == [code])
    #expect(reading.diagnostics.first?.span.path == "overlays/prod.yaml")
  }

  @Test func `refuses two overlays that change one value`() {
    let text =
      "kintsugi: overlay/v1\nowner: flights-team\nenv: prod\nchange:\n"
      + "  null-spike: {severity: low}\n"
    let files = ["overlays/a.yaml", "overlays/b.yaml"].map { SourceFile(path: $0, text: text) }
    let found = ConfigurationLoader.read(Samples.repository + files).diagnostics
    #expect(found.map { "\($0.span.path) \($0.code)" } == ["overlays/b.yaml changed-twice"])
  }

  @Test func `passes a waived ask for its jobs and its time only`() throws {
    let reading = Self.load(
      """
      waivers:
        - {id: W-1, waives: wide-quarantine, for: {jobs: [reload_flights]}, reason: One-off,
           owner: flights-team, approved_by: data-governance, ticket: T-1, expires: "2027-01-31"}
      """)
    #expect(reading.diagnostics == [])
    let waiver = try #require(reading.overlays.first?.waivers.first)
    let end = try #require(Timestamp(rfc3339: "2027-01-31T00:00:00Z"))
    func subject(_ job: String) -> JudgedSubject {
      JudgedSubject(job: job, environment: "prod", tables: [])
    }
    #expect(waiver.covers(subject("reload_flights"), at: end - .seconds(1)))
    #expect(!waiver.covers(subject("reload_flights"), at: end))
    #expect(!waiver.covers(subject("ingest_flights"), at: end - .seconds(1)))
    let prod = try #require(reading.configuration).effective(in: "prod")
    #expect(Self.safety(prod, "wide-quarantine") is WaivedConstraint)
    #expect(Self.safety(prod, "legal-hold") is DenyConstraint)
  }

  /// A waiver of a limit, with more fields; `null` for none.
  private static func raised(_ fields: String) -> ConfigurationReading {
    load(
      """
      waivers:
        - {id: W-1, waives: tries-per-job, reason: One-off, owner: flights-team,
           approved_by: data-governance, ticket: T-1, expires: "2027-01-31", \(fields)}
      """)
  }

  @Test func `raises a waived limit as far as the waiver says, and charges by the same`() throws {
    let reading = Self.raised("raise_to: 6 actions, for: {jobs: [reload_flights]}")
    #expect(reading.diagnostics == [])
    let prod = try #require(reading.configuration).effective(in: "prod")
    let constraint = try #require(Self.safety(prod, "tries-per-job"))
    let end = try #require(Timestamp(rfc3339: "2027-01-31T00:00:00Z"))
    for (job, used, now, verdict) in [
      ("reload_flights", 5.0, end - .seconds(1), nil),
      ("reload_flights", 6, end - .seconds(1), .deny),
      ("reload_flights", 5, end, .deny), ("ingest_flights", 3, end - .seconds(1), .deny),
      ("ingest_flights", 2, end - .seconds(1), nil),
    ] as [(String, Double, Timestamp, Verdict?)] {
      let proposal = Proposals.proposal(
        in: "prod", job: job, at: now, usage: ["tries-per-job": used])
      #expect(constraint.ruling(on: proposal).verdict == verdict, "\(job) \(used) \(now)")
      let limit = prod.safety.limits(for: proposal.subject, at: now).first {
        $0.id == "tries-per-job"
      }
      #expect((used + 1 > limit?.atMost ?? 0) == (verdict == .deny), "\(job) \(used) \(now)")
    }
    // What cannot be judged is not waived.
    let unknown = Proposals.proposal(
      in: "prod", job: "reload_flights", at: end - .seconds(1), usage: [:])
    #expect(constraint.ruling(on: unknown).verdict == .deny)
  }

  @Test func `counts a waiver that names tables where all tables are among them`() throws {
    let reading = Self.raised("raise_to: 6 actions, for: {tables: [flights.*]}")
    let waiver = try #require(reading.overlays.first?.waivers.first)
    let now = Timestamp(seconds: 1_790_000_000)
    for (tables, isCovered) in [
      (["flights.raw", "flights.curated"], true), (["flights.raw", "orders.raw"], false),
      ([], false),
    ] {
      let subject = JudgedSubject(job: "x", environment: "prod", tables: tables)
      #expect(waiver.covers(subject, at: now) == isCovered, "\(tables)")
    }
  }

  @Test func `refuses a waiver that raises a limit to nothing more`() {
    #expect(Self.raised("raise_to: 3 actions").diagnostics.map(\.code) == ["needs-raise"])
    #expect(Self.raised("raise_to: 4 dpu_hours").diagnostics.map(\.code) == ["needs-raise"])
  }
}
