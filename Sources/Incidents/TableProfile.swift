/// The figures of the rows of one object, or of all objects of one batch.
public struct TableProfile: Sendable, Hashable, Codable {
  public let rows: Int
  /// The columns in the order of the data.
  public let columns: [ColumnProfile]
  /// How many rows are the same as an earlier one, cell by cell; `nil` where nobody looked.
  public let duplicateRows: Int?

  public init(rows: Int, columns: [ColumnProfile], duplicateRows: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.duplicateRows = duplicateRows
  }

  /// The profile of the column with a name, compared by bytes.
  public func column(_ name: String) -> ColumnProfile? {
    columns.first { $0.name == name }
  }
}
