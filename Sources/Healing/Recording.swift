public import Configurations
internal import FoundationEssentials
public import Incidents
internal import Profiles

/// A recorded incident: a folder of raw AWS answers, read as evidence.
///
/// A part that is missing is unknown and named; only the event and the run must be there. Nothing
/// outside of the folder is read, and what judges the recording (`truth.json`) is not either.
public struct Recording: Sendable {
  public let event: Event
  /// The newest time in the recording: what `now` is where nothing else is said.
  public let newestTime: Timestamp
  private let folder: String
  private let job: GlueJob?
  private let runs: [GlueJobRun]

  private struct JobAnswer: Decodable {
    let job: GlueJob

    enum CodingKeys: String, CodingKey { case job = "Job" }
  }

  private struct RunsAnswer: Decodable {
    let jobRuns: [GlueJobRun]

    enum CodingKeys: String, CodingKey { case jobRuns = "JobRuns" }
  }

  /// Opens a recording.
  public init(folder: String) throws(RecordingError) {
    self.folder = folder
    let path = folder + "/event.json"
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    event = try GlueEvent.event(json: bytes, from: path)
    job = try JSONFile.decode(JobAnswer.self, path: folder + "/glue/get-job.json")?.job
    let runsPath = folder + "/glue/get-job-runs.json"
    guard let answer = try JSONFile.decode(RunsAnswer.self, path: runsPath) else {
      throw .missing(path: runsPath)
    }
    runs = answer.jobRuns
    let times = runs.flatMap { [$0.startedOn, $0.completedOn] }.compactMap { $0 }
      .compactMap { Timestamp(epochSeconds: $0) }
    newestTime = ([event.time] + times).max() ?? event.time
  }

  /// Everything that the recording says, for the pipeline that the project declares.
  public func evidence(
    project: Project, environment: String, at now: Timestamp
  ) throws(RecordingError) -> Evidence {
    let defaults = job?.defaultArguments ?? [:]
    guard let history = RunHistory(runs, seenFrom: event.run, defaults: defaults) else {
      throw .malformed(
        path: folder + "/glue/get-job-runs.json", reason: "the run of the event is not in it")
    }
    let lastGood = history.others.lastGood.value.flatMap { $0 }?.started.value
    let pipeline = project.pipeline(of: event.job)
    var evidence = Evidence(
      event: event, gatheredAt: now, environment: environment,
      job: JobEvidence(pipeline: pipeline, name: event.job, defaults: job?.defaultArguments),
      run: history.run, runs: history.others, tables: [], log: try log(of: history.run))
    let partition = pipeline?.partition(for: evidence, at: now)
    evidence.tables = try tables(of: pipeline).map { (name, role) throws(RecordingError) in
      try table(name, role, lastGood: lastGood, partition: partition)
    }
    return evidence
  }

  private func tables(
    of pipeline: Project.Pipeline?
  ) -> [(name: String, role: TableEvidence.Role)] {
    (pipeline?.reads ?? []).map { ($0, .reads) } + (pipeline?.writes ?? []).map { ($0, .writes) }
  }

  private func table(
    _ name: String, _ role: TableEvidence.Role, lastGood: Timestamp?, partition: Known<String>?
  ) throws(RecordingError) -> TableEvidence {
    let folder = folder + "/glue/" + name
    let answer = try JSONFile.decode(
      GlueTableVersions.self, path: folder + "/get-table-versions.json")
    let versions: Known<[TableVersion]> =
      answer.map { .known($0.versions) } ?? .unknown("the recording has no versions of \(name)")
    let good: Known<TableVersion> =
      switch versions {
      case .known(let versions): TableVersion.current(at: lastGood, among: versions)
      case .unknown(let reason): .unknown(reason)
      }
    let objects = try objects(of: versions.value?.first, partition: partition)
    return TableEvidence(
      name: name, role: role, versions: versions, lastGoodVersion: good, objects: objects,
      batch: objects.batch, history: try batches(folder + "/statistics-history.jsonl", of: name))
  }

  /// The objects of the run's own partition of a table.
  private func objects(
    of version: TableVersion?, partition: Known<String>?
  ) throws(RecordingError) -> Known<[ObjectProfile]> {
    guard let version, let place = S3Place(version.location) else {
      return .unknown("the table's location is unknown")
    }
    guard let partition else { return .unknown("the project declares no partition") }
    guard case .known(let name) = partition else { return .unknown("the partition is unknown") }
    // A recording without a single object has recorded the bucket's other half, or none of it.
    let store = folder + "/s3"
    guard FolderListing.exists(store) else { return .known([]) }
    let bucket = store + "/" + place.bucket
    guard FolderListing.exists(bucket) else {
      return .unknown("the recording has nothing of the bucket \(place.bucket)")
    }
    let prefix = place.prefix + name + "/"
    let classification = version.parameters["classification"]
    var profiles: [ObjectProfile] = []
    for key in try FolderListing.files(below: bucket, prefix: prefix) where place.holdsData(key) {
      guard let bytes = try WholeFile.bytes(bucket + "/" + key) else { continue }
      profiles.append(
        Profiler.profile(
          key: key, bytes: bytes,
          format: ObjectFormat(classification: classification, key: key) ?? .csv,
          expecting: version.columns))
    }
    return .known(profiles)
  }

  /// The figures of earlier batches, a line each.
  private func batches(
    _ path: String, of table: String
  ) throws(RecordingError) -> Known<[TableProfile]> {
    guard let bytes = try WholeFile.bytes(path) else {
      return .unknown("the recording has no history of \(table)")
    }
    return .known(try GlueProfiles.history(in: bytes, path: path))
  }

  private func log(of run: RunEvidence) throws(RecordingError) -> Known<[LogStream]> {
    var streams: [LogStream] = []
    for source in [LogStream.Source.error, .output] {
      let path = folder + "/logs/aws-glue-jobs-\(source.rawValue).json"
      guard let page = try JSONFile.decode(LogEvents.self, path: path) else { continue }
      streams += page.streams(of: source)
    }
    return LogStream.with(message: run.error, streams: streams)
  }
}

extension LogStream {
  /// The streams and the run's own message; unknown when there is nothing of either.
  public static func with(message: Known<String>, streams: [LogStream]) -> Known<[LogStream]> {
    var all = streams
    if let text = message.value, !text.isEmpty {
      all.append(LogStream(source: .message, bytes: Array(text.utf8)))
    }
    return all.isEmpty ? .unknown("no log of the run is there") : .known(all)
  }
}

extension JobEvidence {
  /// The job as the project's pipeline knows it; an owner that nobody declared is empty.
  public init(pipeline: Project.Pipeline?, name: String, defaults: [String: String]?) {
    self.init(
      name: name, owner: pipeline?.owner ?? "", rerun: pipeline?.rerun ?? .unknown,
      defaultArguments: defaults.map { .known($0) } ?? .unknown("the job was not read"))
  }
}

extension Known where Value == [ObjectProfile] {
  /// The figures of all readable objects together; unknown when there are objects but none to read.
  public var batch: Known<TableProfile> {
    switch self {
    case .unknown(let reason): return .unknown(reason)
    case .known(let objects):
      let readable = objects.compactMap(\.table)
      guard !readable.isEmpty else {
        return .unknown(objects.isEmpty ? "there is no object" : "no object is readable")
      }
      return .known(Profiler.merged(readable))
    }
  }
}
