@testable import Conditions

/// What an expression gives: a value, a failure, or the evidence that it waits for.
enum Outcome: Sendable {
  case value(Value)
  case failure
  case unknown(Set<String>)

  init(_ evaluation: Evaluation) {
    switch evaluation {
    case .value(let value): self = .value(value)
    case .unknown(let fields): self = .unknown(Set(fields))
    case .error: self = .failure
    }
  }

  /// Whether two outcomes are the same to the bit; not whether their values are equal.
  func isSame(as other: Outcome) -> Bool {
    switch (self, other) {
    case (.value(let left), .value(let right)): left.isSame(as: right)
    case (.failure, .failure): true
    case (.unknown(let left), .unknown(let right)): left == right
    default: false
    }
  }

  /// What a strict function of outcomes gives where one of them is no value: unknown beats failure.
  static func fault(among outcomes: [Outcome]) -> Outcome? {
    var fields: Set<String> = []
    var isUnknown = false
    var failed = false
    for outcome in outcomes {
      switch outcome {
      case .value: break
      case .failure: failed = true
      case .unknown(let more):
        isUnknown = true
        fields.formUnion(more)
      }
    }
    return isUnknown ? .unknown(fields) : failed ? .failure : nil
  }
}

extension Value {
  /// The same type and the same bits.
  func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.double(let left), .double(let right)):
      left.isNaN ? right.isNaN : left.bitPattern == right.bitPattern
    case (.int, .int), (.uint, .uint), (.string, .string), (.bool, .bool), (.null, .null),
      (.bytes, .bytes), (.duration, .duration), (.timestamp, .timestamp), (.type, .type):
      self == other
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.map(let left), .map(let right)):
      left.count == right.count
        && left.allSatisfy { key, value in
          right.contains { key.isSame(as: $0.key) && value.isSame(as: $0.value) }
        }
    case (.optional(let left), .optional(let right)):
      left.map { left in right.map { left.isSame(as: $0) } ?? false } ?? (right == nil)
    default: false
    }
  }

  /// Equality as the language has it, written out once more.
  func equals(_ other: Value) -> Bool {
    if let order = order(to: other) { return order == 0 }
    return switch (self, other) {
    case (.null, .null): true
    case (.type(let left), .type(let right)): left == right
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
    case (.map(let left), .map(let right)):
      left.count == right.count
        && left.allSatisfy { key, value in
          right.contains { key.equals($0.key) && value.equals($0.value) }
        }
    case (.optional(let left), .optional(let right)):
      left.map { left in right.map { left.equals($0) } ?? false } ?? (right == nil)
    default: false
    }
  }

  /// How two values of an ordered type stand: -1, 0, 1, or 2 where one is not a number; `nil` where
  /// their types have no order.
  func order(to other: Value) -> Int? {
    func compare<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
      left < right ? -1 : left == right ? 0 : left > right ? 1 : 2
    }
    switch (self, other) {
    case (.bool(let left), .bool(let right)): return compare(left ? 1 : 0, right ? 1 : 0)
    case (.string(let left), .string(let right)):
      return Self.order(Array(left.utf8), Array(right.utf8))
    case (.bytes(let left), .bytes(let right)): return Self.order(left, right)
    case (.duration(let left), .duration(let right)): return compare(left, right)
    case (.timestamp(let left, let x), .timestamp(let right, let y)):
      return left == right ? compare(x, y) : compare(left, right)
    case (.double(let left), .double(let right)): return compare(left, right)
    case (.double, .int), (.double, .uint):
      return other.order(to: self).map { $0 == 2 ? 2 : -$0 }
    case (.int(let left), .double(let right)):
      // Rounded where both have a place in the other's range, as the conformance tests have it.
      if right > 0x1p63 { return -1 }
      return right < -0x1p63 ? 1 : compare(Double(left), right)
    case (.uint(let left), .double(let right)):
      if right > 0x1p64 { return -1 }
      return right < 0 ? 1 : compare(Double(left), right)
    default:
      guard let left = whole, let right = other.whole else { return nil }
      return compare(left, right)
    }
  }

  /// A whole number of either type.
  private var whole: Int128? {
    switch self {
    case .int(let value): Int128(value)
    case .uint(let value): Int128(value)
    default: nil
    }
  }

  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    for (a, b) in zip(left, right) where a != b { return a < b ? -1 : 1 }
    return left.count < right.count ? -1 : left.count == right.count ? 0 : 1
  }
}
