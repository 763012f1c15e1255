/// The type of a condition or of a part of one.
public indirect enum ConditionType: Sendable, Hashable {
  case null, bool, int, uint, double, string, bytes, duration, timestamp
  /// The type of types: `type(1)` has it.
  case type
  /// A type that is found out while evaluating.
  case dyn
  case list(ConditionType)
  case map(key: ConditionType, value: ConditionType)
  case optional(ConditionType)
  /// A record of the schema, by its name.
  case record(String)
  /// A type that the language knows by name only.
  case opaque(String, [ConditionType])
  /// A type parameter, in the declaration of a function.
  case parameter(String)
  /// A type still to be found by the checker.
  case variable(Int)
  /// The type of something that was already reported: it fits everywhere.
  case mistaken
}

extension ConditionType: CustomStringConvertible {
  /// The type as a person writes it: `list(string)`.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .duration: "duration"
    case .timestamp: "timestamp"
    case .type: "type"
    case .dyn, .mistaken: "dyn"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional(\(wrapped))"
    case .record(let name): name
    case .opaque(let name, let arguments):
      arguments.isEmpty
        ? name : "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
    case .parameter(let name): name
    case .variable: "?"
    }
  }

  /// The name of the type as a value of the language, as `type(x)` has it.
  var runtimeName: String {
    switch self {
    case .null: "null_type"
    case .duration: "google.protobuf.Duration"
    case .timestamp: "google.protobuf.Timestamp"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .record(let name), .opaque(let name, _): name
    case .bool, .int, .uint, .double, .string, .bytes, .type, .dyn, .parameter, .variable,
      .mistaken:
      description
    }
  }
}
