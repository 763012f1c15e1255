internal import Configurations

/// A key of the files, or a word that may stand behind one, wherever it is: the same table that
/// `schema` and `fmt` go by.
struct ExplainedKey {
  /// A key where it stands, as `rules.rules[].severity`.
  private struct Place {
    let path: String
    let field: ShapeField
  }

  private let name: String
  private let isWord: Bool
  private let places: [Place]

  /// The key of a name; else the keys that take the name as their word; `nil` for other names.
  init?(_ name: String) {
    let all = Self.all
    let keys = all.filter { $0.field.name == name }
    isWord = keys.isEmpty
    places = isWord ? all.filter { $0.field.shape.words.contains(name) } : keys
    self.name = name
    if places.isEmpty { return nil }
  }

  /// The names of all keys, each once, in the order of the manual.
  static var names: [String] {
    var seen: Set<String> = []
    return all.map(\.field.name).filter { seen.insert($0).inserted }
  }

  var text: String {
    let blocks = places.map { place in
      let needed = place.field.isRequired ? " (required)" : ""
      let lines = [place.field.summary, place.field.shape.explanation].filter { !$0.isEmpty }
      return "  \(place.path)\(needed)\n" + lines.map { "    \($0)\n" }.joined()
    }
    return "\(name), \(isWord ? "a word" : "a key")\n" + blocks.joined()
  }

  /// The keys of a detector or a step, a line each.
  static func lines(of fields: [ShapeField]) -> String {
    let width = fields.map(\.name.count).max() ?? 0
    return fields.map { field in
      let gap = String(repeating: " ", count: width - field.name.count + 2)
      let needed = field.isRequired ? " (required)" : ""
      return "  \(field.name)\(gap)\(field.shape.explanation)\(needed)\n"
    }.joined()
  }

  /// The keys of a step; none of other names.
  static func fields(ofStep name: String) -> [ShapeField] {
    let place = all.first { $0.path.hasSuffix("steps[].\(name)") }
    if case .mapping(let fields)? = place?.field.shape { return fields }
    return []
  }

  // MARK: Where keys stand

  private static let all: [Place] = DocumentShape.all.flatMap { places(of: $0.fields, $0.name) }

  private static func places(of fields: [ShapeField], _ path: String) -> [Place] {
    fields.flatMap { field in
      let own = "\(path).\(field.name)"
      return [Place(path: own, field: field)] + places(in: field.shape, own)
    }
  }

  private static func places(in shape: Shape, _ path: String) -> [Place] {
    switch shape {
    case .mapping(let fields), .choice(let fields), .textOr(let fields): places(of: fields, path)
    case .named(let item, _): places(in: item, path + ".NAME")
    case .list(let item, _): places(in: item, path + "[]")
    case .oneOrMany(let item): places(in: item, path)
    case .trigger:
      detectors.flatMap { kind in
        places(of: Shape.detectorFields[kind.name] ?? [], "\(path).\(kind.name)")
      }
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .anything:
      []
    }
  }
}

extension Shape {
  /// The words that may stand here.
  fileprivate var words: [String] {
    switch self {
    case .word(let words): words
    case .oneOrMany(let item), .list(let item, _): item.words
    case .text, .form, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .mapping, .named, .choice, .textOr, .trigger, .anything:
      []
    }
  }

  /// What may be written here, in words; empty where anything may.
  fileprivate var explanation: String {
    switch self {
    case .text: "text"
    case .form(_, let example): "as `\(example)`"
    case .word(let words): words.count == 1 ? "`\(words[0])`" : "one of \(Self.listed(words))"
    case .flag: "`true` or `false`"
    case .number(let range): "a number" + Self.bounds(range.lowerBound, range.upperBound)
    case .whole(let range):
      "a whole number"
        + Self.bounds(Double(range.lowerBound), Double(range.upperBound))
    case .condition: "a condition (CEL), as `table.rows == 0`"
    case .template: "text, in which `{…}` holds a condition's value"
    case .value: "text, or a condition's value after `= `"
    case .valueOfList: "a condition's value after `= `, which is a list"
    case .pattern: "a pattern (RE2)"
    case .oneOrMany(let item): "one or a list: \(item.explanation)"
    case .list(let item, _):
      item.explanation.isEmpty ? "a list" : "a list, each \(item.explanation)"
    case .mapping(let fields), .choice(let fields), .textOr(let fields):
      "keys: \(Self.listed(fields.map(\.name)))"
    case .named: "names of your own"
    case .trigger:
      "a condition; `any`, `all` or `not` of those; or a detector: "
        + Self.listed(detectors.map { $0.name })
    case .anything: ""
    }
  }

  private static func listed(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func bounds(_ low: Double, _ high: Double) -> String {
    func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
    return low.isFinite && high.isFinite && high < 1e15 ? " from \(text(low)) to \(text(high))" : ""
  }
}
