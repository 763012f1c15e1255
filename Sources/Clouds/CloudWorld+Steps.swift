public import Healing
public import Incidents
internal import AWS
internal import Configurations

// Steps, and what became of them.
extension CloudWorld {
  public func perform(
    _ intent: StepIntent, notice: Notice
  ) async throws(WorldError) -> StepResult {
    switch intent.step {
    case .runJob(let job, let arguments, let workerType):
      return .startedRun(id: try await start(job, arguments, workerType, intent))
    case .setSchema(let table, let columns, let expecting):
      let version = try await catalog.write(table, after: expecting, intent, at: now()) {
        current, _ in current.setting(columns: columns)
      }
      return .wroteVersion(table: table, from: expecting, to: version)
    case .restoreSchema(let table, let version, let expecting):
      let written = try await catalog.write(table, after: expecting, intent, at: now()) {
        (current, versions) throws(WorldError) in
        guard let earlier = versions.table(version) else {
          throw .refused(
            act: "restore_schema", reason: "\(table) has no version \(version) any more")
        }
        return current.restoring(earlier)
      }
      return .wroteVersion(table: table, from: expecting, to: written)
    case .quarantineObjects(let table, let keys):
      return try await move(table, keys, intent) { quarantine throws(WorldError) in
        try await quarantine.setAside(keys, marker: intent.marker)
      }
    case .returnObjects(let table, let keys):
      return try await move(table, keys, intent) { quarantine throws(WorldError) in
        try await quarantine.putBack(
          keys, of: intent.isUndo ? intent.incident : nil, marker: intent.marker)
      }
    case .resetBookmark(let job):
      try await WorldError.acting("resetting the bookmark of \(job)") { () throws(AWSError) in
        try await glue.resetBookmark(of: job)
      }
      return .resetBookmark
    case .wait: return .waited
    case .notify(let owner):
      let notices = CloudNotices(client: place.client, owners: project.owners)
      return .notified(
        owner: owner, through: try await notices.tell(owner, notice, marker: intent.marker))
    }
  }

  /// What names of arguments decide which code runs, as whom and where: no rule may set them.
  static let protectedArguments: Set<String> = [
    "--scriptLocation", "--extra-py-files", "--extra-jars", "--extra-files", "--user-jars-first",
    "--additional-python-modules", "--python-modules-installer-option", "--conf", "--TempDir",
    "--job-language", "--class", "--enable-glue-datacatalog", "--security-configuration",
    "--spark-event-logs-path", "--customer-driver-env-vars", "--customer-executor-env-vars",
    "--use-postgres-driver", "--library-set", "--encryption-type", "--redshift-temp-dir",
  ]

  /// Starts a job again, with arguments that decide about its code only as they were.
  private func start(
    _ job: String, _ arguments: [String: String], _ workerType: String?, _ intent: StepIntent
  ) async throws(WorldError) -> String {
    let act = "run_job"
    let (definition, origin) = try await WorldError.reading("the job \(job)") {
      () throws(AWSError) -> (GlueJob, GlueJobRun?) in
      let definition = try await glue.job(job)
      guard let run = intent.run else { return (definition, nil) }
      return (definition, try await glue.run(run, of: job))
    }
    let known = (definition.defaultArguments ?? [:]).merging(origin?.arguments ?? [:]) { $1 }
    for name in arguments.keys.sorted(by: { $0.precedes($1) })
    where Self.protectedArguments.contains(name) && arguments[name] != known[name] {
      throw .refused(
        act: act, reason: "\(name) decides which code runs, and is not what the run had")
    }
    // The job's own defaults are left to the job: what is said is said for ever.
    let own = arguments.filter { name, value in
      origin?.arguments?[name] != nil || definition.defaultArguments?[name] != value
    }
    let workers = origin?.numberOfWorkers ?? definition.numberOfWorkers
    let size = workerType ?? origin?.workerType ?? definition.workerType
    return try await WorldError.acting(act) { () throws(AWSError) in
      try await glue.start(
        job, arguments: own.merging([attemptArgument: intent.marker]) { $1 },
        workerType: workers == nil ? nil : size, workers: size == nil ? nil : workers)
    }
  }

