/// For each code of a diagnostic what brings it about, and the same without the mistake: as
/// `explain` shows them.
enum DiagnosticExamples {
  struct Example {
    let code: String
    let bad: String
    let good: String

    init(_ code: String, bad: String, good: String) {
      (self.code, self.bad, self.good) = (code, bad, good)
    }
  }

  static func example(_ code: String) -> Example? { all.first { $0.code == code } }

  static let all: [Example] = [
    Example(
      "encoding",
      bad: "owner: Müller, saved as Latin-1",
      good: "owner: Müller, saved as UTF-8"),
    Example(
      "control-char",
      bad: "title: paid‹U+202E›diap",
      good: #"title: "paid \u202E diap""#),
    Example(
      "syntax",
      bad: "severity:high",
      good: "severity: high"),
    Example(
      "empty",
      bad: "# nothing but a comment",
      good: "kintsugi: rules/v1"),
    Example(
      "multi-document",
      bad: "--- between two documents",
      good: "two files, one document each"),
    Example(
      "directive",
      bad: "%YAML 1.2",
      good: "the text without that line"),
    Example(
      "tag",
      bad: "id: !!str 007",
      good: #"id: "007""#),
    Example(
      "alias",
      bad: "severity: *usual",
      good: "severity: high"),
    Example(
      "merge-key",
      bad: "<<: *rule",
      good: "the keys themselves"),
    Example(
      "key-type",
      bad: "{1: first}",
      good: #"{"1": first}"#),
    Example(
      "duplicate-key",
      bad: "{mode: heal, mode: alert}",
      good: "{mode: alert}"),
    Example(
      "ambiguous-scalar",
      bad: "runbook: no",
      good: #"runbook: "no""#),
    Example(
      "number-range",
      bad: "at_least: 99999999999999999999",
      good: "at_least: 100"),
    Example(
      "depth",
      bad: "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]…",
      good: "[0]"),
    Example(
      "size",
      bad: "a file with 20,000 values",
      good: "several files"),
    Example(
      "no-header",
      bad: "owner: flights-team, as the first line",
      good: "kintsugi: rules/v1, as the first line"),
    Example(
      "missing-file",
      bad: "no file that begins with kintsugi: safety/v1",
      good: "safety/guardrails.yaml"),
    Example(
      "two-files",
      bad: "safety/a.yaml and safety/b.yaml, both safety/v1",
      good: "one of them"),
    Example(
      "misnamed-tests",
      bad: "rules/disk_tests.yaml",
      good: "rules/disk.test.yaml"),
    Example(
      "unknown-key",
      bad: "severty: high",
      good: "severity: high"),
    Example(
      "missing-key",
      bad: "- {id: null-spike}",
      good: "- {id: null-spike, title: A column is suddenly empty, …}"),
    Example(
      "wrong-kind",
      bad: "severity: [high]",
      good: "severity: high"),
    Example(
      "unknown-value",
      bad: "severity: hihg",
      good: "severity: high"),
    Example(
      "missing-unit",
      bad: "null_rate: {above: 5}",
      good: "null_rate: {above: 5%}"),
    Example(
      "out-of-range",
      bad: "volume: {drops: 400%}",
      good: "volume: {drops: 40%}"),
    Example(
      "empty-scope",
      bad: "for: {jobs: []}",
      good: "for: {jobs: [ingest_flights]}"),
    Example(
      "duplicate-id",
      bad: "two rules with id: null-spike",
      good: "id: null-spike and id: null-spike-daily"),
    Example(
      "open-brace",
      bad: #"message: "{table.name is empty""#,
      good: #"message: "{table.name} is empty""#),
    Example(
      "condition-syntax",
      bad: "when: table.null_rate.tailnum > 50%",
      good: "when: table.null_rate.tailnum > 0.5"),
    Example(
      "unknown-name",
      bad: #"when: rum.state == "FAILED""#,
      good: #"when: run.state == "FAILED""#),
    Example(
      "unknown-field",
      bad: "when: run.rows_raed == 0",
      good: "when: run.rows_read == 0"),
    Example(
      "unknown-function",
      bad: "when: length(tables) > 2",
      good: "when: size(tables) > 2"),
    Example(
      "operand-types",
      bad: #"when: run.rows_read > "1000""#,
      good: "when: run.rows_read > 1000"),
    Example(
      "argument-types",
      bad: "when: run.state.startsWith(1)",
      good: #"when: run.state.startsWith("F")"#),
    Example(
      "mixed-literal",
      bad: #"when: 'run.workers in [2, "3"]'"#,
      good: "when: 'run.workers in [2, 3]'"),
    Example(
      "condition-type",
      bad: "when: run.rows_read",
      good: "when: run.rows_read == 0"),
    Example(
      "unguarded-field",
      bad: "x.f == 1, where f may be absent",
      good: "has(x.f) && x.f == 1"),
    Example(
      "bad-pattern",
      bad: "matches: ['(?<=a)b']",
      good: "matches: ['ab']"),
    Example(
      "bad-literal",
      bad: #"when: run.duration > duration("5 min")"#,
      good: #"when: run.duration > duration("5m")"#),
    Example(
      "condition-cost",
      bad: "when: tables.all(a, tables.all(b, b.objects.all(o, …)))",
      good: "when: tables.all(a, a.objects.all(o, …))"),
    Example(
      "shadowed-name",
      bad: "define: {table: run.id}",
      good: "define: {my_table: run.id}"),
    Example(
      "one-trigger",
      bad: "when: {null_rate: {…}, volume: {…}}",
      good: "when: {any: [{null_rate: {…}}, {volume: {…}}]}"),
    Example(
      "unknown-detector",
      bad: "when: {nul_rate: {above: 5%}}",
      good: "when: {null_rate: {above: 5%}}"),
    Example(
      "trigger-depth",
      bad: "when: {not: {not: {not: {not: {not: …}}}}}",
      good: "when: {not: …}"),
    Example(
      "empty-detector",
      bad: "when: {volume: {}}",
      good: "when: {volume: {drops: 40%}}"),
    Example(
      "bad-bin",
      bad: "bins: {bad: over 20%}",
      good: "bins: {bad: 20% or more}"),
    Example(
      "bins-cover",
      bad: "bins: {few: under 2, many: 3 or more}",
      good: "bins: {few: under 2, many: 2 or more}"),
    Example(
      "bins-need-numbers",
      bad: "{from: anomaly.kind, bins: {few: under 2, …}}",
      good: "{from: anomaly.kind, values: [throttled]}"),
    Example(
      "too-many-states",
      bad: "ten features of ten labels",
      good: "fewer features, or lint: {states_at_most: 20000}"),
    Example(
      "no-escalation",
      bad: "actions without escalate",
      good: "escalate: {title: Tell the owner, steps: [{notify: {to: = job.owner}}]}"),
    Example(
      "unknown-action",
      bad: "do: retyr",
      good: "do: retry"),
    Example(
      "unknown-owner",
      bad: "owner: flight-team",
      good: "owner: flights-team"),
    Example(
      "one-step",
      bad: "steps: [{run_job: {}, wait: {for: 15m}}]",
      good: "steps: [{wait: {for: 15m}}, {run_job: {}}]"),
    Example(
      "passive-steps",
      bad: "log: {title: Write it down, steps: []}",
      good: "log: {title: Write it down, steps: [], passive: true}"),
    Example(
      "undeclared-change",
      bad: "{steps: [{quarantine_objects: {…}}], changes: []}",
      good: "{steps: [{quarantine_objects: {…}}], changes: [data]}"),
    Example(
      "alone-and-ask",
      bad: "prod: {alone: [retry], ask: [retry]}",
      good: "prod: {ask: [retry]}"),
    Example(
      "bad-window",
      bad: "weekly: Friday evening",
      good: "weekly: Fri 18:00 to Mon 06:00"),
    Example(
      "bad-time",
      bad: #"until: "tomorrow""#,
      good: #"until: "2027-01-02T00:00:00+01:00""#),
    Example(
      "unknown-zone",
      bad: "zone: Europe/Berln",
      good: "zone: Europe/Berlin"),
    Example(
      "unknown-journal",
      bad: "journal: mysql:incidents",
      good: "journal: sqlite:.kintsugi/journal.sqlite"),
    Example(
      "never-fires",
      bad: "when: run.rows_read > 5 && run.rows_read < 3",
      good: "when: run.rows_read > 3 && run.rows_read < 5"),
    Example(
      "always-fires",
      bad: "when: run.rows_read >= 0",
      good: "when: run.rows_read == 0"),
    Example(
      "useless-unless",
      bad: "unless: run.rows_read > 5 && run.rows_read < 3",
      good: "unless: run.rows_read < 3"),
    Example(
      "impossible-value",
      bad: "when: table.null_rate.tailnum > 5",
      good: "when: table.null_rate.tailnum > 0.05"),
    Example(
      "duplicate-rule",
      bad: "two rules with one anomaly and one when",
      good: "one of them"),
    Example(
      "shadowed-rule",
      bad: "above: 10%, severity low, beside above: 5%, severity high",
      good: "above: 10%, severity high, beside above: 5%, severity low"),
    Example(
      "kind-without-remedy",
      bad: "a rule {anomaly: stale, mode: heal, …} alone",
      good: "the same, and remedies: {stale: [retry]}"),
    Example(
      "unused-kind",
      bad: "remedies: {nul_rate: [quarantine]}",
      good: "remedies: {null_rate: [quarantine]}"),
    Example(
      "prior-never-matches",
      bad: "{do: escalate}, then {when: …, do: retry}",
      good: "{when: …, do: retry}, then {do: escalate}"),
    Example(
      "prior-refused",
      bad: #"{when: state.anomaly == "volume", do: retry}"#,
      good: #"{when: state.anomaly == "volume", do: quarantine}"#),
    Example(
      "unreachable-label",
      bad: "{from: run.attempt, bins: {none: under 0, …}}",
      good: "{from: run.attempt, bins: {first: under 1, …}}"),
    Example(
      "near-label",
      bad: "{values: [low, critical], no_data: criticl}",
      good: "{values: [low, critical], no_data: critical}"),
    Example(
      "action-never-allowed",
      bad: "an action that no row of authority names",
      good: "prod: {ask: [rollback]}"),
    Example(
      "unguarded-step",
      bad: "run_job: {worker_type: = larger(run.worker_type)}",
      good: #"only_if: run.worker_type != "G.8X", beside it"#),
    Example(
      "missing-undo",
      bad: "{changes: [data]}, allowed alone",
      good: "{changes: [data], undo: return_objects}"),
    Example(
      "scope-matches-nothing",
      bad: "for: {jobs: [ingest_flight]}",
      good: "for: {jobs: [ingest_flights]}"),
    Example(
      "guardrail-never-decides",
      bad: #"when: env == "prod" && env == "dev""#,
      good: #"when: env == "prod""#),
    Example(
      "guardrail-impossible-value",
      bad: #"when: env == "production""#,
      good: #"when: env == "prod""#),
    Example(
      "guardrail-always-decides",
      bad: #"when: env != """#,
      good: #"when: env == "prod""#),
    Example(
      "guardrail-redundant",
      bad: #"deny env == "prod", ask env == "prod" && …"#,
      good: "the deny alone"),
    Example(
      "no-authority",
      bad: "authority without staging",
      good: "staging: {alone: [log, escalate]}"),
    Example(
      "unknown-id",
      bad: "change: {nul-spike: {severity: low}}",
      good: "change: {null-spike: {severity: low}}"),
    Example(
      "no-such-path",
      bad: "change: {null-spike: {when.above: 2%}}",
      good: "change: {null-spike: {when.null_rate.above: 2%}}"),
    Example(
      "changed-twice",
      bad: "two overlays of prod that change one value",
      good: "one of them"),
    Example(
      "overlay-weakens-safety",
      bad: "change: {tries-per-job: {at_most: 9 actions}}",
      good: "change: {tries-per-job: {at_most: 2 actions}}"),
    Example(
      "not-waivable",
      bad: "waives: legal-hold",
      good: "waives: wide-quarantine"),
    Example(
      "needs-raise",
      bad: "waives: tries-per-job",
      good: "waives: tries-per-job, raise_to: 5 actions"),
    Example(
      "waiver-own-approval",
      bad: "owner: flights-team, approved_by: flights-team",
      good: "owner: flights-team, approved_by: data-governance"),
    Example(
      "waiver-expired",
      bad: #"expires: "2020-01-31""#,
      good: "the waiver deleted, or approved anew"),
    Example(
      "waiver-expiring",
      bad: "expires: in a few days",
      good: "expires: as far ahead as was approved anew"),
    Example(
      "waiver-too-long",
      bad: #"expires: "2099-01-01""#,
      good: "expires: at most 90 days ahead"),
    Example(
      "waiver-unused",
      bad: "a waiver for jobs that no pipeline has",
      good: "the waiver deleted"),
    Example(
      "claim-false",
      bad: #"for_all: env == "prod", verdict: [deny], where retry is allowed"#,
      good: #"for_all: env == "prod" && action.changes_data, verdict: [ask, deny]"#),
    Example(
      "claim-undecided",
      bad: #"for_all: job.name.matches("^a+b")"#,
      good: #"for_all: job.name == "ingest_flights""#),
    Example(
      "claim-unchecked",
      bad: "a claim over many constants",
      good: "kintsugi prove"),
    Example(
      "turn-off-over",
      bad: #"turn_off: [{id: null-spike, until: "2020-01-01", …}]"#,
      good: "the entry deleted"),
    Example(
      "freeze-over",
      bad: #"until: "2020-01-02T00:00:00Z""#,
      good: "the freeze deleted, or the next one"),
    Example(
      "not-a-world",
      bad: "evaluate --world rules/data.yaml",
      good: "a file that begins with kintsugi: world/v1"),
    Example(
      "unknown-in-world",
      bad: "cure: {retyr: 80%}",
      good: "cure: {retry: 80%}"),
    Example(
      "not-of-evidence",
      bad: "set: {action.name: retry}",
      good: "set: {run.state: FAILED}"),
    Example(
      "world-shares",
      bad: "{late: 70%, nulls: 40%}",
      good: "{late: 60%, nulls: 40%}"),
    Example(
      "no-flaw",
      bad: "an action whose repair may be wrong, without flaw",
      good: "flaw: nulls"),
    Example(
      "not-tests",
      bad: "kintsugi: test/v1",
      good: "kintsugi: tests/v1"),
    Example(
      "no-tests",
      bad: "tests: []",
      good: "tests: [{name: fires, given: …, expect: …}]"),
    Example(
      "expect-beside-cases",
      bad: "{cases: […], expect: {…}}",
      good: "{cases: [{expect: {…}}]}"),
    Example(
      "nothing-expected",
      bad: "{name: fires, given: f}",
      good: "{name: fires, given: f, expect: {fires: [null-spike]}}"),
    Example(
      "unknown-name-in-test",
      bad: "expect: {fires: [nul-spike]}",
      good: "expect: {fires: [null-spike]}"),
    Example(
      "unknown-test-field",
      bad: "set: {run.stat: FAILED}",
      good: "set: {run.state: FAILED}"),
    Example(
      "bad-test-value",
      bad: "set: {run.state: BROKEN}",
      good: "set: {run.state: FAILED}"),
    Example(
      "no-time",
      bad: "set: {log: …}, where nothing says when",
      good: #"now: "2026-11-24T12:00:00Z", beside it"#),
    Example(
      "not-unset",
      bad: "unset: [run.id]",
      good: "unset: [run.rows_read]"),
    Example(
      "test-failed",
      bad: "expect: {fires: [null-spike]}, and it stays silent",
      good: "a lower bound, or expect: {fires: []}"),
    Example(
      "not-loaded",
      bad: "kintsugi lint -C no-such-folder",
      good: "kintsugi lint -C folder-with-kintsugi.yaml"),
    Example(
      "not-formattable",
      bad: "a file that fmt would have changed in meaning",
      good: "the same file: it is left as it was"),
  ]
}
