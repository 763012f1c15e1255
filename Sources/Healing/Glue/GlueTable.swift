public import Incidents

/// A table of the catalog, as `GetTableVersions` answers.
public struct GlueTable: Codable, Sendable {
  public var name: String
  public var databaseName: String
  public var createTime: Double?
  public var updateTime: Double?
  public var storageDescriptor: Storage
  public var partitionKeys: [GlueColumn]?
  public var tableType: String?
  public var parameters: [String: String]?
  public var versionID: String?

  /// Where the table's data are, and what is in them.
  public struct Storage: Codable, Sendable {
    public var columns: [GlueColumn]
    public var location: String?

    enum CodingKeys: String, CodingKey {
      case columns = "Columns"
      case location = "Location"
    }
  }

  /// One column, as the catalog writes it.
  public struct GlueColumn: Codable, Sendable {
    public var name: String
    public var type: String?

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case type = "Type"
    }

    public init(_ column: Column) {
      name = column.name
      type = column.type.catalogText
    }

    var column: Column { Column(name: name, type: ColumnType(catalog: type ?? "string")) }
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case databaseName = "DatabaseName"
    case createTime = "CreateTime"
    case updateTime = "UpdateTime"
    case storageDescriptor = "StorageDescriptor"
    case partitionKeys = "PartitionKeys"
    case tableType = "TableType"
    case parameters = "Parameters"
    case versionID = "VersionId"
  }

  /// The table as one version in the catalog; `id` where the table itself does not say.
  public func version(id: String? = nil) -> TableVersion {
    TableVersion(
      id: id ?? versionID ?? "", columns: storageDescriptor.columns.map(\.column),
      partitionKeys: (partitionKeys ?? []).map(\.column),
      location: storageDescriptor.location ?? "",
      updated: (updateTime ?? createTime).flatMap { Timestamp(epochSeconds: $0) },
      parameters: parameters ?? [:])
  }
}

/// The answer of `GetTableVersions`, newest first.
struct GlueTableVersions: Decodable {
  let tableVersions: [Entry]

  struct Entry: Decodable {
    let table: GlueTable
    let versionID: String?

    enum CodingKeys: String, CodingKey {
      case table = "Table"
      case versionID = "VersionId"
    }
  }

  enum CodingKeys: String, CodingKey {
    case tableVersions = "TableVersions"
  }

  /// The versions, newest first by their numbers.
  var versions: [TableVersion] {
    TableVersion.withoutSeams(
      tableVersions.map { $0.table.version(id: $0.versionID) }
        .sorted { (Int($0.id) ?? 0) > (Int($1.id) ?? 0) })
  }
}
