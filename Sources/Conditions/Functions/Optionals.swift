/// The functions on optional values.
enum Optionals {
  /// The value; an error where there is none.
  static func value(_ arguments: Arguments) -> Cell {
    guard arguments[0].has(.optional) else { return .fault(.noSuchOverload) }
    return arguments[0].wrapped ?? .fault(.emptyOptional)
  }

  static func hasValue(_ arguments: Arguments) -> Cell {
    arguments[0].has(.optional) ? Cell(arguments[0].wrapped != nil) : .fault(.noSuchOverload)
  }

  /// An optional that is empty for zero, false, and everything without content.
  static func nonZero(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    isZero(arguments[0]) ? Cell(.optional) : workspace.optional(arguments[0])
  }

  private static func isZero(_ value: Cell) -> Bool {
    switch value.tag {
    case .null: true
    case .bool, .int, .uint, .duration: value.word == 0
    case .double: value.double == 0
    case .string, .bytes, .list, .map: value.count == 0
    case .timestamp: value.int == TimestampText.seconds.lowerBound && value.nanoseconds == 0
    case .optional: value.wrapped == nil
    case .type, .record, .unknown, .error: false
    }
  }

  /// The values of those that have one.
  static func unwrap(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    guard list.allSatisfy({ $0.has(.optional) }) else { return .fault(.noSuchOverload) }
    return workspace.charge(16 * list.count) ?? workspace.list(list.compactMap(\.wrapped))
  }
}
