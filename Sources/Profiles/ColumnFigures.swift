import Incidents

/// What the values of one column are and how they lie, value by value; how often a value comes is
/// an argument, so that it is looked at once where the table of values is complete.
struct ColumnFigures {
  private let fit: CatalogFit?
  private let leaf: ParquetLeaf?
  /// The types as which every value so far parses.
  private(set) var types = TypeSet.undecided
  private(set) var fitsCatalog: Bool
  private(set) var numbers = NumberFigures()
  private(set) var texts = TextRange()
  private(set) var lengths = LengthFigures()

  /// `leaf` is how Parquet stores the values, `fit` what the catalog says that text should be.
  init(fit: CatalogFit?, leaf: ParquetLeaf?) {
    self.fit = fit
    self.leaf = leaf
    fitsCatalog = fit != nil
  }

  /// Whether all values so far are numbers or times, which have quantiles.
  var isMeasured: Bool {
    leaf.map(\.isMeasured) ?? (types.contains(.double) || types.contains(.timestamp))
  }

  /// The catalog's type, where all values fit it and text does not show it by itself.
  var fitted: ColumnType? { fitsCatalog ? fit?.type : nil }

  /// The smallest and the largest number, or time as text.
  var scalars: (ColumnProfile.Scalar?, ColumnProfile.Scalar?) {
    let (low, high) = numbers.scalars
    guard let leaf else { return (low, high) }
    return (low.flatMap(leaf.shown), high.flatMap(leaf.shown))
  }

  /// Whether the values are texts and nothing else, which have shapes.
  var isShaped: Bool { leaf.map(\.isText) ?? types.isEmpty }

  /// A value as a list of frequent values shows it.
  func text(of cell: Span<UInt8>) -> String? {
    if let leaf { return leaf.text(of: cell) }
    return types.isDisjoint(with: [.structure, .array]) ? ColumnSummary.text(cell) : nil
  }

  /// Takes in a value that `times` rows have; returns it as a number, or its time in seconds.
  mutating func add(_ cell: Span<UInt8>, kind: CellKind, times: Int) -> Double? {
    if let leaf { return addStored(cell, of: leaf, times: times) }
    let number = kind == .field || kind == .number ? CellText.number(cell) : nil
    let time = number == nil && (kind == .field || kind == .text) ? CellText.time(cell) : nil
    types.formIntersection(TypeSet(of: cell, kind, number, time))
    if fitsCatalog, let fit { fitsCatalog = fit.holds(cell, kind, number) }
    if let number, types.contains(.double) { numbers.add(number, times: times) }
    texts.add(cell)
    lengths.add(cell, times: times)
    return number?.double ?? time?.seconds
  }

  private mutating func addStored(
    _ cell: Span<UInt8>, of leaf: ParquetLeaf, times: Int
  ) -> Double? {
    if leaf.isText {
      texts.add(cell)
      lengths.add(cell, times: times)
      return nil
    }
    guard let measure = leaf.measure(cell) else { return nil }
    numbers.add(measure, times: times)
    return measure.double * leaf.secondsPerUnit
  }
}

/// The smallest and largest number of a column, their sum, and how they scatter.
struct NumberFigures {
  private(set) var sum = 0.0
  private(set) var areFinite = true
  private var count = 0
  private var mean = 0.0
  private var squares = 0.0
  private var areWhole = true
  private var integers: ClosedRange<Int64>?
  private var doubles: ClosedRange<Double>?

  /// Takes in a number that `times` rows have.
  mutating func add(_ number: CellText.Number, times: Int) {
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
    scatter(value, times: times)
    doubles = min(doubles?.lowerBound ?? value, value)...max(doubles?.upperBound ?? value, value)
  }

  /// Welford (1962), with the weights of West (1979): `squares` is the sum of squared distances
  /// from the mean so far.
  private mutating func scatter(_ value: Double, times: Int) {
    let weight = Double(times)
    sum += value * weight
    count += times
    let distance = value - mean
    mean += distance * weight / Double(count)
    squares += weight * distance * (value - mean)
  }

  /// The standard deviation over all numbers.
  var deviation: Double? {
    let deviation = (max(squares, 0) / Double(count)).squareRoot()
    return areFinite && deviation.isFinite ? deviation : nil
  }

  /// The mean over all numbers.
  var average: Double? {
    let average = sum / Double(count)
    return areFinite && average.isFinite ? average : nil
  }

  /// The smallest and the largest: whole when all are.
  var scalars: (ColumnProfile.Scalar?, ColumnProfile.Scalar?) {
    if areWhole, let integers {
      return (.integer(integers.lowerBound), .integer(integers.upperBound))
    }
    return (doubles.map { .number($0.lowerBound) }, doubles.map { .number($0.upperBound) })
  }
}

/// How long the texts of a column are, in Unicode scalars.
struct LengthFigures {
  private var minimum = Int.max
  private var maximum = 0
  private var sum = 0.0
  private var count = 0

  /// Takes in a text that `times` rows have.
  mutating func add(_ cell: Span<UInt8>, times: Int) {
    var length = 0
    // A scalar has one byte that does not go on with another.
    for index in cell.indices where cell[unchecked: index] & 0xC0 != 0x80 { length += 1 }
    if length < minimum { minimum = length }
    if length > maximum { maximum = length }
    sum += Double(length) * Double(times)
    count += times
  }

  /// The figures; `nil` when there was no text.
  var lengths: ColumnStatistics.Lengths? {
    guard count > 0 else { return nil }
    return ColumnStatistics.Lengths(
      minimum: minimum, mean: sum / Double(count), maximum: maximum)
  }
}

/// The smallest and largest text of a column, by bytes.
struct TextRange {
  private var minimum: [UInt8]?
  private var maximum: [UInt8]?
  /// The first bytes of both, as numbers in the order of texts: they mostly decide alone.
  private var low = UInt64.max
  private var high: UInt64 = 0

  mutating func add(_ cell: Span<UInt8>) {
    let head = CellKey.word(cell.bytes, 0, min(cell.count, 8)).byteSwapped
    guard let minimum, let maximum else {
      self.minimum = Self.copy(cell)
      self.maximum = self.minimum
      (low, high) = (head, head)
      return
    }
    if head < low || head == low && Self.isOrdered(cell, minimum.span) {
      self.minimum = Self.copy(cell)
      low = head
    } else if head > high || head == high && Self.isOrdered(maximum.span, cell) {
      self.maximum = Self.copy(cell)
      high = head
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
  init(
    of cell: Span<UInt8>, _ kind: CellKind, _ number: CellText.Number?, _ time: CellText.Time?
  ) {
    switch (kind, number) {
    case (.object, _): self = .structure
    case (.array, _): self = .array
    case (.boolean, _): self = .boolean
    case (_, .integer(let value)): self = Int32(exactly: value) == nil ? .int64 : .int32
    case (_, .real): self = .double
    case (.field, nil) where CellText.isBoolean(cell): self = .boolean
    default: self = time.map { $0.isDate ? [.date, .timestamp] : .timestamp } ?? []
    }
  }
}
