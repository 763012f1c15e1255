public import Conditions
internal import Incidents

/// Which values fields of the evidence can have at all, by the engine's own words and figures.
public enum EvidenceRanges {
  /// What holds of every configuration.
  public static let known = KnownValues(words: words, bounds: bounds)

  private static let states = RunState.allCases.map(\.rawValue)

  private static let words: [String: [String]] = [
    "run.state": states, "event.state": states,
    "anomaly.severity": Severity.allCases.map(\.rawValue),
    "anomaly.cause": Cause.allCases.map(\.rawValue),
    "job.rerun": JobEvidence.Rerun.allCases.map(\.rawValue),
    "table.role": ["reads", "writes"],
    "change.kind": [
      "added", "removed", "renamed", "reordered", "widening", "narrowing", "incompatible",
    ],
  ]

  private static let count = 0...Double.infinity

  private static let bounds: [String: ClosedRange<Double>] = [
    "run.attempt": count, "run.workers": count, "run.dpu_hours": count, "run.rows_read": count,
    "run.rows_written": count, "runs.active": count, "runs.failed_in_a_row": count,
    "table.rows": count, "table.changed_columns": count, "table.worst_null_increase": -1...1,
    "table.null_rate[]": 0.0...1, "baseline.null_rate[]": 0.0...1,
    "baseline.rows": count, "baseline.rows_written": count, "baseline.batches": count,
    "log.lines": count, "log.errors": count, "log.warnings": count, "object.bytes": count,
    "incident.attempt": count, "proposal.share": 0.0...1, "proposal.dpu_hours": count,
    "proposal.rows": count, "proposal.tables": count,
    "proposal.visits": count,
  ]
}
