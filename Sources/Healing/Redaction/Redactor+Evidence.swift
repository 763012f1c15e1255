public import Incidents

// What comes in from a world.
extension Redactor {
  /// The evidence without secrets: logs, messages, arguments and parameters of tables.
  ///
  /// Names of jobs, runs, tables, columns and objects are what acts go by, so they stay. Rules then
  /// read what was redacted: what they capture and show cannot be what they never saw.
  public func redacted(_ evidence: Evidence) -> Evidence {
    var clean = Evidence(
      event: redacted(evidence.event), gatheredAt: evidence.gatheredAt,
      environment: evidence.environment, job: redacted(evidence.job),
      run: redacted(evidence.run),
      runs: RunsEvidence(
        active: evidence.runs.active, failedInARow: evidence.runs.failedInARow,
        lastGood: evidence.runs.lastGood.map { $0.map(redacted) }),
      tables: evidence.tables.map(redacted), log: .unknown(""))
    clean.log = evidence.log.map { $0.map(redacted) }
    clean.isWithoutData = evidence.isWithoutData
    clean.interruption = evidence.interruption.map(redacted)
    return clean
  }

  /// The event without secrets; what makes it the incident's stays.
  public func redacted(_ event: Event) -> Event {
    Event(
      id: redacted(event.id), account: event.account, region: event.region, time: event.time,
      job: event.job, run: event.run, state: event.state, message: redacted(event.message))
  }

  func redacted(_ run: RunEvidence) -> RunEvidence {
    var clean = run
    clean.error = run.error.map(redacted)
    clean.arguments = run.arguments.map(redacted)
    return clean
  }

  private func redacted(_ job: JobEvidence) -> JobEvidence {
    JobEvidence(
      name: job.name, owner: job.owner, rerun: job.rerun,
      defaultArguments: job.defaultArguments.map(redacted))
  }

  private func redacted(_ table: TableEvidence) -> TableEvidence {
    var clean = table
    clean.versions = table.versions.map { $0.map(redacted) }
    clean.lastGoodVersion = table.lastGoodVersion.map(redacted)
    clean.accepted = table.accepted.map(redacted)
    return clean
  }

  /// The figures without secrets among the values that they list.
  ///
  /// They are told to nobody as they are, so only what is kept has to be, and what is compared with
  /// that.
  func redacted(_ profile: TableProfile) -> TableProfile {
    profile.mappingColumns(redacted)
  }

  private func redacted(_ column: ColumnProfile) -> ColumnProfile {
    guard column.hasTexts else { return column }
    let known = column.statistics
    let statistics = known.map { known in
      ColumnStatistics(
        deviation: known.deviation, quantiles: known.quantiles, lengths: known.lengths,
        top: known.top.map { $0.map(redacted) }, shapes: known.shapes.map { $0.map(redacted) })
    }
    return ColumnProfile(
      name: column.name, values: column.values, nulls: column.nulls, distinct: column.distinct,
      isDistinctExact: column.isDistinctExact, minimum: column.minimum.map(redacted),
      maximum: column.maximum.map(redacted), mean: column.mean, statistics: statistics)
  }

  private func redacted(_ bound: ColumnProfile.Scalar) -> ColumnProfile.Scalar {
    if case .text(let text) = bound { .text(redacted(text)) } else { bound }
  }

  private func redacted(_ entry: ColumnStatistics.ValueCount) -> ColumnStatistics.ValueCount {
    ColumnStatistics.ValueCount(value: redacted(entry.value), count: entry.count)
  }

  private func redacted(_ version: TableVersion) -> TableVersion {
    TableVersion(
      id: version.id, columns: version.columns, partitionKeys: version.partitionKeys,
      location: version.location, updated: version.updated,
      parameters: redacted(version.parameters))
  }

  private func redacted(_ stream: LogStream) -> LogStream {
    LogStream(source: stream.source, writer: stream.writer, bytes: redacted(stream.bytes))
  }
}

extension ColumnProfile {
  /// Whether any of its figures is a text.
  fileprivate var hasTexts: Bool {
    if statistics?.top != nil || statistics?.shapes != nil { return true }
    if case .text? = minimum { return true }
    if case .text? = maximum { return true }
    return false
  }
}

// What is kept of batches.
extension Redactor {
  /// The batch without secrets; its names are what acts go by, so they stay.
  package func redacted(_ batch: KeptBatch) -> KeptBatch {
    let standing: KeptBatch.Standing =
      if case .excluded(let person, let reason) = batch.standing {
        .excluded(by: person, reason: redacted(String(reason.prefix(1000))))
      } else {
        batch.standing
      }
    guard let figures = batch.profile else { return batch.standing(standing) }
    let profile = redacted(figures)
    if profile == figures, standing == batch.standing { return batch }
    return KeptBatch(profile, of: batch.table, standing, at: batch.kept)
  }
}
