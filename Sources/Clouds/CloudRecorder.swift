internal import AWS
public import Configurations
internal import FoundationEssentials
public import Healing
internal import Incidents

/// Saves what AWS says of a failed run as a recorded incident: the raw answers, without secrets.
///
/// What cannot be read is left out and named: a recording says no more than was seen.
public struct CloudRecorder: Sendable {
  private let world: CloudWorld
  private let project: Project
  private let redactor: Redactor

  /// `redactor` is that of a journal, so that equal secrets have equal names in both.
  public init(_ world: CloudWorld, project: Project, redactor: Redactor) {
    self.world = world
    self.project = project
    self.redactor = redactor
  }

  /// What came of recording.
  public struct Report: Sendable {
    /// The files that were written, below the folder.
    public var files: [String] = []
    /// What is missing, with the reason.
    public var gaps: [String] = []
  }

  /// The most bytes of one object that are saved.
  private static let largestObject = 32 << 20

  /// Records a run below a folder, which is made; `job` where it is known.
  public func record(
    _ run: String, of job: String?, into folder: String
  ) async throws(WorldError) -> Report {
    var report = Report()
    let job = try await self.job(of: run, job)
    let answer = try await runs(of: job, until: run)
    guard let subject = answer.elements.first(where: { $0["Id"]?.text == run }) else {
      throw .unreadable(what: "the run \(run)", reason: "\(job) has no such run")
    }
    try write(event(of: subject, job), "event.json", folder, &report)
    try write(.object(["JobRuns": answer]), "glue/get-job-runs.json", folder, &report)
    await save("GetJob", ["JobName": .text(job)], .glue, "glue/get-job.json", folder, &report)
    let pipeline = project.pipeline(of: job)
    for table in (pipeline?.reads ?? []) + (pipeline?.writes ?? []) {
      guard let name = GlueClient.TableName(table), Self.isPlain(table) else { continue }
      await save(
        "GetTableVersions", ["DatabaseName": .text(name.database), "TableName": .text(name.name)],
        .glue, "glue/\(table)/get-table-versions.json", folder, &report)
    }
    let root = subject["LogGroupName"]?.text ?? "/aws-glue/jobs"
    for source in ["error", "output"] {
      await save(
        "FilterLogEvents",
        ["logGroupName": .text("\(root)/\(source)"), "logStreamNamePrefix": .text(run)], .logs,
        "logs/aws-glue-jobs-\(source).json", folder, &report)
    }
    await saveObjects(of: run, job, folder, &report)
    return report
  }

  private func job(of run: String, _ named: String?) async throws(WorldError) -> String {
    if let named { return named }
    let jobs = try await WorldError.reading("the jobs") { () throws(AWSError) in
      try await world.glue.jobs()
    }
    for job in jobs where project.pipeline(of: job) != nil {
      if try await world.run(run, of: job) != nil { return job }
    }
    throw .unreadable(what: "the run \(run)", reason: "no job of the project has it")
  }

  /// The raw runs of a job, newest first, as far back as one that went well before the run.
  private func runs(of job: String, until run: String) async throws(WorldError) -> RawJSON {
    var runs: [RawJSON] = []
    var token: String?
    repeat {
      var input: [String: RawJSON] = ["JobName": .text(job)]
      if let token { input["NextToken"] = .text(token) }
      let asked = input
      let page: RawJSON = try await WorldError.reading("the runs of \(job)") {
        () throws(AWSError) in
        try await world.place.client.json(.glue, "GetJobRuns", asked)
      }
      runs += page["JobRuns"]?.elements ?? []
      token = page["NextToken"]?.text
      if let place = runs.firstIndex(where: { $0["Id"]?.text == run }),
        runs[place...].contains(where: { $0["JobRunState"]?.text == "SUCCEEDED" })
      {
        break
      }
    } while token != nil && runs.count < 1_000
    return .list(runs)
  }

