public import Documents

/// What may be written at one place of a file: the one table behind `fmt` and `schema`.
///
/// The readers decide what loads; a test holds every shape against what its reader asks for.
public indirect enum Shape: Sendable {
  /// Text of any kind.
  case text
  /// Text of one form, as a regular expression that JSON Schema and RE2 read alike.
  case form(String, example: String)
  case word([String])
  case flag
  case number(ClosedRange<Double>)
  case whole(ClosedRange<Int>)
  case condition
  /// Text in which `{…}` holds a condition's value.
  case template
  /// Text, or a condition's value after `= `.
  case value
  /// A condition's value after `= `, which is a list.
  case valueOfList
  case pattern
  /// One of something, or a list.
  case oneOrMany(Shape)
  /// A list with at least so many items.
  case list(Shape, atLeast: Int)
  case mapping([ShapeField])
  /// A mapping whose keys an author chooses, as far as a regular expression lets them.
  case named(Shape, keys: String?)
  /// A mapping that holds exactly one of some keys.
  case choice([ShapeField])
  /// Text, or a mapping.
  case textOr([ShapeField])
  /// The value of `when`: a detector, a condition, or `any`, `all`, `not` of those.
  case trigger
  case anything
}

/// One key of a mapping.
public struct ShapeField: Sendable {
  public let name: String
  public let shape: Shape
  public let isRequired: Bool
  /// What the key says, in a sentence for editors.
  public let summary: String

  public init(_ name: String, _ shape: Shape, _ summary: String, isRequired: Bool = false) {
    self.name = name
    self.shape = shape
    self.summary = summary
    self.isRequired = isRequired
  }

  /// A key that must be there.
  static func required(_ name: String, _ shape: Shape, _ summary: String) -> ShapeField {
    ShapeField(name, shape, summary, isRequired: true)
  }
}

/// The shape of one kind of file.
public struct DocumentShape: Sendable {
  /// What stands behind `kintsugi:`, as `rules/v1`.
  public let header: String
  public let summary: String
  public let fields: [ShapeField]

  init(_ kind: ConfigurationLoader.Kind, _ summary: String, _ fields: [ShapeField]) {
    header = kind.rawValue
    self.summary = summary
    self.fields =
      [.required("kintsugi", .word([kind.rawValue]), "What the file is, and in which version.")]
      + fields
  }

  /// The kind alone, as `rules`.
  public var name: String { String(header.prefix { $0 != "/" }) }

  /// The root of such a file.
  public var root: Shape { .mapping(fields) }

  /// All kinds of file, in the order of the manual.
  public static let all: [DocumentShape] = [
    .project, .rules, .policy, .safety, .overlay, .tests, .world,
  ]
}

// Forms that many keys share.
extension Shape {
  static let texts = Shape.oneOrMany(.text)
  static let patterns = Shape.oneOrMany(.pattern)
  static let duration = Shape.form(
    "^(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?$", example: "15m")
  static let share = Shape.form("^-?[0-9]*\\.?[0-9]+ *%$", example: "5%")
  static let time = Shape.form(
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?"
      + "(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$", example: "2026-12-20T00:00:00+01:00")
  static let date = Shape.form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", example: "2027-06-30")

  static func count(of units: [String]) -> Shape {
    .form("^[0-9]+ +(?:\(units.joined(separator: "|")))$", example: "3 \(units.first ?? "")")
  }

  static func words<Word: RawRepresentable & CaseIterable>(of type: Word.Type) -> Shape
  where Word.RawValue == String {
    .oneOrMany(word(of: type))
  }

  static func word<Word: RawRepresentable & CaseIterable>(of type: Word.Type) -> Shape
  where Word.RawValue == String {
    .word(Word.allCases.map { $0.rawValue })
  }

  /// What a probe saw of a reader: the shape of a kind that is added without a table.
  static func read(by probe: FieldProbe) -> [ShapeField] {
    probe.fields.map { field in
      ShapeField(field.name, shape(of: field), "", isRequired: field.isRequired)
    }
  }

  private static func shape(of field: FieldProbe.Field) -> Shape {
    switch field.reading {
    case .anything: .anything
    case .text: .text
    case .texts: .texts
    case .flag: .flag
    case .duration: .duration
    case .condition: .condition
    case .template: .template
    case .value: .value
    case .valueOfList: .valueOfList
    case .patterns: .patterns
    case .word(let words): .word(words)
    case .words(let words): .oneOrMany(.word(words))
    case .number(let range): .number(range)
    case .whole(let range): .whole(range)
    case .share: .share
    case .count(let units): .count(of: units)
    case .list: .list(.anything, atLeast: 0)
    case .mapping: field.below.map { inner($0) } ?? .anything
    case .mappings: .list(field.below.map { inner($0) } ?? .anything, atLeast: 0)
    }
  }

  private static func inner(_ probe: FieldProbe) -> Shape {
    probe.takesAnyKey ? .named(.anything, keys: nil) : .mapping(read(by: probe))
  }
}

// What `fmt` has to know.
extension Shape: NodeLayout {
  public var keyOrder: [String] {
    switch self {
    case .mapping(let fields), .choice(let fields), .textOr(let fields): fields.map(\.name)
    case .trigger: ["any", "all", "not"]
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .oneOrMany, .list, .named, .anything:
      []
    }
  }

  public var textRole: TextRole {
    switch self {
    case .condition, .trigger: .condition
    case .pattern: .pattern
    case .text, .form, .word, .flag, .number, .whole, .template, .value, .valueOfList, .oneOrMany,
      .list, .mapping, .named, .choice, .textOr, .anything:
      .text
    }
  }

  public func layout(ofKey key: String) -> any NodeLayout {
    switch self {
    case .mapping(let fields), .choice(let fields), .textOr(let fields):
      fields.first { $0.name == key }?.shape ?? Shape.anything
    case .named(let shape, _): shape
    case .trigger:
      switch key {
      case "any", "all": Shape.list(.trigger, atLeast: 1)
      case "not": Shape.trigger
      default: Shape.mapping(Shape.detectorFields[key] ?? [])
      }
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .oneOrMany, .list, .anything:
      Shape.anything
    }
  }

  public var itemLayout: any NodeLayout {
    switch self {
    case .oneOrMany(let shape), .list(let shape, _): shape
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .mapping, .named, .choice, .textOr, .trigger, .anything:
      Shape.anything
    }
  }

  /// The fields of each detector, as its reader asks for them.
  public static let detectorFields: [String: [ShapeField]] = Dictionary(
    uniqueKeysWithValues: detectors.map { kind in
      (kind.name, read(by: FieldProbe { _ = kind.init(&$0) }))
    })

  /// The fields of each step, as its reader asks for them.
  static let stepFields: [ShapeField] = steps.map { kind in
    ShapeField(
      kind.name, .mapping(read(by: FieldProbe { _ = kind.init(&$0) })), kind.summary + ".")
  }
}
