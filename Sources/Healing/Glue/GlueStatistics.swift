internal import Incidents

/// Column statistics of one batch, as the catalog keeps them. Their types are a crawler's guess.
struct GlueStatistics: Decodable {
  let recordCount: Int?
  let columns: [ColumnStatistics]

  enum CodingKeys: String, CodingKey {
    case recordCount = "RecordCount"
    case columns = "ColumnStatisticsList"
  }

  struct ColumnStatistics: Decodable {
    let name: String
    let data: Figures

    enum CodingKeys: String, CodingKey {
      case name = "ColumnName"
      case data = "StatisticsData"
    }
  }

  /// The figures of one column, whatever its type.
  struct Figures: Decodable {
    let nulls: Int?
    let distinct: Int?

    private struct Counts: Decodable {
      let nulls: Int?
      let distinct: Int?

      enum CodingKeys: String, CodingKey {
        case nulls = "NumberOfNulls"
        case distinct = "NumberOfDistinctValues"
      }
    }

    private enum Kind: String, CodingKey, CaseIterable {
      case boolean = "BooleanColumnStatisticsData"
      case date = "DateColumnStatisticsData"
      case decimal = "DecimalColumnStatisticsData"
      case double = "DoubleColumnStatisticsData"
      case long = "LongColumnStatisticsData"
      case string = "StringColumnStatisticsData"
      case binary = "BinaryColumnStatisticsData"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Kind.self)
      var counts: Counts?
      for kind in Kind.allCases where container.contains(kind) {
        counts = try container.decode(Counts.self, forKey: kind)
      }
      nulls = counts?.nulls
      distinct = counts?.distinct
    }
  }

  /// The statistics as the profile of a batch; `nil` where the rows were not counted.
  var profile: TableProfile? {
    guard let recordCount else { return nil }
    return TableProfile(
      rows: recordCount,
      columns: columns.map {
        ColumnProfile(
          name: $0.name, values: .parses([.string]), nulls: $0.data.nulls,
          distinct: $0.data.distinct)
      })
  }
}
