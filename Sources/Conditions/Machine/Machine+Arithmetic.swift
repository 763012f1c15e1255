/// Arithmetic: checked, never rounded to another type.
extension Machine {
  @inline(never)
  mutating func arithmetic(_ step: Instruction, _ index: Int32) -> Cell {
    let left = run(step.a)
    let right = run(step.b)
    if left.isFault || right.isFault { return Cell.strongest(left, right) }
    let result: Cell =
      switch (left.tag, right.tag) {
      case (.int, .int):
        Arithmetic.whole(step.operation, left.int, right.int).map(Cell.init)
          ?? Arithmetic.fault(step.operation, isByZero: right.word == 0)
      case (.uint, .uint):
        Arithmetic.whole(step.operation, left.uint, right.uint).map(Cell.init)
          ?? Arithmetic.fault(step.operation, isByZero: right.word == 0)
      case (.double, .double): Arithmetic.double(step.operation, left.double, right.double)
      default: mixed(step.operation, left, right)
      }
    return result.placed(at: index)
  }

  mutating func negate(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    switch value.tag {
    case .int: return value.int == .min ? .fault(.overflow, at: index) : Cell(-value.int)
    case .double: return Cell(-value.double)
    case .unknown, .error: return value
    case .null, .bool, .uint, .string, .bytes, .duration, .timestamp, .type, .list, .map,
      .optional, .record:
      return .fault(.noSuchOverload, at: index)
    }
  }

  private mutating func mixed(_ operation: Operation, _ left: Cell, _ right: Cell) -> Cell {
    switch (operation, left.tag, right.tag) {
    case (.add, .string, .string), (.add, .bytes, .bytes): return joined(left, right)
    case (.add, .list, .list): return joinedLists(left, right)
    case (.add, .duration, .duration), (.subtract, .duration, .duration):
      guard let sum = Arithmetic.whole(operation, left.int, right.int) else {
        return .fault(.outOfRange)
      }
      return Cell.duration(sum)
    case (.add, .timestamp, .duration): return Arithmetic.moved(left, by: right.int)
    case (.add, .duration, .timestamp): return Arithmetic.moved(right, by: left.int)
    case (.subtract, .timestamp, .duration):
      return Arithmetic.moved(left, by: right.int, isBack: true)
    case (.subtract, .timestamp, .timestamp): return Arithmetic.span(from: right, to: left)
    default: return .fault(.noSuchOverload)
    }
  }

  private mutating func joined(_ left: Cell, _ right: Cell) -> Cell {
    let count = left.count + right.count
    if let fault = workspace.charge(count) { return fault }
    guard let room = workspace.arena.allocate(count) else { return .fault(.tooMuchMemory) }
    UnsafeMutableRawBufferPointer(start: room, count: left.count)
      .copyBytes(from: left.bytes)
    UnsafeMutableRawBufferPointer(start: room + left.count, count: right.count)
      .copyBytes(from: right.bytes)
    let bytes = room.bindMemory(to: UInt8.self, capacity: count)
    return Cell(left.tag, bytes: UnsafeBufferPointer(start: bytes, count: count))
  }

  private mutating func joinedLists(_ left: Cell, _ right: Cell) -> Cell {
    let count = left.count + right.count
    if let fault = workspace.charge(count) { return fault }
    guard let parts = workspace.arena.cells(count) else { return .fault(.tooMuchMemory) }
    for (index, cell) in left.elements.enumerated() { parts[index] = cell }
    for (index, cell) in right.elements.enumerated() { parts[left.count + index] = cell }
    return Cell(.list, parts: parts, count: count)
  }
}

/// The operators on plain numbers and times.
enum Arithmetic {
  private static let second: Int64 = 1_000_000_000

  /// The result; `nil` where it does not fit, or where zero divides.
  static func whole<Whole: FixedWidthInteger>(
    _ operation: Operation, _ left: Whole, _ right: Whole
  ) -> Whole? {
    let (result, overflows) =
      switch operation {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .divide: left.dividedReportingOverflow(by: right)
      default: left.remainderReportingOverflow(dividingBy: right)
      }
    return overflows ? nil : result
  }

  static func fault(_ operation: Operation, isByZero: Bool) -> Cell {
    let divides = operation == .divide || operation == .modulo
    return .fault(divides && isByZero ? .divisionByZero : .overflow)
  }

  static func double(_ operation: Operation, _ left: Double, _ right: Double) -> Cell {
    switch operation {
    case .add: Cell(left + right)
    case .subtract: Cell(left - right)
    case .multiply: Cell(left * right)
    case .divide: Cell(left / right)
    default: .fault(.noSuchOverload)
    }
  }

  /// A timestamp and so many nanoseconds, or less them.
  static func moved(_ timestamp: Cell, by span: Int64, isBack: Bool = false) -> Cell {
    let direction: Int64 = isBack ? -1 : 1
    var seconds = timestamp.int + direction * (span / second)
    var nanoseconds = Int64(timestamp.nanoseconds) + direction * (span % second)
    if nanoseconds < 0 {
      nanoseconds += second
      seconds -= 1
    } else if nanoseconds >= second {
      nanoseconds -= second
      seconds += 1
    }
    guard TimestampText.seconds.contains(seconds) else { return .fault(.outOfRange) }
    return Cell.timestamp(seconds, Int32(nanoseconds))
  }

  static func span(from start: Cell, to end: Cell) -> Cell {
    let span =
      Int128(end.int - start.int) * Int128(second)
      + Int128(end.nanoseconds - start.nanoseconds)
    return Int64(exactly: span).map(Cell.duration) ?? .fault(.outOfRange)
  }
}
