/// How two values stand to each other; `unordered` where a NaN is among them.
enum Order { case less, equal, greater, unordered }

/// Numbers of different types against each other.
enum Numbers {
  static func order(_ left: Cell, _ right: Cell) -> Order {
    switch (left.tag, right.tag) {
    case (.int, .int): order(left.int, right.int)
    case (.uint, .uint): order(left.uint, right.uint)
    case (.double, .double): order(left.double, right.double)
    case (.int, .uint): left.int < 0 ? .less : order(UInt64(left.int), right.uint)
    case (.uint, .int): right.int < 0 ? .greater : order(left.uint, UInt64(right.int))
    case (.int, .double): order(left.int, right.double)
    case (.double, .int): reversed(order(right.int, left.double))
    case (.uint, .double): order(left.uint, right.double)
    case (.double, .uint): reversed(order(right.uint, left.double))
    default: .unordered
    }
  }

  static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Order {
    left < right ? .less : left > right ? .greater : left == right ? .equal : .unordered
  }

  /// As the conformance tests of the language have it, though not its text: within the range of the
  /// whole type, bounds included, the whole number is rounded.
  private static func order<Whole: FixedWidthInteger>(_ left: Whole, _ right: Double) -> Order {
    if right.isNaN { return .unordered }
    if right > Double(sign: .plus, exponent: Whole.isSigned ? 63 : 64, significand: 1) {
      return .less
    }
    if right < (Whole.isSigned ? -0x1p63 : 0) { return .greater }
    return order(Double(left), right)
  }

  /// Whether two numbers are one number, whatever their types: as keys are told apart.
  static func areSame(_ left: Cell, _ right: Cell) -> Bool {
    switch (left.tag, right.tag) {
    case (.int, .double): Int64(exactly: right.double) == left.int
    case (.double, .int): Int64(exactly: left.double) == right.int
    case (.uint, .double): UInt64(exactly: right.double) == left.uint
    case (.double, .uint): UInt64(exactly: left.double) == right.uint
    default: order(left, right) == .equal
    }
  }

  private static func reversed(_ order: Order) -> Order {
    switch order {
    case .less: .greater
    case .greater: .less
    case .equal: .equal
    case .unordered: .unordered
    }
  }
}

// MARK: Functions

extension Numbers {
  /// The greatest or the least of the arguments, or of the elements of the one list.
  static func extreme(_ arguments: Arguments, wanted: Order) -> Cell {
    let candidates = arguments.count == 1 ? arguments.list(0) ?? arguments.all : arguments.all
    guard var best = candidates.first else { return .fault(.badArgument) }
    for candidate in candidates {
      guard candidate.isNumber else { return .fault(.noSuchOverload) }
      if order(candidate, best) == wanted { best = candidate }
    }
    return best
  }

  static func rounded(_ arguments: Arguments, _ rule: FloatingPointRoundingRule) -> Cell {
    let value = arguments[0]
    return value.has(.double) ? Cell(value.double.rounded(rule)) : .fault(.noSuchOverload)
  }

  static func abs(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .int: return value.int == .min ? .fault(.overflow) : Cell(Swift.abs(value.int))
    case .uint: return value
    case .double: return Cell(value.double.magnitude)
    default: return .fault(.noSuchOverload)
    }
  }

  static func sign(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .int: return Cell(value.int.signum())
    case .uint: return Cell(UInt64(value.uint == 0 ? 0 : 1))
    case .double:
      let number = value.double
      return number.isNaN ? value : Cell(number > 0 ? 1.0 : number < 0 ? -1.0 : 0.0)
    default: return .fault(.noSuchOverload)
    }
  }

  static func test(_ arguments: Arguments, _ holds: (Double) -> Bool) -> Cell {
    let value = arguments[0]
    return value.has(.double) ? Cell(holds(value.double)) : .fault(.noSuchOverload)
  }

  static func squareRoot(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .double: return Cell(value.double.squareRoot())
    case .int: return Cell(Double(value.int).squareRoot())
    case .uint: return Cell(Double(value.uint).squareRoot())
    default: return .fault(.noSuchOverload)
    }
  }

  static func bits(_ arguments: Arguments, _ combine: (UInt64, UInt64) -> UInt64) -> Cell {
    let (left, right) = (arguments[0], arguments[1])
    guard left.rawTag == right.rawTag, left.has(.int) || left.has(.uint) else {
      return .fault(.noSuchOverload)
    }
    return Cell(left.tag, combine(left.word, right.word))
  }

  static func bitNot(_ arguments: Arguments) -> Cell {
    let value = arguments[0]
    guard value.has(.int) || value.has(.uint) else { return .fault(.noSuchOverload) }
    return Cell(value.tag, ~value.word)
  }

  /// Shifts by 64 and more give zero; to the right no sign is kept.
  static func shift(_ arguments: Arguments, isLeft: Bool) -> Cell {
    let value = arguments[0]
    guard value.has(.int) || value.has(.uint), let count = arguments.int(1) else {
      return .fault(.noSuchOverload)
    }
    guard count >= 0 else { return .fault(.badArgument) }
    if count >= 64 { return Cell(value.tag, 0) }
    let shift = UInt64(count)
    return Cell(value.tag, isLeft ? value.word << shift : value.word >> shift)
  }
}
