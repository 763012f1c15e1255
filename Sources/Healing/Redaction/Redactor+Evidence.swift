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
