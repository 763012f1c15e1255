import Incidents

/// The figures of one plain column over all row groups.
struct ParquetFigures {
  private(set) var nulls: Int?
  private(set) var distinct: Int?
  private(set) var minimum: ColumnProfile.Scalar?
  private(set) var maximum: ColumnProfile.Scalar?

  /// Sums and compares what the row groups say. What one of them leaves out is `nil`, and so is a
  /// count beyond the table's `rows`.
  init(of chunks: [ParquetChunk], rows: Int, leaf: ParquetLeaf, in bytes: [UInt8]) {
    nulls = Self.sum(chunks.map(\.nulls)).flatMap { $0 <= rows ? $0 : nil }
    distinct = chunks.count == 1 ? chunks[0].distinct.flatMap { $0 <= rows ? $0 : nil } : nil
    // A row group in which every value is null has no smallest value, and needs none.
    let filled = chunks.filter { $0.nulls != $0.values }
    let hasSign = leaf.hasSign
    let lows = filled.map { chunk in
      (chunk.minimum ?? (hasSign ? chunk.oldMinimum : nil)).flatMap { leaf.value(bytes[$0]) }
    }
    let highs = filled.map { chunk in
      (chunk.maximum ?? (hasSign ? chunk.oldMaximum : nil)).flatMap { leaf.value(bytes[$0]) }
    }
    minimum = Self.extreme(of: lows) { $0 < $1 }.flatMap(leaf.scalar)
    maximum = Self.extreme(of: highs) { $1 < $0 }.flatMap(leaf.scalar)
  }

  private static func sum(_ counts: [Int?]) -> Int? {
    var sum = 0
    for count in counts {
      guard let count else { return nil }
      let (total, isTooLarge) = sum.addingReportingOverflow(count)
      if isTooLarge { return nil }
      sum = total
    }
    return sum
  }

  private static func extreme(
    of values: [ParquetValue?], by isBefore: (ParquetValue, ParquetValue) -> Bool
  ) -> ParquetValue? {
    let known = values.compactMap(\.self)
    return known.count == values.count ? known.min(by: isBefore) : nil
  }
}

/// A value of the statistics, in a form that can be compared with others of its column.
enum ParquetValue: Comparable {
  case integer(Int64)
  case number(Double)
  case text([UInt8])

  static func < (first: ParquetValue, second: ParquetValue) -> Bool {
    switch (first, second) {
    case (.integer(let first), .integer(let second)): first < second
    case (.number(let first), .number(let second)): first < second
    case (.text(let first), .text(let second)): first.lexicographicallyPrecedes(second)
    // Values of one column are of one case.
    case (.integer, _), (.number, _), (.text, _): false
    }
  }
}

extension ParquetLeaf {
  /// Whether the order of values is that of signed numbers, which old statistics took for all.
  fileprivate var hasSign: Bool {
    switch physical {
    case .int32, .int64, .float, .double:
      if case .integer(_, isSigned: false) = meaning { false } else { true }
    case .boolean, .int96, .bytes, .fixedBytes: false
    }
  }

  /// Reads a value as the statistics store it; `nil` for what has no order that we tell of.
  fileprivate func value(_ bytes: ArraySlice<UInt8>) -> ParquetValue? {
    switch (physical, meaning) {
    case (.int32, .integer(_, isSigned: false)) where bytes.count == 4:
      return .integer(Int64(Self.littleEndian(bytes)))
    case (.int64, .integer(_, isSigned: false)) where bytes.count == 8:
      let bits = Self.littleEndian(bytes)
      return .number(Double(bits))
    case (.int32, _) where bytes.count == 4:
      return .integer(Int64(Int32(truncatingIfNeeded: Self.littleEndian(bytes))))
    case (.int64, _) where bytes.count == 8:
      return .integer(Int64(bitPattern: Self.littleEndian(bytes)))
    case (.float, _) where bytes.count == 4:
      let bits = UInt32(truncatingIfNeeded: Self.littleEndian(bytes))
      return Self.finite(Double(Float(bitPattern: bits)))
    case (.double, _) where bytes.count == 8:
      return Self.finite(Double(bitPattern: Self.littleEndian(bytes)))
    case (.bytes, .text) where bytes.count <= ProfileLimits.scalarBytes:
      return .text(Array(bytes))
    case (.bytes, .decimal), (.fixedBytes, .decimal):
      return Self.bigEndian(bytes)
    default: return nil
    }
  }

  /// The value as a person reads it: times in ISO 8601.
  fileprivate func scalar(_ value: ParquetValue) -> ColumnProfile.Scalar? {
    switch (value, meaning) {
    case (.integer(let days), .date):
      return CalendarText.date(days: days).map { .text($0) }
    case (.integer(let units), .timestamp(let unitsPerSecond, let isUTC)):
      return CalendarText.timestamp(units, unitsPerSecond: unitsPerSecond, isUTC: isUTC)
        .map { .text($0) }
    case (.integer(let digits), .decimal(_, let scale)):
      return .number(Self.scaled(Double(digits), scale))
    case (.number(let digits), .decimal(_, let scale)):
      return .number(Self.scaled(digits, scale))
    case (_, .named), (_, .nothing): return nil
    case (.integer(let value), _): return .integer(value)
    case (.number(let value), _): return .number(value)
    case (.text(let bytes), _):
      return String(validating: bytes, as: UTF8.self).map { .text($0) }
    }
  }

  private static func finite(_ value: Double) -> ParquetValue? {
    value.isFinite ? .number(value) : nil
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A two's complement number of at most 16 bytes, which is 38 digits, as a double.
  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> ParquetValue? {
    guard let first = bytes.first, bytes.count <= 16 else { return nil }
    let start = first < 0x80 ? 0.0 : -1.0
    return .number(bytes.reduce(start) { $0 * 256 + Double($1) })
  }
}
