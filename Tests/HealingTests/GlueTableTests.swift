import Foundation
import Healing
import Incidents
import Testing

/// Tables of the catalog, which others write, too.
@Suite struct GlueTableTests {
  private static let text = """
    {
      "Name": "raw_flights", "DatabaseName": "flights", "CreateTime": 1700000000.25,
      "Owner": "hadoop", "Retention": 0, "IsRegisteredWithLakeFormation": false,
      "CatalogId": "123456789012", "FederatedTable": null, "Rank": 9223372036854775807,
      "Size": 18446744073709551615, "Share": 0.1, "ViewDefinition": {"Depth": [1, [2.5, "x"], {}]},
      "PartitionKeys": [{"Name": "day", "Type": "string", "Comment": "of departure"}],
      "StorageDescriptor": {
        "Columns": [
          {"Name": "flight", "Type": "int", "Comment": "its number", "Parameters": {"a": "b"}},
          {"Name": "dest", "Type": "string"}
        ],
        "Location": "s3://lake/flights/", "Compressed": true, "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": "x.y.Z", "Parameters": {"separatorChar": ","}},
        "SortColumns": []
      },
      "Parameters": {"classification": "csv"}
    }
    """

  private static func table() throws -> GlueTable {
    try JSONDecoder().decode(GlueTable.self, from: Data(text.utf8))
  }

  /// A table as the trees that are compared.
  private static func tree(_ table: GlueTable) throws -> NSDictionary {
    try tree(JSONEncoder().encode(table))
  }

  private static func tree(_ bytes: Data) throws -> NSDictionary {
    try #require(
      try JSONSerialization.jsonObject(with: bytes) as? NSDictionary)
  }

  @Test func `is written as it was read, with all that nobody here knows`() throws {
    #expect(try Self.tree(Self.table()) == Self.tree(Data(Self.text.utf8)))
  }

  @Test func `keeps what it does not know when parameters and columns change`() throws {
    var changed = try Self.table()
    changed.parameters = ["classification": "csv", "kintsugi.attempt": "inc-1.1.0"]
    changed.storageDescriptor = changed.storageDescriptor.setting(columns: [
      Column(name: "flight", type: ColumnType(catalog: "bigint")),
      Column(name: "gate", type: ColumnType(catalog: "string")),
    ])
    // A column that stays keeps its comment; a new one has none.
    let wanted = Self.text
      .replacing("\"csv\"", with: "\"csv\", \"kintsugi.attempt\": \"inc-1.1.0\"")
      .replacing("\"flight\", \"Type\": \"int\"", with: "\"flight\", \"Type\": \"bigint\"")
      .replacing("\"dest\"", with: "\"gate\"")
    #expect(try Self.tree(changed) == Self.tree(Data(wanted.utf8)))
  }
}