  private func event(of run: RawJSON, _ job: String) -> RawJSON {
    let ended: Double? =
      switch run["CompletedOn"] {
      case .real(let seconds)?: seconds
      case .integer(let seconds)?: Double(seconds)
      default: nil
      }
    let time = ended.flatMap { Timestamp(epochSeconds: $0) } ?? world.now()
    let state = run["JobRunState"]?.text ?? "FAILED"
    return .object([
      "version": .text("0"), "id": .text("recorded"), "source": .text("aws.glue"),
      "detail-type": .text("Glue Job State Change"), "account": .text(world.identity.account),
      "region": .text(world.identity.region), "time": .text("\(time)"), "resources": .list([]),
      "detail": .object([
        "jobName": .text(job), "jobRunId": run["Id"] ?? .null, "severity": .text("ERROR"),
        "state": .text(state), "message": .text(run["ErrorMessage"]?.text ?? ""),
      ]),
    ])
  }

  /// Calls once, and saves the answer.
  private func save(
    _ operation: String, _ input: [String: RawJSON], _ service: AWSService, _ file: String,
    _ folder: String, _ report: inout Report
  ) async {
    do {
      let answer: RawJSON = try await world.place.client.json(service, operation, input)
      try write(answer, file, folder, &report)
    } catch {
      report.gaps.append("\(file): \(error)")
    }
  }

  /// Saves the objects of the run's own partition, as far as they are not too large.
  private func saveObjects(
    of run: String, _ job: String, _ folder: String, _ report: inout Report
  ) async {
    guard let event = try? GlueEvent.event(ofRun: run, job: job, in: world.identity),
      let pipeline = project.pipeline(of: job),
      let environment = project.environment(
        account: world.identity.account, region: world.identity.region),
      let evidence = try? await world.evidence(for: event, run: run, environment: environment),
      case .known(let partition)? = pipeline.partition(for: evidence, at: world.now())
    else {
      report.gaps.append("objects: the run's partition cannot be told")
      return
    }
    for table in evidence.tables {
      guard let location = table.versions.value?.first?.location, let place = S3Place(location)
      else { continue }
      do {
        let listing = try await world.storage.objects(
          in: place.bucket, below: place.prefix + partition + "/", atMost: 1_000)
        for object in listing.objects {
          let file = "s3/\(place.bucket)/\(object.key)"
          guard place.holds(object.key), object.bytes <= Self.largestObject else {
            report.gaps.append("\(file): \(object.bytes) bytes are not saved")
            continue
          }
          let bytes =
            object.bytes == 0 ? [] : try await world.storage.bytes(of: object, in: place.bucket)
          try write(bytes: redactor.redacted(bytes), file, folder, &report)
        }
      } catch {
        report.gaps.append("objects of \(table.name): \(error)")
      }
    }
  }

  private func write(
    _ value: RawJSON, _ file: String, _ folder: String, _ report: inout Report
  ) throws(WorldError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(redactor.redacted(value)) else {
      throw .unreadable(what: file, reason: "it cannot be written as JSON")
    }
    try write(bytes: Array(bytes) + [0x0A], file, folder, &report)
  }

  private func write(
    bytes: [UInt8], _ file: String, _ folder: String, _ report: inout Report
  ) throws(WorldError) {
    let url = URL(filePath: folder).appending(path: file)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .withoutOverwriting)
    } catch {
      throw .refused(act: "writing \(folder)/\(file)", reason: "\(error)")
    }
    report.files.append(file)
  }

  /// Whether a name can be a folder's.
  private static func isPlain(_ name: String) -> Bool {
    !name.hasPrefix(".") && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x2F }
  }
}

extension GlueEvent {
  /// The event that stands for a run whose own is not at hand.
  fileprivate static func event(
    ofRun run: String, job: String, in place: WorldIdentity
  ) throws -> Event {
    Event(
      id: "recorded", account: place.account, region: place.region, time: Timestamp(seconds: 0),
      job: job, run: run, state: .failed, message: "")
  }
}