  /// Moves objects of a table, and leaves the mark of it in the table.
  ///
  /// The mark comes last: it says what happened. Who dies between the two does both again, and what
  /// is there already stays. A mark that cannot be left is an answer that is lost: the healer tries
  /// once more, and then leaves it to a person, with the reason on record.
  private func move(
    _ table: String, _ keys: [String], _ intent: StepIntent,
    _ work: (CloudQuarantine) async throws(WorldError) -> String
  ) async throws(WorldError) -> StepResult {
    let move = try ObjectMove(table, keys, intent)
    let bucket = try await bucket(of: keys, in: table)
    let place = try await work(CloudQuarantine(storage: storage, bucket: bucket))
    let now = now()
    do throws(WorldError) {
      try await catalog.mark(table) { version in
        move.seam(at: now, version: version, to: place)
      }
    } catch {
      throw move.withoutMark(at: place, error)
    }
    return .movedObjects(table: table, keys: keys, to: place)
  }

  /// The bucket of a table, where keys are of the table and cannot leave it.
  private func bucket(of keys: [String], in table: String) async throws(WorldError) -> String {
    try ObjectMove.bucket(of: keys, in: table, try await versions(of: table)?.versions.first)
  }

  private func versions(of table: String) async throws(WorldError) -> GlueTableVersions? {
    try await WorldError.reading("the table \(table)") { () throws(AWSError) in
      try await catalog.versions(of: table)
    }
  }

  /// A run that was started shows after a while only, and a call that nobody waits for any more
  /// may still arrive.
  public func delay(of step: Step) -> Duration {
    switch step {
    case .runJob: .seconds(120)
    case .setSchema, .restoreSchema, .quarantineObjects, .returnObjects, .resetBookmark, .wait,
      .notify:
      .zero
    }
  }

  public func settle(_ intent: StepIntent) async throws(WorldError) -> Settlement {
    switch intent.step {
    case .runJob(let job, _, _):
      let runs = try await runs(of: job) { runs in
        runs.count >= 1_000 || runs.contains { $0.arguments?[attemptArgument] == intent.marker }
      }
      let own = runs.first { $0.arguments?[attemptArgument] == intent.marker }
      return own.map { .happened(.startedRun(id: $0.id)) } ?? .didNotHappen
    case .setSchema(let table, _, let expecting), .restoreSchema(let table, _, let expecting):
      let written = try await versions(of: table)?.version(writtenBy: intent.marker)
      return written.map { .happened(.wroteVersion(table: table, from: expecting, to: $0)) }
        ?? .didNotHappen
    // Moving goes on from its manifest; a bookmark that is reset is reset; whoever is told twice
    // sees one marker.
    case .quarantineObjects, .returnObjects, .notify, .wait, .resetBookmark: return .didNotHappen
    }
  }

  public func obstacles(to action: Action) -> [String] {
    action.steps.compactMap { step in
      switch step {
      case .runJob(let job, _, _): permissions.obstacle("glue:StartJobRun", job: job)
      case .resetBookmark(let job): permissions.obstacle("glue:ResetJobBookmark", job: job)
      case .setSchema(let table, _, _), .restoreSchema(let table, _, _):
        permissions.obstacle(writing: table)
      case .quarantineObjects(let table, _), .returnObjects(let table, _):
        permissions.obstacleToMoving() ?? permissions.obstacle(writing: table)
      case .wait, .notify: nil
      }
    }
  }

  public func obstacle(toUndoing step: Step, of incident: String) async -> String? {
    do throws(WorldError) {
      switch step {
      case .restoreSchema(let table, let version, let expecting):
        guard let versions = try await versions(of: table) else {
          return "there is no table \(table) any more"
        }
        guard versions.table(version) != nil else { return "\(table) has no version \(version)" }
        return versions.isCurrent(expecting)
          ? nil : "\(table) is not at version \(expecting) any more: somebody changed it since"
      case .returnObjects(let table, let keys):
        let bucket = try await bucket(of: keys, in: table)
        return try await CloudQuarantine(storage: storage, bucket: bucket)
          .obstacle(toReturning: keys, of: incident)
      case .runJob, .setSchema, .quarantineObjects, .resetBookmark, .wait, .notify: return nil
      }
    } catch {
      return error.description
    }
  }
}
