internal import Configurations
public import Documents

/// The configuration of the simulated fleet: the shape of the default one, with few rules.
///
/// Its limits are low, so that they are reached; its freeze lies in the time that is simulated.
public enum TortureConfiguration {
  /// What some environment may do; `tighter` is what is swapped in while incidents are under way.
  public static func files(tighter: Bool) -> [SourceFile] {
    [
      SourceFile(path: "kintsugi.yaml", text: project),
      SourceFile(path: "rules/rules.yaml", text: rules),
      SourceFile(path: "policies/policy.yaml", text: policy),
      SourceFile(path: "safety/safety.yaml", text: tighter ? tighterSafety : safety),
    ]
  }

  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// The checked configuration.
  static func configuration(tighter: Bool) throws -> Configuration {
    let checked = ConfigurationLoader.load(files(tighter: tighter))
    guard let configuration = checked.value else {
      throw Refused(
        description: checked.diagnostics.map {
          "\($0.span.path):\($0.span.start.line): \($0.message)"
        }.joined(separator: "\n"))
    }
    return configuration
  }

  /// Who may say yes, and who may not.
  static let approver = "user:anna"
  static let stranger = "user:mallory"

  static let accounts = [
    "dev": "111111111111", "staging": "222222222222", "prod": "333333333333",
  ]
  static let region = "eu-west-1"

  /// An account that the project knows, and that an event of another cannot be from.
  static func otherAccount(than account: String) -> String {
    account == "111111111111" ? "222222222222" : "111111111111"
  }

  private static let project = """
    kintsugi: project/v1
    environments:
      dev:     {accounts: ["111111111111"], regions: [eu-west-1]}
      staging: {accounts: ["222222222222"], regions: [eu-west-1]}
      prod:    {accounts: ["333333333333"], regions: [eu-west-1]}
    owners:
      team:     {notify: ["sns:team"], approvers: ["user:anna"], remind: 1h, next: platform}
      platform: {notify: ["sns:platform"], approvers: ["user:paul"]}
    pipelines:
      - jobs: ["a*"]
        owner: team
        reads: [d.t0]
        writes: [d.w0]
        partition: "day={run.arg('--day')}"
        rerun: overwrites
      - jobs: ["b*"]
        owner: team
        reads: [d.t1]
        writes: [d.w1]
        partition: "day={run.arg('--day')}"
        rerun: overwrites
      - jobs: ["c*"]
        owner: team
        reads: [d.t2]
        writes: [d.w2]
        partition: "day={run.arg('--day')}"
        rerun: appends
    journal: sqlite:journal.sqlite
    """

  private static let rules = """
    kintsugi: rules/v1
    owner: platform
    for: {jobs: ["*"]}
    rules:
      - id: unreadable-object
        title: An object cannot be read
        when: {unreadable: {objects: any}}
        anomaly: corrupt_file
        severity: high
        cause: root
        mode: heal
        no_data: skip
      - id: catalog-changed
        title: The catalog changed, and the data still fit what it said before
        when: {catalog_change: {columns: any}}
        anomaly: catalog_change
        severity: high
        cause: root
        mode: heal
        no_data: skip
      - id: column-new
        title: The data have columns that the catalog has not
        when: {schema_drift: {added: any}}
        anomaly: schema_drift
        severity: medium
        mode: heal
        no_data: skip
      - id: slow-down
        title: A service asks to slow down
        when: {log: {matches: [Slow Down], run_states: [FAILED]}}
        anomaly: throttled
        severity: low
        mode: heal
        no_data: skip
      - id: not-there
        title: The batch is not there yet
        when: {log: {matches: [PATH_NOT_FOUND], run_states: [FAILED]}}
        anomaly: input_missing
        severity: medium
        mode: heal
        no_data: skip
      - id: heap
        title: The heap is too small
        when: {log: {matches: [OutOfMemoryError], run_states: [FAILED]}}
        anomaly: out_of_memory
        severity: medium
        mode: heal
        no_data: skip
      - id: own-bug
        title: The script has a bug
        when: {log: {matches: [ZeroDivisionError], run_states: [FAILED]}}
        anomaly: user_code
        severity: critical
        cause: root
        mode: alert
        no_data: skip
    """

