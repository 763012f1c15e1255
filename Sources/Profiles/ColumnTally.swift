import Incidents

/// The figures of one column of text, cell by cell.
///
/// What a value is gets found out once per different value: a value that was seen before only adds
/// to the sum. Beyond the limit of different values every cell is looked at.
struct ColumnTally {
  /// The column's name as UTF-8.
  let name: [UInt8]
  private let fit: CatalogFit?
  private var distinct: DistinctValues
  private var types = TypeSet.undecided
  private var fitsCatalog: Bool
  private(set) var values = 0
  private var numbers = Range()
  private var texts = TextRange()

  /// `expected` is the catalog's type of the column, `count` the number of columns in the table.
  init(name: [UInt8], expected: ColumnType?, among count: Int) {
    let share = ProfileLimits.distinctValuesOfTable / max(count, 1)
    self.name = name
    fit = expected.flatMap(CatalogFit.init)
    fitsCatalog = fit != nil
    distinct = DistinctValues(limit: min(ProfileLimits.distinctValues, share))
  }

  /// Whether this is the column with a name, compared by bytes.
  func isNamed(_ other: Span<UInt8>) -> Bool {
    guard name.count == other.count else { return false }
    for index in other.indices where name[index] != other[index] { return false }
    return true
  }

  /// Takes in one value that is not null.
  mutating func add(_ cell: Span<UInt8>, kind: CellKind) {
    values += 1
    switch distinct.place(of: cell, kind: kind) {
    case .known(let index):
      numbers.sum += distinct.number(at: index)
    case .added(let index):
      if let number = examine(cell, kind), number.isFinite {
        distinct.setNumber(number, at: index)
      }
    case .refused:
      _ = examine(cell, kind)
    }
  }

  /// Finds out what a value is; returns its number when it is one.
  private mutating func examine(_ cell: Span<UInt8>, _ kind: CellKind) -> Double? {
    let number = kind == .field || kind == .number ? CellText.number(cell) : nil
    types.formIntersection(TypeSet(of: cell, kind, number))
    if fitsCatalog, let fit { fitsCatalog = fit.holds(cell, kind, number) }
    if let number, types.contains(.double) { numbers.add(number) }
    texts.add(cell)
    return number?.double
  }

  /// The figures over a table of `rows` rows; a row without a value counts as null.
  func profile(rows: Int) -> ColumnProfile {
    let shown = values == 0 ? TypeSet.everything : types
    let isNumeric = values > 0 && shown.contains(.double)
    let range = isNumeric ? numbers.scalars : isText(shown) ? texts.scalars : (nil, nil)
    let mean = isNumeric ? numbers.sum / Double(values) : nil
    return ColumnProfile(
      name: String(decoding: name, as: UTF8.self),
      values: .parses(shown.types(fitting: fitsCatalog ? fit?.type : nil)),
      nulls: rows - values, distinct: distinct.count,
      minimum: range.0, maximum: range.1,
      mean: mean.flatMap { $0.isFinite && numbers.areFinite ? $0 : nil })
  }

  /// Whether the smallest and largest text say something.
  private func isText(_ shown: TypeSet) -> Bool {
    values > 0 && shown.isDisjoint(with: [.boolean, .structure, .array])
  }

  /// The smallest and largest number, and the sum.
  private struct Range {
    var sum = 0.0
    var areFinite = true
    private var integers: ClosedRange<Int64>?
    private var doubles: ClosedRange<Double>?
    private var areWhole = true

    mutating func add(_ number: CellText.Number) {
      switch number {
      case .integer(let value):
        integers =
          min(integers?.lowerBound ?? value, value)...max(integers?.upperBound ?? value, value)
      case .real:
        areWhole = false
      }
      let value = number.double
      guard value.isFinite else {
        areFinite = false
        return
      }
      sum += value
      doubles = min(doubles?.lowerBound ?? value, value)...max(doubles?.upperBound ?? value, value)
    }

    var scalars: (ColumnProfile.Scalar?, ColumnProfile.Scalar?) {
      if areWhole, let integers {
        return (.integer(integers.lowerBound), .integer(integers.upperBound))
      }
      return (doubles.map { .number($0.lowerBound) }, doubles.map { .number($0.upperBound) })
    }
  }
}

/// The smallest and largest text of a column, by bytes.
private struct TextRange {
  private var minimum: [UInt8]?
  private var maximum: [UInt8]?

  mutating func add(_ cell: Span<UInt8>) {
    guard let low = minimum, let high = maximum else {
      minimum = Self.copy(cell)
      maximum = minimum
      return
    }
    if Self.isOrdered(cell, low.span) {
      minimum = Self.copy(cell)
    } else if Self.isOrdered(high.span, cell) {
      maximum = Self.copy(cell)
    }
  }

  var scalars: (ColumnProfile.Scalar?, ColumnProfile.Scalar?) {
    (minimum.flatMap(Self.scalar), maximum.flatMap(Self.scalar))
  }

  private static func scalar(_ bytes: [UInt8]) -> ColumnProfile.Scalar? {
    guard bytes.count <= ProfileLimits.scalarBytes else { return nil }
    return .text(String(decoding: bytes, as: UTF8.self))
  }

  private static func copy(_ cell: Span<UInt8>) -> [UInt8] {
    cell.withUnsafeBufferPointer { Array($0) }
  }

  /// Whether `first` comes before `second`.
  private static func isOrdered(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
    for index in 0..<min(first.count, second.count) where first[index] != second[index] {
      return first[index] < second[index]
    }
    return first.count < second.count
  }
}

extension TypeSet {
  /// The types as which one value parses, apart from `string`.
  fileprivate init(of cell: Span<UInt8>, _ kind: CellKind, _ number: CellText.Number?) {
    switch (kind, number) {
    case (.object, _): self = .structure
    case (.array, _): self = .array
    case (.boolean, _): self = .boolean
    case (_, .integer(let value)): self = Int32(exactly: value) == nil ? .int64 : .int32
    case (_, .real): self = .double
    case (.field, nil) where CellText.isBoolean(cell): self = .boolean
    default:
      switch CellText.time(cell) {
      case .date: self = [.date, .timestamp]
      case .timestamp: self = .timestamp
      case nil: self = []
      }
    }
  }
}
