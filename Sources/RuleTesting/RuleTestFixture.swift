internal import Configurations
internal import Documents
internal import Healing
internal import Incidents

/// The evidence of a test file's fixture, and the newest time in it.
struct RuleTestFixture: Sendable {
  let evidence: @Sendable (_ environment: String, Timestamp) throws(RuleTestError) -> Evidence
  let newestTime: Timestamp

  /// Evidence that was written by hand.
  init(_ written: WrittenEvidence) {
    newestTime = written.time
    evidence = { written.evidence(in: $0, at: $1) }
  }

  /// Opens the folder of a recorded incident, or a JSON file of evidence.
  init(_ fixture: RuleTestFile.Fixture, in folder: String, for project: Project)
    throws(RuleTestError)
  {
    let path = folder + "/" + fixture.path
    do throws(RecordingError) {
      if fixture.path.hasSuffix(".json") {
        guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
        let written = try WrittenEvidence(SourceFile(path: path, bytes: bytes), project)
        newestTime = written.time
        evidence = { environment, now in written.evidence(in: environment, at: now) }
      } else {
        let recording = try Recording(folder: path)
        newestTime = recording.newestTime
        evidence = { (environment, now) throws(RuleTestError) in
          do throws(RecordingError) {
            return try recording.evidence(project: project, environment: environment, at: now)
          } catch {
            throw .badFixture("\(error)")
          }
        }
      }
    } catch {
      throw .badFixture("the evidence `\(fixture.name)`: \(error)")
    }
  }
}

/// Why tests could not be run at all.
public enum RuleTestError: Error, Sendable, CustomStringConvertible {
  case badFixture(String)

  public var description: String {
    switch self {
    case .badFixture(let words): words
    }
  }
}

/// Evidence that was written by hand, as the fields that conditions read: all others are unknown.
///
///     {"event": {"job": "ingest_flights"}, "run": {"state": "FAILED", "rows_written": 0}}
struct WrittenEvidence: Sendable {
  let event: Event
  let time: Timestamp
  private let changes: [EvidenceChange]
  private let pipeline: Project.Pipeline?

  init(_ file: SourceFile, _ project: Project) throws(RecordingError) {
    let parsed = DocumentParser.parse(file)
    guard let root = parsed.value?.root else {
      throw .malformed(path: file.path, reason: parsed.diagnostics.first?.message ?? "not JSON")
    }
    var fields = FieldReader(root, subject: "the evidence", scope: .evidence)
    var changes: [EvidenceChange] = []
    for leaf in Self.leaves(root, below: "") where !leaf.path.hasPrefix("event.") {
      let change = EvidenceChange.setting(leaf.path, at: leaf.span, to: leaf.value, in: &fields)
      if let change { changes.append(change) }
    }
    if let mistake = fields.diagnostics.first {
      let place = "\(mistake.span.start.line):\(mistake.span.start.column)"
      throw .malformed(
        path: file.path, reason: "\(place): \(mistake.message); \(mistake.help.first ?? "")")
    }
    func text(_ name: String) -> String? {
      guard case .scalar(let scalar)? = root["event"]?[name]?.content else { return nil }
      return scalar.text
    }
    guard let job = text("job") else {
      throw .malformed(path: file.path, reason: "`event.job` is missing: which job failed")
    }
    time = text("time").flatMap { Timestamp(rfc3339: $0) } ?? Timestamp(seconds: 0)
    let known = project.environments.first
    event = Event(
      id: "test", account: text("account") ?? known?.accounts.first ?? "",
      region: text("region") ?? known?.regions.first ?? "", time: time,
      job: job, run: text("run") ?? "jr_test",
      state: text("state").flatMap(RunState.init) ?? .failed,
      message: text("message") ?? "")
    pipeline = project.pipeline(of: event.job)
    self.changes = changes
  }

  func evidence(in environment: String, at now: Timestamp) -> Evidence {
    let unknown = "the test does not say"
    let names =
      (pipeline?.reads ?? []).map { ($0, TableEvidence.Role.reads) }
      + (pipeline?.writes ?? []).map { ($0, .writes) }
    var run = RunEvidence(id: event.run, unknown: unknown)
    run.state = .known(event.state)
    let evidence = Evidence(
      event: event, gatheredAt: now, environment: environment,
      job: JobEvidence(pipeline: pipeline, name: event.job, defaults: [:]), run: run,
      runs: RunsEvidence(
        active: .unknown(unknown), failedInARow: .unknown(unknown), lastGood: .unknown(unknown)),
      tables: names.map { name, role in
        TableEvidence(
          name: name, role: role, versions: .unknown(unknown), lastGoodVersion: .unknown(unknown),
          objects: .unknown(unknown), batch: .unknown(unknown), history: .unknown(unknown))
      }, log: .unknown(unknown))
    var situation = TestSituation(evidence)
    for change in changes { change.apply(&situation) }
    return situation.evidence
  }

  /// The scalars of nested mappings, each under its dotted path.
  private static func leaves(_ node: Node, below path: String) -> [Leaf] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries.flatMap { entry -> [Leaf] in
      let name = path.isEmpty ? entry.key.text : path + "." + entry.key.text
      if case .mapping = entry.value.content { return leaves(entry.value, below: name) }
      return [Leaf(path: name, span: entry.key.span, value: entry.value)]
    }
  }

  private struct Leaf {
    let path: String
    let span: SourceSpan
    let value: Node
  }
}
