@testable import Conditions

/// The language once more, slow and obvious: values, dictionaries, recursion.
///
/// Written from the language's definition and the meaning of unknowns, so that it shares neither
/// code nor ideas with the machine.
struct Reference {
  /// What each variable is; a record is a map whose fields may be unknown.
  let variables: [String: Outcome]
  let records: [String: [String: Outcome]]

  func outcome(_ expression: RandomExpression) -> Outcome { outcome(expression, [:]) }

  private typealias Locals = [String: Outcome]

  private func outcome(_ expression: RandomExpression, _ locals: Locals) -> Outcome {
    switch expression {
    case .literal(let value): return .value(value)
    case .name(let name): return locals[name] ?? variables[name] ?? .failure
    case .select(.name(let record), let field, isOptional: false)
    where locals[record] == nil && records[record] != nil:
      return records[record]?[field] ?? .failure
    case .select(let operand, let field, let isOptional):
      return strict([operand], locals) { Self.element($0[0], .string(field), isOptional) }
    case .has(let operand, let field):
      return strict([operand], locals) { Self.has($0[0], field) }
    case .index(let operand, let key, let isOptional):
      return strict([operand, key], locals) { Self.element($0[0], $0[1], isOptional) }
    case .not(let operand):
      return strict([operand], locals) { values in
        if case .bool(let value) = values[0] { .bool(!value) } else { nil }
      }
    case .negate(let operand): return strict([operand], locals) { Arithmetic.negated($0[0]) }
    case .binary(let sign, let left, let right):
      return strict([left, right], locals) { Arithmetic.result(sign, $0[0], $0[1]) }
    case .and(let operands): return junction(operands.map { outcome($0, locals) }, deciding: false)
    case .or(let operands): return junction(operands.map { outcome($0, locals) }, deciding: true)
    case .conditional(let condition, let first, let second):
      switch outcome(condition, locals) {
      case .value(.bool(let value)): return outcome(value ? first : second, locals)
      case .value: return .failure
      case let fault: return fault
      }
    case .list(let elements): return strict(elements, locals) { .list($0) }
    case .map(let entries):
      return strict(entries.flatMap { [$0.key, $0.value] }, locals) { values in
        Self.map((0..<(values.count / 2)).map { (values[2 * $0], values[2 * $0 + 1]) })
      }
    case .function(let name, let arguments):
      return strict(arguments, locals) { Library.function(name, $0) }
    case .method(let target, let name, let arguments):
      return method(target, name, arguments, locals)
    case .loop(let macro, let range, let names, let parts):
      return loop(macro, range, names, parts, locals)
    case .bind(let name, let value, let body):
      let bound = outcome(value, locals)
      if case .failure = bound { return .failure }
      return outcome(body, locals.merging([name: bound]) { $1 })
    case .optionalMap(let macro, let target, let name, let body):
      switch outcome(target, locals) {
      case .value(.optional(nil)): return .value(.optional(nil))
      case .value(.optional(let wrapped?)):
        let result = outcome(body, locals.merging([name: .value(wrapped)]) { $1 })
        guard case .value(let value) = result else { return result }
        if macro == "optMap" { return .value(.optional(value)) }
        guard case .optional = value else { return .failure }
        return result
      case .value: return .failure
      case let fault: return fault
      }
    }
  }

  /// What a function gives that needs all of its operands; `nil` from it is a failure.
  private func strict(
    _ operands: [RandomExpression], _ locals: Locals, _ body: ([Value]) -> Value?
  ) -> Outcome {
    let outcomes = operands.map { outcome($0, locals) }
    if let fault = Outcome.fault(among: outcomes) { return fault }
    let values = outcomes.compactMap { if case .value(let value) = $0 { value } else { nil } }
    return body(values).map { .value($0) } ?? .failure
  }

  /// `&&` and `||`: one that decides is enough, whatever the others are.
  private func junction(_ outcomes: [Outcome], deciding: Bool) -> Outcome {
    var rest: [Outcome] = []
    for outcome in outcomes {
      switch outcome {
      case .value(.bool(deciding)): return outcome
      case .value(.bool): break
      case .value: rest.append(.failure)
      case .failure, .unknown: rest.append(outcome)
      }
    }
    return Outcome.fault(among: rest) ?? .value(.bool(!deciding))
  }

  private func method(
    _ target: RandomExpression, _ name: String, _ arguments: [RandomExpression], _ locals: Locals
  ) -> Outcome {
    guard name == "or" || name == "orValue" else {
      return strict([target] + arguments, locals) { Library.method(name, $0) }
    }
    // The alternative is looked at only where it is needed.
    switch outcome(target, locals) {
    case .value(.optional(let wrapped?)):
      return .value(name == "or" ? .optional(wrapped) : wrapped)
    case .value(.optional(nil)):
      let other = outcome(arguments[0], locals)
      if name == "or", case .value(let value) = other {
        if case .optional = value { return other }
        return .failure
      }
      return other
    case .value: return .failure
    case let fault: return fault
    }
  }

