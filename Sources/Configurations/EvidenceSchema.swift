public import Conditions

/// The names that a condition may use, by the place where it stands.
public struct EvidenceScope: Sendable {
  public let schema: Schema
  /// The names that the file itself defined.
  public let definitions: [String]

  private init(variables: [Field], records: [RecordType] = [], definitions: [String] = []) {
    schema = Schema(
      records: EvidenceSchema.records + records, variables: variables,
      functions: EvidenceSchema.functions)
    self.definitions = definitions
  }

  /// What was read from the world: `when`, `unless`, and the file's own names.
  public static let evidence = EvidenceScope(variables: EvidenceSchema.evidence)

  /// The evidence, and what the rules found in it: state features, messages, checks.
  public static let findings = EvidenceScope(
    variables: EvidenceSchema.evidence + EvidenceSchema.findings)

  /// The same, and what the action under consideration would cost: preconditions and arguments.
  public static let action = EvidenceScope(
    variables: EvidenceSchema.evidence + EvidenceSchema.findings + EvidenceSchema.proposal)

  /// Everything that safety may speak of.
  public static let safety = EvidenceScope(
    variables: EvidenceSchema.evidence + EvidenceSchema.findings + EvidenceSchema.proposal
      + EvidenceSchema.judged)

  /// The same with more names of a proof's own.
  public static func safety(with more: [Field]) -> EvidenceScope {
    EvidenceScope(
      variables: EvidenceSchema.evidence + EvidenceSchema.findings + EvidenceSchema.proposal
        + EvidenceSchema.judged + more)
  }

  /// Everything of `findings`, and the labels of the declared state.
  public static func prior(features: [String]) -> EvidenceScope {
    let state = RecordType(
      name: "state",
      fields: features.map { Field($0, .string, "The label of the feature `\($0)`.") })
    return EvidenceScope(
      variables: EvidenceSchema.evidence + EvidenceSchema.findings
        + [Field("state", .record("state"), "The incident's place in the declared state space.")],
      records: [state])
  }

  /// The evidence with names that a rule file defined.
  public static func evidence(defining definitions: [Field]) -> EvidenceScope {
    definitions.isEmpty
      ? evidence
      : EvidenceScope(
        variables: EvidenceSchema.evidence + definitions, definitions: definitions.map(\.name))
  }

  /// The same with the findings: the messages of the file's rules.
  public static func findings(defining definitions: [Field]) -> EvidenceScope {
    definitions.isEmpty
      ? findings
      : EvidenceScope(
        variables: EvidenceSchema.evidence + EvidenceSchema.findings + definitions,
        definitions: definitions.map(\.name))
  }
}

extension Field {
  /// A field with its sentence for the manual.
  init(_ name: String, _ type: ConditionType, _ documentation: String, atMost size: Int = 1000) {
    self.init(name: name, type: type, documentation: documentation, maximumSize: size)
  }
}

/// The closed, typed schema of everything that conditions can read.
public enum EvidenceSchema {
  static let evidence: [Field] = [
    Field("event", .record("event"), "The news that started the incident: a hint, never a fact."),
    Field("job", .record("job"), "The job that failed."),
    Field("run", .record("run"), "The run that failed; after an action, the run it started."),
    Field("runs", .record("runs"), "The other runs of the job."),
    Field("table", .record("table"), "The anomaly's table, else the first that the job reads."),
    Field(
      "tables", .list(.record("table")), "All tables that the job reads and writes.", atMost: 50),
    Field("baseline", .record("baseline"), "The usual figures, over earlier batches."),
    Field("log", .record("log"), "Counts of the run's log; its text only through `log` detectors."),
    Field("env", .string, "The environment: it follows from account and region.", atMost: 100),
    Field("now", .timestamp, "The time of the decision."),
  ]

  static let findings: [Field] = [
    Field("anomaly", .record("anomaly"), "The first finding, by cause, severity and rule."),
    Field("anomalies", .list(.record("anomaly")), "All findings.", atMost: 500),
    Field("incident", .record("incident"), "What this healing has done so far."),
  ]

  static let proposal: [Field] = [
    Field("proposal", .record("proposal"), "What the proposed action would cost.")
  ]

  static let judged: [Field] = [
    Field("action", .record("action"), "The proposed action.")
  ]

  static let functions: [HostFunction] = [
    WorkerSize.larger, PercentText.percent,
  ]

