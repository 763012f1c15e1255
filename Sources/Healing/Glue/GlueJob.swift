internal import Configurations
public import Incidents

/// A job, as `GetJob` answers.
public struct GlueJob: Codable, Sendable {
  public let name: String
  public let command: Command
  public let defaultArguments: [String: String]?
  public let workerType: String?
  public let numberOfWorkers: Int?
  public let maxRetries: Int?
  public let maxCapacity: Double?

  /// What the job runs.
  public struct Command: Codable, Sendable {
    public let name: String
    public let scriptLocation: String

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case scriptLocation = "ScriptLocation"
    }
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case command = "Command"
    case defaultArguments = "DefaultArguments"
    case workerType = "WorkerType"
    case numberOfWorkers = "NumberOfWorkers"
    case maxRetries = "MaxRetries"
    case maxCapacity = "MaxCapacity"
  }
}

/// A run, as `GetJobRun` answers.
public struct GlueJobRun: Codable, Sendable {
  public var id: String
  public var attempt: Int?
  public var jobName: String
  public var startedOn: Double?
  public var completedOn: Double?
  public var state: String
  public var arguments: [String: String]?
  public var errorMessage: String?
  public var executionTime: Int?
  public var workerType: String?
  public var numberOfWorkers: Int?
  public var dpuSeconds: Double?
  /// What the groups of its log begin with.
  public var logGroupName: String?

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case attempt = "Attempt"
    case jobName = "JobName"
    case startedOn = "StartedOn"
    case completedOn = "CompletedOn"
    case state = "JobRunState"
    case arguments = "Arguments"
    case errorMessage = "ErrorMessage"
    case executionTime = "ExecutionTime"
    case workerType = "WorkerType"
    case numberOfWorkers = "NumberOfWorkers"
    case dpuSeconds = "DPUSeconds"
    case logGroupName = "LogGroupName"
  }

  public init(
    id: String, jobName: String, startedOn: Double, state: RunState, arguments: [String: String],
    workerType: String?, numberOfWorkers: Int?
  ) {
    self.id = id
    self.jobName = jobName
    self.startedOn = startedOn
    self.state = state.rawValue
    self.arguments = arguments
    self.workerType = workerType
    self.numberOfWorkers = numberOfWorkers
    attempt = 0
  }

  /// The run as evidence; what the service did not say is unknown.
  public func evidence(defaults: [String: String]) -> RunEvidence {
    let unsaid = "the service did not say"
    var run = RunEvidence(id: id, unknown: unsaid)
    run.state = RunState(rawValue: state).map { .known($0) } ?? .unknown("no state `\(state)`")
    run.error = .known(errorMessage ?? "")
    run.attempt = attempt.map { .known($0) } ?? .unknown(unsaid)
    run.workers = numberOfWorkers.map { .known($0) } ?? .unknown(unsaid)
    run.workerType = workerType.map { .known($0) } ?? .unknown(unsaid)
    run.started =
      startedOn.flatMap { Timestamp(epochSeconds: $0) }.map { .known($0) }
      ?? .unknown(unsaid)
    run.completed =
      completedOn.flatMap { Timestamp(epochSeconds: $0) }.map { .known($0) }
      ?? .unknown(unsaid)
    run.duration = executionTime.map { .known(.seconds($0)) } ?? .unknown(unsaid)
    run.dpuHours = hours.map { .known($0) } ?? .unknown(unsaid)
    run.arguments = arguments.map { .known(defaults.merging($0) { $1 }) } ?? .unknown(unsaid)
    return run
  }

  /// The DPU-hours as the service counts them, else workers by their size and the time they ran.
  private var hours: Double? {
    if let dpuSeconds { return dpuSeconds / 3600 }
    guard let executionTime, let numberOfWorkers,
      let size = workerType.flatMap({ WorkerSize.dpus($0) })
    else { return nil }
    return Double(executionTime) * Double(numberOfWorkers) * size / 3600
  }
}

/// The runs of one job, seen from one of them.
public struct RunHistory: Sendable {
  public let run: RunEvidence
  public let others: RunsEvidence

  /// `runs` in any order; `nil` when the run is not among them.
  public init?(_ runs: [GlueJobRun], seenFrom id: String, defaults: [String: String]) {
    guard let subject = runs.first(where: { $0.id == id }) else { return nil }
    run = subject.evidence(defaults: defaults)
    let newestFirst = runs.sorted { ($0.startedOn ?? 0, $0.id) > ($1.startedOn ?? 0, $1.id) }
    let active = newestFirst.count { other in
      other.id != id && RunState(rawValue: other.state).map { !$0.isFinal } ?? true
    }
    let earlier = newestFirst.filter {
      $0.id != id && ($0.startedOn ?? 0) <= (subject.startedOn ?? .infinity)
    }
    let good = earlier.first { RunState(rawValue: $0.state) == .succeeded }
    let failures = ([subject] + earlier).prefix {
      RunState(rawValue: $0.state)?.isFailure ?? false
    }
    others = RunsEvidence(
      active: .known(active), failedInARow: .known(failures.count),
      lastGood: .known(good?.evidence(defaults: defaults)))
  }
}

extension GlueJobRun {
  /// Whether the run failed, and ended after `start`; a run that does not say when is taken along.
  public func failedSince(_ start: Timestamp) -> Bool {
    guard RunState(rawValue: state)?.isFailure ?? false else { return false }
    return (completedOn ?? startedOn).map { $0 > start.epochSeconds } ?? true
  }

  /// A later run with the same arguments that succeeded, so that nothing is left to heal.
  public func successor(among runs: [GlueJobRun]) -> String? {
    runs.filter { other in
      other.id != id && RunState(rawValue: other.state) == .succeeded
        && (other.startedOn ?? 0) > (startedOn ?? .infinity)
        && other.ownArguments == ownArguments
    }.map(\.id).min { $0.precedes($1) }
  }

  /// The arguments without the marker of a healing.
  private var ownArguments: [String: String] {
    (arguments ?? [:]).filter { $0.key != attemptArgument }
  }
}
