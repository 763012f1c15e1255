public import Healing
public import Incidents
internal import AWS
internal import Configurations
internal import Synchronization

// What is known of a run: what is cheap first, and the data only where somebody waits for them.
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
    let known = await versions
    let lastGood = history.others.lastGood.value.flatMap { $0 }?.started.value
    var evidence = Evidence(
      event: event, gatheredAt: now(), environment: environment,
      job: JobEvidence(pipeline: pipeline, name: event.job, defaults: defaults),
      run: history.run, runs: history.others,
      tables: tables.map { name, role in
        TableEvidence(name, role, known[name] ?? .unknown(Self.notAsked), lastGood: lastGood)
      }, log: logs)
    evidence.interruption = reader.interruptions.first
    evidence.isWithoutData = !tables.isEmpty
    await permitted
    unfinished.keep(evidence, until: end)
    return evidence
  }

  public func completed(_ evidence: Evidence) async throws(WorldError) -> Evidence {
    // Secrets may have been taken out of it since, and the names of partitions be among them.
    let known = unfinished.take(evidence)
    var whole = known?.evidence ?? evidence
    guard whole.isWithoutData else { return whole }
    // Both halves together take no longer than one gathering may.
    let end = known?.end ?? ContinuousClock.now + gatherTime
    let reader = CloudReader(self, until: end)
    let partition = project.pipeline(of: whole.event.job)?.partition(for: whole, at: now())
    // Whether objects may be moved there is asked meanwhile.
    let places = whole.tables.compactMap { $0.versions.value?.first?.location }
    async let permitted: Void = permissions.survey(places: places, until: end)
    whole.tables = await reader.data(of: whole.tables, partition: partition)
    whole.isWithoutData = false
    whole.interruption = whole.interruption ?? reader.interruptions.first
    if let written = whole.tables.first(where: { $0.role == .writes })?.batch {
      whole.run.rowsWritten = written.map(\.rows)
    }
    if let read = whole.tables.first(where: { $0.role == .reads })?.batch {
      whole.run.rowsRead = read.map(\.rows)
    }
    await permitted
    return whole
  }

  /// Why data are unknown that nobody waited for.
  static let notAsked = "it was not asked for, since nothing waits for it"

  private func tables(
    of pipeline: Project.Pipeline?
  ) -> [(name: String, role: TableEvidence.Role)] {
    (pipeline?.reads ?? []).map { ($0, .reads) } + (pipeline?.writes ?? []).map { ($0, .writes) }
  }
}

extension TableEvidence {
  /// What the catalog says of a table, without its data.
  fileprivate init(
    _ name: String, _ role: Role, _ answer: Known<GlueTableVersions>, lastGood: Timestamp?
  ) {
    func unknown(_ reason: String) -> TableEvidence {
      TableEvidence(
        name: name, role: role, versions: .unknown(reason), lastGoodVersion: .unknown(reason),
        objects: .unknown(reason), batch: .unknown(reason), history: .unknown(reason))
    }
    switch answer {
    case .unknown(let reason): self = unknown(reason)
    case .known(let answer) where answer.versions.isEmpty:
      self = unknown("the catalog has no table \(name)")
    case .known(let answer):
      self = unknown(CloudWorld.notAsked)
      versions = .known(answer.versions)
      lastGoodVersion = TableVersion.current(at: lastGood, among: answer.versions)
    }
  }
}

/// Evidence whose data were left out, as it was read: it may be asked for the rest of it.
final class UnfinishedEvidence: Sendable {
  /// What was read, and when its gathering has to be over.
  typealias Half = (evidence: Evidence, end: ContinuousClock.Instant)

  private let kept = Mutex<[String: Half]>([:])

  /// The most that are kept: most are asked for at once, or never.
  private static let most = 64

  func keep(_ evidence: Evidence, until end: ContinuousClock.Instant) {
    kept.withLock { kept in
      if kept.count >= Self.most { kept = [:] }
      kept[evidence.run.id] = (evidence, end)
    }
  }

  /// What was read, where it is that of the same moment.
  func take(_ evidence: Evidence) -> Half? {
    kept.withLock { kept in
      guard let known = kept[evidence.run.id],
        known.evidence.gatheredAt == evidence.gatheredAt
      else {
        return nil
      }
      kept[evidence.run.id] = nil
      return known
    }
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
