import Incidents

/// The types as which a value, or every value so far, parses; `string` is always among them.
struct TypeSet: OptionSet {
  let rawValue: UInt16

  static let boolean = TypeSet(rawValue: 1 << 0)
  static let int = TypeSet(rawValue: 1 << 1)
  static let bigint = TypeSet(rawValue: 1 << 2)
  static let double = TypeSet(rawValue: 1 << 3)
  static let date = TypeSet(rawValue: 1 << 4)
  static let timestamp = TypeSet(rawValue: 1 << 5)
  static let structure = TypeSet(rawValue: 1 << 6)
  static let array = TypeSet(rawValue: 1 << 7)

  /// What a column without a value parses as.
  static let everything: TypeSet = [.boolean, .int, .bigint, .double, .date, .timestamp]
  /// Where every column begins: everything, and what only JSON has.
  static let undecided: TypeSet = [everything, .structure, .array]
  /// A whole number of 32 bits.
  static let int32: TypeSet = [.int, .bigint, .double]
  /// A whole number of 64 bits.
  static let int64: TypeSet = [.bigint, .double]

  /// The types, narrowest first, with the catalog's own type in its place when the values fit it.
  func types(fitting expected: ColumnType?) -> [ColumnType] {
    var types = Self.ladder.filter { contains($0.member) }.map(\.type)
    guard let expected, !types.contains(expected), expected != .string else {
      return types + [.string]
    }
    types.insert(expected, at: types.firstIndex { expected.isBefore($0) } ?? types.count)
    return types + [.string]
  }

  /// Narrowest first.
  private static let ladder: [(member: TypeSet, type: ColumnType)] = [
    (.structure, .other("struct")), (.array, .other("array")), (.boolean, .boolean),
    (.int, .int), (.bigint, .bigint), (.double, .double), (.date, .date),
    (.timestamp, .timestamp),
  ]
}

extension ColumnType {
  /// Whether a type that text does not show by itself comes before another in a list of types.
  fileprivate func isBefore(_ other: ColumnType) -> Bool {
    switch self {
    case .decimal, .float: other == .double
    default: true
    }
  }
}
