internal import Baselines
internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents
internal import Reporting

/// `detect --profiles HISTORY.jsonl --probe PROBES.jsonl`: batches held against earlier ones.
///
/// Each probe is judged with the history's lines of the same table and a lower index, by the rules
/// that need nothing but profiles, and never with other probes.
struct ProbeDetection {
  let project: ProjectFolder
  let history: String
  let probes: String

  /// Answers in the order of the probes, a line each.
  func run() throws(LoadFailure) -> ExitCode {
    let configuration = try project.configuration()
    let engine = Engine(configuration)
    let environment = project.environment ?? configuration.strictestEnvironment
    let tables = try tableHistories()
    do throws(ProfileFileError) {
      try ProfileFile.forEachRecord(in: probes) { record throws(ProfileFileError) in
        let result = Self.result(
          on: record, after: tables[record.table], engine: engine, environment: environment,
          now: project.now)
        answer(result, about: record)
      }
    } catch {
      throw .message("\(error)")
    }
    return .fine
  }

  /// The lines of the history by table, in the order of their indices, prepared once each.
  private func tableHistories() throws(LoadFailure) -> [String: OrderedHistory] {
    var records: [String: [ProfileRecord]] = [:]
    do throws(ProfileFileError) {
      try ProfileFile.forEachRecord(in: history) { record throws(ProfileFileError) in
        records[record.table, default: []].append(record)
      }
    } catch {
      throw .message("\(error)")
    }
    return records.mapValues { OrderedHistory($0) }
  }

  private func answer(_ result: DetectionResult, about record: ProfileRecord) {
    switch project.format {
    case .json:
      Terminal.line(
        ProbeDocument(result, id: record.id, table: record.table, index: record.index))
    case .pretty:
      let name = record.id ?? record.batch ?? record.index.map { "\($0)" } ?? "a batch"
      Terminal.out("\(Terminal.plain(record.table)) \(Terminal.plain(name))\n")
      Terminal.out(DetectionStory(result).text)
    }
  }

  /// What the rules find in one batch.
  static func result(
    on record: ProfileRecord, after history: OrderedHistory?, engine: Engine, environment: String,
    now: Timestamp?
  ) -> DetectionResult {
    let batch = record.batchProfile
    let earlier = history ?? OrderedHistory([])
    let count = earlier.count(before: record.index)
    var table = TableEvidence(
      name: record.table, role: .reads, versions: .unknown("a profile has no catalog"),
      lastGoodVersion: .unknown("a profile has no catalog"),
      objects: .unknown("a profile has no objects"), batch: .known(batch),
      history: .unknown("it is prepared already"))
    let baseline = Baseline(
      earlier.prepared, before: count, last: Rule.Comparison.mostBatches)
    if let accepted = baseline.acceptedSchema(for: batch) { table.accepted = .known(accepted) }
    let time = now ?? record.time ?? Timestamp(seconds: 0)
    return engine.findings(
      inProfilesOf: .batch(of: table, in: environment, at: time),
      against: BaselineMemory(table: record.table, history: earlier.prepared, before: count),
      at: time)
  }
}

/// The lines of one table that may be compared with, in the order of their indices.
struct OrderedHistory {
  let prepared: TableHistory
  /// The index of each batch; lines without one come in the order of the file.
  private let indices: [Int]

  init(_ records: [ProfileRecord]) {
    let kept = records.enumerated().filter { !$0.element.isExcluded }
      .map { (index: $0.element.index ?? $0.offset, place: $0.offset, record: $0.element) }
      .sorted { ($0.index, $0.place) < ($1.index, $1.place) }
    indices = kept.map(\.index)
    prepared = TableHistory(kept.map(\.record.batchProfile))
  }

  /// How many batches have a lower index; all of them for a batch without one.
  func count(before index: Int?) -> Int {
    guard let index else { return indices.count }
    var low = 0
    var high = indices.count
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Evidence {
  /// The evidence of a batch that belongs to no run: there is a table and nothing else.
  fileprivate static func batch(
    of table: TableEvidence, in environment: String, at time: Timestamp
  ) -> Evidence {
    let reason = "a profile belongs to no run"
    var run = RunEvidence(id: "", unknown: reason)
    // No run has no arguments, which is known: `run.arg(x)` is empty.
    run.arguments = .known([:])
    return Evidence(
      event: Event(
        id: "", account: "", region: "", time: time, job: "", run: "", state: .succeeded,
        message: ""),
      gatheredAt: time, environment: environment,
      job: JobEvidence(name: "", owner: "", rerun: .unknown, defaultArguments: .known([:])),
      run: run,
      runs: RunsEvidence(
        active: .unknown(reason), failedInARow: .unknown(reason), lastGood: .unknown(reason)),
      tables: [table], log: .unknown(reason))
  }
}
