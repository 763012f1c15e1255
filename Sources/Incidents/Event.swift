/// The news that a run of a job ended: a hint, never a fact. The world is asked what is true.
public struct Event: Sendable, Hashable, Codable {
  /// The sender's identifier of this delivery; two deliveries of one run may differ in it.
  public let id: String
  public let account: String
  public let region: String
  public let time: Timestamp
  public let job: String
  /// The run's identifier, as the service gave it.
  public let run: String
  public let state: RunState
  /// What the service says of the failure; hostile text.
  public let message: String

  public init(
    id: String, account: String, region: String, time: Timestamp, job: String, run: String,
    state: RunState, message: String
  ) {
    self.id = id
    self.account = account
    self.region = region
    self.time = time
    self.job = job
    self.run = run
    self.state = state
    self.message = message
  }

  /// What makes two deliveries one incident: account, region, job and run, each by its length.
  ///
  /// The lengths keep hostile names from running into one another.
  public var incidentKey: String {
    [account, region, job, run].map { "\($0.utf8.count):\($0)" }.joined(separator: "/")
  }
}

/// The states of a run, in the words of AWS Glue.
public enum RunState: String, Sendable, Hashable, Codable, CaseIterable {
  case starting = "STARTING"
  case running = "RUNNING"
  case stopping = "STOPPING"
  case stopped = "STOPPED"
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
  case timeout = "TIMEOUT"
  case error = "ERROR"
  case waiting = "WAITING"
  case expired = "EXPIRED"

  /// Whether the run will not change its state any more.
  public var isFinal: Bool {
    switch self {
    case .starting, .running, .stopping, .waiting: false
    case .stopped, .succeeded, .failed, .timeout, .error, .expired: true
    }
  }

  /// Whether the run ended without doing its work.
  public var isFailure: Bool {
    switch self {
    case .failed, .timeout, .error, .expired: true
    case .starting, .running, .stopping, .stopped, .succeeded, .waiting: false
    }
  }
}
