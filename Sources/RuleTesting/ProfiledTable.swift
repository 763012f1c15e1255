internal import Baselines
internal import Configurations
internal import Healing
internal import Incidents

/// The batch of a table with the ones before it, and nothing else that is known.
struct ProfiledTable: Sendable {
  /// The table's full name; empty where nobody says.
  let name: String
  let earlier: [TableProfile]
  let batch: TableProfile

  /// The last line of a profile file is the batch in question; the others of its table with a lower
  /// index came before it. Lines that a person excluded are not compared with.
  init(_ records: [ProfileRecord], path: String) throws(RecordingError) {
    guard let last = records.last else {
      throw .malformed(
        path: path, reason: "there is no line; the last one is the batch in question")
    }
    name = last.table
    batch = last.batchProfile
    let others = records.dropLast().filter { $0.table == last.table }
    earlier = Self.ordered(others, before: last.index)
  }

  init(name: String, earlier: [TableProfile], batch: TableProfile) {
    self.name = name
    self.earlier = earlier
    self.batch = batch
  }

  /// The lines in the order of their indices; lines without one as they stand.
  static func ordered(_ records: [ProfileRecord], before index: Int? = nil) -> [TableProfile] {
    let kept = records.enumerated().filter { !$0.element.isExcluded }
      .map { (index: $0.element.index ?? $0.offset, place: $0.offset, record: $0.element) }
    return kept.filter { one in index.map { one.index < $0 } ?? true }
      .sorted { ($0.index, $0.place) < ($1.index, $1.place) }.map(\.record.batchProfile)
  }

  /// The evidence of a run that ended well, of which nothing but the table is known.
  func evidence(of project: Project, in environment: String, at now: Timestamp) -> Evidence {
    let reason = "the test knows only batches"
    let pipeline = project.pipelines.first { $0.reads.contains(name) }
    let job = pipeline?.jobs.first?.text.replacing("*", with: "") ?? ""
    var run = RunEvidence(id: "", unknown: reason)
    run.state = .known(.succeeded)
    // A run without arguments is known: `run.arg(x)` is empty.
    run.arguments = .known([:])
    var table = TableEvidence(
      name: name, role: .reads, versions: .unknown(reason), lastGoodVersion: .unknown(reason),
      objects: .unknown(reason), batch: .known(batch), history: .known(earlier))
    let baseline = Baseline(TableHistory(earlier), last: Rule.Comparison.mostBatches)
    if let accepted = baseline.acceptedSchema(for: batch) { table.accepted = .known(accepted) }
    let place = project.environments.first { $0.name == environment }
    return Evidence(
      event: Event(
        id: "test", account: place?.accounts.first ?? "", region: place?.regions.first ?? "",
        time: now, job: job, run: "", state: .succeeded, message: ""),
      gatheredAt: now, environment: environment,
      job: JobEvidence(pipeline: pipeline, name: job, defaults: [:]), run: run,
      runs: RunsEvidence(
        active: .unknown(reason), failedInARow: .unknown(reason), lastGood: .unknown(reason)),
      tables: [table], log: .unknown(reason))
  }
}
