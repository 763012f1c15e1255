public import Conditions
public import Incidents

/// Evidence in the shape that conditions read: records whose unread fields are unknown.
public struct EvidenceValues: Sendable {
  private let evidence: Evidence
  /// Each table's value, in the order of the evidence.
  private let tables: [Value]

  public init(_ evidence: Evidence) {
    self.evidence = evidence
    tables = evidence.tables.map(Self.table)
  }

  /// The facts of the evidence scope; `table` is the table in question, else the first one read.
  public func facts(on table: String?, at now: Timestamp) -> Facts {
    Facts(variables(on: table, at: now), schema: EvidenceScope.safety.schema)
  }

  /// The values of the variables of the evidence scope.
  public func variables(on name: String?, at now: Timestamp) -> [String: Value] {
    let place = evidence.tables.firstIndex { $0.name == name } ?? 0
    let table = evidence.tables.indices.contains(place) ? evidence.tables[place] : nil
    return [
      "event": event, "job": job, "run": Self.run(evidence.run), "runs": runs,
      "table": table == nil ? .unknown : tables[place], "tables": .list(tables),
      "baseline": baseline(of: table), "log": log,
      "env": .string(evidence.environment), "now": .timestamp(now),
    ]
  }

  private var event: Value {
    .record([
      "job": .string(evidence.event.job), "run": .string(evidence.event.run),
      "state": .string(evidence.event.state.rawValue),
      "message": .string(evidence.event.message), "account": .string(evidence.event.account),
      "region": .string(evidence.event.region), "time": .timestamp(evidence.event.time),
    ])
  }

  private var job: Value {
    .record([
      "name": .string(evidence.job.name), "owner": .string(evidence.job.owner),
      "rerun": .string(evidence.job.rerun.rawValue),
    ])
  }

  private var runs: Value {
    let lastGood: Value =
      switch evidence.runs.lastGood {
      case .known(let run?): Self.run(run)
      case .known(nil), .unknown: .unknown
      }
    return .record([
      "active": Value(evidence.runs.active) { .int(Int64($0)) },
      "failed_in_a_row": Value(evidence.runs.failedInARow) { .int(Int64($0)) },
      "last_good": lastGood,
    ])
  }

  private static func run(_ run: RunEvidence) -> Value {
    .record([
      "id": .string(run.id), "state": Value(run.state) { .string($0.rawValue) },
      "error": Value(run.error) { .string($0) },
      "attempt": Value(run.attempt) { .int(Int64($0)) },
      "workers": Value(run.workers) { .int(Int64($0)) },
      "worker_type": Value(run.workerType) { .string($0) },
      "duration": Value(run.duration) { .duration($0) },
      "dpu_hours": Value(run.dpuHours) { .double($0) },
      "rows_read": Value(run.rowsRead) { .int(Int64($0)) },
      "rows_written": Value(run.rowsWritten) { .int(Int64($0)) },
      "started": Value(run.started) { .timestamp($0) },
      "completed": Value(run.completed) { .timestamp($0) },
      RunArgument.field: Value(run.arguments) { .texts($0) },
    ])
  }

  private static func table(_ table: TableEvidence) -> Value {
    let version = table.versions.map { $0.first }
    let comparison = table.comparison
    return .record([
      "name": .string(table.name), "role": .string(table.role.rawValue),
      "version": Value(version) { $0.map { .string($0.id) } ?? .unknown },
      "columns": Value(version) { $0.map { .list($0.columns.map(column)) } ?? .unknown },
      TableTag.field: Value(version) { $0.map { .list($0.tags.map { .string($0) }) } ?? .unknown },
      "observed": Value(comparison) { .list($0.observed.map(column)) },
      "changes": Value(comparison) { .list($0.changes.map(change)) },
      "changed_columns": Value(comparison) {
        .int(Int64(Set($0.changes.map(\.column)).count))
      },
      "rows": Value(table.batch) { .int(Int64($0.rows)) },
      "null_rate": Value(table.nullRates) { .numbers($0) },
      "worst_null_increase": Value(table.worstNullIncrease) { .double($0) },
      "observed_fits_last_good": Value(table.observedFitsLastGood) { .bool($0) },
      "objects": Value(table.objects) { .list($0.map(object)) },
    ])
  }

