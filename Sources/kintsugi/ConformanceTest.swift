internal import Conditions
internal import Documents
internal import FoundationEssentials

/// One test of a conformance file: an expression, and what must come of it.
struct ConformanceTest: Decodable {
  let id: String
  private let expr: String
  private let container: String?
  private let declarations: [Declaration]
  private let bindings: [String: ConformanceValue]
  private let isChecked: Bool
  private let isCheckOnly: Bool
  private let expectation: Expectation

  private struct Declaration: Decodable {
    let name: String
    let type: ConformanceType?
    let overloads: [Overload]?
  }

  private struct Overload: Decodable {
    let params: [ConformanceType]
    let result: ConformanceType
    let member: Bool
  }

  private struct Expectation: Decodable {
    let value: ConformanceValue?
    let type: ConformanceType?
    let error: String?
  }

  private enum CodingKeys: String, CodingKey {
    case id, expr, container, type_env, bindings, disable_check, check_only, expect
  }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    id = try keys.decode(String.self, forKey: .id)
    expr = try keys.decode(String.self, forKey: .expr)
    container = try keys.decodeIfPresent(String.self, forKey: .container)
    declarations = try keys.decodeIfPresent([Declaration].self, forKey: .type_env) ?? []
    bindings =
      try keys.decodeIfPresent([String: ConformanceValue].self, forKey: .bindings) ?? [:]
    isChecked = try keys.decodeIfPresent(Bool.self, forKey: .disable_check) != true
    isCheckOnly = try keys.decodeIfPresent(Bool.self, forKey: .check_only) ?? false
    expectation = try keys.decode(Expectation.self, forKey: .expect)
  }

  /// Runs the test; what came of it and what was wanted when it failed.
  func failure() -> (got: String, wanted: String)? {
    let schema = schema
    let compiled = compiled(schema)
    guard let condition = compiled.value else {
      let messages = compiled.diagnostics.map(\.message).joined(separator: "; ")
      return expectation.error == nil ? ("refused: \(messages)", wanted) : nil
    }
    if isChecked, let type = expectation.type?.type, condition.type != type {
      return ("type \(condition.type)", wanted)
    }
    if isCheckOnly { return nil }
    let facts = Facts(bindings.mapValues(\.value), schema: schema)
    switch condition.evaluate(facts) {
    case .value(let value):
      guard expectation.error == nil else { return ("\(value)", wanted) }
      guard let wantedValue = expectation.value?.value else { return nil }
      return value.isSame(as: wantedValue) ? nil : ("\(value)", wanted)
    case .unknown(let fields):
      return expectation.error == nil
        ? ("unknown: \(fields.joined(separator: ", "))", wanted) : nil
    case .error(let error):
      return expectation.error == nil ? ("error: \(error.message)", wanted) : nil
    }
  }

  private func compiled(_ schema: Schema) -> Checked<Condition> {
    let place = SourceSpan(
      path: id, start: SourcePosition(offset: 0, line: 1, column: 1),
      end: SourcePosition(offset: 0, line: 1, column: 1))
    return Condition.compile(
      ConditionSource(text: expr) { _ in place }, schema: schema,
      mode: isChecked ? .plain : .unchecked)
  }

  private var schema: Schema {
    var variables: [Field] = []
    var functions: [HostFunction] = []
    for declaration in declarations {
      if let type = declaration.type {
        variables.append(Field(name: declaration.name, type: type.type))
      }
      for overload in declaration.overloads ?? [] {
        functions.append(
          HostFunction(
            name: declaration.name, parameters: overload.params.map(\.type),
            result: overload.result.type, isMember: overload.member
          ) { _ in .failure(HostFunction.Failure("only declared")) })
      }
    }
    let declared = Set(variables.map(\.name))
    for name in bindings.keys.sorted() where !declared.contains(name) {
      variables.append(Field(name: name, type: .dyn))
    }
    return Schema(variables: variables, functions: functions, container: container ?? "")
  }

  private var wanted: String {
    if expectation.error != nil { return "an error" }
    let value = expectation.value.map { "\($0.value)" }
    let type = expectation.type.map { "type \($0.type)" }
    return [value, type].compactMap(\.self).joined(separator: ", ")
  }
}

extension Value {
  /// Whether two values have one type and one content; any NaN is like any other.
  fileprivate func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.int, .int), (.uint, .uint), (.bool, .bool), (.string, .string), (.bytes, .bytes),
      (.null, .null), (.duration, .duration), (.timestamp, .timestamp), (.type, .type):
      self == other
    case (.double(let a), .double(let b)):
      (a.isNaN && b.isNaN) || (a == b && a.sign == b.sign)
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    case (.map(let a), .map(let b)):
      a.count == b.count
        && a.allSatisfy { key, value in
          b.contains { $0.key.isSame(as: key) && $0.value.isSame(as: value) }
        }
    default: false
    }
  }
}
