@testable import Conditions

/// The functions of the language once more; `nil` is a failure.
enum Library {
  static func function(_ name: String, _ arguments: [Value]) -> Value? {
    switch (name, arguments[0]) {
    case ("dyn", let value): value
    case ("type", let value): .type(typeName(value))
    case ("size", let value): size(value)
    case ("int", let value): int(value)
    case ("uint", let value): uint(value)
    case ("double", let value): double(value)
    case ("string", let value): string(value)
    case ("bytes", .bytes): arguments[0]
    case ("bytes", .string(let text)): .bytes(Array(text.utf8))
    case ("bool", let value): bool(value)
    case ("duration", .string(let text)): duration(text)
    case ("timestamp", .int(let seconds)): Arithmetic.timestamp(Int128(seconds) * 1_000_000_000)
    case ("optional.of", let value): .optional(value)
    case ("optional.ofNonZeroValue", let value): .optional(isZero(value) ? nil : value)
    case ("lists.range", .int(let count)):
      (0...1000).contains(count) ? .list((0..<count).map { .int($0) }) : nil
    case (let name, .list(let list)) where name.hasPrefix("sets."): sets(name, list, arguments[1])
    case (let name, _) where name.hasPrefix("math."): math(name, arguments)
    default: nil
    }
  }

  private static func typeName(_ value: Value) -> String {
    switch value {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .duration: "google.protobuf.Duration"
    case .timestamp: "google.protobuf.Timestamp"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .type: "type"
    case .record, .unknown: "none"
    }
  }

