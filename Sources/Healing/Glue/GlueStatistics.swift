package import Incidents

/// Column statistics of one batch, as the catalog keeps them (`GetColumnStatisticsForTable`).
///
/// What the catalog does not say stays unknown. Its column types are a crawler's guess, so no type
/// is taken from them; and it estimates different values by a sketch.
package struct GlueStatistics: Decodable, Sendable {
  let recordCount: Int?
  package var columns: [ColumnStatistics]

  package init(recordCount: Int?, columns: [ColumnStatistics]) {
    self.recordCount = recordCount
    self.columns = columns
  }

  enum CodingKeys: String, CodingKey {
    case recordCount = "RecordCount"
    case columns = "ColumnStatisticsList"
  }

  package struct ColumnStatistics: Decodable, Sendable {
    let name: String
    let data: Figures

    enum CodingKeys: String, CodingKey {
      case name = "ColumnName"
      case data = "StatisticsData"
    }
  }

  /// The figures of one column, whatever its type.
  struct Figures: Decodable, Sendable {
    private(set) var nulls: Int?
    private(set) var distinct: Int?
    private(set) var minimum: ColumnProfile.Scalar?
    private(set) var maximum: ColumnProfile.Scalar?

    private enum Kind: String, CodingKey, CaseIterable {
      case boolean = "BooleanColumnStatisticsData"
      case date = "DateColumnStatisticsData"
      case decimal = "DecimalColumnStatisticsData"
      case double = "DoubleColumnStatisticsData"
      case long = "LongColumnStatisticsData"
      case string = "StringColumnStatisticsData"
      case binary = "BinaryColumnStatisticsData"
    }

    private enum Key: String, CodingKey {
      case nulls = "NumberOfNulls"
      case distinct = "NumberOfDistinctValues"
      case trues = "NumberOfTrues"
      case falses = "NumberOfFalses"
      case minimum = "MinimumValue"
      case maximum = "MaximumValue"
    }

    init(from decoder: any Decoder) throws {
      let kinds = try decoder.container(keyedBy: Kind.self)
      for kind in Kind.allCases where kinds.contains(kind) {
        let fields = try kinds.nestedContainer(keyedBy: Key.self, forKey: kind)
        nulls = try fields.decodeIfPresent(Int.self, forKey: .nulls)
        distinct = try fields.decodeIfPresent(Int.self, forKey: .distinct)
        switch kind {
        case .long:
          minimum = try fields.decodeIfPresent(Int64.self, forKey: .minimum).map { .integer($0) }
          maximum = try fields.decodeIfPresent(Int64.self, forKey: .maximum).map { .integer($0) }
        case .double:
          minimum = try fields.decodeIfPresent(Double.self, forKey: .minimum).map { .number($0) }
          maximum = try fields.decodeIfPresent(Double.self, forKey: .maximum).map { .number($0) }
        case .boolean:
          let trues = try fields.decodeIfPresent(Int.self, forKey: .trues)
          let falses = try fields.decodeIfPresent(Int.self, forKey: .falses)
          if let trues, let falses { distinct = min(trues, 1) + min(falses, 1) }
        // Dates and decimals come in forms that differ from tool to tool, bytes have no order, and
        // of lengths the smallest is never told.
        case .date, .decimal, .string, .binary: break
        }
      }
    }

    fileprivate func profile(_ name: String) -> ColumnProfile {
      ColumnProfile(
        name: name, values: .parses([.string]), nulls: nulls, distinct: distinct,
        isDistinctExact: false, minimum: minimum, maximum: maximum)
    }
  }

  /// The statistics as the profile of a batch; `nil` where the rows were not counted.
  package var profile: TableProfile? {
    guard let recordCount else { return nil }
    return TableProfile(rows: recordCount, columns: columns.map { $0.data.profile($0.name) })
  }
}
