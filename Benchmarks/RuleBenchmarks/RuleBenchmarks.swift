internal import Baselines
internal import Configurations
internal import Decisions
internal import Documents
internal import Foundation
internal import Incidents

/// Times data rules over a wide profile with a year of history: `rule-benchmarks PROJECT`.
///
/// 300 rules of every kind that needs profiles alone, 500 columns, 365 batches. Preparing the
/// history is told apart: it is done once for a table, not for a batch.
@main
struct RuleBenchmarks {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: rule-benchmarks PROJECT")
      exit(2)
    }
    let engine = Engine(try configuration(in: CommandLine.arguments[1]))
    let clock = ContinuousClock()
    let batches = (0...Self.days).map(batch)
    var history = TableHistory([])
    let preparing = clock.measure { history = TableHistory(Array(batches.dropLast())) }
    var times: [Duration] = []
    var findings = 0
    for _ in 0..<11 {
      let evidence = evidence(of: batches[Self.days], after: history)
      times.append(
        clock.measure {
          // A memory of its own each time: nothing of the batch is known from the round before.
          let memory = BaselineMemory(table: "d.wide", history: history, before: Self.days)
          findings =
            engine.findings(inProfilesOf: evidence, against: memory, at: now).findings.count
        })
    }
    let median = times.sorted()[times.count / 2]
    print(
      "300 rules, 500 columns, 365 batches: \(milliseconds(median)) ms a batch (median of 11), "
        + "\(findings) findings; history prepared once in \(milliseconds(preparing)) ms")
    if median > .milliseconds(20) { exit(1) }
  }

  private static let days = 365
  private static let columns = 500
  private static let now = Timestamp(seconds: 1_795_516_800)

  /// The project's policy and safety, with 300 rules over its ten kinds of data.
  private static func configuration(in project: String) throws -> Configuration {
    let kinds = [
      "null_rate: {columns: COLUMN, above: 0%, unusual: true}",
      "volume: {drops: 10%, grows: 10%, unusual: true}", "unit_change: {columns: COLUMN}",
      "distribution: {columns: COLUMN, unusual: [quantiles, spread, distinct, lengths, precision]}",
      "vocabulary: {columns: COLUMN, unseen: 1%, shares: unusual}", "sentinels: {columns: COLUMN}",
      "shapes: {columns: COLUMN, unseen: 1%}",
      "range: {columns: COLUMN, beyond: 300%, unusual: true}",
      "constant: {columns: COLUMN}", "relation: {columns: COLUMN, between: [nulls, medians]}",
      "freshness: {later: 1h, events: COLUMN}", "type_change: {kind: incompatible}",
    ]
    var rules = "kintsugi: rules/v1\nowner: data-platform\ncompare_to: last 365 batches\nrules:\n"
    for number in 0..<300 {
      let kind = kinds[number % kinds.count]
        .replacingOccurrences(of: "COLUMN", with: number % 2 == 0 ? "any" : "\"c*\(number % 10)\"")
      rules += """
          - id: rule-\(number)
            title: One of many
            when: {\(kind)}
            anomaly: volume
            severity: low
            mode: alert
            no_data: skip

        """
    }
    var files = [SourceFile(path: "rules/many.yaml", text: rules)]
    for name in ["kintsugi.yaml", "policies/healer.yaml", "safety/guardrails.yaml"] {
      let text = try String(contentsOfFile: project + "/" + name, encoding: .utf8)
      files.append(SourceFile(path: name, text: text))
    }
    let checked = ConfigurationLoader.load(files)
    guard let configuration = checked.value else {
      for diagnostic in checked.diagnostics.prefix(3) { print(diagnostic.message) }
      exit(3)
    }
    return configuration
  }

  /// A batch of a day: half numbers, half texts, none of them quite the same as the day before.
  private static func batch(_ day: Int) -> TableProfile {
    let (year, month, date) = BatchDate(days: 15_000 + day).civil
    return TableProfile(
      rows: 1000 + day * 7919 % 100,
      columns: (0..<columns).map { $0 % 2 == 0 ? numbers($0, on: day) : texts($0, on: day) },
      duplicateRows: 0,
      origin: BatchOrigin(
        name: "day=\(year)-\(month)-\(date)", arrived: nil, bytes: nil, digest: "\(day)"))
  }

  private static func noise(_ column: Int, _ day: Int) -> Double {
    let seed: Int = column * 7919 + day * 104_729
    return Double(seed % 1009) / 1009
  }

  private static func numbers(_ column: Int, on day: Int) -> ColumnProfile {
    let middle = 100 + 20 * noise(column, day)
    let marks = [-40.0, -30, -10, 0, 10, 30, 40].map { middle + $0 }
    return ColumnProfile(
      name: "c\(column)", values: .declared(.double), nulls: Int(10 * noise(column, day + 1)),
      distinct: 700, minimum: .number(middle - 50), maximum: .number(middle + 50), mean: middle,
      statistics: ColumnStatistics(
        deviation: 20 + noise(column, day + 2),
        quantiles: ColumnStatistics.Quantiles(
          p01: marks[0], p05: marks[1], p25: marks[2], p50: marks[3], p75: marks[4],
          p95: marks[5], p99: marks[6])))
  }

  private static func texts(_ column: Int, on day: Int) -> ColumnProfile {
    let counts = (0..<10).map { value in
      ColumnStatistics.ValueCount(
        value: "value \(value)", count: 90 + Int(10 * noise(column + value, day)))
    }
    return ColumnProfile(
      name: "c\(column)", values: .declared(.string), nulls: Int(10 * noise(column, day + 1)),
      distinct: 10, minimum: .text("value 0"), maximum: .text("value 9"),
      statistics: ColumnStatistics(
        lengths: ColumnStatistics.Lengths(minimum: 7, mean: 7, maximum: 7), top: counts,
        shapes: [ColumnStatistics.ValueCount(value: "a 9", count: 990)]))
  }

  private static func evidence(of batch: TableProfile, after history: TableHistory) -> Evidence {
    var table = TableEvidence(
      name: "d.wide", role: .reads, versions: .unknown("none"), lastGoodVersion: .unknown("none"),
      objects: .unknown("none"), batch: .known(batch), history: .unknown("prepared"))
    let baseline = Baseline(history, before: days, last: days)
    if let accepted = baseline.acceptedSchema(for: batch) { table.accepted = .known(accepted) }
    let event = Event(
      id: "", account: "", region: "", time: now, job: "", run: "", state: .succeeded, message: "")
    return Evidence(
      event: event, gatheredAt: now, environment: "dev",
      job: JobEvidence(name: "", owner: "", rerun: .unknown, defaultArguments: .known([:])),
      run: RunEvidence(id: "", unknown: "none"),
      runs: RunsEvidence(
        active: .unknown("none"), failedInARow: .unknown("none"), lastGood: .unknown("none")),
      tables: [table], log: .unknown("none"))
  }

  private static func milliseconds(_ time: Duration) -> Double {
    (Double(time.components.attoseconds) / 1e14).rounded() / 10
      + Double(time.components.seconds) * 1000
  }
}
