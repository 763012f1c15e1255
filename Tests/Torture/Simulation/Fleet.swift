internal import Healing
internal import Incidents

/// The world of a simulation: tables, objects and runs, with what is really wrong in them.
///
/// It is harsher than a lake: starting a job twice starts two runs. `@unchecked Sendable`: only one
/// coroutine of its scheduler is at work at any time.
final class Fleet: @unchecked Sendable {
  let scheduler: Scheduler
  let plan: Plan
  let oracle: Oracle
  private(set) var tables: [String: [TableVersion]] = [:]
  private(set) var batches: [String: Batch] = [:]
  private(set) var runs: [String: Run] = [:]
  private var runCount = 0
  /// Told of each run that ended.
  var ended: (Run) -> Void = { _ in }

  /// The objects of one day of a table.
  struct Batch {
    var columns: [Column]
    /// Whether each object can be read, by its key.
    var objects: [String: Bool]
    var quarantined: [String: Bool] = [:]
    var cause: Plan.Cause
    var throttles: Int
    var arrives: Timestamp
  }

  /// One run of a job.
  struct Run {
    let id: String
    let job: String
    let table: String
    let day: String
    let workerType: String
    let marker: String?
    let started: Timestamp
    var state = RunState.running
    var message = ""
    var ended: Timestamp?
  }

  static let columns = Fleet.columns("id int;amount int;place string")
  static let newColumns = Fleet.columns("id int;amount int;place string;gate string")

  /// A column as somebody's mistake leaves it in the catalog.
  private static func broken(_ column: Column) -> Column {
    column.name == "amount" ? Column(name: column.name, type: .date) : column
  }

  private static func columns(_ text: String) -> [Column] {
    text.split(separator: ";").map { part in
      let words = part.split(separator: " ").map(String.init)
      return Column(name: words[0], type: ColumnType(catalog: words[1]))
    }
  }

  init(_ plan: Plan, _ scheduler: Scheduler, _ oracle: Oracle) {
    self.plan = plan
    self.scheduler = scheduler
    self.oracle = oracle
    for name in ["d.t0", "d.t1", "d.t2"] {
      tables[name] = [
        version("1", Self.columns, of: name, at: plan.start - .seconds(90 * 86_400))
      ]
    }
    oracle.heldJobs = Set(plan.heldTables.map { $0 == "d.t0" ? "a" : "b" })
    for failure in plan.failures { prepare(failure) }
    for write in plan.outsideWrites {
      scheduler.at(plan.start + write.at) { [unowned self] in
        guard let current = tables[write.table]?.first else { return }
        self.write(write.table, current.columns, marker: nil)
        scheduler.note("somebody writes \(write.table)")
      }
    }
  }

  private func version(
    _ id: String, _ columns: [Column], of table: String, at instant: Timestamp
  ) -> TableVersion {
    var parameters = ["classification": "parquet"]
    if plan.heldTables.contains(table) { parameters["kintsugi:tags"] = "legal-hold" }
    return TableVersion(
      id: id, columns: columns, partitionKeys: [], location: "s3://lake/\(table)/",
      updated: instant, parameters: parameters)
  }

  static func key(_ table: String, _ day: String) -> String { "\(table)/day=\(day)/" }

  private func prepare(_ failure: Plan.Failure) {
    let place = Self.key(failure.table, failure.day)
    var batch = Batch(
      columns: Self.columns,
      objects: Dictionary(uniqueKeysWithValues: (0..<4).map { ("\(place)\($0).parquet", true) }),
      cause: failure.cause, throttles: 0, arrives: plan.start)
    switch failure.cause {
    case .throttled(let times): batch.throttles = times + 1
    case .late(let span): batch.arrives = plan.start + failure.at + span
    case .newColumn, .newColumnAndBug: batch.columns = Self.newColumns
    case .damaged(let count):
      for number in 0..<count { batch.objects["\(place)\(number).parquet"] = false }
    case .damagedAndBug: batch.objects["\(place)0.parquet"] = false
    case .damagedAndThrottled(let times):
      batch.objects["\(place)0.parquet"] = false
      batch.throttles = times
    case .memory, .badCatalog, .bug, .strange, .hangs: break
    }
    batches[place] = batch
    oracle.objects[place] = Set(batch.objects.keys)
    scheduler.at(plan.start + failure.at) { [unowned self] in
      if failure.cause == .badCatalog, let current = tables[failure.table]?.first {
        write(failure.table, current.columns.map(Self.broken), marker: nil)
      }
      let run = Run(
        id: failure.run, job: failure.job, table: failure.table, day: failure.day,
        workerType: "G.1X", marker: nil, started: scheduler.now)
      runs[run.id] = run
      // What really hangs is the run that a healing starts.
      end(run.id)
    }
  }
}

