/// The fields of an answer that nobody here knows: they are written back as they were read.
///
/// A catalog is the truth of others, too. Whoever writes one of its tables writes all of it, so
/// what was not understood must not be lost.
struct UnknownFields: Sendable, Hashable {
  private var values: [String: RawJSON] = [:]

  static let none = UnknownFields()

  private init() {}

  /// Reads every field of an object but the known ones.
  init<Key: CodingKey & CaseIterable>(of decoder: any Decoder, besides known: Key.Type) throws {
    let fields = try decoder.container(keyedBy: FieldName.self)
    let names = Set(Key.allCases.map(\.stringValue))
    for field in fields.allKeys where !names.contains(field.stringValue) {
      values[field.stringValue] = try fields.decode(RawJSON.self, forKey: field)
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
