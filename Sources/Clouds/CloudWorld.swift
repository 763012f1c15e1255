internal import AWS
public import Configurations
public import Healing
public import Incidents

/// AWS as a world: jobs of Glue, tables of its catalog, objects in S3, logs in CloudWatch.
///
/// Everything that changes something says what it expects of it, where AWS has a way to; where it
/// has none, as with `StartJobRun`, nothing is sent twice, and what became of it is looked for.
public struct CloudWorld: World {
  public let place: CloudPlace
  private(set) var project: Project
  let glue: GlueClient
  let catalog: CloudCatalog
  let storage: StorageClient
  let permissions: CloudPermissions
  let memory = ObjectMemory()
  let unfinished = UnfinishedEvidence()
  /// How long evidence is gathered at the most; what is not there by then is unknown.
  public var gatherTime = Duration.seconds(60)

  public init(_ place: CloudPlace, project: Project) {
    self.place = place
    self.project = project
    glue = GlueClient(client: place.client)
    catalog = CloudCatalog(glue: glue)
    storage = StorageClient(place.client)
    permissions = CloudPermissions(place)
  }

  /// The same world, with the pipelines and tables of another version of the project.
  public func knowing(_ project: Project) -> CloudWorld {
    var other = self
    other.project = project
    return other
  }

  public var identity: WorldIdentity { place.identity }

  public func now() -> Timestamp { AWSClient.machineTime() }

  public func run(_ id: String, of job: String) async throws(WorldError) -> RunEvidence? {
    let run = try await WorldError.reading("the run \(id) of \(job)") { () throws(AWSError) in
      try await glue.run(id, of: job)
    }
    guard let run else { return nil }
    return run.evidence(defaults: (try? await glue.job(job))?.defaultArguments ?? [:])
  }

  /// Whether a run goes on, told by itself alone. One that cannot be asked after is waited for: its
  /// time limit ends that.
  public func isRunning(_ id: String, of job: String) async -> Bool {
    guard let run = try? await glue.run(id, of: job) else { return true }
    return RunState(rawValue: run.state).map { !$0.isFinal } ?? true
  }

  public func failedRuns(since start: Timestamp) async throws(WorldError) -> [Event] {
    var events: [Event] = []
    let early = (start - .seconds(86_400)).epochSeconds
    let jobs = try await WorldError.reading("the jobs") { () throws(AWSError) in
      try await glue.jobs()
    }
    for job in jobs where project.pipeline(of: job) != nil {
      let runs = try await runs(of: job) { $0.contains { ($0.startedOn ?? 0) < early } }
      for run in runs where run.failedSince(start) && run.successor(among: runs) == nil {
        events.append(event(of: run, job))
      }
    }
    return events.sorted { $0.time == $1.time ? $0.run.precedes($1.run) : $0.time < $1.time }
  }

  /// The event that a run should have sent.
  private func event(of run: GlueJobRun, _ job: String) -> Event {
    Event(
      id: "sweep-\(run.id)", account: identity.account, region: identity.region,
      time: run.completedOn.flatMap { Timestamp(epochSeconds: $0) } ?? now(), job: job,
      run: run.id, state: RunState(rawValue: run.state) ?? .failed,
      message: run.errorMessage ?? "")
  }

  public func successor(of run: String, of job: String) async throws(WorldError) -> String? {
    let runs = try await runs(of: job) { $0.contains { $0.id == run } }
    return runs.first { $0.id == run }?.successor(among: runs)
  }

  /// The runs of a job, newest first, until what was read is enough.
  func runs(
    of job: String, until isEnough: ([GlueJobRun]) -> Bool
  ) async throws(WorldError) -> [GlueJobRun] {
    try await WorldError.reading("the runs of \(job)") { () throws(AWSError) in
      try await glue.runs(of: job, until: isEnough)
    }
  }

  /// Where a policy for this place holds: the buckets are those that the catalog names.
  public func policyScope() async -> CloudPolicy.Scope {
    var buckets: Set<String> = []
    for table in Set(project.pipelines.flatMap { $0.reads + $0.writes }) {
      let versions = try? await catalog.versions(of: table)
      if let place = (versions?.versions.first?.location).flatMap({ S3Place($0) }) {
        buckets.insert(place.bucket)
      }
    }
    return CloudPolicy.Scope(
      arnHead: place.arnHead, account: identity.account, region: identity.region,
      buckets: buckets.sorted { $0.precedes($1) },
      role: IdentitiesClient.principal(behind: place.caller))
  }

  /// The parameter of Systems Manager that stops everything: any value but `off`, `no` and `false`.
  public static let switchParameter = "/kintsugi/stop"

  public func killSwitch() async -> KillSwitch {
    do throws(AWSError) {
      let value = try await SystemsClient(place.client).parameter(Self.switchParameter)
      guard let value, !["off", "no", "false", ""].contains(value.lowercased()) else { return .off }
      return .on(reason: "\(Self.switchParameter) says: \(NeutralText.cut(value, toBytes: 300))")
    } catch {
      return .unreadable(reason: error.description)
    }
  }
}
