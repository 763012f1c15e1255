/// A value of the language, as it goes into and comes out of conditions.
///
/// Two values are equal as CEL has it: numbers by their value whatever their type, text by its
/// bytes, NaN not even to itself.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case duration(nanoseconds: Int64)
  case timestamp(seconds: Int64, nanoseconds: Int32)
  case list([Value])
  case map([Value: Value])
  indirect case optional(Value?)
  /// A type by its name: `int`, `list`, `google.protobuf.Duration`.
  case type(String)
  /// A record by the names of its fields; a field that is not there is unknown.
  case record([String: Value])
  /// Evidence that was not read.
  case unknown
}

extension Value: Hashable {
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null), (.unknown, .unknown): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): a >= 0 && UInt64(a) == b
    case (.int(let a), .double(let b)), (.double(let b), .int(let a)): Int64(exactly: b) == a
    case (.uint(let a), .double(let b)), (.double(let b), .uint(let a)): UInt64(exactly: b) == a
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.duration(let a), .duration(let b)): a == b
    case (.timestamp(let a, let x), .timestamp(let b, let y)): a == b && x == y
    case (.list(let a), .list(let b)): a == b
    case (.map(let a), .map(let b)): a == b
    case (.optional(let a), .optional(let b)): a == b
    case (.type(let a), .type(let b)): a == b
    case (.record(let a), .record(let b)): a == b
    // Values of two types; the compiler cannot see in time that this is all that is left.
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null, .unknown: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .uint(let value): Self.hash(unsigned: value, into: &hasher)
    case .double(let value):
      if let integer = Int64(exactly: value) {
        hasher.combine(integer)
      } else if let integer = UInt64(exactly: value) {
        Self.hash(unsigned: integer, into: &hasher)
      } else {
        hasher.combine(value)
      }
    case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
    case .bytes(let value): hasher.combine(value)
    case .duration(let nanoseconds): hasher.combine(nanoseconds)
    case .timestamp(let seconds, let nanoseconds):
      hasher.combine(seconds)
      hasher.combine(nanoseconds)
    case .list(let elements): hasher.combine(elements)
    case .map(let entries): hasher.combine(entries)
    case .optional(let wrapped): hasher.combine(wrapped)
    case .type(let name): hasher.combine(name)
    case .record(let fields): hasher.combine(fields)
    }
  }

  private static func hash(unsigned value: UInt64, into hasher: inout Hasher) {
    if let integer = Int64(exactly: value) {
      hasher.combine(integer)
    } else {
      hasher.combine(value)
    }
  }
}

extension Value {
  /// The order in which the entries of maps are kept and printed: by type, then by value.
  static func precedes(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): !a && b
    case (.int(let a), .int(let b)): a < b
    case (.uint(let a), .uint(let b)): a < b
    case (.double(let a), .double(let b)): a < b
    case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .bool: 1
    case .int: 2
    case .uint: 3
    case .double: 4
    case .string: 5
    case .bytes: 6
    case .duration: 7
    case .timestamp: 8
    case .list: 9
    case .map: 10
    case .optional: 11
    case .type: 12
    case .record: 13
    case .unknown: 14
    }
  }
}

extension Value: CustomStringConvertible {
  /// The value as the language writes it; what has no literal is written as a call.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)u"
    case .double(let value): NumberText.literal(value)
    case .string(let value): Self.quoted(value)
    case .bytes(let value): "b" + Self.quoted(bytes: value)
    case .duration(let nanoseconds):
      "duration(\"\(DurationText.text(nanoseconds: nanoseconds))\")"
    case .timestamp(let seconds, let nanoseconds):
      "timestamp(\"\(TimestampText.text(seconds: seconds, nanoseconds: nanoseconds))\")"
    case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
    case .map(let entries): Self.text(of: entries)
    case .optional(.none): "optional.none()"
    case .optional(.some(let wrapped)): "optional.of(\(wrapped))"
    case .type(let name): name
    case .record(let fields):
      "{"
        + fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        .joined(separator: ", ") + "}"
    case .unknown: "unknown"
    }
  }

  private static func text(of entries: [Value: Value]) -> String {
    let sorted = entries.sorted { precedes($0.key, $1.key) }
    return "{" + sorted.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
  }

  /// Returns text as a string literal of the language.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{7}": quoted += "\\a"
      case "\u{8}": quoted += "\\b"
      case "\u{c}": quoted += "\\f"
      case "\u{b}": quoted += "\\v"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func quoted(bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    var quoted = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        quoted += "\\" + String(UnicodeScalar(byte))
      case 0x20...0x7E: quoted += String(UnicodeScalar(byte))
      default: quoted += "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return quoted + "\""
  }
}
