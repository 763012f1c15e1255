/// Something that was read, or the reason why it was not.
public enum Known<Value: Sendable>: Sendable {
  case known(Value)
  /// Not permitted, not there yet, failed, or not asked for; says which.
  case unknown(String)

  /// The value, where it was read.
  public var value: Value? {
    switch self {
    case .known(let value): value
    case .unknown: nil
    }
  }

  /// Returns the same knowledge of something made from the value.
  public func map<Result>(_ transform: (Value) -> Result) -> Known<Result> {
    switch self {
    case .known(let value): .known(transform(value))
    case .unknown(let reason): .unknown(reason)
    }
  }
}

extension Known: Equatable where Value: Equatable {}
extension Known: Hashable where Value: Hashable {}

/// All that is known of a failed run at one time: plain values, any of which may be unknown.
///
/// Logs, names, keys and arguments are hostile: they choose among diagnoses and name no target.
public struct Evidence: Sendable {
  public let event: Event
  /// When it was read from the world; its age is `now` minus this.
  public let gatheredAt: Timestamp
  public var environment: String
  public var job: JobEvidence
  public var run: RunEvidence
  public var runs: RunsEvidence
  /// The tables that the job reads, then those that it writes, in declared order.
  public var tables: [TableEvidence]
  public var log: Known<[LogStream]>
  /// Whether the data were not looked at yet: they cost the most.
  public var isWithoutData = false
  /// Why some of it is unknown that may be known a little later; absent where asking again is idle.
  public var interruption: String?

  public init(
    event: Event, gatheredAt: Timestamp, environment: String, job: JobEvidence, run: RunEvidence,
    runs: RunsEvidence, tables: [TableEvidence], log: Known<[LogStream]>
  ) {
    self.event = event
    self.gatheredAt = gatheredAt
    self.environment = environment
    self.job = job
    self.run = run
    self.runs = runs
    self.tables = tables
    self.log = log
  }

  /// The same evidence, as if it had been read at another time.
  public func gathered(at instant: Timestamp) -> Evidence {
    Evidence(
      event: event, gatheredAt: instant, environment: environment, job: job, run: run, runs: runs,
      tables: tables, log: log)
  }

  /// The evidence of a table, by its full name `database.table`.
  public func table(_ name: String) -> TableEvidence? {
    tables.first { $0.name == name }
  }
}

/// What the project and the service say of the job.
public struct JobEvidence: Sendable {
  public let name: String
  public let owner: String
  /// What a second run does to what the first one wrote.
  public let rerun: Rerun
  /// The arguments that every run gets unless the run says otherwise.
  public let defaultArguments: Known<[String: String]>

  /// What a second run does to what the first one wrote.
  public enum Rerun: String, Sendable, CaseIterable {
    case overwrites, appends, unknown
  }

  public init(
    name: String, owner: String, rerun: Rerun, defaultArguments: Known<[String: String]>
  ) {
    self.name = name
    self.owner = owner
    self.rerun = rerun
    self.defaultArguments = defaultArguments
  }
}

/// One run of a job.
public struct RunEvidence: Sendable {
  public let id: String
  public var state: Known<RunState>
  /// The service's message; empty where the run ended well.
  public var error: Known<String>
  /// Which of the service's own tries it is, from 0.
  public var attempt: Known<Int>
  public var workers: Known<Int>
  public var workerType: Known<String>
  public var started: Known<Timestamp>
  public var completed: Known<Timestamp>
  public var duration: Known<Duration>
  public var dpuHours: Known<Double>
  public var rowsRead: Known<Int>
  public var rowsWritten: Known<Int>
  /// The run's arguments, over the job's defaults.
  public var arguments: Known<[String: String]>

  /// Makes a run of which nothing but the name is known, for `reason`.
  public init(id: String, unknown reason: String) {
    self.id = id
    state = .unknown(reason)
    error = .unknown(reason)
    attempt = .unknown(reason)
    workers = .unknown(reason)
    workerType = .unknown(reason)
    started = .unknown(reason)
    completed = .unknown(reason)
    duration = .unknown(reason)
    dpuHours = .unknown(reason)
    rowsRead = .unknown(reason)
    rowsWritten = .unknown(reason)
    arguments = .unknown(reason)
  }
}

/// What the job's other runs say.
public struct RunsEvidence: Sendable {
  /// How many runs of the job are not over.
  public let active: Known<Int>
  /// How many runs in a row, this one included, ended in failure.
  public let failedInARow: Known<Int>
  /// The newest run that succeeded; `known(nil)` where there is none.
  public let lastGood: Known<RunEvidence?>

  public init(active: Known<Int>, failedInARow: Known<Int>, lastGood: Known<RunEvidence?>) {
    self.active = active
    self.failedInARow = failedInARow
    self.lastGood = lastGood
  }
}
