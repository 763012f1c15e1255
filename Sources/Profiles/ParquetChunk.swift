import Incidents

/// What a footer says of one column in one row group.
struct ParquetChunk {
  /// The first byte of its pages, and how many there are.
  private(set) var start = -1
  private(set) var size = -1
  /// The pages lie in another file.
  private(set) var isElsewhere = false
  private(set) var values = -1
  /// How the pages are compressed, as `parquet.thrift` counts.
  private(set) var codec = -1
  private(set) var nulls: Int?
  private(set) var distinct: Int?
  /// The smallest and largest value as bytes in the file, exact.
  private(set) var minimum: Range<Int>?
  private(set) var maximum: Range<Int>?
  /// The same from writers before 2017, right only for what has a sign.
  private(set) var oldMinimum: Range<Int>?
  private(set) var oldMaximum: Range<Int>?

  /// Reads a `ColumnChunk`.
  init(_ reader: inout ThriftReader) throws(ReadFailure) {
    var chunk = Self()
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1:
        _ = try reader.readBinary(field)
        chunk.isElsewhere = true
      case 3:
        try reader.expect(field, .structure)
        try chunk.readMetadata(&reader)
      default: try reader.skip(field)
      }
    }
    guard chunk.start >= 0, chunk.size >= 0, chunk.values >= 0 else {
      throw reader.malformed("a column without its metadata")
    }
    self = chunk
  }

  private init() {}

  private mutating func readMetadata(_ reader: inout ThriftReader) throws(ReadFailure) {
    var chunk = self
    var dictionary: Int?
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 4: chunk.codec = try reader.readInteger(field, in: 0...255)
      case 5: chunk.values = try reader.readInteger(field, in: 0...Int64.max)
      case 7: chunk.size = try reader.readInteger(field, in: 0...Int64.max)
      case 9: chunk.start = try reader.readInteger(field, in: 0...Int64.max)
      case 11: dictionary = try reader.readInteger(field, in: 0...Int64.max)
      case 12:
        try reader.expect(field, .structure)
        try chunk.readStatistics(&reader)
      default: try reader.skip(field)
      }
    }
    // Some writers say 0 where there is no dictionary.
    if let dictionary, dictionary > 0, chunk.start >= 0 {
      chunk.start = min(chunk.start, dictionary)
    }
    self = chunk
  }

  private mutating func readStatistics(_ reader: inout ThriftReader) throws(ReadFailure) {
    var chunk = self
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1: chunk.oldMaximum = try reader.readBinary(field)
      case 2: chunk.oldMinimum = try reader.readBinary(field)
      case 3: chunk.nulls = try reader.readInteger(field, in: 0...Int64.max)
      case 4: chunk.distinct = try reader.readInteger(field, in: 0...Int64.max)
      case 5: chunk.maximum = try reader.readBinary(field)
      case 6: chunk.minimum = try reader.readBinary(field)
      case 7: if !(try reader.readBoolean(field)) { chunk.maximum = nil }
      case 8: if !(try reader.readBoolean(field)) { chunk.minimum = nil }
      default: try reader.skip(field)
      }
    }
    self = chunk
  }
}
