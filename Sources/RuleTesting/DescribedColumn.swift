internal import Configurations
internal import Documents
internal import Incidents

/// A column of a described batch, in the few words that its figures follow from.
///
///     {type: string, values: {UA: 60%, DL: 40%}, nulls: 1%}
struct DescribedColumn: Sendable {
  let name: String
  let span: SourceSpan
  var type: ColumnType?
  /// The share of rows without a value.
  var nulls: Double?
  /// How many different values there are.
  var distinct: Int?
  /// Between which bounds the values lie evenly: numbers, or times after the day began.
  var from: Edge?
  var to: Edge?
  /// The outermost values, where they are not the bounds.
  var minimum: Double?
  var maximum: Double?
  /// Values by their text, each with its share of the rows that have one.
  var values: [Share]?
  /// A text like which all others look.
  var like: String?

  /// A bound of the values.
  struct Edge: Sendable {
    let value: Double
    /// Whether it is a length of time, in seconds after the batch's day began.
    let isTime: Bool
    let span: SourceSpan
  }

  /// A value and its share of the rows that have one, 0...1.
  struct Share: Sendable {
    let value: String
    let share: Double
  }

  init(name: String, _ fields: inout FieldReader) {
    self.name = name
    span = fields.span
    if let node = fields.optional("type"), let text = fields.text(of: node) {
      type = ColumnType(catalog: text)
      if case .other(let word)? = type, !word.contains("<") {
        fields.report([
          .badDescription("`\(text)` is no type of Hive", "write one as `bigint`", at: node.span)
        ])
      }
    }
    nulls = fields.share("nulls")
    distinct = fields.wholeNumber("distinct", in: 0...1_000_000_000)
    from = Self.edge("from", &fields)
    to = Self.edge("to", &fields)
    if fields.optional("min") != nil { minimum = fields.number("min") }
    if fields.optional("max") != nil { maximum = fields.number("max") }
    values = Self.shares(&fields)
    like = fields.optionalText("like")
    if let from, let to, from.value > to.value {
      fields.report([
        .badDescription("`from` lies above `to`", "write the lower one first", at: from.span)
      ])
    }
  }

  private static func edge(_ key: String, _ fields: inout FieldReader) -> Edge? {
    guard let node = fields.optional(key) else { return nil }
    if case .scalar(let scalar) = node.content {
      switch scalar.value {
      case .integer(let number):
        return Edge(value: Double(number), isTime: false, span: node.span)
      case .number(let number) where number.isFinite:
        return Edge(value: number, isTime: false, span: node.span)
      case .null, .bool, .string, .number:
        if let duration = Duration(unitText: scalar.text) {
          let seconds = Double(duration.components.seconds)
          return Edge(value: seconds, isTime: true, span: node.span)
        }
      }
    }
    fields.report([
      .badDescription(
        "`\(key)` is no number and no time of the day", "write a number, or of times as 5h30m",
        at: node.span)
    ])
    return nil
  }

  private static func shares(_ fields: inout FieldReader) -> [Share]? {
    guard let node = fields.optional("values") else { return nil }
    let found: [Share]? = fields.reading(node, as: "`values`") { inner in
      inner.freeEntries.map(\.key.text).compactMap { value in
        inner.share(value).map { Share(value: value, share: $0) }
      }
    }
    let sum = (found ?? []).reduce(0) { $0 + $1.share }
    if sum > 1.000_001 {
      fields.report([
        .badDescription(
          "`values` stand in more than all rows", "their shares come to 100% at most",
          at: node.span)
      ])
    }
    return found
  }

  /// This column with what another description says instead.
  func changed(by other: DescribedColumn) -> DescribedColumn {
    var changed = self
    changed.type = other.type ?? type
    changed.nulls = other.nulls ?? nulls
    changed.distinct = other.distinct ?? distinct
    changed.from = other.from ?? from
    changed.to = other.to ?? to
    changed.minimum = other.minimum ?? minimum
    changed.maximum = other.maximum ?? maximum
    changed.values = other.values ?? values
    changed.like = other.like ?? like
    return changed
  }

  /// What keeps the column from having figures.
  var mistakes: [Diagnostic] {
    guard let type else {
      return [
        .badDescription(
          "the column `\(name)` has no type", "add `type: bigint`, or the type that it has",
          at: span)
      ]
    }
    return [from, to].compactMap { $0 }.filter { $0.value != 0 && $0.isTime != type.isTime }.map {
      type.isTime
        ? .badDescription(
          "`\(name)` holds times, and this is none", "write a time after the day began, as 5h30m",
          at: $0.span)
        : .badDescription(
          "`\(name)` holds no times, and this is one", "write a number", at: $0.span)
    }
  }
}

extension ColumnType {
  /// Whether values are points in time.
  var isTime: Bool { self == .date || self == .timestamp }

  /// Whether values are whole numbers.
  var isWhole: Bool {
    switch self {
    case .tinyint, .smallint, .int, .bigint: true
    case .boolean, .float, .double, .decimal, .date, .timestamp, .string, .binary, .other: false
    }
  }
}

extension Diagnostic {
  /// Something that no batch can be like.
  static func badDescription(
    _ words: String, _ help: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(code: "bad-test-value", message: words, span: span, help: [help])
  }
}
