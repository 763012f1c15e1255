/// The figures of the rows of one object, or of all objects of one batch.
public struct TableProfile: Sendable, Hashable, Codable {
  public let rows: Int
  /// The columns in the order of the data.
  public let columns: [ColumnProfile]
  /// How many rows are the same as an earlier one, cell by cell; `nil` where nobody looked.
  public let duplicateRows: Int?
  /// Which batch it is; what is not known of it is `nil`.
  public let origin: BatchOrigin

  public init(
    rows: Int, columns: [ColumnProfile], duplicateRows: Int? = nil,
    origin: BatchOrigin = BatchOrigin()
  ) {
    self.rows = rows
    self.columns = columns
    self.duplicateRows = duplicateRows
    self.origin = origin
  }

  /// The same figures, as those of the batch with a name; `nil` where it has none.
  public func named(_ name: String?) -> TableProfile {
    TableProfile(
      rows: rows, columns: columns, duplicateRows: duplicateRows,
      origin: BatchOrigin(
        name: name, arrived: origin.arrived, bytes: origin.bytes, digest: origin.digest))
  }

  /// The profile of the column with a name, compared by bytes.
  public func column(_ name: String) -> ColumnProfile? {
    columns.first { $0.name == name }
  }
}

/// Which batch of a table figures are of.
public struct BatchOrigin: Sendable, Hashable, Codable {
  /// The name of the batch, as `day=2013-04-18`.
  public let name: String?
  /// When it arrived.
  public let arrived: Timestamp?
  /// The size of its objects as stored.
  public let bytes: Int?
  /// What tells its content from any other.
  public let digest: String?

  public init(
    name: String? = nil, arrived: Timestamp? = nil, bytes: Int? = nil, digest: String? = nil
  ) {
    self.name = name
    self.arrived = arrived
    self.bytes = bytes
    self.digest = digest
  }
}