  private static let policy = """
    kintsugi: policy/v1
    owner: platform
    name: healer
    state:
      anomaly:
        from: anomaly.kind
        values: [schema_drift, catalog_change, corrupt_file, out_of_memory, throttled,
          input_missing]
        otherwise: unknown
        no_data: unknown
      attempt:
        from: incident.attempt
        bins: {first: under 1, second: 1 to under 2, later: 2 or more}
        no_data: later
    actions:
      retry:
        title: Run the job again
        steps: [{run_job: {}}]
        changes: [cost]
      retry_later:
        title: Wait, then run the job again
        steps: [{wait: {for: 15m}}, {run_job: {}}]
        changes: [cost]
      scale_up:
        title: Run the job again on the next larger worker type
        only_if: run.worker_type != "G.8X"
        steps: [{run_job: {worker_type: = larger(run.worker_type)}}]
        changes: [cost]
      coerce_schema:
        title: Give the catalog the schema of the data, then run the job
        only_if: size(table.changes) > 0 && table.changes.all(c, c.lossless)
        steps:
          - set_schema: {table: = anomaly.table, to: observed}
          - run_job: {}
        changes: [catalog]
        undo: restore_schema
      rollback:
        title: Put the table back, then run the job
        only_if: table.observed_fits_last_good
        steps:
          - restore_schema: {table: = anomaly.table, to: last_good}
          - run_job: {}
        changes: [catalog]
        undo: restore_schema
      quarantine:
        title: Set the bad objects aside, then run the job on the rest
        only_if: proposal.share < 1.0
        steps:
          - quarantine_objects: {table: = anomaly.table, which: = anomaly.objects}
          - run_job: {}
        changes: [data]
        undo: return_objects
      escalate:
        title: Hand the incident to the owner
        steps: [{notify: {to: = job.owner}}]
    verify:
      - {id: run-succeeded, that: run.state == "SUCCEEDED", wait_up_to: 2h, no_data: fail}
      - id: cause-gone
        that: '!anomalies.exists(a, a.rule == incident.anomaly.rule)'
        no_data: fail
      - {id: objects-there, that: size(table.objects) > 0, no_data: fail}
    prior:
      - {when: state.attempt == "later", do: escalate}
      - {when: state.anomaly == "schema_drift", do: coerce_schema}
      - {when: state.anomaly == "catalog_change", do: rollback}
      - {when: state.anomaly == "corrupt_file", do: quarantine}
      - {when: state.anomaly == "out_of_memory", do: scale_up}
      - {when: state.anomaly == "throttled", do: retry}
      - {when: state.anomaly == "input_missing", do: retry_later}
      - {do: escalate}
    reward:
      {resolved: 10, not_resolved: -5, harmed: -50, escalated: -2, each_minute: -0.1,
      each_dpu_hour: -0.5}
    learner:
      method: q_learning
      discount: 0.9
      learning_rate: {start: 0.3, end: 0.05, over: 5000 incidents}
      explore: 0%
      act_after: 20 visits
      steps_at_most: 4
      when_denied: escalate
    """

  private static let safety = safety(
    dev: "alone: [retry, retry_later, scale_up, coerce_schema, rollback, quarantine, escalate]",
    tries: 3)

  private static let tighterSafety = safety(
    dev: "alone: [retry, retry_later, escalate], ask: [quarantine, coerce_schema]", tries: 2)

  /// What may be tried against what; the oracle has it too.
  static let remedies = [
    "throttled": ["retry"], "input_missing": ["retry_later"], "out_of_memory": ["scale_up"],
    "schema_drift": ["coerce_schema"], "catalog_change": ["rollback"],
    "corrupt_file": ["quarantine"],
  ]

  /// What asks in an environment, whatever else holds; the oracle has it too.
  static let asks = ["staging": ["quarantine", "coerce_schema", "rollback"]]

  /// In prod nobody acts from ten to eleven, UTC; the oracle has it too.
  static let frozenHour = 10

  static let triesPerJob = 3
  static let actionsPerEnvironment = 4
  static let hoursPerEnvironment = 40.0

  /// How many of a group may be healed at once, by how many healed before.
  static func atOnce(after healed: Int) -> Int { healed < 1 ? 1 : healed < 3 ? 2 : 4 }

  /// So many failed heals of a group within an hour, and it is left to people.
  static let breaker = 3
  /// The so manieth same heal of one job within seven days is for a person.
  static let repeats = 3
  static let pagesInTenMinutes = 6

  private static func safety(dev: String, tries: Int) -> String {
    """
    kintsugi: safety/v1
    owner: platform
    otherwise: deny
    authority:
      dev:     {\(dev)}
      staging:
        alone: [retry, retry_later, scale_up, escalate]
        ask: [quarantine, coerce_schema, rollback]
      prod:    {alone: [retry, retry_later, scale_up, coerce_schema, quarantine, escalate]}
    ask_defaults: {approver: job.owner, wait: 2h}
    remedies:
      throttled: [retry]
      input_missing: [retry_later]
      out_of_memory: [scale_up]
      schema_drift: [coerce_schema]
      catalog_change: [rollback]
      corrupt_file: [quarantine]
    deny:
      - id: legal-hold
        title: Never change a table under legal hold
        when: |
          (action.changes_catalog || action.changes_data || action.starts_run)
          && tables.exists(t, t.has_tag("legal-hold"))
      - id: no-lossy-coercion
        title: Never coerce a schema when values would be lost
        when: action.name == "coerce_schema" && table.changes.exists(c, !c.lossless)
      - id: rerun-not-safe
        title: Never run again what does not overwrite what it wrote
        when: action.starts_run && job.rerun != "overwrites"
    limits:
      - {id: tries-per-job, at_most: \(tries) actions, per: job, within: 1h}
      - {id: blast-radius, at_most: 4 actions, per: env, within: 10m}
      - {id: spend, at_most: 40 dpu_hours, per: env, within: 1d}
    groups:
      {canary: [1, 2, 4], breaker: 3 failures within 1h, repeats: 3 within 7d, pages: 6 within 10m}
    freeze:
      - id: busy
        title: Nobody looks
        for: {env: [prod]}
        from: "2026-11-24T10:00:00Z"
        until: "2026-11-24T11:00:00Z"
    fail_closed: {missing_evidence: deny, evaluation_error: deny, evidence_older_than: 15m}
    kill_switch: journal
    """
  }
}
