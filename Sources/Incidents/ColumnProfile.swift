/// The figures of one column; what was not read is `nil`.
public struct ColumnProfile: Sendable, Hashable, Codable {
  public let name: String
  /// What the values of the column are.
  public let values: ValueKind
  public let nulls: Int?
  /// How many different values there are.
  public let distinct: Int?
  /// Whether the different values were counted, not estimated by a sketch.
  public let isDistinctExact: Bool
  public let minimum: Scalar?
  public let maximum: Scalar?
  /// The mean of numbers; `nil` for other values.
  public let mean: Double?
  /// What only a full profile tells.
  public let statistics: ColumnStatistics?

  /// What is known about the type of a column's values.
  public enum ValueKind: Sendable, Hashable, Codable {
    /// The file itself says the type (Parquet).
    case declared(ColumnType)
    /// Text: the types as which every value that is not null parses, narrowest first; the last is
    /// always `string`. A column without a value parses as everything.
    case parses([ColumnType])
  }

  /// A smallest or largest value.
  public enum Scalar: Sendable, Hashable, Codable {
    case integer(Int64)
    case number(Double)
    case text(String)
  }

  public init(
    name: String, values: ValueKind, nulls: Int? = nil, distinct: Int? = nil,
    isDistinctExact: Bool = true, minimum: Scalar? = nil, maximum: Scalar? = nil,
    mean: Double? = nil, statistics: ColumnStatistics? = nil
  ) {
    self.name = name
    self.values = values
    self.nulls = nulls
    self.distinct = distinct
    self.isDistinctExact = isDistinctExact
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.statistics = statistics
  }

  /// The type that the data have, seen from what the catalog says.
  ///
  /// Text fits the catalog's type when every value parses as it; otherwise its type is the
  /// narrowest that holds all values. A file that declares a type is taken at its word.
  public func observedType(catalog: ColumnType?) -> ColumnType {
    switch values {
    case .declared(let type): return type
    case .parses(let types):
      if let catalog, Self.holds(types, as: catalog) { return catalog }
      return types.first ?? .string
    }
  }

  /// Whether text that parses as `types` fits the catalog's type.
  private static func holds(_ types: [ColumnType], as catalog: ColumnType) -> Bool {
    if types.contains(catalog) { return true }
    switch catalog {
    case .string, .binary: return true
    case .float: return types.contains(.double)
    case .decimal: return types.contains { $0 == catalog || $0.widens(to: catalog) }
    default: return false
    }
  }
}
