import Incidents

/// A Parquet file: its footer, and on demand the values of its pages.
///
/// Source: apache/parquet-format, `README.md` and `parquet.thrift`.
struct ParquetFile {
  private let store: any ByteStore
  /// The bytes of the footer, and their place in the file.
  private let bytes: [UInt8]
  private let start: Int
  private var schema: [ParquetElement] = []
  private var groups: [RowGroup] = []
  private(set) var rows = -1

  /// The metadata of one row group.
  private struct RowGroup {
    var chunks: [ParquetChunk] = []
    var rows: Int?
  }

  init(_ bytes: [UInt8]) throws(ReadFailure) {
    try self.init(HeldObject(bytes))
  }

  /// Reads the footer, and checks that what it speaks of lies in the file.
  init(_ store: any ByteStore) throws(ReadFailure) {
    self.store = store
    let footer = try Self.footer(of: store)
    bytes = try store.bytes(footer)
    start = footer.lowerBound
    var reader = ThriftReader(bytes, in: 0..<bytes.count)
    do throws(ReadFailure) {
      try readMetadata(&reader)
    } catch {
      throw error.shifted(by: start)
    }
    guard rows >= 0, !schema.isEmpty else {
      throw .damaged("the footer says no schema or no rows", offset: footer.lowerBound)
    }
    var total = 0
    for group in groups { total &+= group.rows ?? 0 }
    guard total == rows else {
      throw .damaged("the row groups hold \(total) rows, the footer says \(rows)")
    }
    try checkPlaces(before: footer.lowerBound)
  }

  /// The figures that the footer holds.
  func profile() throws(ReadFailure) -> TableProfile {
    let columns = try columns()
    return TableProfile(
      rows: rows, columns: columns.map { profile(of: $0.column, $0.chunks) })
  }

  /// The columns with what the footer says of them in each row group; nothing for nested ones.
  func columns() throws(ReadFailure) -> [(column: ParquetColumn, chunks: [ParquetChunk])] {
    let columns = try ParquetSchema(schema).columns()
    let leaves = columns.reduce(0) { $0 + $1.leafCount }
    for group in groups where group.chunks.count != leaves {
      throw .damaged("a row group has \(group.chunks.count) columns, the schema has \(leaves)")
    }
    var found: [(column: ParquetColumn, chunks: [ParquetChunk])] = []
    var leaf = 0
    for column in columns {
      found.append((column, column.leaf == nil ? [] : groups.map { $0.chunks[leaf] }))
      leaf += column.leafCount
    }
    return found
  }

  /// Reads the values of one plain column into its tally.
  func read(
    _ chunks: [ParquetChunk], of leaf: ParquetLeaf, as column: Int,
    into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    for (chunk, group) in zip(chunks, groups) {
      guard chunk.values == group.rows else {
        throw .damaged("a column has \(chunk.values) values in \(group.rows ?? 0) rows")
      }
      if chunk.values == 0 { continue }
      var pages = try ParquetPages(chunk, of: leaf, in: store, column: column)
      try pages.read(into: &table)
    }
  }

  private func profile(of column: ParquetColumn, _ chunks: [ParquetChunk]) -> ColumnProfile {
    guard let leaf = column.leaf else {
      return ColumnProfile(name: column.name, values: .declared(column.type))
    }
    if leaf.meaning == .nothing {
      let types = TypeSet.everything.types(fitting: nil)
      return ColumnProfile(name: column.name, values: .parses(types), nulls: rows)
    }
    let figures = ParquetFigures(of: chunks, rows: rows, leaf: leaf, in: bytes)
    return ColumnProfile(
      name: column.name, values: .declared(column.type),
      nulls: leaf.isRequired ? 0 : figures.nulls,
      distinct: figures.distinct, minimum: figures.minimum, maximum: figures.maximum)
  }

  // The layout is: magic, pages, footer, length of the footer in 4 bytes, magic.
  private static func footer(of store: any ByteStore) throws(ReadFailure) -> Range<Int> {
    let magic = Array("PAR1".utf8)
    guard store.size > 0 else { throw .damaged("the file is empty", offset: 0) }
    let head = try store.bytes(0..<min(4, store.size))
    guard head == magic || head == Array("PARE".utf8) else {
      throw .damaged("the file does not begin as Parquet does, with PAR1", offset: 0)
    }
    let tail = store.size >= 12 ? try store.bytes((store.size - 8)..<store.size) : []
    if tail.suffix(4).elementsEqual("PARE".utf8) { throw .unread("the footer is encrypted") }
    guard tail.suffix(4).elementsEqual(magic) else {
      throw .damaged("the file ends early: it has no Parquet footer", offset: store.size)
    }
    let end = store.size - 8
    let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length > 0, length <= end - 4 else {
      throw .damaged("the footer's length \(length) does not fit the file", offset: end)
    }
    guard length <= ProfileLimits.footerBytes else {
      throw .unread("the footer is longer than \(ProfileLimits.footerBytes) bytes")
    }
    return (end - length)..<end
  }

  private mutating func readMetadata(_ reader: inout ThriftReader) throws(ReadFailure) {
    var (schema, groups, rows) = (self.schema, self.groups, self.rows)
    let bytes = bytes
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 2:
        try reader.readList(field, of: .structure) { (reader) throws(ReadFailure) in
          guard schema.count < ProfileLimits.columns * 8 else {
            throw .unread("the schema has more than \(schema.count) elements")
          }
          schema.append(try ParquetElement(&reader, in: bytes))
        }
      case 3: rows = try reader.readInteger(field, in: 0...Int64(ProfileLimits.rows))
      case 4:
        try reader.readList(field, of: .structure) { (reader) throws(ReadFailure) in
          groups.append(try Self.readGroup(&reader))
        }
      default: try reader.skip(field)
      }
    }
    (self.schema, self.groups, self.rows) = (schema, groups, rows)
  }

  private static func readGroup(_ reader: inout ThriftReader) throws(ReadFailure) -> RowGroup {
    var group = RowGroup()
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1:
        try reader.readList(field, of: .structure) { (reader) throws(ReadFailure) in
          group.chunks.append(try ParquetChunk(&reader))
        }
      case 3: group.rows = try reader.readInteger(field, in: 0...Int64(ProfileLimits.rows))
      default: try reader.skip(field)
      }
    }
    guard group.rows != nil else { throw reader.malformed("a row group without rows") }
    return group
  }

  /// A file whose middle is missing can have a sound footer; its pages then end inside the footer.
  private func checkPlaces(before footer: Int) throws(ReadFailure) {
    for chunk in groups.lazy.flatMap(\.chunks) where !chunk.isElsewhere && chunk.values > 0 {
      guard chunk.start >= 4, chunk.start <= footer, chunk.size <= footer - chunk.start else {
        throw .damaged("a column's pages do not lie in the file", offset: footer)
      }
    }
  }
}
