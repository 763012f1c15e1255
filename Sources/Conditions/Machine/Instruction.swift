/// What an instruction does. Operands `a` … `d` are said beside each.
enum Operation: UInt8 {
  /// The constant `a`.
  case constant
  /// The variable in slot `a` of the facts.
  case variable
  /// The local in slot `a`.
  case local
  /// The field `b` of the record that `a` gives.
  case field
  /// The field `b` of the variable `a`.
  case variableField
  /// The field `b` of the local `a`.
  case localField
  /// The entry or field named by constant `b` of what `a` gives.
  case select
  /// The same as an optional.
  case optionalSelect
  /// Whether what `a` gives has the entry or field named by constant `b`.
  case has
  /// `a[b]`.
  case index
  /// `a[?b]`.
  case optionalIndex
  /// `b` operands from `a` on.
  case and, or
  case not
  /// `a ? b : c`.
  case conditional
  /// `a == b` and its kin; the flag is a `Comparison`.
  case compare
  /// `x == k` for the variable or local `a`, its field `b` unless below zero, and the constant `c`;
  /// the flag is made by `Comparison.flag`. Nearly all conditions are made of these.
  case test
  case add, subtract, multiply, divide, modulo, negate
  /// `a in b`.
  case isIn
  /// `a` in the set that is the keys of the constant map `b`.
  case isInSet
  /// `b` elements from operand `a` on; `c`: where their flags start in the operands, 0 for none.
  case list
  /// `b` entries, key and value, from operand `a` on; `c` as for lists.
  case map
  /// The builtin `c` on `b` operands from `a` on.
  case call
  /// The first that fits of `d` host functions from `c` on, on `b` operands from `a` on.
  case host
  /// The constant pattern `b` on the text `a`.
  case matches
  /// A macro over `a`: the body is `b`, the filter `c` unless below zero, the first local `d`; the
  /// flag is a `LoopKind`, plus 128 for two variables.
  case loop
  /// `a` into local `c`, then `b`.
  case bind
  /// `b` on the value of optional `a` in local `c`; flag 1: flat.
  case optionalMap
  /// The value of optional `a`, or what `b` gives; flag 1: the optional itself, and `b` gives one.
  case otherwise
  /// The entry of map `a` with key `b`, or the constant `c`.
  case entryOr
  /// A failure with fault code `a`.
  case fail
}

/// An operator that compares two values.
enum Comparison: UInt8 {
  case equal, unequal, less, lessOrEqual, greater, greaterOrEqual

  /// The bit of a test's flag that says that it is about a local.
  static var localFlag: UInt8 { 8 }

  /// The flag of a test: the comparison, and above the local bit a bit for each way in which two
  /// values can stand to each other: less, equal, greater, unordered.
  func flag(isLocal: Bool) -> UInt8 {
    let outcomes: UInt8 =
      switch self {
      case .equal: 0b0010
      case .unequal: 0b1101
      case .less: 0b0001
      case .lessOrEqual: 0b0011
      case .greater: 0b0100
      case .greaterOrEqual: 0b0110
      }
    return rawValue | (isLocal ? Self.localFlag : 0) | outcomes << 4
  }

  /// Whether a test holds for values that stand to each other so.
  @inline(__always)
  static func holds(_ flag: UInt8, _ outcome: UInt8) -> Bool { flag &>> (4 &+ outcome) & 1 == 1 }

  func holds(_ order: Order) -> Bool {
    switch self {
    case .equal: order == .equal
    case .unequal: order != .equal
    case .less: order == .less
    case .lessOrEqual: order == .less || order == .equal
    case .greater: order == .greater
    case .greaterOrEqual: order == .greater || order == .equal
    }
  }

  /// The same comparison with its sides swapped.
  var mirrored: Comparison {
    switch self {
    case .equal, .unequal: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  var sign: String {
    switch self {
    case .equal: "=="
    case .unequal: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}

/// One step of a program: a node of a tree in a flat array.
struct Instruction {
  var operation: Operation
  var flag: UInt8 = 0
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

extension Instruction {
  /// The outcome of a test of a field of `place`, or of `place` itself, where both sides are what
  /// they should be; `nil` for everything that takes more care.
  @inline(always)
  func outcome(for place: Cell, against constant: Cell) -> Bool? {
    var value = place
    if b >= 0 {
      guard value.has(.record), let parts = value.parts else { return nil }
      value = parts[Int(b)]
    }
    guard value.rawTag == constant.rawTag else { return nil }
    if value.has(.string) {
      guard flag & 7 <= Comparison.unequal.rawValue else { return nil }
      // The same length and first three bytes: only then is there anything to compare.
      let isEqual = value.meta == constant.meta && Bytes.areEqual(value.bytes, constant.bytes)
      return isEqual == (flag & 7 == 0)
    }
    if value.has(.int) || value.has(.bool) {
      let (left, right) = (value.int, constant.int)
      return Comparison.holds(flag, left < right ? 0 : left == right ? 1 : 2)
    }
    guard value.has(.double) else { return nil }
    let (left, right) = (value.double, constant.double)
    return Comparison.holds(flag, left < right ? 0 : left == right ? 1 : left > right ? 2 : 3)
  }
}
