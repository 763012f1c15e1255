@testable import Conditions

/// Operators on values, in numbers that cannot overflow.
enum Arithmetic {
  static func negated(_ value: Value) -> Value? {
    switch value {
    case .int(let value): int(-Int128(value))
    case .double(let value): .double(-value)
    default: nil
    }
  }

  static func result(_ sign: String, _ left: Value, _ right: Value) -> Value? {
    switch sign {
    case "==": .bool(left.equals(right))
    case "!=": .bool(!left.equals(right))
    case "<": left.order(to: right).map { .bool($0 == -1) }
    case "<=": left.order(to: right).map { .bool($0 == -1 || $0 == 0) }
    case ">": left.order(to: right).map { .bool($0 == 1) }
    case ">=": left.order(to: right).map { .bool($0 == 1 || $0 == 0) }
    case "in": isMember(left, of: right)
    default: number(sign, left, right)
    }
  }

  private static func isMember(_ value: Value, of range: Value) -> Value? {
    switch range {
    case .list(let elements): .bool(elements.contains { $0.equals(value) })
    case .map(let entries): .bool(entries.keys.contains { $0.equals(value) })
    default: nil
    }
  }

  static func int(_ value: Int128) -> Value? { Int64(exactly: value).map { .int($0) } }
  static func uint(_ value: Int128) -> Value? { UInt64(exactly: value).map { .uint($0) } }

  private static func number(_ sign: String, _ left: Value, _ right: Value) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      // The smallest number has no opposite: its remainder by -1 is refused like its quotient.
      if sign == "%", a == .min, b == -1 { return nil }
      return whole(sign, Int128(a), Int128(b)).flatMap(int)
    case (.uint(let a), .uint(let b)): return whole(sign, Int128(a), Int128(b)).flatMap(uint)
    case (.double(let a), .double(let b)):
      switch sign {
      case "+": return .double(a + b)
      case "-": return .double(a - b)
      case "*": return .double(a * b)
      case "/": return .double(a / b)
      default: return nil
      }
    case (.string(let a), .string(let b)): return sign == "+" ? .string(a + b) : nil
    case (.bytes(let a), .bytes(let b)): return sign == "+" ? .bytes(a + b) : nil
    case (.list(let a), .list(let b)): return sign == "+" ? .list(a + b) : nil
    default: return time(sign, left, right)
    }
  }

  private static func whole(_ sign: String, _ a: Int128, _ b: Int128) -> Int128? {
    switch sign {
    case "+": a + b
    case "-": a - b
    case "*": product(a, b)
    case "/": b == 0 ? nil : a / b
    case "%": b == 0 ? nil : a % b
    default: nil
    }
  }

  /// Two of the largest numbers are too large even here.
  private static func product(_ a: Int128, _ b: Int128) -> Int128? {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : product
  }

  // MARK: Times

  static func nanoseconds(_ value: Value) -> Int128? {
    switch value {
    case .duration(let nanoseconds): Int128(nanoseconds)
    case .timestamp(let seconds, let nanoseconds):
      Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)
    default: nil
    }
  }

  private static func duration(_ value: Int128) -> Value? {
    Int64(exactly: value).map { .duration(nanoseconds: $0) }
  }

  /// An instant of the years 1 to 9999.
  static func timestamp(_ value: Int128) -> Value? {
    let seconds = Int64(value.quotientAndRemainder(dividingBy: 1_000_000_000).quotient)
    let rest = Int64(value - Int128(seconds) * 1_000_000_000)
    let floor = rest < 0 ? seconds - 1 : seconds
    guard (-62_135_596_800...253_402_300_799).contains(floor) else { return nil }
    return .timestamp(seconds: floor, nanoseconds: Int32(rest < 0 ? rest + 1_000_000_000 : rest))
  }

  private static func time(_ sign: String, _ left: Value, _ right: Value) -> Value? {
    guard let a = nanoseconds(left), let b = nanoseconds(right) else { return nil }
    switch (left, sign, right) {
    case (.duration, "+", .duration): return duration(a + b)
    case (.duration, "-", .duration), (.timestamp, "-", .timestamp): return duration(a - b)
    case (.timestamp, "+", .duration), (.duration, "+", .timestamp): return timestamp(a + b)
    case (.timestamp, "-", .duration): return timestamp(a - b)
    default: return nil
    }
  }
}
