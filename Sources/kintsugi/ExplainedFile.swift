internal import Configurations

/// The keys that a kind of file has, in words: the same table that `schema` and `fmt` go by.
struct ExplainedFile {
  private let document: DocumentShape

  /// The kind by its name alone, as `tests`; `nil` for other words.
  init?(_ name: String) {
    guard let document = DocumentShape.all.first(where: { $0.name == name }) else { return nil }
    self.document = document
  }

  /// The names of all kinds.
  static var names: [String] { DocumentShape.all.map(\.name) }

  var text: String {
    "\(document.name), a kind of file: begins with `kintsugi: \(document.header)`\n"
      + "  \(document.summary)\n" + Self.lines(of: document.fields, below: "  ").joined()
      + "  for editors: kintsugi schema \(document.name)\n"
  }

  private static func lines(of fields: [ShapeField], below indent: String) -> [String] {
    let width = fields.map(\.name.count).max() ?? 0
    return fields.flatMap { field -> [String] in
      let gap = String(repeating: " ", count: width - field.name.count + 2)
      let needed = field.isRequired ? " (required)" : ""
      let line = "\(indent)\(field.name)\(gap)\(field.summary)\(needed)\n"
      return [line] + lines(of: inner(field.shape), below: indent + "  ")
    }
  }

  /// The keys below a key; those of detectors and steps have pages of their own.
  private static func inner(_ shape: Shape) -> [ShapeField] {
    switch shape {
    case .mapping(let fields), .choice(let fields), .textOr(let fields): fields
    case .named(let item, _), .list(let item, _), .oneOrMany(let item): inner(item)
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .trigger, .anything:
      []
    }
  }
}
