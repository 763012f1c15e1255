import Decisions
import Foundation
import Healing
import Incidents
import Lakes
import Reporting
import Testing

/// Secrets in everything that a failed run brings along: none gets out of it.
@Suite struct SecretTests {
  private struct Plant: Decodable {
    let id: String
    let secrets: [String]
    let text: String
  }

  private static func plants() throws -> [Plant] {
    let path = "/Tests/HealingTests/data/secrets.jsonl"
    return try String(contentsOfFile: LakeFixture.root + path, encoding: .utf8)
      .split(separator: "\n").map { try JSONDecoder().decode(Plant.self, from: Data($0.utf8)) }
  }

  /// Every byte that a healing kept or would show.
  private static func kept(_ fixture: LakeFixture, _ incidents: [Incident]) throws -> Data {
    var all = Data()
    for folder in [".kintsugi", "notifications"] {
      for file in try FolderListing.files(below: "\(fixture.folder)/\(folder)", prefix: "")
      where !file.hasSuffix(".key") {
        all += try Data(contentsOf: URL(filePath: "\(fixture.folder)/\(folder)/\(file)"))
      }
    }
    for incident in incidents {
      all += Data((Story(incident).text + Story(incident).line).utf8)
      all += try JSONEncoder().encode(IncidentDocument(incident, standing: .waiting))
      all += Data("\(incident)".utf8)
    }
    return all
  }

  @Test func `keeps none of two hundred secrets in journal, notices and answers`() async throws {
    let fixture = try LakeFixture("script_bug")
    defer { fixture.remove() }
    let journal = try fixture.journal()
    let plants = try Self.plants()
    var incidents: [Incident] = []
    // The redactor is tested with all of them; half of them go all the way.
    for start in stride(from: 0, to: plants.count, by: 8) {
      let four = plants[start..<min(start + 4, plants.count)].map(\.text)
      let world = PlantedWorld(world: try fixture.lake(), texts: four, run: "jr_\(start)")
      let healer = Healer(engine: fixture.engine, world: world, journal: journal)
      let event = Event(
        id: "e", account: fixture.event.account, region: fixture.event.region,
        time: fixture.event.time, job: fixture.event.job, run: "jr_\(start)", state: .failed,
        message: four[0])
      let id = try await healer.receive(event).incident
      guard case .done(let incident) = try await healer.advance(id) else { continue }
      incidents.append(incident)
    }
    try await journal.stop(by: "user:anna", reason: plants[1].text, at: fixture.lake().now())
    #expect(incidents.count == (plants.count + 7) / 8)
    let kept = try Self.kept(fixture, incidents)
    // The texts themselves are there: their harmless words are, and the marks.
    #expect(kept.count > 1_000_000)
    #expect(kept.range(of: Data("[secret ".utf8)) != nil)
    let leaks = plants.filter { plant in
      plant.secrets.contains { secret in
        kept.range(of: Data(secret.utf8)) != nil || kept.range(of: Self.json(secret)) != nil
      }
    }
    #expect(leaks.map(\.id) == [])
  }

