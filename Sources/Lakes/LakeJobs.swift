internal import FoundationEssentials
internal import Glibc
internal import Healing
internal import Incidents

/// The job runner of a lake: a folder a run, with its record, its logs and its exit status.
///
/// A run's folder is named after the intent that asked for it, so asking twice finds the first. The
/// run itself is a process of its own session that holds a lock while it lives; it goes on when the
/// healer that started it dies, and its lock tells for certain when it is over.
struct LakeJobs: Sendable {
  let folder: String
  let clock: LakeClock
  private let definitions = FileMemory<GlueJob>()
  private let records = FileMemory<GlueJobRun>()

  init(folder: String, clock: LakeClock) {
    self.folder = folder
    self.clock = clock
  }

  /// The run's id for an intent's marker, which is made of harmless letters.
  static func runID(for marker: String) -> String { "jr_" + marker }

  /// The definition of a job.
  func definition(of job: String) throws(WorldError) -> GlueJob {
    let path = "\(folder)/jobs/\(job).json"
    guard Self.isName(job) else {
      throw .unreadable(what: "the job `\(job)`", reason: "that is no name of a job")
    }
    guard let definition = try read(path, definitions) else {
      throw WorldError(RecordingError.missing(path: path))
    }
    return definition
  }

  /// The names of all jobs that are defined.
  func names() throws(WorldError) -> [String] {
    do {
      return try FolderListing.names(in: folder + "/jobs").filter { $0.hasSuffix(".json") }
        .map { String($0.dropLast(5)) }
    } catch {
      throw .init(error)
    }
  }

  /// All runs of a job that were ever started, in no order.
  func runs(of job: String) throws(WorldError) -> [GlueJobRun] {
    guard Self.isName(job) else { return [] }
    let ids: [String]
    do { ids = try FolderListing.names(in: "\(folder)/runs/\(job)") } catch { throw .init(error) }
    var runs: [GlueJobRun] = []
    for id in ids {
      if let run = try run(id, of: job) { runs.append(run) }
    }
    return runs
  }

  /// One run as it stands; `nil` when it was never started.
  func run(_ id: String, of job: String) throws(WorldError) -> GlueJobRun? {
    guard Self.isName(job), Self.isName(id) else { return nil }
    let place = RunPlace(folder: "\(folder)/runs/\(job)/\(id)")
    guard var run = try read(place.record, records) else { return nil }
    // A record with a final state was put there whole, as runs of before the lake are.
    if RunState(rawValue: run.state)?.isFinal ?? false { return run }
    switch place.ending {
    case .none: run.state = RunState.running.rawValue
    case .neverStarted: return nil
    case .lost: run.end(.error, message: "the run's process ended without an exit status", at: nil)
    case .exited(let status, let after):
      let started = run.startedOn ?? clock.now().epochSeconds
      run.end(
        status == 0 ? .succeeded : .failed, message: status == 0 ? nil : place.lastErrorLine,
        at: started + after)
      run.executionTime = Int(after.rounded(.up))
    }
    return run
  }

  /// Whether a run's process lives: told without reading its record.
  func isRunning(_ id: String, of job: String) -> Bool {
    guard Self.isName(job), Self.isName(id) else { return false }
    guard case .none = RunPlace(folder: "\(folder)/runs/\(job)/\(id)").ending else { return false }
    return true
  }

  /// Whether a run was started, whatever became of it.
  func hasStarted(_ id: String, of job: String) throws(WorldError) -> Bool {
    try run(id, of: job) != nil
  }

  /// The streams of a run's log, as far as they were written, and its message.
  func log(of run: RunEvidence, _ job: String) -> Known<[LogStream]> {
    guard Self.isName(job), Self.isName(run.id) else {
      return LogStream.with(message: run.error, streams: [])
    }
    let place = RunPlace(folder: "\(folder)/runs/\(job)/\(run.id)")
    var streams: [LogStream] = []
    for (source, path) in [(LogStream.Source.error, place.errorLog), (.output, place.outputLog)] {
      do {
        guard let bytes = try WholeFile.bytes(path) else { continue }
        streams.append(LogStream(source: source, bytes: bytes))
      } catch {
        return .unknown("\(error)")
      }
    }
    return LogStream.with(message: run.error, streams: streams)
  }

