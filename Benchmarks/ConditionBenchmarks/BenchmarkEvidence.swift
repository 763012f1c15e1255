internal import Conditions

/// A run and a table of fifty columns, and eight conditions on them.
enum BenchmarkEvidence {
  static let conditions: [(name: String, text: String)] = [
    ("compare", "run.state == \"FAILED\""),
    ("guard", guarded),
    ("exists50", "table.columns.exists(c, c.name == \"column49\")"),
    ("all50", "table.columns.all(c, c.nulls <= 0.5 && c.type != \"binary\")"),
    ("pattern", "run.error.matches(\"^org\\\\.apache\\\\.spark\\\\.SparkException: Job \")"),
    ("in", "run.worker in [\"G.1X\", \"G.2X\", \"G.4X\", \"G.8X\"]"),
    ("drop", "double(run.rows) < 0.5 * baseline.rows || run.rows == 0"),
    ("age", "now - run.started > duration(\"36h\")"),
  ]

  private static let guarded = """
    run.state == "FAILED" && run.attempt < 3 && run.workers >= 2 && run.worker != "G.8X" \
    && run.hours <= 12.5 && job.owner == "data-platform" && env == "prod" \
    && table.rows > 1000 && !job.paused
    """

  static let schema = Schema(
    records: [
      RecordType(
        name: "run",
        fields: [
          Field(name: "state", type: .string), Field(name: "attempt", type: .int),
          Field(name: "workers", type: .int), Field(name: "worker", type: .string),
          Field(name: "hours", type: .double), Field(name: "error", type: .string),
          Field(name: "rows", type: .int), Field(name: "started", type: .timestamp),
        ]),
      RecordType(
        name: "job",
        fields: [Field(name: "owner", type: .string), Field(name: "paused", type: .bool)]),
      RecordType(
        name: "column",
        fields: [
          Field(name: "name", type: .string), Field(name: "type", type: .string),
          Field(name: "nulls", type: .double),
        ]),
      RecordType(
        name: "table",
        fields: [
          Field(name: "rows", type: .int),
          Field(name: "columns", type: .list(.record("column")), maximumSize: 2_000),
        ]),
      RecordType(name: "baseline", fields: [Field(name: "rows", type: .double)]),
    ],
    variables: [
      Field(name: "run", type: .record("run")), Field(name: "job", type: .record("job")),
      Field(name: "table", type: .record("table")),
      Field(name: "baseline", type: .record("baseline")), Field(name: "env", type: .string),
      Field(name: "now", type: .timestamp),
    ])

  static let facts = Facts(
    [
      "run": .record([
        "state": .string("FAILED"), "attempt": .int(0), "workers": .int(10),
        "worker": .string("G.2X"), "hours": .double(0.8), "rows": .int(90_000),
        "error": .string(
          "org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 failed"),
        "started": .timestamp(seconds: 1_760_000_000, nanoseconds: 0),
      ]),
      "job": .record(["owner": .string("data-platform"), "paused": .bool(false)]),
      "table": .record([
        "rows": .int(100_000),
        "columns": .list(
          (0..<50).map { number in
            .record([
              "name": .string("column\(number)"), "type": .string("string"),
              "nulls": .double(0.01),
            ])
          }),
      ]),
      "baseline": .record(["rows": .double(98_000)]), "env": .string("prod"),
      "now": .timestamp(seconds: 1_760_100_000, nanoseconds: 0),
    ], schema: schema)
}