  static let records: [RecordType] = [
    RecordType(
      name: "event",
      fields: [
        Field("job", .string, "The job's name."), Field("run", .string, "The run's id."),
        Field("state", .string, "The state that the event tells."),
        Field("message", .string, "The event's message; hostile text.", atMost: 65_536),
        Field("account", .string, "The account that sent it."),
        Field("region", .string, "The region that sent it."),
        Field("time", .timestamp, "When it was sent."),
      ]),
    RecordType(
      name: "job",
      fields: [
        Field("name", .string, "The job's name."),
        Field("owner", .string, "The owner of the job's pipeline in the project."),
        Field("rerun", .string, "What a second run does: `overwrites`, `appends` or `unknown`."),
      ]),
    run,
    RecordType(
      name: "runs",
      fields: [
        Field("active", .int, "Runs of the job that are not over."),
        Field("failed_in_a_row", .int, "Runs in a row that failed, this one included."),
        Field("last_good", .record("run"), "The newest run that succeeded."),
      ]),
    table,
    RecordType(
      name: "column",
      fields: [Field("name", .string, "Its name."), Field("type", .string, "Its catalog type.")]),
    RecordType(
      name: "change",
      fields: [
        Field(
          "kind", .string,
          "`added`, `removed`, `renamed`, `reordered`, `widening`, `narrowing`, `incompatible`."),
        Field("column", .string, "The column, as the catalog calls it."),
        Field("observed_name", .string, "The column, as the data call it."),
        Field("from", .string, "The catalog's type; empty for an added column."),
        Field("to", .string, "The data's type; empty for a removed column."),
        Field("lossless", .bool, "Whether everything stays readable when the catalog follows."),
      ]),
    RecordType(
      name: "object",
      fields: [
        Field("key", .string, "Its key; hostile text."), Field("bytes", .int, "Its stored size."),
        Field("readable", .bool, "Whether it is what it should be."),
        Field("reason", .string, "Why it is not; empty for a readable one."),
      ]),
    RecordType(
      name: "baseline",
      fields: [
        Field("rows", .double, "The median of rows of `table` in earlier batches."),
        Field("rows_written", .double, "The same of the table that the job writes."),
        Field("batches", .int, "How many earlier batches there are."),
        Field(
          "null_rate", .map(key: .string, value: .double),
          "The median share of empty values, by column, 0 to 1."),
      ]),
    RecordType(
      name: "log",
      fields: [
        Field("lines", .int, "Lines of both streams."),
        Field("errors", .int, "Lines with the level ERROR or FATAL."),
        Field("warnings", .int, "Lines with the level WARN."),
      ]),
    anomaly,
    RecordType(
      name: "incident",
      fields: [
        Field("anomaly", .record("anomaly"), "The anomaly that the last action was for."),
        Field("attempt", .int, "Actions performed so far, from 0."),
        Field("tried", .list(.string), "The names of those actions.", atMost: 100),
        Field("age", .duration, "The time since the incident was opened."),
      ]),
    RecordType(
      name: "proposal",
      fields: [
        Field("share", .double, "The part of the batch that would be set aside, 0 to 1."),
        Field("dpu_hours", .double, "What the run would cost."),
        Field("rows", .double, "How many rows would be set aside."),
        Field("tables", .double, "How many tables would be changed."),
        Field("value", .double, "The learned value of the action."),
        Field("visits", .int, "How often it was performed in this state."),
      ]),
    RecordType(
      name: "action",
      fields: [
        Field("name", .string, "Its name in the policy."),
        Field("changes_data", .bool, "Whether it moves or changes objects."),
        Field("changes_catalog", .bool, "Whether it changes a table in the catalog."),
        Field("changes_cost", .bool, "Whether it costs money."),
        Field("starts_run", .bool, "Whether it starts a run."),
        Field("can_undo", .bool, "Whether it declares how it is undone."),
      ]),
  ]

  private static let run = RecordType(
    name: "run",
    fields: [
      Field("id", .string, "Its id."), Field("state", .string, "Its state, as `FAILED`."),
      Field("error", .string, "The service's message; hostile text.", atMost: 65_536),
      Field("attempt", .int, "Which of the service's own tries it is, from 0."),
      Field("workers", .int, "How many workers it had."),
      Field("worker_type", .string, "Their type, as `G.1X`."),
      Field("duration", .duration, "How long it ran."),
      Field("dpu_hours", .double, "What it cost."),
      Field("rows_read", .int, "The rows that it read."),
      Field("rows_written", .int, "The rows that it wrote."),
      Field("started", .timestamp, "When it was started."),
      Field("completed", .timestamp, "When it ended."),
      RunArgument.hidden,
    ],
    methods: [RunArgument.method])

  private static let table = RecordType(
    name: "table",
    fields: [
      Field("name", .string, "`database.table`."),
      Field("role", .string, "`reads` or `writes`."),
      Field("version", .string, "The catalog's current version."),
      Field("columns", .list(.record("column")), "The catalog's columns.", atMost: 2000),
      Field("observed", .list(.record("column")), "The columns that the data have.", atMost: 2000),
      Field("changes", .list(.record("change")), "How they differ.", atMost: 2000),
      Field("changed_columns", .int, "How many columns differ."),
      Field("rows", .int, "Rows of this batch."),
      Field(
        "null_rate", .map(key: .string, value: .double),
        "The share of empty values of this batch, by column, 0 to 1."),
      Field(
        "worst_null_increase", .double,
        "The largest growth of a column's share of empty values against earlier batches."),
      Field(
        "observed_fits_last_good", .bool,
        "Whether the data have the schema that the catalog had when the last good run started."),
      Field("objects", .list(.record("object")), "The objects of this batch.", atMost: 10_000),
      TableTag.hidden,
    ],
    methods: [TableTag.method])

  private static let anomaly = RecordType(
    name: "anomaly",
    fields: [
      Field("rule", .string, "The rule's id."),
      Field("kind", .string, "The rule's `anomaly`."),
      Field("class", .string, "The finer class; the rule's id where nothing is said."),
      Field("severity", .string, "`low`, `medium`, `high` or `critical`."),
      Field("cause", .string, "`root`, `symptom` or `noise`."),
      Field("table", .string, "The table it is about; empty when about none."),
      Field("column", .string, "The column it is about; empty when about none."),
      Field("value", .double, "The figure that fired."),
      Field("usual", .double, "What the figure usually is."),
      Field("limit", .double, "The bound that it passed."),
      Field("message", .string, "What a person reads."),
      Field(
        "objects", .list(.string),
        "Objects of the run's own partition that the profiler itself found bad.", atMost: 10_000),
      Field(
        "facts", .map(key: .string, value: .string),
        "Named captures of the pattern; hostile text."),
    ])
}