  /// Starts a run, unless the run of this id was started before.
  func start(
    _ job: String, id: String, arguments: [String: String], workerType: String?
  ) throws(WorldError) {
    let definition = try definition(of: job)
    guard Self.isName(id) else { throw .refused(act: "run_job", reason: "`\(id)` is no run id") }
    let place = RunPlace(folder: "\(folder)/runs/\(job)/\(id)")
    try LakeFile.makeFolder(of: place.record)
    // The lock is held from before the record is seen until the process is over.
    let lock = open(place.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else {
      throw .refused(act: "run_job", reason: String(cString: strerror(errno)))
    }
    defer { close(lock) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { return }
    if FolderListing.exists(place.started) { return }
    let run = GlueJobRun(
      id: id, jobName: job, startedOn: clock.now().epochSeconds, state: .starting,
      arguments: arguments, workerType: workerType ?? definition.workerType,
      numberOfWorkers: definition.numberOfWorkers)
    try LakeFile.write(run, to: place.record)
    let script = definition.command.scriptLocation
    let all = (definition.defaultArguments ?? [:]).merging(arguments) { $1 }
    try LakeProcess.spawn(script: script, arguments: all, in: folder, place: place, lock: lock)
  }

  /// What a file holds; `nil` where there is none, which asking first would cost as much again.
  private func read<Value: Decodable>(
    _ path: String, _ memory: FileMemory<Value>
  ) throws(WorldError) -> Value? {
    do throws(RecordingError) {
      return try memory.value(of: path) { () throws(RecordingError) in
        guard let value = try JSONFile.decode(Value.self, path: path) else {
          throw .missing(path: path)
        }
        return value
      }
    } catch {
      if case .missing = error { return nil }
      throw .init(error)
    }
  }

  /// Whether a name can be one folder's: jobs and runs come out of events, which anybody can write.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 255
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
  }
}

extension GlueJobRun {
  /// Puts the end of the run into its record.
  fileprivate mutating func end(_ state: RunState, message: String?, at instant: Double?) {
    self.state = state.rawValue
    completedOn = instant
    errorMessage = message
  }
}

/// The files of one run.
struct RunPlace: Sendable {
  let folder: String

  var record: String { folder + "/run.json" }
  var lock: String { folder + "/lock" }
  var started: String { folder + "/started" }
  var exit: String { folder + "/exit" }
  var errorLog: String { folder + "/error.log" }
  var outputLog: String { folder + "/output.log" }

  /// How a run came to its end.
  enum Ending {
    /// It has not: its process lives.
    case none
    /// Whoever was to start it died before it did.
    case neverStarted
    /// It was started, and its process is gone without a word.
    case lost
    case exited(status: Int, after: Double)
  }

  var ending: Ending {
    if let ended = exitStatus { return ended }
    if isHeld { return .none }
    // Asked again: the process may have written its status and let go just now.
    if let ended = exitStatus { return ended }
    return FolderListing.exists(started) ? .lost : .neverStarted
  }

  private var exitStatus: Ending? {
    guard let bytes = (try? WholeFile.bytes(exit)) ?? nil,
      let status = Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
    else { return nil }
    return .exited(status: status, after: max(0, Self.modified(exit) - Self.modified(started)))
  }

  /// Whether the run's process lives.
  private var isHeld: Bool {
    let descriptor = open(lock, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  private static func modified(_ path: String) -> Double {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  /// The last line of the error stream that is not empty: what Glue calls the run's message.
  var lastErrorLine: String {
    let bytes = (try? WholeFile.bytes(errorLog)) ?? nil
    let last = bytes?.split(separator: UInt8(ascii: "\n")).last ?? []
    return last.isEmpty
      ? "the run ended without a message" : String(decoding: last.prefix(2000), as: UTF8.self)
  }
}
