internal import AWS
internal import Healing
internal import Incidents

// What the catalog knows of a partition: rows as a crawler or a writer counted them, and figures of
// its columns.
extension GlueClient {
  private struct Place: Encodable {
    let table: TableName
    let values: [String]
    var columns: [String]?

    enum CodingKeys: String, CodingKey {
      case database = "DatabaseName"
      case table = "TableName"
      case values = "PartitionValues"
      case columns = "ColumnNames"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(table.database, forKey: .database)
      try fields.encode(table.name, forKey: .table)
      try fields.encode(values, forKey: .values)
      try fields.encodeIfPresent(columns, forKey: .columns)
    }
  }

  private struct PartitionAnswer: Decodable {
    let partition: Partition

    struct Partition: Decodable {
      let parameters: [String: String]?

      enum CodingKeys: String, CodingKey { case parameters = "Parameters" }
    }

    enum CodingKeys: String, CodingKey { case partition = "Partition" }
  }

  /// The parameters in which crawlers, Hive and Spark leave the number of rows.
  private static let rowCounts = ["recordCount", "numRows", "spark.sql.statistics.numRows"]
  /// The most columns that one call takes.
  private static let mostColumns = 100

  /// `GetPartition` and `GetColumnStatisticsForPartition`: the profile of a partition, named by its
  /// values in the order of the keys; `nil` where nobody has counted its rows.
  func statistics(
    of values: [String], in table: TableName, columns: [String]
  ) async throws(AWSError) -> TableProfile? {
    let answer: PartitionAnswer = try await client.json(
      .glue, "GetPartition", Place(table: table, values: values))
    let parameters = answer.partition.parameters ?? [:]
    let counts = Self.rowCounts.compactMap { parameters[$0].flatMap { Int($0) } }
    guard let rows = counts.first(where: { $0 >= 0 }) else { return nil }
    var statistics = GlueStatistics(recordCount: rows, columns: [])
    for first in stride(from: 0, to: columns.count, by: Self.mostColumns) {
      let names = Array(columns[first..<min(first + Self.mostColumns, columns.count)])
      let page: GlueStatistics = try await client.json(
        .glue, "GetColumnStatisticsForPartition",
        Place(table: table, values: values, columns: names))
      statistics.columns += page.columns
    }
    return statistics.profile
  }
}
