import Healing
import Incidents
import Lakes

/// The lake, which gathers evidence in another way.
protocol GatheringWorld: World {
  var world: Lake { get }
}

extension GatheringWorld {
  var identity: WorldIdentity { world.identity }
  func now() -> Timestamp { world.now() }
  func obstacles(to action: Action) -> [String] { world.obstacles(to: action) }
  func obstacle(toUndoing step: Step, of incident: String) -> String? {
    world.obstacle(toUndoing: step, of: incident)
  }

  func run(_ id: String, of job: String) throws(WorldError) -> RunEvidence? {
    try world.run(id, of: job)
  }

  func perform(_ intent: StepIntent, notice: Notice) throws(WorldError) -> StepResult {
    try world.perform(intent, notice: notice)
  }

  func failedRuns(since start: Timestamp) throws(WorldError) -> [Event] {
    try world.failedRuns(since: start)
  }

  func successor(of run: String, of job: String) throws(WorldError) -> String? {
    try world.successor(of: run, of: job)
  }

  func settle(_ intent: StepIntent) throws(WorldError) -> Settlement { try world.settle(intent) }
}

extension Evidence {
  /// The same without anything of the data.
  func withoutData(because reason: String) -> Evidence {
    var evidence = self
    evidence.tables = tables.map { table in
      var table = table
      table.objects = .unknown(reason)
      table.batch = .unknown(reason)
      table.history = .unknown(reason)
      return table
    }
    evidence.run.rowsRead = .unknown(reason)
    evidence.run.rowsWritten = .unknown(reason)
    return evidence
  }
}
