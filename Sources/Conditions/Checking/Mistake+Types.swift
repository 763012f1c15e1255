internal import Documents

/// Mistakes in names and types. Each names the operator as it was written, the types, and a way
/// out.
extension Mistake {
  static func operand(_ sign: String, _ type: ConditionType, _ range: Range<Int>) -> Mistake {
    Mistake(
      code: "operand-types", message: "`\(sign)` does not take \(type.withArticle)", range: range,
      help: sign == "!" ? ["write the comparison that is meant, such as `x != \"\"`"] : [])
  }

  static func operands(
    _ sign: String, _ left: Term, _ right: Term, _ range: Range<Int>, _ checker: Checker
  ) -> Mistake {
    let (first, second) = (left.type.withArticle, right.type.withArticle)
    let message = "`\(sign)` has \(first) on the left and \(second) on the right"
    return Mistake(
      code: "operand-types", message: message, range: range,
      help: conversions(left, right, checker) + conversions(right, left, checker))
  }

  /// What to write instead of a number of the wrong type.
  private static func conversions(
    _ term: Term, _ other: Term, _ checker: Checker
  ) -> [String] {
    switch (term.type, other.type) {
    case (.int, .double):
      if case .literal(.int(let value)) = term.kind { return ["write `\(value).0`"] }
      return ["write `double(\(checker.text(term.range)))`"]
    case (.int, .uint):
      if case .literal(.int(let value)) = term.kind, value >= 0 { return ["write `\(value)u`"] }
      return ["write `uint(\(checker.text(term.range)))`"]
    case (.string, .duration):
      return ["write `duration(\(checker.text(term.range)))`"]
    case (.string, .timestamp):
      return ["write `timestamp(\(checker.text(term.range)))`"]
    case (.string, .int), (.string, .double):
      guard case .literal(.string(let text)) = term.kind else { return [] }
      if text.hasSuffix("%"), let number = Double(text.dropLast()) {
        return ["a share is a fraction here: write `\(number / 100)`"]
      }
      return Double(text) == nil ? [] : ["write `\(text)` without quotation marks"]
    case (.int, .string):
      if case .literal(.int(let value)) = term.kind { return ["write `\"\(value)\"`"] }
      return []
    case (.int, .duration):
      if case .literal(.int(let value)) = term.kind { return ["write `duration(\"\(value)s\")`"] }
      return []
    case (.null, _): return ["nothing is null here: `has(x.f)` asks whether a field is there"]
    case (.bool, .int), (.bool, .double): return ["write two comparisons, joined with `&&`"]
    case (.map, _): return ["take one entry of it: `\(checker.text(term.range).short)[\"…\"]`"]
    case (.list, _):
      return ["ask for its elements: `\(checker.text(term.range).short).exists(e, …)`"]
    case (.optional, let wrapped) where wrapped != .null:
      return ["write `\(checker.text(term.range)).orValue(…)`"]
    default: return []
    }
  }

  static func wanted(
    _ type: ConditionType, by sign: String, _ term: Term, _ checker: Checker
  ) -> Mistake {
    let text = checker.text(term.range)
    var help: [String] = []
    switch term.type {
    case .string: help = ["write what it is compared with, such as `\(text) != \"\"`"]
    case .int, .uint, .double: help = ["write what it is compared with, such as `\(text) > 0`"]
    case .list, .map: help = ["write `size(\(text)) > 0`"]
    case .optional: help = ["write `\(text).orValue(false)`, or `.hasValue()`"]
    default: break
    }
    return Mistake(
      code: "operand-types",
      message:
        "`\(sign)` takes \(type.withArticle), but `\(text.short)` is \(term.type.withArticle)",
      range: term.range, help: help)
  }

  static func branches(
    _ first: Term, _ second: Term, _ range: Range<Int>, _ checker: Checker
  ) -> Mistake {
    Mistake(
      code: "operand-types",
      message: "`? :` gives \(first.type.withArticle) or \(second.type.withArticle)", range: range,
      help: conversions(first, second, checker) + conversions(second, first, checker))
  }