// What happens.
extension Fleet {
  /// Starts a run, whether or not there is one of the marker.
  func start(_ job: String, arguments: [String: String], workerType: String?, marker: String)
    -> String
  {
    runCount += 1
    let table = ["a": "d.t0", "b": "d.t1", "c": "d.t2"][job.prefix(1).description] ?? "d.t0"
    let run = Run(
      id: "jr_started_\(runCount)", job: job, table: table, day: arguments["--day"] ?? "",
      workerType: workerType ?? "G.1X", marker: marker, started: scheduler.now)
    runs[run.id] = run
    let hangs = batches[Self.key(table, run.day)]?.cause == .hangs
    let length = hangs ? Duration.seconds(5 * 3600) : scheduler.random.seconds(30...900)
    scheduler.at(scheduler.now + length) { [unowned self] in end(run.id) }
    return run.id
  }

  private func end(_ id: String) {
    guard var run = runs[id], run.state == .running else { return }
    let message = problem(of: run)
    run.state = message == nil ? .succeeded : .failed
    run.message = message ?? ""
    run.ended = scheduler.now
    runs[id] = run
    scheduler.note("\(id) \(run.state.rawValue) \(run.message)")
    ended(run)
  }

  /// Why a run fails; `nil` when it does not.
  private func problem(of run: Run) -> String? {
    let place = Self.key(run.table, run.day)
    guard var batch = batches[place] else { return "IllegalArgumentException: no such day" }
    defer { batches[place] = batch }
    let catalog = tables[run.table]?.first?.columns ?? []
    if batch.arrives > scheduler.now { return "AnalysisException: [PATH_NOT_FOUND] \(place)" }
    if batch.objects.isEmpty { return "AnalysisException: [PATH_NOT_FOUND] \(place)" }
    if batch.objects.values.contains(false) { return "EOFException: unexpected end of \(place)" }
    if !batch.columns.allSatisfy(catalog.contains) {
      return "IllegalArgumentException: the header does not conform to the schema"
    }
    if batch.throttles > 0 {
      batch.throttles -= 1
      return "HTTPError: 503 Slow Down"
    }
    switch batch.cause {
    case .memory(let needs) where run.workerType < needs:
      return "java.lang.OutOfMemoryError: Java heap space"
    case .bug, .newColumnAndBug, .damagedAndBug: return "ZeroDivisionError: division by zero"
    case .strange: return "IllegalStateException: that cannot be"
    case .hangs where run.marker == nil: return "HTTPError: 503 Slow Down"
    default: return nil
    }
  }

  /// Writes the next version of a table.
  @discardableResult
  func write(_ table: String, _ columns: [Column], marker: String?) -> String {
    let versions = tables[table] ?? []
    let id = "\(versions.count + 1)"
    var next = version(id, columns, of: table, at: scheduler.now)
    if let marker {
      next = TableVersion(
        id: id, columns: columns, partitionKeys: [], location: next.location,
        updated: next.updated, parameters: next.parameters.merging(["attempt": marker]) { $1 })
    }
    tables[table] = [next] + versions
    return id
  }

  /// Moves one object out of the way or back; `false` where it is not there to be moved.
  func move(_ object: String, intoQuarantine: Bool) -> Bool {
    guard let slash = object.lastIndex(of: "/") else { return false }
    let place = String(object[...slash])
    guard var batch = batches[place] else { return false }
    defer { batches[place] = batch }
    if intoQuarantine {
      guard let isSound = batch.objects.removeValue(forKey: object) else { return false }
      batch.quarantined[object] = isSound
    } else {
      guard let isSound = batch.quarantined.removeValue(forKey: object) else { return false }
      batch.objects[object] = isSound
    }
    return true
  }

  /// A later run of the same job and day that went well.
  func successor(of run: Run) -> String? {
    runs.values.filter {
      $0.job == run.job && $0.day == run.day && $0.id != run.id && $0.started >= run.started
        && $0.state == .succeeded
    }.map(\.id).min()
  }

  /// What the end of a run sends.
  func event(of run: Run, id: String) -> Event {
    Event(
      id: id, account: TortureConfiguration.accounts[plan.environment] ?? "",
      region: TortureConfiguration.region, time: scheduler.now, job: run.job, run: run.id,
      state: run.state, message: run.message)
  }

  /// Whether what was wrong with a batch is over, and its last run went well.
  func isHealed(_ job: String, _ day: String) -> Bool {
    runs.values.filter { $0.job == job && $0.day == day && $0.ended != nil }
      .max { ($0.started, $0.id) < ($1.started, $1.id) }?.state == .succeeded
  }
}
