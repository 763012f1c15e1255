public import Incidents

/// A table of the catalog, as `GetTableVersions` answers.
///
/// What it does not know of a table, it keeps: who writes a version writes the whole table.
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
  private var others = UnknownFields.none

  /// Where the table's data are, and what is in them.
  public struct Storage: Codable, Sendable {
    public var columns: [GlueColumn]
    public var location: String?
    private var others = UnknownFields.none

    enum CodingKeys: String, CodingKey, CaseIterable {
      case columns = "Columns"
      case location = "Location"
    }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      columns = try fields.decode([GlueColumn].self, forKey: .columns)
      location = try fields.decodeIfPresent(String.self, forKey: .location)
      others = try UnknownFields(of: decoder, besides: CodingKeys.self)
    }

    public func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(columns, forKey: .columns)
      try fields.encodeIfPresent(location, forKey: .location)
      try others.encode(to: encoder)
    }

    /// The storage with other columns; one whose name stays keeps what is known of it besides.
    public func setting(columns wanted: [Column]) -> Storage {
      var changed = self
      changed.columns = wanted.map { column in
        columns.first { $0.name == column.name }?.setting(column.type) ?? GlueColumn(column)
      }
      return changed
    }
  }

  /// One column, as the catalog writes it.
  public struct GlueColumn: Codable, Sendable {
    public var name: String
    public var type: String?
    private var others = UnknownFields.none

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name = "Name"
      case type = "Type"
    }

    public init(_ column: Column) {
      name = column.name
      type = column.type.catalogText
    }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      name = try fields.decode(String.self, forKey: .name)
      type = try fields.decodeIfPresent(String.self, forKey: .type)
      others = try UnknownFields(of: decoder, besides: CodingKeys.self)
    }

    public func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(name, forKey: .name)
      try fields.encodeIfPresent(type, forKey: .type)
      try others.encode(to: encoder)
    }

    fileprivate func setting(_ type: ColumnType) -> GlueColumn {
      var changed = self
      changed.type = type.catalogText
      return changed
    }

    var column: Column { Column(name: name, type: ColumnType(catalog: type ?? "string")) }
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name = try fields.decode(String.self, forKey: .name)
    databaseName = try fields.decode(String.self, forKey: .databaseName)
    createTime = try fields.decodeIfPresent(Double.self, forKey: .createTime)
    updateTime = try fields.decodeIfPresent(Double.self, forKey: .updateTime)
    storageDescriptor = try fields.decode(Storage.self, forKey: .storageDescriptor)
    partitionKeys = try fields.decodeIfPresent([GlueColumn].self, forKey: .partitionKeys)
    tableType = try fields.decodeIfPresent(String.self, forKey: .tableType)
    parameters = try fields.decodeIfPresent([String: String].self, forKey: .parameters)
    versionID = try fields.decodeIfPresent(String.self, forKey: .versionID)
    others = try UnknownFields(of: decoder, besides: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(databaseName, forKey: .databaseName)
    try fields.encodeIfPresent(createTime, forKey: .createTime)
    try fields.encodeIfPresent(updateTime, forKey: .updateTime)
    try fields.encode(storageDescriptor, forKey: .storageDescriptor)
    try fields.encodeIfPresent(partitionKeys, forKey: .partitionKeys)
    try fields.encodeIfPresent(tableType, forKey: .tableType)
    try fields.encodeIfPresent(parameters, forKey: .parameters)
    try fields.encodeIfPresent(versionID, forKey: .versionID)
    try others.encode(to: encoder)
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
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

  /// The table as `UpdateTable` takes it: without what the catalog itself keeps of it.
  public struct Input: Encodable, Sendable {
    private let table: GlueTable

    fileprivate init(_ table: GlueTable) { self.table = table }

    /// What the catalog takes besides the fields that are known here.
    private static let others: Set<String> = [
      "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention",
      "ViewOriginalText", "ViewExpandedText", "TargetTable", "ViewDefinition",
    ]

    public func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(table.name, forKey: .name)
      try fields.encode(table.storageDescriptor, forKey: .storageDescriptor)
      try fields.encodeIfPresent(table.partitionKeys, forKey: .partitionKeys)
      try fields.encodeIfPresent(table.tableType, forKey: .tableType)
      try fields.encodeIfPresent(table.parameters, forKey: .parameters)
      try table.others.encode(to: encoder, only: Self.others)
    }
  }

  public var input: Input { Input(self) }

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

/// The answer of `GetTableVersions`, newest first; one page, or several put together.
public struct GlueTableVersions: Decodable, Sendable {
  public var tableVersions: [Entry]
  public let nextToken: String?

  /// One version.
  public struct Entry: Decodable, Sendable {
    public let table: GlueTable
    public let versionID: String?

    enum CodingKeys: String, CodingKey {
      case table = "Table"
      case versionID = "VersionId"
    }
  }

  enum CodingKeys: String, CodingKey {
    case tableVersions = "TableVersions"
    case nextToken = "NextToken"
  }

  /// The versions, newest first by their numbers.
  public var versions: [TableVersion] {
    TableVersion.withoutSeams(
      tableVersions.map { $0.table.version(id: $0.versionID) }
        .sorted { (Int($0.id) ?? 0) > (Int($1.id) ?? 0) })
  }
}
