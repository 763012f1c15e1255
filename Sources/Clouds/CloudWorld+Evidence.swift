public import Healing
public import Incidents
internal import AWS
internal import Configurations

// What is known of a run: everything that needs nothing else at once, then its tables, at once.
extension CloudWorld {
  public func evidence(
    for event: Event, run id: String, environment: String
  ) async throws(WorldError) -> Evidence {
    let end = ContinuousClock.now + gatherTime
    let reader = CloudReader(self, until: end)
    async let job = reader.job(event.job)
    async let runs = reader.runs(of: event.job, seenFrom: id)
    let pipeline = project.pipeline(of: event.job)
    let tables = tables(of: pipeline)
    async let versions = reader.versions(of: tables.map(\.name))
    async let permitted: Void = permissions.survey(event.job, tables.map(\.name), until: end)
    let definition = await job
    let defaults = definition.value?.defaultArguments
    let history = try await runs.history(of: id, defaults: defaults ?? [:])
    let logs = await reader.log(of: history.run, group: await runs.logGroup(of: id))
    var evidence = Evidence(
      event: event, gatheredAt: now(), environment: environment,
      job: JobEvidence(pipeline: pipeline, name: event.job, defaults: defaults),
      run: history.run, runs: history.others, tables: [], log: logs)
    let partition = pipeline?.partition(for: evidence, at: now())
    let lastGood = history.others.lastGood.value.flatMap { $0 }?.started.value
    let known = await versions
    evidence.tables = await reader.tables(
      tables, versions: known, partition: partition, lastGood: lastGood)
    if let written = evidence.tables.first(where: { $0.role == .writes })?.batch {
      evidence.run.rowsWritten = written.map(\.rows)
    }
    if let read = evidence.tables.first(where: { $0.role == .reads })?.batch {
      evidence.run.rowsRead = read.map(\.rows)
    }
    // Buckets are known by now: whether objects may be moved there is asked, too.
    await permitted
    await permissions.survey(
      places: known.values.compactMap { $0.value?.versions.first?.location }, until: end)
    evidence.interruption = reader.interruptions.first
    return evidence
  }

  private func tables(
    of pipeline: Project.Pipeline?
  ) -> [(name: String, role: TableEvidence.Role)] {
    (pipeline?.reads ?? []).map { ($0, .reads) } + (pipeline?.writes ?? []).map { ($0, .writes) }
  }
}

/// The runs of a job as far as they were read, or the one run alone.
struct ReadRuns: Sendable {
  let runs: Known<[GlueJobRun]>
  let subject: GlueJobRun?

  /// The run and the others, where the run is there.
  func history(
    of id: String, defaults: [String: String]
  ) throws(WorldError) -> (run: RunEvidence, others: RunsEvidence) {
    switch runs {
    case .known(let runs):
      if let history = RunHistory(runs, seenFrom: id, defaults: defaults) {
        return (history.run, history.others)
      }
      throw .unreadable(what: "the run \(id)", reason: "there is no such run")
    case .unknown(let reason):
      guard let subject else { throw .unreadable(what: "the run \(id)", reason: reason) }
      return (
        subject.evidence(defaults: defaults),
        RunsEvidence(
          active: .unknown(reason), failedInARow: .unknown(reason), lastGood: .unknown(reason))
      )
    }
  }

  /// What the groups of the run's log begin with.
  func logGroup(of id: String) -> String? {
    (subject ?? runs.value?.first { $0.id == id })?.logGroupName
  }
}
