import Incidents

/// What the stored bytes of one value mean. `cell` is the value as PLAIN stores it, without the
/// length before it.
extension ParquetLeaf {
  /// Whether the values are texts.
  var isText: Bool { physical == .bytes && meaning == .text }

  /// Whether the values are points in time.
  var isTime: Bool {
    switch meaning {
    case .date, .timestamp: true
    case .plain: physical == .int96
    case .text, .integer, .decimal, .named, .nothing: false
    }
  }

  /// Whether the values are numbers or points in time, which have quantiles.
  var isMeasured: Bool {
    switch (physical, meaning) {
    case (_, .named), (_, .nothing), (_, .text): false
    case (.boolean, _): false
    case (.bytes, .decimal), (.fixedBytes, .decimal): true
    case (.bytes, _), (.fixedBytes, _): false
    case (.int32, _), (.int64, _), (.int96, _), (.float, _), (.double, _): true
    }
  }

  /// Whether a person can read the values.
  var isListed: Bool { isText || isMeasured || physical == .boolean && meaning == .plain }

  /// What one unit of a measure is in seconds; 1 for what is no time.
  var secondsPerUnit: Double {
    switch meaning {
    case .date: 86_400
    case .timestamp(let unitsPerSecond, _): 1 / Double(unitsPerSecond)
    case .plain, .text, .integer, .decimal, .named, .nothing: 1
    }
  }

  /// The value as a number; `nil` for what is none.
  func measure(_ cell: Span<UInt8>) -> CellText.Number? {
    guard isMeasured else { return nil }
    let bytes = cell.bytes
    switch physical {
    case .int32 where cell.count == 4:
      let bits = UInt32(truncatingIfNeeded: CellKey.word(bytes, 0, 4))
      return whole(isUnsigned ? Int64(bits) : Int64(Int32(bitPattern: bits)))
    case .int64 where cell.count == 8:
      let bits = CellKey.word(bytes, 0, 8)
      guard isUnsigned, let value = Int64(exactly: bits) else {
        return isUnsigned ? .real(Double(bits)) : whole(Int64(bitPattern: bits))
      }
      return whole(value)
    case .float where cell.count == 4:
      let bits = UInt32(truncatingIfNeeded: CellKey.word(bytes, 0, 4))
      return .real(Double(Float(bitPattern: bits)))
    case .double where cell.count == 8:
      return .real(Double(bitPattern: CellKey.word(bytes, 0, 8)))
    case .int96 where cell.count == 12: return Self.impalaTime(bytes)
    case .bytes, .fixedBytes: return bigEndian(cell)
    default: return nil
    }
  }

  private var isUnsigned: Bool {
    if case .integer(_, isSigned: false) = meaning { true } else { false }
  }

  private func whole(_ value: Int64) -> CellText.Number {
    guard case .decimal(_, let scale) = meaning, scale > 0 else { return .integer(value) }
    return .real(Self.scaled(Double(value), scale))
  }

  /// Nanoseconds of the day and the Julian day, as Impala and old Spark write time: in seconds.
  private static func impalaTime(_ bytes: RawSpan) -> CellText.Number {
    let nanoseconds = Int64(bitPattern: CellKey.word(bytes, 0, 8))
    let day = Int64(CellKey.word(bytes, 8, 4)) - 2_440_588
    return .real(Double(day) * 86_400 + Double(nanoseconds) / 1e9)
  }

  /// A two's complement number of at most 16 bytes, which is 38 digits, as a double.
  private func bigEndian(_ cell: Span<UInt8>) -> CellText.Number? {
    guard case .decimal(_, let scale) = meaning, let first = cell.first, cell.count <= 16 else {
      return nil
    }
    var value = first < 0x80 ? 0.0 : -1.0
    for index in cell.indices { value = value * 256 + Double(cell[index]) }
    return .real(Self.scaled(value, scale))
  }

  /// A number with its point moved to the left.
  static func scaled(_ digits: Double, _ scale: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(scale, 255) { power *= 10 }
    return digits / power
  }

  /// A measure as a person reads it: times in ISO 8601.
  func shown(_ measure: ColumnProfile.Scalar) -> ColumnProfile.Scalar? {
    switch (measure, meaning) {
    case (.integer(let days), .date): return CalendarText.date(days: days).map { .text($0) }
    case (.integer(let units), .timestamp(let unitsPerSecond, let isUTC)):
      return CalendarText.timestamp(units, unitsPerSecond: unitsPerSecond, isUTC: isUTC)
        .map { .text($0) }
    case (.number(let seconds), .plain) where physical == .int96:
      guard abs(seconds) < 1e12 else { return nil }
      return CalendarText.timestamp(
        Int64((seconds * 1e6).rounded()), unitsPerSecond: 1_000_000, isUTC: false
      ).map { .text($0) }
    default: return measure
    }
  }

  /// A value as a list of frequent values shows it.
  func text(of cell: Span<UInt8>) -> String? {
    if isText { return ColumnSummary.text(cell) }
    if physical == .boolean { return cell.first == 0 ? "false" : "true" }
    guard isListed, let measure = measure(cell) else { return nil }
    let scalar: ColumnProfile.Scalar =
      switch measure {
      case .integer(let value): .integer(value)
      case .real(let value): .number(value)
      }
    switch shown(scalar) {
    case .integer(let value): return String(value)
    case .number(let value): return "\(value)"
    case .text(let text): return text
    case nil: return nil
    }
  }
}
