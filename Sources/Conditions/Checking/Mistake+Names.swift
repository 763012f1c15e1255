internal import Documents

/// Mistakes in names, in literals with a meaning, and in what is read unguarded.
extension Mistake {
  static func unknownName(_ name: String, _ range: Range<Int>, known: [String]) -> Mistake {
    Mistake(
      code: "unknown-name", message: "nothing is called `\(name)` here", range: range,
      help: Self.nearest(name, known) ?? ["there is \(Self.listed(known))"],
      replacement: Self.only(name, known, range))
  }

  static func unknownField(
    _ name: String, of record: String, _ range: Range<Int>, known: [String]
  ) -> Mistake {
    Mistake(
      code: "unknown-field", message: "`\(record)` has no field `\(name)`", range: range,
      help: Self.nearest(name, known) ?? ["there is \(Self.listed(known))"],
      replacement: Self.only(name, known, range))
  }

  static func unknownMethod(
    _ name: String, of record: String, _ range: Range<Int>, known: [String]
  ) -> Mistake {
    Mistake(
      code: "unknown-function", message: "`\(record)` has no method `\(name)`", range: range,
      help: Self.nearest(name, known) ?? ForeignWords.help(name).map { [$0] }
        ?? [known.isEmpty ? "it has none: read its fields" : "there is \(Self.listed(known))"])
  }

  static func methodArguments(
    _ name: String, of record: String, _ type: ConditionType, _ range: Range<Int>
  ) -> Mistake {
    Mistake(
      code: "argument-types", message: "`\(record).\(name)` takes one text", range: range,
      help: ["write it in quotation marks: `….\(name)(\"…\")`"])
  }

  static func unknownFunction(
    _ name: String, _ range: Range<Int>, known: [String], isWrongForm: Bool
  ) -> Mistake {
    let help =
      isWrongForm
      ? ["it is written the other way: `x.\(name)(…)` or `\(name)(x, …)`"]
      : ForeignWords.help(name).map { [$0] } ?? Self.nearest(name, known) ?? [
        "there is `size`, `has`, `contains`, `startsWith`, `matches`, `exists`, `duration`, …"
      ]
    return Mistake(
      code: "unknown-function", message: "there is no function `\(name)`", range: range, help: help)
  }

  private static func nearest(_ name: String, _ known: [String]) -> [String]? {
    NearestName.suggestion(for: name, among: known).map { ["did you mean `\($0)`?"] }
  }

  /// The one name that can be meant, where the range is that of the name alone.
  private static func only(_ name: String, _ known: [String], _ range: Range<Int>) -> String? {
    range.count == name.utf8.count ? NearestName.only(for: name, among: known) : nil
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }

  static func selected(
    _ field: String, from type: ConditionType, _ range: Range<Int>, _ checker: Checker
  ) -> Mistake {
    let whole = checker.text(range)
    let operand = whole.hasSuffix("." + field) ? String(whole.dropLast(field.utf8.count + 1)) : "x"
    let isSize = ForeignWords.help(field) == ForeignWords.help("length") || field == "size"
    return Mistake(
      code: "unknown-field", message: "\(type.withArticle) has no field `\(field)`", range: range,
      help: [isSize ? "write `size(\(operand))`" : "`\(operand.short)` is the value itself"])
  }

  static func unguarded(
    _ text: String, _ name: String, _ operand: String, _ type: ConditionType, _ range: Range<Int>
  ) -> Mistake {
    let otherwise: String =
      switch type {
      case .bool: "false"
      case .int: "0"
      case .uint: "0u"
      case .double: "0.0"
      case .string: "\"\""
      case .list: "[]"
      case .map: "{}"
      default: "…"
      }
    return Mistake(
      code: "unguarded-field", message: "`\(text.short)` may be absent", range: range,
      help: [
        "write `has(\(text)) && …`", "or `\(operand).?\(name).orValue(\(otherwise))`",
      ])
  }

  static func patternIsNoLiteral(_ range: Range<Int>) -> Mistake {
    Mistake(
      code: "bad-pattern", message: "a pattern is written out, not computed", range: range,
      help: ["write it in quotation marks, or use `contains`, `startsWith` or `endsWith`"])
  }

  static func badPattern(_ text: String, _ error: PatternError, _ range: Range<Int>) -> Mistake {
    Mistake(
      code: "bad-pattern", message: "`\(text.short)` is no pattern: \(error.message)",
      range: range, help: ["patterns follow RE2: no look-around, no back-references"])
  }

  static func badLiteral(_ builtin: Builtin, _ text: String, _ range: Range<Int>) -> Mistake {
    let (what, example): (String, String) =
      switch builtin {
      case .duration: ("a duration", "`90s`, `15m` or `36h`; there are no days")
      case .timestamp: ("a timestamp", "`2026-01-31T09:30:00Z`")
      case .quantity: ("a quantity", "`16Gi` or `500M`")
      default: ("a time zone", "`Europe/Berlin`, `UTC` or `+02:00`")
      }
    return Mistake(
      code: "bad-literal", message: "`\(text.short)` is not \(what)", range: range,
      help: ["write it like \(example)"])
  }
}
