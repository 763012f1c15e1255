internal import Conditions
internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// A fact that safety reads and that a test takes for granted, where no evidence would give it:
/// `anomaly.rule`, `proposal.share`, `tables` and the like.
struct AssumedFact {
  private let path: String
  private let node: Node
  private let rules: KnownNames
  private let type: ConditionType?

  /// The word for no anomaly at all.
  static let noAnomaly = "none"

  /// `nil` for what is no field of the safety scope.
  init?(_ path: String, to node: Node, among rules: KnownNames) {
    self.path = path
    self.node = node
    self.rules = rules
    if path == "anomaly.rule" {
      type = nil
    } else if let type = Self.type(of: path) {
      self.type = type
    } else {
      return nil
    }
  }

  /// The change that it makes; reports a value of another kind.
  func change(_ fields: inout FieldReader) -> EvidenceChange? {
    let path = path
    guard let type else { return anomaly(&fields) }
    guard let value = AssumedValue(type).value(of: node) else {
      fields.report([.badAssumption(path, type, at: node.span)])
      return nil
    }
    let fact = FactSetting(path: Self.parts(path), value: value)
    let text = if case .scalar(let scalar) = node.content { scalar.text } else { "" }
    return EvidenceChange(path: path, value: text) { $0.assumptions.facts.append(fact) }
  }

  private func anomaly(_ fields: inout FieldReader) -> EvidenceChange? {
    guard case .scalar(let scalar) = node.content,
      rules.contains(scalar.text) || scalar.text == Self.noAnomaly
    else {
      fields.report([.noRule(at: node.span)])
      return nil
    }
    let anomaly: Assumptions.Anomaly = scalar.text == Self.noAnomaly ? .none : .rule(scalar.text)
    return EvidenceChange(path: path, value: scalar.text) { $0.assumptions.anomaly = anomaly }
  }

  /// The change that makes a fact unknown; `nil` for what is no field of the safety scope.
  static func unknown(_ path: String) -> EvidenceChange? {
    guard type(of: path) != nil else { return nil }
    let fact = FactSetting(path: parts(path), value: .unknown)
    return EvidenceChange(path: path, value: nil) { $0.assumptions.facts.append(fact) }
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: ".").map(String.init)
  }

  /// The type of a field by its way; what the action and the clock say is never assumed.
  private static func type(of path: String) -> ConditionType? {
    let schema = EvidenceScope.safety.schema
    let names = parts(path)
    guard let root = names.first, !["action", "env", "now", "event", "job"].contains(root),
      var type = schema.variables.first(where: { $0.name == root })?.type
    else { return nil }
    for name in names.dropFirst() {
      guard case .record(let record) = type,
        let field = schema.records.first(where: { $0.name == record })?.fields
          .first(where: { $0.name == name })
      else { return nil }
      type = field.type
    }
    return type
  }
}

/// Reads a value of a type of the schema.
struct AssumedValue {
  private let type: ConditionType

  init(_ type: ConditionType) {
    self.type = type
  }

  func value(of node: Node) -> Value? {
    switch (type, node.content) {
    case (.list(let element), .sequence(let items)):
      let values = items.map { AssumedValue(element).value(of: $0) }
      return values.contains { $0 == nil } ? nil : .list(values.compactMap(\.self))
    case (.map(.string, let element), .mapping(let entries)):
      var found: [Value: Value] = [:]
      for entry in entries {
        guard let value = AssumedValue(element).value(of: entry.value) else { return nil }
        found[.string(entry.key.text)] = value
      }
      return .map(found)
    case (.record(let name), .mapping(let entries)): return record(name, entries)
    case (_, .scalar(let scalar)): return Self.value(of: scalar, as: type)
    default: return nil
    }
  }

  private func record(_ name: String, _ entries: [Node.Entry]) -> Value? {
    let known = EvidenceScope.safety.schema.records.first { $0.name == name }?.fields ?? []
    var found: [String: Value] = [:]
    for entry in entries {
      guard let field = known.first(where: { $0.name == entry.key.text }),
        let value = AssumedValue(field.type).value(of: entry.value)
      else { return nil }
      found[field.name] = value
    }
    return .record(found)
  }

  private static func value(of scalar: Scalar, as type: ConditionType) -> Value? {
    switch type {
    case .bool: if case .bool(let flag) = scalar.value { .bool(flag) } else { nil }
    case .int:
      if case .integer(let number) = scalar.value {
        Int64(exactly: number).map { .int($0) }
      } else {
        nil
      }
    case .double:
      (TestValue<Double>.number.read(scalar) ?? TestValue<Double>.share.read(scalar))
        .map { .double($0) }
    case .string: .string(scalar.text)
    case .duration: Duration(unitText: scalar.text).map(Value.length)
    case .timestamp:
      Timestamp(rfc3339: scalar.text).map {
        .timestamp(seconds: $0.seconds, nanoseconds: $0.nanoseconds)
      }
    case .null, .uint, .bytes, .type, .dyn, .list, .map, .optional, .record, .opaque, .parameter,
      .variable, .mistaken:
      nil
    }
  }
}

extension Value {
  fileprivate static func length(_ span: Duration) -> Value {
    let (seconds, attoseconds) = span.components
    let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return .duration(
      nanoseconds: whole.overflow ? .max : whole.partialValue + attoseconds / 1_000_000_000)
  }
}

extension Diagnostic {
  fileprivate static func badAssumption(
    _ path: String, _ type: ConditionType, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "bad-test-value", message: "`\(path)` takes a value of the type \(type)", span: span,
      help: ["`kintsugi explain \(path)` says what it holds"])
  }

  fileprivate static func noRule(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bad-test-value", message: "`anomaly.rule` takes the id of a rule, or `none`",
      span: span, help: ["name the rule that is to be taken for the one that fired first"])
  }
}
