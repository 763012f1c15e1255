internal import Incidents

/// A result of Glue Data Quality, as `GetDataQualityResult` gives it: the metrics that its rules
/// and analyzers evaluated.
///
/// What nothing asked for stays unknown, and no metric tells a type.
struct GlueQuality: Decodable, Sendable {
  /// `database.table`; `nil` where the result is of a frame within a job.
  let table: String?
  let completed: Timestamp?
  /// The metrics by their names: `Dataset.*.RowCount`, `Column.day.Completeness`.
  private let metrics: [String: Double]
  private let processed: Double?

  private enum CodingKeys: String, CodingKey {
    case source = "DataSource"
    case completed = "CompletedOn"
    case rules = "RuleResults"
    case analyzers = "AnalyzerResults"
    case totals = "AggregatedMetrics"
  }

  private struct Source: Decodable {
    let table: Table?

    struct Table: Decodable {
      let database: String
      let name: String

      enum CodingKeys: String, CodingKey {
        case database = "DatabaseName"
        case name = "TableName"
      }
    }

    enum CodingKeys: String, CodingKey { case table = "GlueTable" }
  }

  private struct Evaluated: Decodable {
    let metrics: [String: Double]?

    enum CodingKeys: String, CodingKey { case metrics = "EvaluatedMetrics" }
  }

  private struct Totals: Decodable {
    let rows: Double?

    enum CodingKeys: String, CodingKey { case rows = "TotalRowsProcessed" }
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    table = try fields.decodeIfPresent(Source.self, forKey: .source)?.table.map {
      "\($0.database).\($0.name)"
    }
    // The service gives seconds, its command line a text.
    if let seconds = try? fields.decodeIfPresent(Double.self, forKey: .completed) {
      completed = Timestamp(epochSeconds: seconds)
    } else {
      completed = try fields.decodeIfPresent(String.self, forKey: .completed)
        .flatMap { Timestamp(rfc3339: $0) }
    }
    let results =
      try (fields.decodeIfPresent([Evaluated].self, forKey: .rules) ?? [])
      + (fields.decodeIfPresent([Evaluated].self, forKey: .analyzers) ?? [])
    metrics = results.reduce(into: [:]) { all, result in
      all.merge(result.metrics ?? [:]) { first, _ in first }
    }
    processed = try fields.decodeIfPresent(Totals.self, forKey: .totals)?.rows
  }

  /// The metrics as the profile of a batch; `nil` where the rows were not counted.
  var profile: TableProfile? {
    let counted = metrics["Dataset.*.RowCount"] ?? processed
    guard let rows = counted.flatMap({ Int(exactly: $0.rounded()) }), rows >= 0 else { return nil }
    var columns: [String: [Metric: Double]] = [:]
    for (name, value) in metrics {
      guard let (column, metric) = Self.parts(of: name) else { continue }
      columns[column, default: [:]][metric] = value
    }
    let names = columns.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return TableProfile(
      rows: rows, columns: names.map { Self.column($0, columns[$0] ?? [:], rows: rows) })
  }

  /// The metrics that a profile has room for.
  private enum Metric: String {
    case completeness = "Completeness"
    case distinct = "DistinctValuesCount"
    case mean = "Mean"
    case deviation = "StandardDeviation"
    case minimum = "Minimum"
    case maximum = "Maximum"
  }

  /// The column and the metric of a name: a column's name may have dots of its own.
  private static func parts(of name: String) -> (column: String, metric: Metric)? {
    let prefix = "Column."
    guard name.hasPrefix(prefix), let dot = name.lastIndex(of: "."),
      let metric = Metric(rawValue: String(name[name.index(after: dot)...]))
    else { return nil }
    let start = name.index(name.startIndex, offsetBy: prefix.count)
    return start < dot ? (String(name[start..<dot]), metric) : nil
  }

  private static func column(
    _ name: String, _ metrics: [Metric: Double], rows: Int
  ) -> ColumnProfile {
    let nulls = metrics[.completeness].flatMap { share -> Int? in
      0...1 ~= share ? Int(exactly: (Double(rows) * (1 - share)).rounded()) : nil
    }
    let deviation = metrics[.deviation].map { ColumnStatistics(deviation: $0) }
    return ColumnProfile(
      name: name, values: .parses([.string]), nulls: nulls,
      distinct: metrics[.distinct].flatMap { Int(exactly: $0.rounded()) }, isDistinctExact: false,
      minimum: metrics[.minimum].map { .number($0) },
      maximum: metrics[.maximum].map { .number($0) }, mean: metrics[.mean], statistics: deviation)
  }
}
