public import Configurations
internal import Glibc
public import Healing
public import Incidents
internal import Profiles

/// A folder as catalog, object store, job runner and log: a small world that really runs its jobs.
///
/// What the lake promises is what AWS promises: versions of a table are numbered and never changed,
/// a run goes on when whoever started it dies, and asking twice starts nothing twice.
public struct Lake: World {
  public let folder: String
  public let settings: LakeSettings
  private(set) var project: Project
  let clock: LakeClock
  let catalog: LakeCatalog
  let objects: LakeObjects
  let jobs: LakeJobs

  /// Opens a lake for the pipelines of a project.
  public init(folder: String, project: Project) throws(LakeError) {
    self.folder = folder
    self.project = project
    settings = try LakeSettings(folder: folder)
    clock = LakeClock(folder: folder, isVirtual: settings.isClockVirtual)
    catalog = LakeCatalog(folder: folder + "/catalog")
    objects = LakeObjects(folder: folder + "/objects")
    jobs = LakeJobs(folder: folder, clock: clock)
  }

  /// The same lake, with the pipelines and tables of another version of the project.
  public func knowing(_ project: Project) -> Lake {
    var other = self
    other.project = project
    return other
  }

  public var identity: WorldIdentity {
    WorldIdentity(account: settings.account, region: settings.region)
  }

  public func now() -> Timestamp { clock.now() }

  public func run(_ id: String, of job: String) throws(WorldError) -> RunEvidence? {
    let run = try jobs.run(id, of: job)
    return run.map {
      $0.evidence(defaults: (try? jobs.definition(of: job))?.defaultArguments ?? [:])
    }
  }

  public func evidence(
    for event: Event, run id: String, environment: String
  ) throws(WorldError) -> Evidence {
    let now = clock.now()
    let definition = try jobs.definition(of: event.job)
    let defaults = definition.defaultArguments ?? [:]
    guard let history = RunHistory(try jobs.runs(of: event.job), seenFrom: id, defaults: defaults)
    else { throw .unreadable(what: "the run \(id)", reason: "there is no such run") }
    let pipeline = project.pipeline(of: event.job)
    var evidence = Evidence(
      event: event, gatheredAt: now, environment: environment,
      job: JobEvidence(pipeline: pipeline, name: event.job, defaults: defaults),
      run: history.run, runs: history.others, tables: [], log: jobs.log(of: history.run, event.job))
    let partition = pipeline?.partition(for: evidence, at: now)
    let lastGood = history.others.lastGood.value.flatMap { $0 }?.started.value
    for (names, role) in [
      (pipeline?.reads ?? [], TableEvidence.Role.reads),
      (pipeline?.writes ?? [], .writes),
    ] {
      for name in names {
        evidence.tables.append(
          table(name, role, partition: partition, lastGood: lastGood))
      }
    }
    if let written = evidence.tables.first(where: { $0.role == .writes })?.batch {
      evidence.run.rowsWritten = written.map(\.rows)
    }
    if let read = evidence.tables.first(where: { $0.role == .reads })?.batch {
      evidence.run.rowsRead = read.map(\.rows)
    }
    return evidence
  }

  private func table(
    _ name: String, _ role: TableEvidence.Role, partition: Known<String>?, lastGood: Timestamp?
  ) -> TableEvidence {
    func unknown(_ reason: String) -> TableEvidence {
      TableEvidence(
        name: name, role: role, versions: .unknown(reason), lastGoodVersion: .unknown(reason),
        objects: .unknown(reason), batch: .unknown(reason), history: .unknown(reason))
    }
    let versions: [TableVersion]
    do { versions = try catalog.versions(of: name) } catch { return unknown("\(error)") }
    guard let current = versions.first else { return unknown("the catalog has no table \(name)") }
    let profiles: Known<[ObjectProfile]>
    switch partition {
    case .known(let name)?: profiles = objects.profiles(of: current, partition: name)
    case .unknown(let reason)?: profiles = .unknown(reason)
    // Without partitions, the whole table is the batch.
    case nil where current.partitionKeys.isEmpty:
      profiles = objects.profiles(of: current, partition: "")
    case nil: profiles = .unknown("the project declares no partition")
    }
    return TableEvidence(
      name: name, role: role, versions: .known(versions),
      lastGoodVersion: TableVersion.current(at: lastGood, among: versions), objects: profiles,
      batch: profiles.batch.map { $0.named(partition?.value) },
      history: objects.history(of: current, besides: partition?.value))
  }

  public func failedRuns(since start: Timestamp) throws(WorldError) -> [Event] {
    var events: [Event] = []
    for job in try jobs.names() where project.pipeline(of: job) != nil {
      let runs = try jobs.runs(of: job)
      for run in runs where run.failedSince(start) && run.successor(among: runs) == nil {
        events.append(
          Event(
            id: "sweep-\(run.id)", account: settings.account, region: settings.region,
            time: run.completedOn.flatMap { Timestamp(epochSeconds: $0) } ?? clock.now(), job: job,
            run: run.id, state: RunState(rawValue: run.state) ?? .failed,
            message: run.errorMessage ?? ""))
      }
    }
    return events.sorted { $0.time == $1.time ? $0.run.precedes($1.run) : $0.time < $1.time }
  }

