extension Cell {
  /// Whether two values are equal: numbers by their value, anything else of two types is not.
  static func equal(_ left: Cell, _ right: Cell) -> Bool {
    switch (left.tag, right.tag) {
    case (.null, .null): true
    case (.bool, .bool), (.int, .int), (.uint, .uint), (.duration, .duration):
      left.word == right.word
    case (.string, .string), (.bytes, .bytes), (.type, .type):
      left.meta == right.meta && Bytes.areEqual(left.bytes, right.bytes)
    case (.timestamp, .timestamp): left.word == right.word && left.meta == right.meta
    case (.list, .list): left.count == right.count && equalParts(left, right, left.count)
    case (.record, .record): left.meta == right.meta && equalParts(left, right, left.fieldCount)
    case (.map, .map): equalMaps(left, right)
    case (.optional, .optional): equalOptionals(left, right)
    default: left.isNumber && right.isNumber && Numbers.order(left, right) == .equal
    }
  }

  private static func equalParts(_ left: Cell, _ right: Cell, _ count: Int) -> Bool {
    guard let a = left.parts, let b = right.parts else { return count == 0 }
    for index in 0..<count where !equal(a[index], b[index]) { return false }
    return true
  }

  private static func equalMaps(_ left: Cell, _ right: Cell) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count {
      guard let other = right.entry(left.key(index)), equal(left.value(index), right.value(other))
      else { return false }
    }
    return true
  }

  private static func equalOptionals(_ left: Cell, _ right: Cell) -> Bool {
    switch (left.wrapped, right.wrapped) {
    case (nil, nil): true
    case (let a?, let b?): equal(a, b)
    case (nil, _), (_, nil): false
    }
  }

  /// How two values stand to each other; `nil` where their types have no order.
  static func order(_ left: Cell, _ right: Cell) -> Order? {
    if left.isNumber, right.isNumber { return Numbers.order(left, right) }
    switch (left.tag, right.tag) {
    case (.bool, .bool): return Numbers.order(left.word, right.word)
    case (.duration, .duration): return Numbers.order(left.int, right.int)
    case (.string, .string), (.bytes, .bytes): return Bytes.order(left.bytes, right.bytes)
    case (.timestamp, .timestamp):
      return left.int == right.int
        ? Numbers.order(left.nanoseconds, right.nanoseconds) : Numbers.order(left.int, right.int)
    default: return nil
    }
  }

  /// The work of comparing the value with another, in bytes and elements.
  var weight: Int {
    switch tag {
    case .string, .bytes: count
    case .list: elements.reduce(count) { $0 + ($1.isContainer ? $1.weight : 0) }
    case .map: (0..<count).reduce(count) { $0 + (value($1).isContainer ? value($1).weight : 0) }
    case .optional: wrapped?.weight ?? 0
    case .record: fieldCount
    case .null, .bool, .int, .uint, .double, .duration, .timestamp, .type, .unknown, .error: 0
    }
  }

  private var isContainer: Bool { has(.list) || has(.map) || has(.string) || has(.bytes) }
}
