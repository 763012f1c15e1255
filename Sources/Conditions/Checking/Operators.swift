/// The types that operators take, in the order in which they are tried.
enum Operators {
  private static let a = ConditionType.parameter("A")
  private static let b = ConditionType.parameter("B")
  private static let numbers: [ConditionType] = [.int, .uint, .double]
  private static let ordered: [ConditionType] =
    numbers + [.bool, .string, .bytes, .duration, .timestamp]

  private static let equality = [Signature(parameters: [a, a], result: .bool)]
  private static let membership = [
    Signature(parameters: [a, .list(a)], result: .bool),
    Signature(parameters: [a, .map(key: a, value: b)], result: .bool),
  ]
  /// Numbers of two types are compared by their exact values.
  private static let order =
    ordered.map { Signature(parameters: [$0, $0], result: .bool) }
    + numbers.flatMap { left in
      numbers.filter { $0 != left }.map { Signature(parameters: [left, $0], result: .bool) }
    }
  private static let sums =
    same(numbers + [.string, .bytes, .duration, .list(a)]) + [
      Signature(parameters: [.timestamp, .duration], result: .timestamp),
      Signature(parameters: [.duration, .timestamp], result: .timestamp),
    ]
  private static let differences =
    same(numbers + [.duration]) + [
      Signature(parameters: [.timestamp, .duration], result: .timestamp),
      Signature(parameters: [.timestamp, .timestamp], result: .duration),
    ]
  private static let products = same(numbers)
  private static let remainders = same([.int, .uint])

  private static func same(_ types: [ConditionType]) -> [Signature] {
    types.map { Signature(parameters: [$0, $0], result: $0) }
  }

  static func signatures(of sign: Syntax.Binary) -> [Signature] {
    switch sign {
    case .equal, .unequal: equality
    case .less, .lessOrEqual, .greater, .greaterOrEqual: order
    case .isIn: membership
    case .add: sums
    case .subtract: differences
    case .multiply, .divide: products
    case .modulo: remainders
    }
  }

  /// `list[int]`, `map[key]`, and the same of optional ones and with `[?…]`.
  static func indexSignatures(isOptional: Bool) -> [Signature] {
    let result: ConditionType = isOptional ? .optional(a) : a
    let mapResult: ConditionType = isOptional ? .optional(b) : b
    return [
      Signature(parameters: [.list(a), .int], result: result),
      Signature(parameters: [.map(key: a, value: b), a], result: mapResult),
      Signature(parameters: [.optional(.list(a)), .int], result: .optional(a)),
      Signature(parameters: [.optional(.map(key: a, value: b)), a], result: .optional(b)),
    ]
  }
}
