/// The fields of an answer that nobody here knows: they are written back as they were read.
///
/// A catalog is the truth of others, too. Whoever writes one of its tables writes all of it, so
/// what was not understood must not be lost.
struct UnknownFields: Sendable, Hashable {
  private var values: [String: JSONValue] = [:]

  static let none = UnknownFields()

  private init() {}

  /// Reads every field of an object but the known ones.
  init<Key: CodingKey & CaseIterable>(of decoder: any Decoder, besides known: Key.Type) throws {
    let fields = try decoder.container(keyedBy: FieldName.self)
    let names = Set(Key.allCases.map(\.stringValue))
    for field in fields.allKeys where !names.contains(field.stringValue) {
      values[field.stringValue] = try fields.decode(JSONValue.self, forKey: field)
    }
  }

  /// Writes the fields beside the known ones, all or those of some names.
  func encode(to encoder: any Encoder, only names: Set<String>? = nil) throws {
    var fields = encoder.container(keyedBy: FieldName.self)
    for (name, value) in values where names?.contains(name) ?? true {
      try fields.encode(value, forKey: FieldName(stringValue: name))
    }
  }
}

/// Any name of a field.
private struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Any JSON, numbers as wide as they were written.
private indirect enum JSONValue: Sendable, Hashable, Codable {
  case null
  case bool(Bool)
  case integer(Int64)
  case natural(UInt64)
  case real(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let one = try decoder.singleValueContainer()
    if one.decodeNil() {
      self = .null
    } else if let value = try? one.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? one.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? one.decode(UInt64.self) {
      self = .natural(value)
    } else if let value = try? one.decode(Double.self) {
      self = .real(value)
    } else if let value = try? one.decode(String.self) {
      self = .text(value)
    } else if let value = try? one.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try one.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var one = encoder.singleValueContainer()
    switch self {
    case .null: try one.encodeNil()
    case .bool(let value): try one.encode(value)
    case .integer(let value): try one.encode(value)
    case .natural(let value): try one.encode(value)
    case .real(let value): try one.encode(value)
    case .text(let value): try one.encode(value)
    case .list(let values): try one.encode(values)
    case .object(let values): try one.encode(values)
    }
  }
}
