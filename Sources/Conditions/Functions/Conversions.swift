/// Values of one type as values of another: exactly, or not at all.
enum Conversions {
  static func int(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .int: return value
    case .uint: return Int64(exactly: value.uint).map(Cell.init) ?? .fault(.overflow)
    case .double: return fits(value.double, Int64.self) ?? .fault(.overflow)
    case .string:
      return Int64(String(decoding: value.bytes, as: UTF8.self)).map(Cell.init)
        ?? .fault(.badConversion)
    case .timestamp: return Cell(value.int)
    default: return .fault(.noSuchOverload)
    }
  }

  static func uint(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .uint: return value
    case .int: return UInt64(exactly: value.int).map(Cell.init) ?? .fault(.overflow)
    case .double: return fits(value.double, UInt64.self) ?? .fault(.overflow)
    case .string:
      return UInt64(String(decoding: value.bytes, as: UTF8.self)).map(Cell.init)
        ?? .fault(.badConversion)
    default: return .fault(.noSuchOverload)
    }
  }

  /// A double without its fraction. The bounds themselves are refused: a double that prints as the
  /// greatest int is one more than it.
  private static func fits<Whole: FixedWidthInteger>(_ value: Double, _: Whole.Type) -> Cell? {
    if !Whole.isSigned { return value >= 0 && value < 0x1p64 ? Cell(UInt64(value)) : nil }
    guard value > -0x1p63, value < 0x1p63 else { return nil }
    return Cell(Int64(value))
  }

  static func double(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .double: return value
    case .int: return Cell(Double(value.int))
    case .uint: return Cell(Double(value.uint))
    case .string:
      return NumberText.double(String(decoding: value.bytes, as: UTF8.self)).map(Cell.init)
        ?? .fault(.badConversion)
    default: return .fault(.noSuchOverload)
    }
  }

  static func string(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .string: return value
    case .bool: return workspace.text(value.isTrue ? "true" : "false")
    case .int: return workspace.text(String(value.int))
    case .uint: return workspace.text(String(value.uint))
    case .double: return workspace.text(NumberText.text(value.double))
    case .duration: return workspace.text(DurationText.text(nanoseconds: value.int))
    case .timestamp:
      return workspace.text(
        TimestampText.text(seconds: value.int, nanoseconds: value.nanoseconds))
    case .bytes:
      if let fault = workspace.charge(value.count) { return fault }
      guard String(validating: value.bytes, as: UTF8.self) != nil else {
        return .fault(.invalidText)
      }
      return Cell(.string, bytes: value.bytes)
    default: return .fault(.noSuchOverload)
    }
  }

  static func bytes(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    if value.has(.bytes) { return value }
    return value.has(.string) ? Cell(.bytes, bytes: value.bytes) : .fault(.noSuchOverload)
  }

  static func bool(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    if value.has(.bool) { return value }
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    switch String(decoding: text, as: UTF8.self) {
    case "true", "True", "TRUE", "t", "1": return Cell(true)
    case "false", "False", "FALSE", "f", "0": return Cell(false)
    default: return .fault(.badConversion)
    }
  }

  static func duration(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .duration: return value
    case .string:
      return DurationText.nanoseconds(value.bytes).map(Cell.duration) ?? .fault(.badConversion)
    case .int:
      let (nanoseconds, overflows) = value.int.multipliedReportingOverflow(by: 1_000_000_000)
      return overflows ? .fault(.outOfRange) : Cell.duration(nanoseconds)
    default: return .fault(.noSuchOverload)
    }
  }

  static func timestamp(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .timestamp: return value
    case .string:
      return TimestampText.parse(value.bytes).map { Cell.timestamp($0.seconds, $0.nanoseconds) }
        ?? .fault(.badConversion)
    case .int:
      return TimestampText.seconds.contains(value.int)
        ? Cell.timestamp(value.int, 0) : .fault(.outOfRange)
    default: return .fault(.noSuchOverload)
    }
  }

  static func type(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    let value = arguments[0]
    let name: String =
      switch value.tag {
      case .null: "null_type"
      case .bool: "bool"
      case .int: "int"
      case .uint: "uint"
      case .double: "double"
      case .string: "string"
      case .bytes: "bytes"
      case .duration: "google.protobuf.Duration"
      case .timestamp: "google.protobuf.Timestamp"
      case .type: "type"
      case .list: "list"
      case .map: "map"
      case .optional: "optional_type"
      case .record, .unknown, .error: "record"
      }
    return workspace.arena.text(.type, name) ?? .fault(.tooMuchMemory)
  }

  /// A number of bytes such as `16Gi` or `500M`.
  static func quantity(_ arguments: Arguments) -> Cell {
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    return Quantity.bytes(String(decoding: text, as: UTF8.self)).map(Cell.init)
      ?? .fault(.badConversion)
  }
}
