internal import AWS
internal import Healing
internal import Incidents

/// The Glue catalog: a table is written only over the version that was seen, and every writing
/// leaves its mark in the table's own parameters.
struct CloudCatalog: Sendable {
  let glue: GlueClient

  /// All versions of a table, newest first; `nil` where there is no such table.
  func versions(of table: String) async throws(AWSError) -> GlueTableVersions? {
    guard let name = GlueClient.TableName(table) else { return nil }
    do throws(AWSError) { return try await glue.versions(of: name) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Writes the next version of a table with its mark, only when the current one is `expected`, or
  /// differs from it by nothing but marks.
  ///
  /// Returns the version that was written, or the one that this intent wrote before.
  func write(
    _ table: String, after expected: String, _ intent: StepIntent, at now: Timestamp,
    _ change: (GlueTable, GlueTableVersions) throws(WorldError) -> GlueTable
  ) async throws(WorldError) -> String {
    let act = "writing a version of \(table)"
    let (name, versions) = try await current(table, act)
    if let written = versions.version(writtenBy: intent.marker) { return written }
    guard let newest = versions.tableVersions.first, versions.isCurrent(expected) else {
      throw .conflict(act: act, reason: "the current version is not \(expected) any more")
    }
    var next = try change(newest.table, versions)
    let seam = intent.seam(of: table, replacing: expected, at: now)
    next.parameters = next.parameters.leaving(seam, after: newest.table.parameters ?? [:])
    try await WorldError.acting(act) { () throws(AWSError) in
      try await glue.update(next, in: name.database, over: newest.id)
    }
    // Which number it got is told by the table alone.
    guard let written = try await current(table, act).versions.version(writtenBy: intent.marker)
    else { throw .lost(act: act, reason: "the version that was written does not show") }
    return written
  }

  /// Marks a table whose data were repaired: a new version that is nothing but its mark.
  func mark(
    _ table: String, _ seam: (String) -> Seam
  ) async throws(WorldError) {
    let act = "marking \(table)"
    for attempt in 1...3 {
      let (name, versions) = try await current(table, act)
      guard let newest = versions.tableVersions.first else { return }
      let seam = seam(newest.id)
      let old = newest.table.parameters ?? [:]
      if Seam.all(in: old).contains(where: { $0.marker == seam.marker }) { return }
      var next = newest.table
      next.parameters = next.parameters.leaving(seam, after: old)
      do throws(WorldError) {
        return try await WorldError.acting(act) { () throws(AWSError) in
          try await glue.update(next, in: name.database, over: newest.id)
        }
      } catch {
        // Somebody else wrote, or the answer was lost: what stands there now tells.
        guard attempt < 3, error.leavesOpen else { throw error }
      }
    }
  }

  private func current(
    _ table: String, _ act: String
  ) async throws(WorldError) -> (name: GlueClient.TableName, versions: GlueTableVersions) {
    guard let name = GlueClient.TableName(table) else {
      throw .refused(act: act, reason: "`\(table)` is no name of a table")
    }
    return try await WorldError.reading("the table \(table)") { () throws(AWSError) in
      (name, try await glue.versions(of: name))
    }
  }
}

extension GlueTableVersions {
  /// The version that an intent wrote; `nil` when it wrote none.
  func version(writtenBy marker: String) -> String? {
    tableVersions.first {
      $0.table.parameters?[Seam.markerParameter] == marker
        && isFirst($0.id, of: marker)
    }?.id
  }

  /// Whether a version is the one that a marker appeared in: later ones carry it along.
  private func isFirst(_ id: String, of marker: String) -> Bool {
    let older = tableVersions.drop { $0.id != id }.dropFirst().first
    return older?.table.parameters?[Seam.markerParameter] != marker
  }

  /// Whether a version is the current one, or was only marked since.
  func isCurrent(_ version: String) -> Bool {
    guard let place = tableVersions.firstIndex(where: { $0.id == version }) else { return false }
    let newer = tableVersions[...place].map { $0.table.version(id: $0.id) }
    return zip(newer, newer.dropFirst()).allSatisfy { $0.onlyMarks($1) }
  }

  /// A version by its number.
  func table(_ version: String) -> GlueTable? { tableVersions.first { $0.id == version }?.table }
}

extension WorldError {
  /// Whether the same may go well when it is tried on what stands there now.
  fileprivate var leavesOpen: Bool {
    switch self {
    case .conflict, .lost: true
    case .refused, .unreadable: false
    }
  }
}