  private static func column(_ column: Column) -> Value {
    .record(["name": .string(column.name), "type": .string(column.type.catalogText)])
  }

  private static func change(_ change: SchemaChange) -> Value {
    .record([
      "kind": .string(change.kind.rawValue), "column": .string(change.column),
      "observed_name": .string(change.observedName),
      "from": .string(change.catalogType?.catalogText ?? ""),
      "to": .string(change.observedType?.catalogText ?? ""),
      "lossless": .bool(change.isLossless),
    ])
  }

  private static func object(_ object: ObjectProfile) -> Value {
    .record([
      "key": .string(object.key), "bytes": .int(Int64(object.bytes)),
      "readable": .bool(object.damage == nil), "reason": .string(object.damage?.reason ?? ""),
    ])
  }

  private func baseline(of table: TableEvidence?) -> Value {
    let written = evidence.tables.first { $0.role == .writes }
    return .record([
      "rows": Value(table?.usualRows) { .double($0) },
      "rows_written": Value(written?.usualRows) { .double($0) },
      "batches": Value(table?.history.map { Double($0.count) }) { .int(Int64($0)) },
      "null_rate": table.map { Value($0.usualNullRates) { .numbers($0) } } ?? .unknown,
    ])
  }

  private var log: Value {
    let counts = evidence.log.map { streams in
      LogStream.LevelCounts(
        adding: streams.filter { $0.source != .message }.map(\.levelCounts))
    }
    return .record([
      "lines": Value(counts) { .int(Int64($0.lines)) },
      "errors": Value(counts) { .int(Int64($0.errors)) },
      "warnings": Value(counts) { .int(Int64($0.warnings)) },
    ])
  }
}

extension Finding {
  /// The finding as `anomaly` in conditions.
  public var value: Value {
    .record([
      "rule": .string(rule), "kind": .string(kind), "class": .string(anomalyClass),
      "severity": .string(severity.rawValue), "cause": .string(cause.rawValue),
      "table": .string(detection.table ?? ""), "column": .string(detection.column ?? ""),
      "value": detection.value.map { .double($0) } ?? .unknown,
      "usual": detection.usual.map { .double($0) } ?? .unknown,
      "limit": detection.limit.map { .double($0) } ?? .unknown,
      "message": .string(message),
      "objects": .list(detection.objects.map { .string($0) }),
      "facts": .texts(detection.facts),
    ])
  }
}

extension Value {
  /// The value of something that may be unknown.
  init<Known1>(_ known: Known<Known1>?, _ make: (Known1) -> Value) {
    switch known {
    case .known(let value)?: self = make(value)
    case .unknown?, nil: self = .unknown
    }
  }

  static func timestamp(_ instant: Timestamp) -> Value {
    .timestamp(seconds: instant.seconds, nanoseconds: instant.nanoseconds)
  }

  /// A length of time, at most the 292 years that fit.
  static func duration(_ span: Duration) -> Value {
    let (seconds, attoseconds) = span.components
    let bound: Int64 = 9_000_000_000
    let nanoseconds = min(max(seconds, -bound), bound) * 1_000_000_000
    return .duration(nanoseconds: nanoseconds + attoseconds / 1_000_000_000)
  }

  static func texts(_ map: [String: String]) -> Value {
    .map(map.mapValues { .string($0) })
  }

  static func numbers(_ map: [String: Double]) -> Value {
    .map(map.mapValues { .double($0) })
  }

  private static func map(_ entries: [String: Value]) -> Value {
    .map(Dictionary(uniqueKeysWithValues: entries.map { (.string($0.key), $0.value) }))
  }

  /// The value as it stands in a sentence.
  var plainText: String {
    switch self {
    case .string(let text): text
    case .int(let number): "\(number)"
    case .uint(let number): "\(number)"
    case .double(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    default: "\(self)"
    }
  }
}
