internal import FoundationEssentials

/// A value of an item of DynamoDB. Numbers are text, as on the wire, so that none is rounded.
public enum AttributeValue: Sendable, Hashable {
  case string(String)
  case number(String)
  case binary([UInt8])
  case boolean(Bool)
  case null
  case list([AttributeValue])
  case map([String: AttributeValue])

  /// A whole number.
  public static func number(_ value: some BinaryInteger) -> AttributeValue { .number("\(value)") }

  /// The text of a string; `nil` for everything else.
  public var text: String? { if case .string(let text) = self { text } else { nil } }

  /// The value of a number that is whole and fits; `nil` for everything else.
  public var integer: Int? { if case .number(let text) = self { Int(text) } else { nil } }
}

/// An item of a table, or the key of one.
public typealias Item = [String: AttributeValue]

extension AttributeValue: Codable {
  private enum Kind: String, CodingKey {
    case string = "S"
    case number = "N"
    case binary = "B"
    case boolean = "BOOL"
    case null = "NULL"
    case list = "L"
    case map = "M"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .string(let text): try container.encode(text, forKey: .string)
    case .number(let text): try container.encode(text, forKey: .number)
    case .binary(let bytes):
      try container.encode(Data(bytes).base64EncodedString(), forKey: .binary)
    case .boolean(let value): try container.encode(value, forKey: .boolean)
    case .null: try container.encode(true, forKey: .null)
    case .list(let values): try container.encode(values, forKey: .list)
    case .map(let values): try container.encode(values, forKey: .map)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    switch container.allKeys.first {
    case .string: self = .string(try container.decode(String.self, forKey: .string))
    case .number: self = .number(try container.decode(String.self, forKey: .number))
    case .binary:
      let text = try container.decode(String.self, forKey: .binary)
      guard let data = Data(base64Encoded: text) else {
        throw DecodingError.dataCorruptedError(
          forKey: .binary, in: container, debugDescription: "not base64")
      }
      self = .binary(Array(data))
    case .boolean: self = .boolean(try container.decode(Bool.self, forKey: .boolean))
    case .null: self = .null
    case .list: self = .list(try container.decode([AttributeValue].self, forKey: .list))
    case .map: self = .map(try container.decode([String: AttributeValue].self, forKey: .map))
    // Sets are nothing that this program writes.
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "an attribute of another kind"))
    }
  }
}
