internal import Conditions
internal import FoundationEssentials

/// A value of a conformance file: an object with one key, its type.
struct ConformanceValue: Decodable {
  let value: Value

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a value has one key, its type"))
    }
    value = try Self.value(key, container)
  }

  private static func value(
    _ key: AnyKey, _ container: KeyedDecodingContainer<AnyKey>
  ) throws -> Value {
    func text() throws -> String { try container.decode(String.self, forKey: key) }
    func corrupted(_ what: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: what)
    }
    func need<Number>(_ number: Number?) throws -> Number {
      guard let number else { throw corrupted("not a number of this type") }
      return number
    }
    switch key.stringValue {
    case "null": return .null
    case "bool": return .bool(try container.decode(Bool.self, forKey: key))
    case "int": return .int(try need(Int64(try text())))
    case "uint": return .uint(try need(UInt64(try text())))
    case "double": return .double(try need(Double(try text())))
    case "string": return .string(try text())
    case "type": return .type(try text())
    case "bytes": return .bytes(Array(try need(Data(base64Encoded: try text()))))
    case "list":
      return .list(try container.decode([ConformanceValue].self, forKey: key).map(\.value))
    case "map":
      let pairs = try container.decode([[ConformanceValue]].self, forKey: key)
      guard pairs.allSatisfy({ $0.count == 2 }) else { throw corrupted("pairs have two parts") }
      return .map(
        Dictionary(pairs.map { ($0[0].value, $0[1].value) }, uniquingKeysWith: { $1 }))
    case "duration", "timestamp":
      let time = try container.decode(Time.self, forKey: key)
      let seconds = try need(Int64(time.seconds))
      if key.stringValue == "timestamp" {
        return .timestamp(seconds: seconds, nanoseconds: time.nanos)
      }
      return .duration(nanoseconds: seconds * 1_000_000_000 + Int64(time.nanos))
    default: throw corrupted("no type of a value")
    }
  }

  private struct Time: Decodable {
    let seconds: String
    let nanos: Int32
  }
}

/// A type of a conformance file: a name, or an object with one key.
struct ConformanceType: Decodable {
  let type: ConditionType

  init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard let type = Self.names[name] else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no type is called \(name)"))
      }
      self.type = type
      return
    }
    let container = try decoder.container(keyedBy: AnyKey.self)
    func parts(_ key: String) throws -> [ConditionType] {
      try container.decode([ConformanceType].self, forKey: AnyKey(key)).map(\.type)
    }
    switch container.allKeys.first?.stringValue {
    case "list":
      type = .list(try container.decode(ConformanceType.self, forKey: AnyKey("list")).type)
    case "optional":
      type = .optional(
        try container.decode(ConformanceType.self, forKey: AnyKey("optional")).type)
    case "map":
      let pair = try parts("map")
      type = .map(key: pair.first ?? .dyn, value: pair.last ?? .dyn)
    case "param": type = .parameter(try container.decode(String.self, forKey: AnyKey("param")))
    default:
      var list = try container.nestedUnkeyedContainer(forKey: AnyKey("abstract"))
      let name = try list.decode(String.self)
      var arguments: [ConditionType] = []
      while !list.isAtEnd { arguments.append(try list.decode(ConformanceType.self).type) }
      type = .opaque(name, arguments)
    }
  }

  private static let names: [String: ConditionType] = [
    "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
    "bytes": .bytes, "timestamp": .timestamp, "duration": .duration, "null_type": .null,
    "dyn": .dyn, "type": .type,
  ]
}

/// A key of any name.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }

  init?(stringValue: String) { self.init(stringValue) }

  init?(intValue: Int) { nil }
}
