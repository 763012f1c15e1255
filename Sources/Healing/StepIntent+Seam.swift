public import Incidents

// The marks that steps leave in tables, and the tables with them: the same in every world.
extension StepIntent {
  /// The mark of a step that wrote a version of a table.
  public func seam(of table: String, replacing version: String, at now: Timestamp) -> Seam {
    seam(
      at: now, from: "version \(version)",
      inverse: "restore_schema of \(table) to version \(version)")
  }

  /// The mark of a step.
  public func seam(at now: Timestamp, from: String, inverse: String) -> Seam {
    Seam(
      step: step.name, incident: incident,
      attempt: attempt > Incident.maximumAttempts ? 0 : attempt, marker: marker, at: now,
      cause: cause ?? StepCause(rule: "", kind: "", reason: "no reason is on record"),
      isUndo: isUndo, from: from, inverse: inverse)
  }
}

extension [String: String]? {
  /// The parameters with one seam more; those that the table had before stay.
  public func leaving(_ seam: Seam, after old: [String: String]) -> [String: String] {
    var parameters = self ?? [:]
    parameters[Seam.parameter] = Seam.text(of: Seam.all(in: old) + [seam])
    parameters[Seam.markerParameter] = seam.marker
    return parameters
  }
}

extension GlueTable {
  /// The table with other columns.
  public func setting(columns: [Column]) -> GlueTable {
    var changed = self
    changed.storageDescriptor = storageDescriptor.setting(columns: columns)
    return changed
  }

  /// The table as it was in an earlier version; what tells versions apart stays its own.
  public func restoring(_ earlier: GlueTable) -> GlueTable {
    var changed = earlier
    changed.versionID = versionID
    return changed
  }
}