  private static func size(_ value: Value) -> Value? {
    switch value {
    case .string(let text): .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): .int(Int64(bytes.count))
    case .list(let list): .int(Int64(list.count))
    case .map(let map): .int(Int64(map.count))
    default: nil
    }
  }

  private static func isZero(_ value: Value) -> Bool {
    switch value {
    case .null, .bool(false), .optional(nil), .duration(0): true
    case .int(0), .uint(0), .double(0): true
    case .timestamp(-62_135_596_800, 0): true
    case .string, .bytes, .list, .map: size(value).map { $0.equals(.int(0)) } ?? false
    default: false
    }
  }

  // MARK: Conversions

  private static func int(_ value: Value) -> Value? {
    switch value {
    case .int: value
    case .uint(let number): Int64(exactly: number).map { .int($0) }
    case .double(let number): abs(number) < 0x1p63 ? .int(Int64(number)) : nil
    case .string(let text): Int64(text).map { .int($0) }
    case .timestamp(let seconds, _): .int(seconds)
    default: nil
    }
  }

  private static func uint(_ value: Value) -> Value? {
    switch value {
    case .uint: value
    case .int(let number): UInt64(exactly: number).map { .uint($0) }
    case .double(let number): number >= 0 && number < 0x1p64 ? .uint(UInt64(number)) : nil
    case .string(let text): text.hasPrefix("-") ? nil : UInt64(text).map { .uint($0) }
    default: nil
    }
  }

  private static func double(_ value: Value) -> Value? {
    switch value {
    case .double: value
    case .int(let number): .double(Double(number))
    case .uint(let number): .double(Double(number))
    case .string(let text): Double(text).map { .double($0) }
    default: nil
    }
  }

  private static func string(_ value: Value) -> Value? {
    switch value {
    case .string: value
    case .int(let number): .string(String(number))
    case .uint(let number): .string(String(number))
    case .bool(let flag): .string(flag ? "true" : "false")
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self).map { .string($0) }
    case .double(let number): .string(text(number))
    case .duration(let nanoseconds): .string(decimal(Int128(nanoseconds)) + "s")
    case .timestamp(let seconds, let nanoseconds): .string(text(seconds, nanoseconds))
    default: nil
    }
  }

  /// As few digits as tell the number from all others, no `.0`, and no power of ten below 10²¹.
  private static func text(_ number: Double) -> String {
    let text = "\(number)"
    let parts = text.split(separator: "e+")
    if parts.count == 2, let exponent = Int(parts[1]), exponent < 21 {
      let digits = parts[0].filter { $0 != "." && $0 != "-" }
      let zeros = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
      return (number < 0 ? "-" : "") + digits + zeros
    }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Nanoseconds in seconds, without zeros at the end.
  private static func decimal(_ nanoseconds: Int128) -> String {
    let digits = String(nanoseconds.magnitude % 1_000_000_000 + 1_000_000_000).dropFirst()
    var fraction = String(digits)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let whole = (nanoseconds < 0 ? "-" : "") + String(nanoseconds.magnitude / 1_000_000_000)
    return fraction.isEmpty ? whole : whole + "." + fraction
  }

  /// RFC 3339, in UTC.
  private static func text(_ seconds: Int64, _ nanoseconds: Int32) -> String {
    func part(_ name: String, _ width: Int, plus offset: Int64 = 0) -> String {
      guard case .int(let value)? = method(name, [.timestamp(seconds: seconds, nanoseconds: 0)])
      else { return "?" }
      let digits = String(value + offset)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date =
      part("getFullYear", 4) + "-" + part("getMonth", 2, plus: 1) + "-" + part("getDate", 2)
    let time = part("getHours", 2) + ":" + part("getMinutes", 2) + ":" + part("getSeconds", 2)
    return date + "T" + time + decimal(Int128(nanoseconds)).dropFirst() + "Z"
  }

  private static func bool(_ value: Value) -> Value? {
    switch value {
    case .bool: return value
    case .string(let text):
      if ["true", "True", "TRUE", "t", "1"].contains(text) { return .bool(true) }
      return ["false", "False", "FALSE", "f", "0"].contains(text) ? .bool(false) : nil
    default: return nil
    }
  }

  /// A whole number with one unit, as the generator writes durations.
  private static func duration(_ text: String) -> Value? {
    for (unit, size) in [("ms", 1_000_000), ("s", 1_000_000_000), ("h", 3_600_000_000_000)]
    where text.hasSuffix(unit) {
      guard let count = Int64(text.dropLast(unit.count)) else { continue }
      let (product, overflow) = count.multipliedReportingOverflow(by: Int64(size))
      return overflow ? nil : .duration(nanoseconds: product)
    }
    return nil
  }

  // MARK: Sets and numbers

  private static func sets(_ name: String, _ left: [Value], _ other: Value) -> Value? {
    guard case .list(let right) = other else { return nil }
    func isIn(_ value: Value, _ list: [Value]) -> Bool { list.contains { $0.equals(value) } }
    return switch name {
    case "sets.contains": .bool(right.allSatisfy { isIn($0, left) })
    case "sets.intersects": .bool(right.contains { isIn($0, left) })
    case "sets.equivalent":
      .bool(right.allSatisfy { isIn($0, left) } && left.allSatisfy { isIn($0, right) })
    default: nil
    }
  }

  private static func math(_ name: String, _ arguments: [Value]) -> Value? {
    switch (name, arguments[0], arguments.count > 1 ? arguments[1] : .null) {
    case ("math.greatest", _, _): extreme(arguments, 1)
    case ("math.least", _, _): extreme(arguments, -1)
    case ("math.abs", .int(let a), _): Arithmetic.int(abs(Int128(a)))
    case ("math.abs", .uint, _): arguments[0]
    case ("math.abs", .double(let a), _): .double(a.magnitude)
    case ("math.sign", .int(let a), _): .int(a.signum())
    case ("math.sign", .uint(let a), _): .uint(a == 0 ? 0 : 1)
    case ("math.sign", .double(let a), _):
      a.isNaN ? arguments[0] : .double(a > 0 ? 1 : a < 0 ? -1 : 0)
    case ("math.ceil", .double(let a), _): .double(a.rounded(.up))
    case ("math.floor", .double(let a), _): .double(a.rounded(.down))
    case ("math.round", .double(let a), _): .double(a.rounded(.toNearestOrAwayFromZero))
    case ("math.trunc", .double(let a), _): .double(a.rounded(.towardZero))
    case ("math.isNaN", .double(let a), _): .bool(a.isNaN)
    case ("math.isInf", .double(let a), _): .bool(a.isInfinite)
    case ("math.isFinite", .double(let a), _): .bool(a.isFinite)
    case ("math.bitOr", .int(let a), .int(let b)): .int(a | b)
    case ("math.bitAnd", .int(let a), .int(let b)): .int(a & b)
    case ("math.bitXor", .int(let a), .int(let b)): .int(a ^ b)
    case ("math.bitNot", .int(let a), _): .int(-1 - a)
    case ("math.bitOr", .uint(let a), .uint(let b)): .uint(a | b)
    case ("math.bitAnd", .uint(let a), .uint(let b)): .uint(a & b)
    case ("math.bitXor", .uint(let a), .uint(let b)): .uint(a ^ b)
    case ("math.bitShiftLeft", .uint(let a), .int(let b)): b < 0 ? nil : .uint(b > 63 ? 0 : a << b)
    case ("math.bitShiftRight", .uint(let a), .int(let b)): b < 0 ? nil : .uint(b > 63 ? 0 : a >> b)
    case ("math.bitShiftLeft", .int(let a), .int(let b)): b < 0 ? nil : .int(b > 63 ? 0 : a << b)
    case ("math.bitShiftRight", .int(let a), .int(let b)):
      b < 0 ? nil : .int(b > 63 ? 0 : Int64(bitPattern: UInt64(bitPattern: a) >> UInt64(b)))
    default: nil
    }
  }

  /// The first of the greatest or least; numbers that cannot be compared do not replace one.
  private static func extreme(_ values: [Value], _ side: Int) -> Value? {
    var values = values
    if values.count == 1, case .list(let list) = values[0] { values = list }
    guard var best = values.first else { return nil }
    for value in values {
      switch value {
      case .int, .uint, .double: break
      default: return nil
      }
      if value.order(to: best) == side { best = value }
    }
    return best
  }
}
