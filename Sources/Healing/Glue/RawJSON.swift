/// Any JSON, numbers as wide as they were written.
package indirect enum RawJSON: Sendable, Hashable, Codable {
  case null
  case bool(Bool)
  case integer(Int64)
  case natural(UInt64)
  case real(Double)
  case text(String)
  case list([RawJSON])
  case object([String: RawJSON])

  package init(from decoder: any Decoder) throws {
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
    } else if let value = try? one.decode([RawJSON].self) {
      self = .list(value)
    } else {
      self = .object(try one.decode([String: RawJSON].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
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

extension RawJSON {
  /// The value of a field; `nil` where it is none, or no object.
  package subscript(_ name: String) -> RawJSON? {
    if case .object(let fields) = self { fields[name] } else { nil }
  }

  /// The elements of a list; none of anything else.
  package var elements: [RawJSON] {
    if case .list(let values) = self { values } else { [] }
  }

  /// The text; `nil` for anything else.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension Redactor {
  /// An answer of AWS without secrets: texts by what is in them, and by the names they stand under.
  package func redacted(_ value: RawJSON) -> RawJSON {
    switch value {
    case .null, .bool, .integer, .natural, .real: return value
    case .text(let text): return .text(redacted(text))
    case .list(let values): return .list(values.map { redacted($0) })
    case .object(let fields):
      var clean: [String: RawJSON] = [:]
      for (name, field) in fields {
        if case .text(let text) = field {
          for (name, text) in redacted([name: text]) { clean[name] = .text(text) }
        } else {
          clean[redacted(name)] = redacted(field)
        }
      }
      return .object(clean)
    }
  }
}
