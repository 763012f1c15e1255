public import Conditions
public import Documents

/// Conditions, values and templates: text in which CEL stands.
extension FieldReader {
  /// Reads a condition that gives a boolean.
  public mutating func condition(_ key: String) -> Condition? {
    probe?.note(key, .condition)
    return optional(key).flatMap { condition(of: $0, expecting: .bool) }
  }

  /// Compiles the condition that a scalar holds.
  public mutating func condition(of node: Node, expecting type: ConditionType?) -> Condition? {
    probe?.note(node, .condition)
    guard case .scalar(let scalar) = node.content else {
      report([.wrongKind(wanted: "a condition", node)])
      return nil
    }
    return compile(
      ConditionSource(text: scalar.text) { scalar.span(of: $0) }, expecting: type)
  }

  private mutating func compile(
    _ source: ConditionSource, expecting type: ConditionType?
  ) -> Condition? {
    let checked = Condition.compile(
      source, schema: scope.schema, mode: .strict, expecting: type)
    report(checked.diagnostics)
    return checked.value
  }

  /// Reads a value that is text, or a condition's value after `= `.
  public mutating func valueText(_ key: String) -> TextValue? {
    probe?.note(key, .value)
    return optional(key).flatMap { valueText(of: $0, expecting: .string) }
  }

  /// Reads a value that is a list of texts: a condition's value after `= `.
  public mutating func textList(_ key: String) -> Condition? {
    probe?.note(key, .valueOfList)
    guard let node = optional(key) else { return nil }
    guard case .scalar(let scalar) = node.content, scalar.text.hasPrefix("= ") else {
      report([.noConditionValue(key, at: node.span)])
      return nil
    }
    guard case .condition(let condition)? = valueText(of: node, expecting: .list(.string)) else {
      return nil
    }
    return condition
  }

  private mutating func valueText(of node: Node, expecting type: ConditionType) -> TextValue? {
    guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
      report([.wrongKind(wanted: "text", node)])
      return nil
    }
    guard scalar.text.hasPrefix("= ") else { return template(scalar).map { .template($0) } }
    let source = ConditionSource(text: String(scalar.text.dropFirst(2))) { range in
      scalar.span(of: (range.lowerBound + 2)..<(range.upperBound + 2))
    }
    return compile(source, expecting: type).map { .condition($0) }
  }

  /// Reads text in which `{…}` holds a condition's value.
  public mutating func template(_ key: String) -> Template? {
    probe?.note(key, .template)
    guard let node = optional(key) else { return nil }
    guard case .scalar(let scalar) = node.content else {
      report([.wrongKind(wanted: "text", node)])
      return nil
    }
    return template(scalar)
  }

  /// Splits text at its braces; `{{` and `}}` stand for the braces themselves.
  private mutating func template(_ scalar: Scalar) -> Template? {
    let bytes = Array(scalar.text.utf8)
    var parts: [Template.Part] = []
    var plain: [UInt8] = []
    var next = 0
    while next < bytes.count {
      let byte = bytes[next]
      let isDoubled = next + 1 < bytes.count && bytes[next + 1] == byte
      if byte == Template.open, !isDoubled {
        guard let end = bytes[next...].firstIndex(of: Template.close) else {
          report([.openBrace(at: scalar.span(of: next..<(next + 1)))])
          return nil
        }
        let start = next + 1
        let inner = String(decoding: bytes[start..<end], as: UTF8.self)
        let source = ConditionSource(text: inner) { range in
          scalar.span(of: (range.lowerBound + start)..<(range.upperBound + start))
        }
        guard let condition = compile(source, expecting: nil) else { return nil }
        if !plain.isEmpty { parts.append(.text(String(decoding: plain, as: UTF8.self))) }
        plain = []
        parts.append(.condition(condition))
        next = end + 1
      } else {
        plain.append(byte)
        next += byte == Template.open || (byte == Template.close && isDoubled) ? 2 : 1
      }
    }
    if !plain.isEmpty { parts.append(.text(String(decoding: plain, as: UTF8.self))) }
    return Template(parts: parts)
  }

  /// Reads one pattern or a list of them.
  public mutating func patterns(_ key: String) -> [Pattern] {
    probe?.note(key, .patterns)
    return texts(key).compactMap { text, span in
      switch Pattern.compile(text) {
      case .success(let pattern): return pattern
      case .failure(let error):
        report([.badPattern(text, error, at: span)])
        return nil
      }
    }
  }
}

/// Text in which some parts are the values of conditions.
public struct Template: Sendable {
  /// One stretch of a template.
  public enum Part: Sendable {
    case text(String)
    case condition(Condition)
  }

  let parts: [Part]

  static let open = UInt8(ascii: "{")
  static let close = UInt8(ascii: "}")

  /// Returns the text with every value in its place; what is unknown or fails shows as `?`.
  public func text(with facts: Facts) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .condition(let condition): Self.text(of: condition.evaluate(facts))
      }
    }.joined()
  }

  /// Returns the text, or `nil` when a value in it is unknown or fails: for targets and names.
  public func knownText(with facts: Facts) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .text(let plain): text += plain
      case .condition(let condition):
        guard case .value(let value) = condition.evaluate(facts) else { return nil }
        text += value.plainText
      }
    }
    return text
  }

  private static func text(of evaluation: Evaluation) -> String {
    switch evaluation {
    case .value(let value): value.plainText
    case .unknown, .error: "?"
    }
  }
}

/// A value that is text with conditions in it, or the value of one condition.
public enum TextValue: Sendable {
  case template(Template)
  case condition(Condition)

  /// The text, or `nil` when it cannot be told.
  public func text(with facts: Facts) -> String? {
    switch self {
    case .template(let template): return template.knownText(with: facts)
    case .condition(let condition):
      guard case .value(.string(let text)) = condition.evaluate(facts) else { return nil }
      return text
    }
  }
}

extension Diagnostic {
  static func noConditionValue(_ key: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "wrong-kind", message: "`\(key)` wants a condition's value", span: span,
      help: ["write `\(key): = anomaly.objects`"])
  }

  static func openBrace(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "open-brace", message: "this `{` is never closed", span: span,
      help: ["close it with `}`, or write `{{` for a brace"])
  }

  static func badPattern(
    _ text: String, _ error: PatternError, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "bad-pattern", message: "`\(text.prefix(60))` is no pattern: \(error.message)",
      span: span, help: ["patterns follow RE2: no look-around, no back-references"])
  }
}
