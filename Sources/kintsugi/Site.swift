internal import AWS
internal import Clouds
internal import Configurations
internal import Decisions
internal import Documents
internal import Glibc
internal import Healing
internal import Incidents
internal import Lakes
internal import Reporting

/// Where is healed, as a command line names it.
enum SiteName: Sendable {
  case lake(String)
  /// The account and region that the caller's credentials and settings lead to.
  case aws

  /// Reads `--lake DIR` or `--aws`; `nil` where neither is there.
  static func optional(_ arguments: inout ArgumentReader) throws(UsageError) -> SiteName? {
    let lake = try arguments.option("--lake")
    let isCloud = arguments.flag("--aws")
    switch (lake, isCloud) {
    case (_?, true): throw .badValue("--aws", "--lake", wanted: "one of the two")
    case (let folder?, false): return .lake(folder)
    case (nil, true): return .aws
    case (nil, false): return nil
    }
  }

  /// Reads `--lake DIR` or `--aws`.
  static func required(
    _ arguments: inout ArgumentReader, command: String
  ) throws(UsageError) -> SiteName {
    guard let name = try optional(&arguments) else {
      throw .missing("--lake DIR, or --aws,", command: command)
    }
    return name
  }
}

/// Where is healed, with what decides there. Opening it changes nothing.
struct Site: Sendable {
  let project: ProjectFolder
  /// The files of the configuration.
  let files: [SourceFile]
  let world: any SiteWorld
  let environment: String
  /// What holds in the site's own environment, its overlays applied.
  let configuration: Configuration
  let engine: Engine
  let journal: JournalPlace
  /// Who calls, as the site authenticated them.
  let person: String

  /// `gathering` is how long evidence is gathered in AWS at the most.
  static func open(
    _ project: ProjectFolder, _ name: SiteName, gathering: Duration = .seconds(60)
  ) async throws(LoadFailure) -> Site {
    let (reading, whole) = try project.reading()
    let files = reading.documents.values.joined().map(\.source).sorted { $0.path < $1.path }
    switch name {
    case .lake(let folder):
      let lake: Lake
      do { lake = try Lake(folder: folder, project: whole.project) } catch {
        throw .message(error.description)
      }
      try checkEnvironment(of: lake.settings, in: whole)
      return try Site(
        project, files, whole, lake, person: Person.caller,
        journal: JournalPlace(whole.project.journal, below: folder, client: nil))
    case .aws:
      let place = try await AWSAccess.place()
      var world = CloudWorld(place, project: whole.project)
      world.gatherTime = gathering
      return try Site(
        project, files, whole, world,
        person: IdentitiesClient.principal(behind: place.caller),
        journal: JournalPlace(whole.project.journal, below: project.path, client: place.client))
    }
  }

  private init(
    _ project: ProjectFolder, _ files: [SourceFile], _ whole: Configuration,
    _ world: any SiteWorld, person: String, journal: JournalPlace
  ) throws(LoadFailure) {
    let identity = world.identity
    guard
      let environment = whole.project.environment(
        account: identity.account, region: identity.region)
    else {
      throw .message(
        "no environment of the project has the account \(identity.account) in \(identity.region)")
    }
    if let wanted = project.environment, wanted != environment {
      throw .message("--env \(wanted) disagrees with the account, which is of `\(environment)`")
    }
    self.project = project
    self.files = files
    self.world = world
    self.person = person
    self.journal = journal
    self.environment = environment
    configuration = whole.effective(in: environment)
    engine = Engine(configuration, values: try project.values(for: configuration.policy))
    UntilExit.keep(engine)
    UntilExit.keep(whole)
  }

  /// The environment follows from account and region; a lake names its own besides.
  private static func checkEnvironment(
    of settings: LakeSettings, in configuration: Configuration
  ) throws(LoadFailure) {
    let derived = configuration.project.environment(
      account: settings.account, region: settings.region)
    guard derived == settings.environment else {
      throw .message(
        "the lake says it is `\(settings.environment)`, its account and region make "
          + "`\(derived ?? "none")`")
    }
  }
}

/// A world that a command can wait in.
protocol SiteWorld: World {
  /// Whether time passes by waiting alone, and then at once.
  var isClockVirtual: Bool { get }
  /// The same world, with the pipelines and tables of another version of the project.
  func knowing(_ project: Project) -> Self
  /// How long to wait before runs are asked after again.
  var pollPause: Duration { get }
  /// Lets time pass until `instant`, or until the run that is waited for is over.
  func wait(for reason: WaitReason, until instant: Timestamp) async throws(WorldError)
  /// Whether a run goes on, as far as that can be told.
  func isRunning(_ id: String, of job: String) async -> Bool
}

extension Lake: SiteWorld {
  var isClockVirtual: Bool { settings.isClockVirtual }
  var pollPause: Duration { .milliseconds(5) }
}

extension CloudWorld: SiteWorld {
  var isClockVirtual: Bool { false }
  var pollPause: Duration { .seconds(1) }

  func wait(for reason: WaitReason, until instant: Timestamp) async throws(WorldError) {
    var pause = Duration.milliseconds(250)
    while now() < instant {
      if case .run(let id, let job) = reason, await !isRunning(id, of: job) { return }
      do { try await Task.sleep(for: min(pause, instant - now())) } catch { return }
      pause = min(pause * 1.5, .seconds(15))
    }
  }

}

/// The client that the caller's environment leads to.
enum AWSAccess {
  static func client() throws(LoadFailure) -> AWSClient {
    do {
      return try AWSClient(settings: try AWSSettings(environment: ProcessEnvironment.all))
    } catch {
      throw .message(error.message)
    }
  }
}

extension AWSAccess {
  /// The account and region, asked who calls.
  static func place() async throws(LoadFailure) -> CloudPlace {
    let client = try client()
    do { return try await CloudPlace(client) } catch { throw .world(error.description) }
  }
}

/// The process's environment.
enum ProcessEnvironment {
  static var all: [String: String] {
    var values: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        values[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return values
  }
}
