import Incidents

/// Whether text fits a type of the catalog that text does not show by itself.
struct CatalogFit {
  /// The catalog's type.
  let type: ColumnType

  /// `nil` for the types that every list of types names anyway.
  init?(_ type: ColumnType) {
    switch type {
    case .tinyint, .smallint, .float, .decimal, .other: self.type = type
    case .boolean, .int, .bigint, .double, .date, .timestamp, .string, .binary: return nil
    }
  }

  /// Whether one value fits.
  func holds(_ cell: Span<UInt8>, _ kind: CellKind, _ number: CellText.Number?) -> Bool {
    switch type {
    case .tinyint: isInteger(number, in: Int64(Int8.min)...Int64(Int8.max))
    case .smallint: isInteger(number, in: Int64(Int16.min)...Int64(Int16.max))
    case .float: number != nil
    case .decimal(let precision, let scale):
      number != nil && isDecimal(cell, precision: precision, scale: scale)
    case .other(let text): isNested(kind, text)
    case .boolean, .int, .bigint, .double, .date, .timestamp, .string, .binary: false
    }
  }

  private func isInteger(_ number: CellText.Number?, in range: ClosedRange<Int64>) -> Bool {
    guard case .integer(let value) = number else { return false }
    return range.contains(value)
  }

  private func isDecimal(_ cell: Span<UInt8>, precision: Int, scale: Int) -> Bool {
    guard let shape = NumberShape(cell), !shape.hasExponent else { return false }
    return shape.places <= scale && shape.wholeDigits <= precision - scale
  }

  /// We do not look into nested types: an object is any struct or map, an array any array. A field
  /// of CSV may spell one in ways that only its reader knows.
  private func isNested(_ kind: CellKind, _ text: String) -> Bool {
    switch kind {
    case .field: true
    case .object: !text.hasPrefix("array")
    case .array: !text.hasPrefix("struct") && !text.hasPrefix("map")
    case .text, .number, .boolean, .stored: false
    }
  }
}
