public import Configurations

/// The shapes of files as JSON Schema, draft 2020-12, for editors.
///
/// Self-contained and closed: a key that the readers would not take does not validate. Scalars are
/// as wide as the readers have them: a text may be written as a number.
public struct JSONSchemaDocument: Sendable {
  private let root: OrderedJSON

  private static let dialect = "https://json-schema.org/draft/2020-12/schema"

  /// The schema of one kind of file.
  public init(_ shape: DocumentShape) {
    var fields: [(String, OrderedJSON)] = [
      ("$schema", .text(Self.dialect)),
      ("title", .text("kintsugi \(shape.header)")),
      ("description", .text(shape.summary)),
    ]
    fields += Self.object(shape.fields)
    fields.append(("$defs", Self.definitions(withTriggers: Self.hasTrigger(shape.root))))
    root = .object(fields.map { (key: $0.0, value: $0.1) })
  }

  /// One schema for all kinds, which chooses by the header.
  public init(_ shapes: [DocumentShape]) {
    let branches = shapes.map { shape in
      Self.object(
        ("if", Self.object(("properties", Self.object(("kintsugi", Self.constant(shape.header)))))),
        ("then", .object(Self.object(shape.fields).map { (key: $0.0, value: $0.1) })))
    }
    let headers = shapes.map { OrderedJSON.text($0.header) }
    root = Self.object(
      ("$schema", .text(Self.dialect)),
      ("title", .text("kintsugi")),
      ("type", .text("object")),
      ("properties", Self.object(("kintsugi", Self.object(("enum", .list(headers)))))),
      ("required", .list([.text("kintsugi")])),
      ("allOf", .list(branches)),
      ("$defs", Self.definitions(withTriggers: true)))
  }

  /// The schema as JSON, with a line end.
  public var text: String { root.lines }

  private static func object(_ fields: (String, OrderedJSON)...) -> OrderedJSON {
    .object(fields.map { (key: $0.0, value: $0.1) })
  }

  private static func constant(_ text: String) -> OrderedJSON {
    object(("const", .text(text)))
  }

  private static func reference(_ name: String) -> OrderedJSON {
    object(("$ref", .text("#/$defs/\(name)")))
  }
}

// Shapes.
extension JSONSchemaDocument {
  /// A closed mapping.
  private static func object(_ fields: [ShapeField]) -> [(String, OrderedJSON)] {
    let required = fields.filter(\.isRequired).map { OrderedJSON.text($0.name) }
    return [
      ("type", .text("object")), ("additionalProperties", .flag(false)),
      ("properties", properties(fields)),
    ] + (required.isEmpty ? [] : [("required", .list(required))])
  }

  private static func properties(_ fields: [ShapeField]) -> OrderedJSON {
    .object(
      fields.map { field in
        var parts = parts(of: field.shape)
        if !field.summary.isEmpty { parts.insert(("description", .text(field.summary)), at: 0) }
        return (key: field.name, value: .object(parts.map { (key: $0.0, value: $0.1) }))
      })
  }

  private static func schema(_ shape: Shape) -> OrderedJSON {
    .object(parts(of: shape).map { (key: $0.0, value: $0.1) })
  }