  /// A text as it stands within JSON.
  private static func json(_ text: String) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return ((try? encoder.encode(text)) ?? Data()).dropFirst().dropLast()
  }

  private static let arguments = [
    "--db-password": "hunter2", "--url": "ftp://etl:s3cr3tpw@host/in", "--note": "plain",
  ]

  @Test func `starts the run again with its true arguments, and journals none of them`()
    async throws
  {
    let fixture = try LakeFixture("throttled_once", arguments: Self.arguments)
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end?.outcome == .resolved)
    try Self.expectTrueArguments(fixture, incident)
    let kept = try Self.kept(fixture, [incident])
    for secret in ["hunter2", "s3cr3tpw"] { #expect(kept.range(of: Data(secret.utf8)) == nil) }
  }

  private static func expectTrueArguments(_ fixture: LakeFixture, _ incident: Incident) throws {
    let id = try #require(incident.startedRuns.first)
    let run = try #require(try fixture.lake().run(id, of: fixture.event.job))
    for (name, value) in arguments { #expect(run.arguments.value?[name] == value) }
    let steps = incident.attempts.flatMap { $0.decision.action.steps }
    guard case .runJob(_, let journalled, _)? = steps.first(where: { $0.name == "run_job" }) else {
      Issue.record("no run was started")
      return
    }
    #expect(journalled["--db-password"]?.hasPrefix("[secret ") == true)
    #expect(journalled["--note"] == "plain")
  }

  @Test func `has the true arguments wherever the healer dies`() async throws {
    for point in stride(from: 0, to: 40, by: 3) {
      let fixture = try LakeFixture("throttled_once", arguments: Self.arguments)
      defer { fixture.remove() }
      let crash = CrashPoint(call: point / 2, isAfterwards: point % 2 == 1)
      _ = try? await fixture.heal(
        world: CrashingWorld(world: try fixture.lake(), crash: crash),
        journal: CrashingJournal(journal: try fixture.journal(), crash: crash))
      let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
      #expect(incident.end?.outcome == .resolved, "\(crash)")
      #expect(incident.startedRuns.count == 1, "\(crash)")
      try Self.expectTrueArguments(fixture, incident)
    }
  }

  @Test func `starts no run where the arguments are others by now`() async throws {
    let fixture = try await Self.deadAfterIntent()
    defer { fixture.remove() }
    // Whoever restores the journal without its key has marks that nothing is found to.
    let path = fixture.folder + "/.kintsugi/journal.sqlite.key"
    try FileManager.default.removeItem(atPath: path)
    try Data(repeating: 1, count: 32).write(to: URL(filePath: path))
    let before = try fixture.runs().count
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    let first = try #require(incident.attempts.first)
    #expect(first.abandonment?.contains("are not those that were decided on") == true)
    #expect(first.startedRuns == [])
    #expect(try fixture.runs().count == before + incident.startedRuns.count)
  }

  /// A lake whose healer died between the intent of a run and its effect.
  private static func deadAfterIntent() async throws -> LakeFixture {
    for call in 3..<40 {
      let fixture = try LakeFixture("throttled_once", arguments: Self.arguments)
      let crash = CrashPoint(call: call, isAfterwards: true)
      _ = try? await fixture.heal(
        world: CrashingWorld(world: try fixture.lake(), crash: crash),
        journal: CrashingJournal(journal: try fixture.journal(), crash: crash))
      let open = try await fixture.journal().incidents().first
      if open?.attempt?.pending?.intent.step.name == "run_job" { return fixture }
      fixture.remove()
    }
    throw LakeFixture.Failure(words: "no death fell between intent and effect")
  }
}

/// A lake whose run brings texts along, in its message, its log, its arguments and its tables.
struct PlantedWorld: World {
  let world: Lake
  let texts: [String]
  let run: String

  var identity: WorldIdentity { world.identity }
  func now() -> Timestamp { world.now() }
  func obstacles(to action: Action) -> [String] { world.obstacles(to: action) }
  func obstacle(toUndoing step: Step, of incident: String) -> String? {
    world.obstacle(toUndoing: step, of: incident)
  }
  func failedRuns(since start: Timestamp) throws(WorldError) -> [Event] { [] }
  func successor(of run: String, of job: String) throws(WorldError) -> String? { nil }
  func settle(_ intent: StepIntent) throws(WorldError) -> Settlement { try world.settle(intent) }
  func perform(_ intent: StepIntent, notice: Notice) throws(WorldError) -> StepResult {
    try world.perform(intent, notice: notice)
  }

  func run(_ id: String, of job: String) throws(WorldError) -> RunEvidence? {
    var evidence = RunEvidence(id: id, unknown: "not read")
    evidence.state = .known(.failed)
    evidence.error = .known(texts[0])
    evidence.arguments = .known(["--input": texts[texts.count > 1 ? 1 : 0], "--day": "2013-04-18"])
    return evidence
  }

  func evidence(
    for event: Event, run id: String, environment: String
  ) throws(WorldError) -> Evidence {
    var evidence = try world.evidence(for: event, run: "jr_nightly", environment: environment)
    if let run = try run(id, of: event.job) { evidence.run = run }
    let witness = texts.map {
      "13/04/19 02:00:00 ERROR Executor: java.io.IOException: No space left on device: \($0)"
    }.joined(separator: "\n")
    evidence.log = .known([
      LogStream(source: .error, bytes: Array(witness.utf8)),
      LogStream(source: .message, bytes: Array(texts[0].utf8)),
    ])
    for place in evidence.tables.indices {
      evidence.tables[place].versions = evidence.tables[place].versions.map {
        $0.map { version in
          TableVersion(
            id: version.id, columns: version.columns, partitionKeys: version.partitionKeys,
            location: version.location, updated: version.updated,
            parameters: version.parameters.merging(["comment": texts[texts.count - 1]]) { $1 })
        }
      }
    }
    return evidence
  }
}
