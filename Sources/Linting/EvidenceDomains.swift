internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Which values the fields of the evidence can have: by the engine's own words, and by the names
/// of the configuration.
///
/// Where a file could not be read, its names are unknown and its sets are open.
enum EvidenceDomains {
  static func known(by reading: ConfigurationReading) -> KnownValues {
    var known = KnownValues(words: words, bounds: bounds)
    if reading.areRulesComplete {
      known.words["anomaly.kind"] = kinds(reading)
      known.words["anomaly.class"] = unique(reading.rules.map(\.anomalyClass))
      known.words["anomaly.rule"] = reading.rules.map(\.id)
    }
    if reading.intact(.project) != nil, let project = reading.project {
      known.words["env"] = project.environments.map(\.name)
    }
    if reading.intact(.policy) != nil, let policy = reading.policy {
      known.words["action.name"] = policy.actions.map(\.name)
      for feature in policy.features {
        known.words["state.\(feature.name)"] = feature.labels + meant(by: feature, reading)
      }
      known.bounds["incident.attempt"] = 0...Double(policy.learner.stepsAtMost)
    }
    return known
  }

  /// The kinds that rules have, or that safety and the policy speak of: whether those two agree is
  /// another question than whether a condition can hold.
  private static func kinds(_ reading: ConfigurationReading) -> [String] {
    let remedies = reading.safety?.remedies.keys.sorted() ?? []
    let labels = reading.policy?.features.filter { $0.source.text == "anomaly.kind" } ?? []
    return unique(reading.rules.map(\.kind) + remedies + labels.flatMap(\.labels))
  }

  /// The kinds of rules that misspelt labels are meant to be: the label is told where it stands.
  private static func meant(by feature: StateFeature, _ reading: ConfigurationReading) -> [String] {
    guard feature.source.text == "anomaly.kind", reading.areRulesComplete else { return [] }
    let kinds = unique(reading.rules.map(\.kind))
    return feature.labels.filter { !kinds.contains($0) }.compactMap { label in
      NearestName.suggestion(for: label, among: kinds.filter { !feature.labels.contains($0) })
    }
  }

  static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static let states = RunState.allCases.map(\.rawValue)

  static let words: [String: [String]] = [
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

  static let bounds: [String: ClosedRange<Double>] = [
    "run.attempt": count, "run.workers": count, "run.dpu_hours": count, "run.rows_read": count,
    "run.rows_written": count, "runs.active": count, "runs.failed_in_a_row": count,
    "table.rows": count, "table.changed_columns": count, "table.worst_null_increase": -1...1,
    "baseline.rows": count, "baseline.rows_written": count, "baseline.batches": count,
    "log.lines": count, "log.errors": count, "log.warnings": count, "object.bytes": count,
    "incident.attempt": count, "proposal.share": 0.0...1, "proposal.dpu_hours": count,
    "proposal.visits": count,
  ]
}