  // MARK: Members

  private static func has(_ value: Value, _ field: String) -> Value? {
    switch value {
    case .optional(let wrapped): wrapped.map { has($0, field) } ?? .bool(false)
    case .map(let entries): .bool(entries.keys.contains { $0.equals(.string(field)) })
    default: nil
    }
  }

  static func element(_ value: Value, _ key: Value, _ isOptional: Bool) -> Value? {
    if case .optional(let wrapped) = value {
      guard let wrapped else { return .optional(nil) }
      guard hasElements(wrapped, key) else { return nil }
      return .optional(element(wrapped, key, false))
    }
    if isOptional { return hasElements(value, key) ? .optional(element(value, key, false)) : nil }
    switch value {
    case .map(let entries): return entries.first { $0.key.equals(key) }?.value
    case .list(let elements):
      return elements.indices.first { Value.int(Int64($0)).equals(key) }.map { elements[$0] }
    default: return nil
    }
  }

  /// Whether asking for such a key makes sense at all.
  private static func hasElements(_ value: Value, _ key: Value) -> Bool {
    switch (value, key) {
    case (.map, .int), (.map, .uint), (.map, .string), (.map, .bool), (.map, .double): true
    case (.list, .int), (.list, .uint): true
    case (.list, .double(let number)): number == number.rounded()
    default: false
    }
  }

  /// A map of entries; `nil` where two keys are equal or one can be no key.
  static func map(_ entries: [(Value, Value)]) -> Value? {
    var seen: [(Value, Value)] = []
    for (key, value) in entries {
      switch key {
      case .int, .uint, .bool, .string: break
      default: return nil
      }
      if seen.contains(where: { $0.0.equals(key) }) { return nil }
      seen.append((key, value))
    }
    return .map(Dictionary(seen) { first, _ in first })
  }

  // MARK: Macros

  /// The elements of a range as the locals see them; maps in the order of their keys.
  private static func rounds(_ range: Value, _ names: [String]) -> [(key: Value, Locals)]? {
    switch range {
    case .list(let elements):
      return elements.enumerated().map { index, element in
        let key = Value.int(Int64(index))
        return (
          key,
          names.count == 1
            ? [names[0]: .value(element)] : [names[0]: .value(key), names[1]: .value(element)]
        )
      }
    case .map(let entries):
      let sorted = entries.sorted { ($0.key.order(to: $1.key) ?? 0) < 0 }
      return sorted.map { key, value in
        (
          key,
          names.count == 1
            ? [names[0]: .value(key)] : [names[0]: .value(key), names[1]: .value(value)]
        )
      }
    default: return nil
    }
  }

  private func loop(
    _ macro: String, _ range: RandomExpression, _ names: [String], _ parts: [RandomExpression],
    _ locals: Locals
  ) -> Outcome {
    let over = outcome(range, locals)
    guard case .value(let elements) = over else { return over }
    guard let rounds = Self.rounds(elements, names) else { return .failure }
    func run(_ part: RandomExpression, _ round: Locals) -> Outcome {
      outcome(part, locals.merging(round) { $1 })
    }
    switch macro {
    case "exists", "all":
      return junction(rounds.map { run(parts[0], $0.1) }, deciding: macro == "exists")
    case "exists_one", "existsOne":
      let outcomes = rounds.map { round -> Outcome in
        let outcome = run(parts[0], round.1)
        if case .value(let value) = outcome {
          guard case .bool = value else { return .failure }
        }
        return outcome
      }
      if let fault = Outcome.fault(among: outcomes) { return fault }
      return .value(.bool(outcomes.count { $0.isSame(as: .value(.bool(true))) } == 1))
    default: break
    }
    // Strict: the first element that gives no value ends it.
    var results: [(Value, Value)] = []
    let hasFilter = macro == "filter" || parts.count == 2
    for (key, round) in rounds {
      if hasFilter {
        switch run(parts[0], round) {
        case .value(.bool(true)): break
        case .value(.bool(false)): continue
        case .value: return .failure
        case let fault: return fault
        }
      }
      let result = run(macro == "filter" ? .name(names[0]) : parts[parts.count - 1], round)
      guard case .value(let value) = result else { return result }
      results.append((key, value))
    }
    guard macro == "transformMap" else { return .value(.list(results.map(\.1))) }
    return Self.map(results).map { .value($0) } ?? .failure
  }
}
