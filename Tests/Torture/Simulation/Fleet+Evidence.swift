internal import Configurations
internal import Healing
internal import Incidents

// What can be read of the fleet.
extension Fleet {
  /// Everything about a run; `missing` is a part that cannot be read just now.
  func evidence(for event: Event, run id: String, missing: String?) -> Evidence? {
    guard let run = runs[id] else { return nil }
    let others = runs.values.filter { $0.job == run.job && $0.id != id }
    var good = RunEvidence(id: "jr_good", unknown: "not asked")
    good.state = .known(.succeeded)
    good.started = .known(plan.start - .seconds(86_400))
    good.dpuHours = .known(1.5)
    good.workerType = .known("G.1X")
    let table =
      missing == "table" ? unknownTable(run.table) : table(run, isObjectless: missing == "objects")
    var record = record(of: run)
    if missing == "run" { record = RunEvidence(id: id, unknown: "throttled") }
    return Evidence(
      event: event, gatheredAt: scheduler.now, environment: plan.environment,
      job: JobEvidence(
        name: run.job, owner: "team", rerun: run.job.hasPrefix("c") ? .appends : .overwrites,
        defaultArguments: .known([:])),
      run: record,
      runs: RunsEvidence(
        active: .known(others.count { $0.state == .running }), failedInARow: .known(1),
        lastGood: missing == "runs" ? .unknown("throttled") : .known(good)),
      tables: [table],
      log: missing == "log"
        ? .unknown("throttled")
        : LogStream.with(
          message: record.error,
          streams: [
            LogStream(
              source: .error, bytes: Array("26/11/24 ERROR job failed\n\(run.message)\n".utf8))
          ]))
  }

  /// A run as the service tells of it.
  func record(of run: Run) -> RunEvidence {
    var record = RunEvidence(id: run.id, unknown: "not asked")
    record.state = .known(run.state)
    record.error = .known(run.message)
    record.attempt = .known(0)
    record.workerType = .known(run.workerType)
    record.started = .known(run.started)
    if let ended = run.ended { record.completed = .known(ended) }
    var arguments = ["--day": run.day]
    arguments[attemptArgument] = run.marker
    record.arguments = .known(arguments)
    return record
  }

  private func unknownTable(_ name: String) -> TableEvidence {
    TableEvidence(
      name: name, role: .reads, versions: .unknown("throttled"),
      lastGoodVersion: .unknown("throttled"), objects: .unknown("throttled"),
      batch: .unknown("throttled"), history: .unknown("throttled"))
  }

  private func table(_ run: Run, isObjectless: Bool) -> TableEvidence {
    let versions = tables[run.table] ?? []
    let objects = isObjectless ? Known<[ObjectProfile]>.unknown("throttled") : objects(of: run)
    return TableEvidence(
      name: run.table, role: .reads, versions: .known(versions),
      lastGoodVersion: TableVersion.current(at: plan.start - .seconds(86_400), among: versions),
      objects: objects, batch: objects.batch, history: .known([]))
  }

  private func objects(of run: Run) -> Known<[ObjectProfile]> {
    guard let batch = batches[Self.key(run.table, run.day)], batch.arrives <= scheduler.now else {
      return .known([])
    }
    let profile = TableProfile(
      rows: 100,
      columns: batch.columns.map { ColumnProfile(name: $0.name, values: .declared($0.type)) })
    return .known(
      batch.objects.sorted { $0.key < $1.key }.map { key, isSound in
        ObjectProfile(
          key: key, bytes: 1000,
          content: isSound
            ? .table(profile) : .unreadable(Damage(reason: "the file ends early", offset: 500)))
      })
  }
}