  /// The keywords of a shape. A flat table, longer than a function should be.
  private static func parts(of shape: Shape) -> [(String, OrderedJSON)] {
    switch shape {
    case .text: return [("$ref", .text("#/$defs/text"))]
    case .template: return [("$ref", .text("#/$defs/template"))]
    case .value: return [("$ref", .text("#/$defs/value"))]
    case .condition: return [("$ref", .text("#/$defs/condition"))]
    case .trigger: return [("$ref", .text("#/$defs/trigger"))]
    case .pattern: return [("$ref", .text("#/$defs/pattern"))]
    case .valueOfList: return [("type", .text("string")), ("pattern", .text("^= "))]
    case .form(let pattern, let example):
      return [
        ("type", .text("string")), ("pattern", .text(pattern)), ("minLength", .number(1)),
        ("examples", .list([.text(example)])),
      ]
    case .word(let words):
      return words.count == 1
        ? [("const", .text(words[0]))] : [("enum", .list(words.map { .text($0) }))]
    case .flag: return [("type", .text("boolean"))]
    case .whole(let range):
      return [
        ("type", .text("integer")), ("minimum", .number(Double(range.lowerBound))),
        ("maximum", .number(Double(range.upperBound))),
      ]
    case .number(let range):
      return [("type", .text("number"))]
        + (range.lowerBound.isFinite ? [("minimum", .number(range.lowerBound))] : [])
        + (range.upperBound.isFinite ? [("maximum", .number(range.upperBound))] : [])
    case .oneOrMany(let inner):
      let item = schema(inner)
      return [
        ("anyOf", .list([item, object(("type", .text("array")), ("items", item))]))
      ]
    case .list(let inner, let count):
      return [("type", .text("array")), ("items", schema(inner))]
        + (count > 0 ? [("minItems", .number(Double(count)))] : [])
    case .mapping(let fields): return object(fields)
    case .named(let inner, let keys):
      return [("type", .text("object")), ("additionalProperties", schema(inner))]
        + (keys.map { [("propertyNames", object(("pattern", .text($0))))] } ?? [])
    case .choice(let fields): return choice(fields)
    case .textOr(let fields):
      let mapping = OrderedJSON.object(object(fields).map { (key: $0.0, value: $0.1) })
      return [("anyOf", .list([reference("text"), mapping]))]
    case .anything: return []
    }
  }

  /// A mapping that holds exactly one of its keys.
  private static func choice(_ fields: [ShapeField]) -> [(String, OrderedJSON)] {
    object(fields) + [("minProperties", .number(1)), ("maxProperties", .number(1))]
  }
}

// What shapes refer to.
extension JSONSchemaDocument {
  private static func definitions(withTriggers: Bool) -> OrderedJSON {
    let text = ("type", OrderedJSON.list([.text("string"), .text("number"), .text("boolean")]))
    func named(_ name: String, _ summary: String) -> (key: String, value: OrderedJSON) {
      (key: name, value: object(text, ("$comment", .text(summary)), ("minLength", .number(1))))
    }
    let plain = [
      named("text", "Any text."),
      named("condition", "A condition in CEL."),
      named("template", "Text; {…} holds a condition's value, {{ and }} are braces."),
      named("value", "Text, or a condition's value after `= `."),
      named("pattern", "A pattern of RE2: no look-around, no back-references."),
    ]
    return .object(withTriggers ? plain + [(key: "trigger", value: trigger)] : plain)
  }

  /// `when`: any detector, any combination, or a condition.
  private static var trigger: OrderedJSON {
    let list = Shape.list(.trigger, atLeast: 1)
    var fields = [
      ShapeField("any", list, "Fires when one of these does."),
      ShapeField("all", list, "Fires when all of these do."),
      ShapeField("not", .trigger, "Fires when this does not."),
    ]
    fields += detectors.map { kind in
      ShapeField(kind.name, .mapping(Shape.detectorFields[kind.name] ?? []), kind.summary + ".")
    }
    let mapping = OrderedJSON.object(choice(fields).map { (key: $0.0, value: $0.1) })
    return object(("anyOf", .list([reference("condition"), mapping])))
  }

  private static func hasTrigger(_ shape: Shape) -> Bool {
    switch shape {
    case .trigger: true
    case .mapping(let fields), .choice(let fields), .textOr(let fields):
      fields.contains { hasTrigger($0.shape) }
    case .named(let inner, _), .list(let inner, _), .oneOrMany(let inner): hasTrigger(inner)
    case .text, .form, .word, .flag, .number, .whole, .condition, .template, .value, .valueOfList,
      .pattern, .anything:
      false
    }
  }
}
