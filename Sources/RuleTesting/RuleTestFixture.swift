internal import Configurations
internal import Documents
internal import Healing
internal import Incidents

/// The evidence of a test file's fixture, opened once for all cases.
struct RuleTestFixture: Sendable {
  /// The files and folders that it is made of.
  let paths: [String]
  private let kind: Kind
  private let project: Project

  private enum Kind: Sendable {
    case recorded(Recording)
    case written(WrittenEvidence)
    case profiled(ProfiledTable)
    case described(DescribedHistory, name: String, earlier: [TableProfile])
    /// Recorded or written, with another history.
    indirect case after([ProfileRecord], Kind)
  }

  /// Opens the files of a fixture, or makes the batches that it describes.
  init(_ fixture: RuleTestFile.Fixture, in folder: String, for project: Project)
    throws(RuleTestError)
  {
    self.project = project
    paths = fixture.paths.map { folder + "/" + $0 }
    do throws(RecordingError) {
      switch fixture.source {
      case .file(let path): kind = try Self.opened(folder + "/" + path, project)
      case .incident(let path, let history):
        let records = try Self.records(folder + "/" + history)
        kind = .after(records, try Self.opened(folder + "/" + path, project))
      case .described(let history):
        let name = history.table ?? project.pipelines.lazy.compactMap(\.reads.first).first ?? ""
        kind = .described(history, name: name, earlier: history.earlier)
      }
    } catch {
      throw .badFixture("the evidence `\(fixture.name)`: \(error)")
    }
  }

  /// Evidence that was written by hand.
  init(_ written: WrittenEvidence, for project: Project) {
    self.project = project
    paths = []
    kind = .written(written)
  }

  private static func opened(
    _ path: String, _ project: Project
  ) throws(RecordingError) -> Kind {
    if path.hasSuffix(".jsonl") {
      return .profiled(try ProfiledTable(try records(path), path: path))
    }
    guard path.hasSuffix(".json") else { return .recorded(try Recording(folder: path)) }
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    return .written(try WrittenEvidence(SourceFile(path: path, bytes: bytes), project))
  }

  private static func records(_ path: String) throws(RecordingError) -> [ProfileRecord] {
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    do throws(ProfileLineError) { return try ProfileRecord.records(in: bytes) } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
  }

  /// What the fixture says of its batches, where it describes them.
  var description: DescribedHistory? {
    if case .described(let history, _, _) = kind { history } else { nil }
  }

  /// The newest time in the evidence, with a case's own batch.
  func newestTime(with batch: DescribedBatch?) -> Timestamp { Self.newestTime(of: kind, batch) }

  private static func newestTime(of kind: Kind, _ batch: DescribedBatch?) -> Timestamp {
    switch kind {
    case .recorded(let recording): recording.newestTime
    case .written(let written): written.time
    case .profiled(let table): table.batch.origin.arrived ?? Timestamp(seconds: 0)
    case .described(let history, _, _): history.arrival(of: batch)
    case .after(_, let kind): newestTime(of: kind, batch)
    }
  }

  /// The evidence in an environment, with a case's own batch.
  func evidence(
    in environment: String, at now: Timestamp, with batch: DescribedBatch?
  ) throws(RuleTestError) -> Evidence {
    do throws(RecordingError) {
      return try evidence(of: kind, in: environment, at: now, with: batch)
    } catch {
      throw .badFixture("\(error)")
    }
  }

  private func evidence(
    of kind: Kind, in environment: String, at now: Timestamp, with batch: DescribedBatch?
  ) throws(RecordingError) -> Evidence {
    switch kind {
    case .recorded(let recording):
      return try recording.evidence(project: project, environment: environment, at: now)
    case .written(let written): return written.evidence(in: environment, at: now)
    case .profiled(let table): return table.evidence(of: project, in: environment, at: now)
    case .described(let history, let name, let earlier):
      let table = ProfiledTable(
        name: name, earlier: earlier, batch: history.batch(changedBy: batch, after: earlier))
      return table.evidence(of: project, in: environment, at: now)
    case .after(let records, let kind):
      var evidence = try evidence(of: kind, in: environment, at: now, with: batch)
      for place in evidence.tables.indices {
        let name = evidence.tables[place].name
        // Lines that name no table are of the first one.
        let lines = records.filter { $0.table == name || ($0.table.isEmpty && place == 0) }
        guard !lines.isEmpty else { continue }
        evidence.tables[place].history = .known(ProfiledTable.ordered(lines))
      }
      return evidence
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
