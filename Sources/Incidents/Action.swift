/// One declared action with every target and argument resolved: what would be done, exactly.
public struct Action: Sendable, Hashable, Codable {
  public let name: String
  public let title: String
  public let steps: [Step]
  public let traits: ActionTraits

  public init(name: String, title: String, steps: [Step], traits: ActionTraits) {
    self.name = name
    self.title = title
    self.steps = steps
    self.traits = traits
  }

  /// The one action that is always there, can never be denied, and needs no rule.
  public static let escalate = "escalate"
}

/// What an action does to the world, as far as safety asks.
public struct ActionTraits: Sendable, Hashable, Codable {
  public let changesData: Bool
  public let changesCatalog: Bool
  public let changesCost: Bool
  public let startsRun: Bool
  public let canUndo: Bool
  /// Whether it does nothing at all to the world.
  public let isPassive: Bool
  /// Whether its only effect is to tell somebody.
  public let onlyNotifies: Bool

  public init(
    changesData: Bool, changesCatalog: Bool, changesCost: Bool, startsRun: Bool, canUndo: Bool,
    isPassive: Bool, onlyNotifies: Bool
  ) {
    self.changesData = changesData
    self.changesCatalog = changesCatalog
    self.changesCost = changesCost
    self.startsRun = startsRun
    self.canUndo = canUndo
    self.isPassive = isPassive
    self.onlyNotifies = onlyNotifies
  }
}

/// The few primitives that every world performs.
public enum Step: Sendable, Hashable, Codable {
  /// Starts the job again with the failed run's arguments; `workerType` only where it changes.
  case runJob(job: String, arguments: [String: String], workerType: String?)
  /// Writes a new version of a table's columns, only over the version `expecting`.
  case setSchema(table: String, columns: [Column], expecting: String)
  /// Writes an earlier version of a table again, only over the version `expecting`.
  case restoreSchema(table: String, version: String, expecting: String)
  /// Moves objects of the run's own partition out of the reader's way; never an empty list.
  case quarantineObjects(table: String, keys: [String])
  /// Moves quarantined objects back to where they were.
  case returnObjects(table: String, keys: [String])
  /// Lets a job read again what its bookmark says it has read.
  case resetBookmark(job: String)
  /// Lets time pass.
  case wait(Duration)
  /// Tells an owner.
  case notify(owner: String)

  /// The step's name in the configuration.
  public var name: String {
    switch self {
    case .runJob: "run_job"
    case .setSchema: "set_schema"
    case .restoreSchema: "restore_schema"
    case .quarantineObjects: "quarantine_objects"
    case .returnObjects: "return_objects"
    case .resetBookmark: "reset_bookmark"
    case .wait: "wait"
    case .notify: "notify"
    }
  }

  /// What must not be touched by two incidents at once: tables and jobs that the step changes.
  public var targets: [String] {
    switch self {
    case .runJob(let job, _, _), .resetBookmark(let job): ["job:\(job)"]
    case .setSchema(let table, _, _), .restoreSchema(let table, _, _),
      .quarantineObjects(let table, _), .returnObjects(let table, _):
      ["table:\(table)"]
    case .wait, .notify: []
    }
  }
}

/// What a step did, as the world said.
public enum StepResult: Sendable, Hashable, Codable {
  case startedRun(id: String)
  /// The catalog went from one version to another.
  case wroteVersion(table: String, from: String, to: String)
  case movedObjects(table: String, keys: [String], to: String)
  case notified(owner: String, through: String)
  /// The owner was not told of this one alone; `because` says what tells them instead.
  case listed(owner: String, because: String)
  case waited
  case resetBookmark
}
