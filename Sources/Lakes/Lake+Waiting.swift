internal import Glibc
public import Healing
public import Incidents

extension Lake {
  /// Waits for what an incident waits for: until `instant`, or until the run is over.
  ///
  /// A run is a real process and takes real time, whatever clock the lake has; a pause passes at
  /// once on a virtual clock.
  public func wait(for reason: WaitReason, until instant: Timestamp) throws(WorldError) {
    switch reason {
    case .run(let id, let job):
      let started = clock.now()
      var pause: UInt32 = 2_000
      while jobs.isRunning(id, of: job), clock.now() < instant {
        usleep(pause)
        pause = min(pause * 2, 50_000)
      }
      // On a virtual clock no time passed while the process ran: its own length is what passed.
      if let ended = try run(id, of: job)?.completed.value, ended > started, ended < instant {
        try clock.passVirtually(until: ended)
      }
    case .pause, .answer, .lock, .group: try clock.pass(until: instant)
    }
  }

  /// Whether a run's process lives: told without reading its record.
  public func isRunning(_ id: String, of job: String) -> Bool { jobs.isRunning(id, of: job) }

  /// Runs a job as a schedule would, and writes the event that its end sends; for examples and
  /// tests.
  ///
  /// Returns the event's path when the run failed, `nil` when it succeeded.
  public func runScheduled(
    _ job: String, arguments: [String: String], id: String
  ) throws(WorldError) -> String? {
    try jobs.start(job, id: id, arguments: arguments, workerType: nil)
    try wait(for: .run(id, of: job), until: clock.now() + .seconds(3600))
    guard let run = try jobs.run(id, of: job), run.state != RunState.succeeded.rawValue else {
      return nil
    }
    let event = ScheduledEvent(
      id: "scheduled-\(id)", account: settings.account, region: settings.region,
      time: "\(clock.now())", source: "aws.glue", detailType: "Glue Job State Change",
      detail: .init(
        jobName: job, jobRunId: id, severity: "ERROR", state: run.state,
        message: run.errorMessage ?? ""))
    let path = "\(folder)/events/\(id).json"
    try LakeFile.write(event, to: path)
    return path
  }
}

extension LakeClock {
  /// Puts a virtual clock forward; a real one went on by itself.
  func passVirtually(until instant: Timestamp) throws(WorldError) {
    if isVirtual { try pass(until: instant) }
  }
}

/// The event that the end of a run sends, as EventBridge would.
private struct ScheduledEvent: Encodable {
  let id: String
  let account: String
  let region: String
  let time: String
  let source: String
  let detailType: String
  let detail: Detail

  struct Detail: Encodable {
    let jobName: String
    let jobRunId: String
    let severity: String
    let state: String
    let message: String
  }

  enum CodingKeys: String, CodingKey {
    case id, account, region, time, source, detail
    case detailType = "detail-type"
  }
}