  static func mixed(
    _ literal: String, _ first: ConditionType, _ other: ConditionType, _ range: Range<Int>
  ) -> Mistake {
    Mistake(
      code: "mixed-literal",
      message: "this \(literal) starts with \(first.withArticle), and here is \(other.withArticle)",
      range: range, help: ["write values of one type"])
  }

  static func badKey(_ type: ConditionType, _ range: Range<Int>) -> Mistake {
    Mistake(
      code: "operand-types", message: "the key of a map cannot be \(type.withArticle)",
      range: range, help: ["keys are bool, int, uint or string"])
  }

  static func notOptional(_ term: Term) -> Mistake {
    Mistake(
      code: "operand-types",
      message: "an optional value is due, but this is \(term.type.withArticle)",
      range: term.range, help: ["write `optional.of(…)`, or leave the `?` out"])
  }

  static func notIterable(_ name: String, _ term: Term) -> Mistake {
    Mistake(
      code: "operand-types",
      message: "`\(name)` goes over a list or a map, but this is \(term.type.withArticle)",
      range: term.range, help: ["go over a list, as `tables` or `table.changes`"])
  }

  static func index(
    _ type: ConditionType, _ key: ConditionType, _ range: Range<Int>
  ) -> Mistake {
    var help: [String] = []
    if case .map(let wanted, _) = type { help = ["the keys of this map are \(wanted)"] }
    if case .list = type { help = ["the index of a list is an int"] }
    if case .record = type { help = ["write the name of the field after a dot"] }
    return Mistake(
      code: "operand-types", message: "`[ ]` has \(key.withArticle) inside, of \(type.withArticle)",
      range: range, help: help)
  }

  static func comparedRecords(_ name: String, _ range: Range<Int>) -> Mistake {
    Mistake(
      code: "operand-types", message: "records of the kind `\(name)` cannot be compared",
      range: range, help: ["compare a field of them"])
  }

  static func result(
    _ type: ConditionType, wanted: ConditionType, _ range: Range<Int>
  ) -> Mistake {
    Mistake(
      code: "condition-type",
      message: "\(wanted.withArticle) is due here, but this is \(type.withArticle)", range: range,
      help: help(towards: wanted, from: type))
  }

  private static func help(towards wanted: ConditionType, from type: ConditionType) -> [String] {
    switch (wanted, type) {
    case (.bool, .string): ["write what it is compared with, as in `… == \"FAILED\"`"]
    case (.bool, .int), (.bool, .uint), (.bool, .double):
      ["write what it is compared with, as in `… > 0`"]
    case (.bool, .duration), (.bool, .timestamp):
      ["write what it is compared with, as in `… > duration(\"1h\")` or `… < now`"]
    case (.bool, .list), (.bool, .map): ["write `size(…) > 0`"]
    case (.bool, _): ["a condition gives true or false: compare something"]
    case (.string, .int), (.string, .double), (.string, .uint): ["write `string(…)`"]
    default: []
    }
  }

  static func arguments(
    _ name: String, _ arguments: [Term], _ isMember: Bool, _ signatures: [Signature],
    _ range: Range<Int>
  ) -> Mistake {
    let given = arguments.map(\.type.description)
    func call(_ types: [String]) -> String {
      isMember
        ? "\(types.first ?? "").\(name)(\(types.dropFirst().joined(separator: ", ")))"
        : "\(name)(\(types.joined(separator: ", ")))"
    }
    let known = signatures.prefix(6).map { "`\(call($0.parameters.map(\.description)))`" }
    return Mistake(
      code: "argument-types", message: "there is no `\(call(given))`", range: range,
      help: ["there is " + known.joined(separator: ", ") + (signatures.count > 6 ? ", …" : "")])
  }
}

extension ConditionType {
  /// The type in a sentence: `an int`.
  var withArticle: String {
    switch self {
    case .null: "null"
    case .int, .optional: "an `\(self)`"
    case .variable, .dyn, .mistaken: "a value of any type"
    case .bool, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .list, .map,
      .record, .opaque, .parameter:
      "a `\(self)`"
    }
  }
}

extension String {
  /// At most a line's worth of it.
  var short: String { count > 60 ? prefix(59) + "…" : self }
}