  public func successor(of run: String, of job: String) throws(WorldError) -> String? {
    let runs = try jobs.runs(of: job)
    return runs.first { $0.id == run }?.successor(among: runs)
  }
}

// Steps.
extension Lake {
  public func perform(_ intent: StepIntent, notice: Notice) throws(WorldError) -> StepResult {
    switch intent.step {
    case .runJob(let job, let arguments, let workerType):
      let id = LakeJobs.runID(for: intent.marker)
      try jobs.start(
        job, id: id, arguments: arguments.merging([attemptArgument: intent.marker]) { $1 },
        workerType: workerType)
      return .startedRun(id: id)
    case .setSchema(let table, let columns, let expecting):
      let version = try catalog.write(table, after: expecting, intent, at: clock.now()) {
        $0.setting(columns: columns)
      }
      return .wroteVersion(table: table, from: expecting, to: version)
    case .restoreSchema(let table, let version, let expecting):
      let earlier = try catalog.table(table, version: version)
      let written = try catalog.write(table, after: expecting, intent, at: clock.now()) {
        $0.restoring(earlier)
      }
      return .wroteVersion(table: table, from: expecting, to: written)
    case .quarantineObjects(let table, let keys):
      return try move(table, keys, intent) { bucket, keys throws(WorldError) in
        try objects.quarantine(keys, in: bucket, marker: intent.marker)
      }
    case .returnObjects(let table, let keys):
      return try move(table, keys, intent) { bucket, keys throws(WorldError) in
        try objects.putBack(keys, in: bucket, of: intent.isUndo ? intent.incident : nil)
      }
    case .resetBookmark:
      throw .refused(act: "reset_bookmark", reason: "a lake keeps no job bookmarks")
    case .wait: return .waited
    case .notify(let owner):
      return try notify(owner, notice, marker: intent.marker)
    }
  }

  /// Moves objects of a table, and leaves the mark of it in the table.
  ///
  /// The mark comes last: it says what happened. Who dies between the two does both again, and what
  /// is there already stays. A mark that cannot be left is an answer that is lost: the healer tries
  /// once more, and then leaves it to a person, with the reason on record.
  private func move(
    _ table: String, _ keys: [String], _ intent: StepIntent,
    _ work: (String, [String]) throws(WorldError) -> String
  ) throws(WorldError) -> StepResult {
    let move = try ObjectMove(table, keys, intent)
    let place = try work(try bucket(of: keys, in: table), keys)
    do throws(WorldError) {
      try catalog.mark(table, at: clock.now()) { version in
        move.seam(at: clock.now(), version: version, to: place)
      }
    } catch {
      throw move.withoutMark(at: place, error)
    }
    return .movedObjects(table: table, keys: keys, to: place)
  }

  /// The bucket of a table, where keys are of the table and cannot leave it.
  func bucket(of keys: [String], in table: String) throws(WorldError) -> String {
    try ObjectMove.bucket(of: keys, in: table, try catalog.versions(of: table).first)
  }

  private func notify(
    _ owner: String, _ notice: Notice, marker: String
  ) throws(WorldError) -> StepResult {
    let channel = project.owners.first { $0.name == owner }?.notify.first ?? "nobody declared"
    let path = folder + "/notifications/" + marker + ".json"
    try LakeFile.write(
      LakeNotice(
        owner: owner, channels: project.owners.first { $0.name == owner }?.notify ?? [],
        notice: notice), to: path)
    return .notified(owner: owner, through: channel)
  }

  public func settle(_ intent: StepIntent) throws(WorldError) -> Settlement {
    switch intent.step {
    case .runJob(let job, _, _):
      let id = LakeJobs.runID(for: intent.marker)
      return try jobs.hasStarted(id, of: job) ? .happened(.startedRun(id: id)) : .didNotHappen
    case .setSchema(let table, _, let expecting), .restoreSchema(let table, _, let expecting):
      guard let written = try catalog.version(of: table, writtenBy: intent.marker) else {
        return .didNotHappen
      }
      return .happened(.wroteVersion(table: table, from: expecting, to: written))
    // Moving is a list of renames, each of which is there or not: doing it again completes it. A
    // notice is one file, named after its intent.
    case .quarantineObjects, .returnObjects, .notify, .wait, .resetBookmark: return .didNotHappen
    }
  }
}

/// How a lake cannot be opened.
public enum LakeError: Error, Sendable, Hashable, CustomStringConvertible {
  case noLake(folder: String)
  case badSettings([String])

  public var description: String {
    switch self {
    case .noLake(let folder): "\(folder) is no lake: it has no lake.yaml"
    case .badSettings(let lines): lines.joined(separator: "\n")
    }
  }
}

/// A notice as it lies in the lake for its owner.
struct LakeNotice: Encodable {
  let owner: String
  let channels: [String]
  let notice: Notice
}
