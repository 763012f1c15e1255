import Incidents

/// What the values of one column of values are: how they are stored and what they mean.
struct ParquetLeaf: Equatable {
  /// The storage, in the order of `parquet.thrift`.
  enum Physical: Int {
    case boolean, int32, int64, int96, float, double, bytes, fixedBytes
  }

  /// The meaning of a stored value.
  enum Meaning: Equatable {
    /// What the storage says.
    case plain
    case text
    case integer(bits: Int, isSigned: Bool)
    case decimal(precision: Int, scale: Int)
    case date
    /// `unitsPerSecond` is a power of ten.
    case timestamp(unitsPerSecond: Int64, isUTC: Bool)
    case named(String)
    /// A column that only ever holds nulls.
    case nothing
  }

  let physical: Physical
  let meaning: Meaning
  let isRequired: Bool
  /// The bytes of a value of fixed length.
  let width: Int

  init(_ element: ParquetElement) throws(ReadFailure) {
    guard let physical = element.physical.flatMap(Physical.init) else {
      throw .damaged("the footer is malformed: a column without a type")
    }
    self.physical = physical
    isRequired = element.repetition == 0
    width = element.width ?? 0
    meaning =
      Self.meaning(of: element.logical, element)
      ?? Self.meaning(converted: element.converted, element) ?? .plain
  }

  /// The type in the words of the catalog, as Spark and Hive map it.
  var type: ColumnType {
    switch meaning {
    case .plain: plainType
    case .text, .nothing: .string
    case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
    case .date: .date
    case .timestamp: .timestamp
    case .named("float16"): .float
    case .named(let name): .other(name)
    case .integer(let bits, let isSigned): Self.type(bits: bits, isSigned: isSigned)
    }
  }

  private var plainType: ColumnType {
    switch physical {
    case .boolean: .boolean
    case .int32: .int
    case .int64: .bigint
    case .int96: .timestamp
    case .float: .float
    case .double: .double
    case .bytes, .fixedBytes: .binary
    }
  }

  /// The catalog knows no unsigned numbers: each goes into the next wider type.
  private static func type(bits: Int, isSigned: Bool) -> ColumnType {
    switch (bits, isSigned) {
    case (...8, true): .tinyint
    case (...16, true), (...8, false): .smallint
    case (...32, true), (...16, false): .int
    case (_, true), (...32, false): .bigint
    case (_, false): .decimal(precision: 20, scale: 0)
    }
  }

  private static func meaning(
    of logical: ParquetLogical?, _ element: ParquetElement
  ) -> Meaning? {
    guard let logical else { return nil }
    switch logical.member {
    case 1, 4, 12: return .text
    case 5:
      return .decimal(precision: logical.precision ?? 38, scale: logical.scale ?? 0)
    case 6: return .date
    case 7: return .named("time")
    case 8:
      let units: Int64 = logical.unit == 1 ? 1_000 : logical.unit == 2 ? 1_000_000 : 1_000_000_000
      return .timestamp(unitsPerSecond: units, isUTC: logical.isUTC)
    case 10: return .integer(bits: logical.bits, isSigned: logical.isSigned)
    case 11: return .nothing
    case 15: return .named("float16")
    default: return nil
    }
  }

  private static func meaning(converted: Int?, _ element: ParquetElement) -> Meaning? {
    switch converted {
    case 0, 4, 19: .text
    case 5: .decimal(precision: element.precision ?? 38, scale: element.scale ?? 0)
    case 6: .date
    case 7, 8: .named("time")
    case 9: .timestamp(unitsPerSecond: 1_000, isUTC: true)
    case 10: .timestamp(unitsPerSecond: 1_000_000, isUTC: true)
    case 11: .integer(bits: 8, isSigned: false)
    case 12: .integer(bits: 16, isSigned: false)
    case 13: .integer(bits: 32, isSigned: false)
    case 14: .integer(bits: 64, isSigned: false)
    case 15: .integer(bits: 8, isSigned: true)
    case 16: .integer(bits: 16, isSigned: true)
    case 17: .integer(bits: 32, isSigned: true)
    case 18: .integer(bits: 64, isSigned: true)
    case 21: .named("interval")
    default: nil
    }
  }
}
