/// What one object of a batch holds: its columns and figures, or why it cannot be read.
public struct ObjectProfile: Sendable, Hashable, Codable {
  /// The object's key in its store: opaque, and hostile.
  public let key: String
  /// The object's size as stored, in bytes.
  public let bytes: Int
  public let content: Content

  /// What came out of reading the object to its end.
  public enum Content: Sendable, Hashable, Codable {
    /// The object is what it should be.
    case table(TableProfile)
    /// The object cannot be read as what it should be.
    case unreadable(Damage)
    /// The object may be well, but was not read to its end, so nothing is known; why, in words as
    /// `the object inflates to more than 536870912 bytes`.
    case unread(String)
  }

  public init(key: String, bytes: Int, content: Content) {
    self.key = key
    self.bytes = bytes
    self.content = content
  }

  /// The profile of a readable object.
  public var table: TableProfile? {
    switch content {
    case .table(let profile): profile
    case .unreadable, .unread: nil
    }
  }

  /// Why an object cannot be read.
  public var damage: Damage? {
    switch content {
    case .table, .unread: nil
    case .unreadable(let damage): damage
    }
  }
}

/// Why an object cannot be read, in words and with a place.
public struct Damage: Sendable, Hashable, Codable {
  /// What is wrong, as `the gzip stream ends early`; lower case, no full stop.
  public let reason: String
  /// The line from 1 (text formats) where reading failed, when there is one.
  public let line: Int?
  /// The byte offset where reading failed, when it is known.
  public let offset: Int?

  public init(reason: String, line: Int? = nil, offset: Int? = nil) {
    self.reason = reason
    self.line = line
    self.offset = offset
  }
}

/// The figures of the rows of one object, or of all objects of one batch.
public struct TableProfile: Sendable, Hashable, Codable {
  public let rows: Int
  /// The columns in the order of the data.
  public let columns: [ColumnProfile]

  public init(rows: Int, columns: [ColumnProfile]) {
    self.rows = rows
    self.columns = columns
  }

  /// The profile of the column with a name, compared by bytes.
  public func column(_ name: String) -> ColumnProfile? {
    columns.first { $0.name == name }
  }
}

/// The figures of one column; what was not read is `nil`.
public struct ColumnProfile: Sendable, Hashable, Codable {
  public let name: String
  /// What the values of the column are.
  public let values: ValueKind
  public let nulls: Int?
  /// How many different values there are.
  public let distinct: Int?
  public let minimum: Scalar?
  public let maximum: Scalar?
  /// The mean of numbers; `nil` for other values.
  public let mean: Double?

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
    minimum: Scalar? = nil, maximum: Scalar? = nil, mean: Double? = nil
  ) {
    self.name = name
    self.values = values
    self.nulls = nulls
    self.distinct = distinct
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
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
