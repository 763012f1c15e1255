/// What the type variables of one condition stand for, found while it is checked.
///
/// The rules are those of the reference implementation: `dyn` fits everything, and a variable that
/// meets two types takes the more general one.
struct TypeAssignment {
  private var found: [Int: ConditionType] = [:]
  private var next = 0

  mutating func newVariable() -> ConditionType {
    next += 1
    return .variable(next)
  }

  /// Whether a value of `given` may stand where `wanted` is due; finds variables on the way.
  mutating func accepts(_ given: ConditionType, as wanted: ConditionType) -> Bool {
    let before = found
    if fits(given, wanted) { return true }
    found = before
    return false
  }

  private mutating func fits(_ given: ConditionType, _ wanted: ConditionType) -> Bool {
    if given == wanted { return true }
    if case .variable(let number) = wanted {
      if let result = assign(number, given) { return result }
    }
    if case .variable(let number) = given { return assign(number, wanted) ?? false }
    switch (given, wanted) {
    case (.dyn, _), (_, .dyn), (.mistaken, _), (_, .mistaken): return true
    case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return fits(a, b)
    case (.map(let a, let x), .map(let b, let y)): return fits(a, b) && fits(x, y)
    case (.opaque(let a, let x), .opaque(let b, let y)):
      guard a == b, x.count == y.count else { return false }
      for (one, other) in zip(x, y) where !fits(one, other) { return false }
      return true
    case (.null, .duration), (.null, .timestamp), (.null, .opaque), (.null, .optional): return true
    default: return false
    }
  }

  /// Lets a variable stand for a type, or for the more general of it and what it stood for; `nil`
  /// where that would make a type contain itself.
  private mutating func assign(_ number: Int, _ type: ConditionType) -> Bool? {
    if case .variable(number) = type { return true }
    if let known = found[number] {
      if known == type { return true }
      guard fits(type, known) else { return false }
      let general = mostGeneral(type, known)
      if !contains(general, number) { found[number] = general }
      return true
    }
    guard !contains(type, number) else { return nil }
    found[number] = type
    return true
  }

  private func contains(_ type: ConditionType, _ number: Int) -> Bool {
    switch type {
    case .variable(let other):
      other == number || (found[other].map { contains($0, number) } ?? false)
    case .list(let element), .optional(let element): contains(element, number)
    case .map(let key, let value): contains(key, number) || contains(value, number)
    case .opaque(_, let arguments): arguments.contains { contains($0, number) }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .dyn,
      .record, .parameter, .mistaken:
      false
    }
  }

  /// The one of two types that fit each other which says less.
  func mostGeneral(_ left: ConditionType, _ right: ConditionType) -> ConditionType {
    saysLess(left, right) ? left : right
  }

  private func saysLess(_ left: ConditionType, _ right: ConditionType) -> Bool {
    switch (left, right) {
    case (.dyn, _), (.mistaken, _), (.variable, _): return true
    case (_, .dyn), (_, .mistaken), (_, .variable): return false
    case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return saysLess(a, b)
    case (.map(let a, let x), .map(let b, let y)): return saysLess(a, b) && saysLess(x, y)
    case (.opaque(let a, let x), .opaque(let b, let y)):
      return a == b && zip(x, y).allSatisfy { saysLess($0, $1) }
    default: return left == right
    }
  }

  /// The type with what is known put in; with `closing`, what is not known becomes `dyn`.
  func resolved(_ type: ConditionType, closing: Bool = false) -> ConditionType {
    switch type {
    case .variable(let number):
      found[number].map { resolved($0, closing: closing) } ?? (closing ? .dyn : type)
    case .list(let element): .list(resolved(element, closing: closing))
    case .optional(let wrapped): .optional(resolved(wrapped, closing: closing))
    case .map(let key, let value):
      .map(key: resolved(key, closing: closing), value: resolved(value, closing: closing))
    case .opaque(let name, let arguments):
      .opaque(name, arguments.map { resolved($0, closing: closing) })
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .dyn,
      .record, .parameter, .mistaken:
      type
    }
  }

  /// The type with new variables for its parameters; the same parameter has the same one.
  mutating func opened(
    _ type: ConditionType, _ variables: inout [String: ConditionType]
  ) -> ConditionType {
    switch type {
    case .parameter(let name):
      if let variable = variables[name] { return variable }
      let variable = newVariable()
      variables[name] = variable
      return variable
    case .list(let element): return .list(opened(element, &variables))
    case .optional(let wrapped): return .optional(opened(wrapped, &variables))
    case .map(let key, let value):
      return .map(key: opened(key, &variables), value: opened(value, &variables))
    case .opaque(let name, let arguments):
      return .opaque(name, arguments.map { opened($0, &variables) })
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .dyn,
      .record, .variable, .mistaken:
      return type
    }
  }

  /// The type of what one of several signatures gives for arguments of these types; `dyn` where
  /// those that fit give different ones, `nil` where none fits.
  mutating func result(
    of signatures: some Sequence<Signature>, for arguments: [ConditionType]
  ) -> ConditionType? {
    if let plain = plainResult(of: signatures, for: arguments) { return plain }
    let before = found
    var result: ConditionType?
    var after = found
    for signature in signatures where signature.parameters.count == arguments.count {
      // Each is tried on its own: what `[]` is a list of must not hang on their order.
      found = before
      guard let given = self.given(by: signature, for: arguments) else { continue }
      guard let earlier = result else {
        (result, after) = (given, found)
        continue
      }
      after = before
      if earlier != given { result = .dyn }
    }
    found = after
    return result
  }

  /// The result where all arguments are of plain types and a signature wants just these, or the
  /// same of all: no other signature gives anything else then. Nearly every call is one.
  private func plainResult(
    of signatures: some Sequence<Signature>, for arguments: [ConditionType]
  ) -> ConditionType? {
    guard !arguments.isEmpty, arguments.allSatisfy(\.isPlain) else { return nil }
    return signatures.first { signature in
      signature.result.isPlain && signature.parameters.count == arguments.count
        && (signature.parameters == arguments || signature.wantsOneType && areSame(arguments))
    }?.result
  }

  private func areSame(_ types: [ConditionType]) -> Bool { types.allSatisfy { $0 == types[0] } }

  private mutating func given(
    by signature: Signature, for arguments: [ConditionType]
  ) -> ConditionType? {
    let before = found
    var variables: [String: ConditionType] = [:]
    for (argument, parameter) in zip(arguments, signature.parameters) {
      let wanted = opened(parameter, &variables)
      guard fits(argument, wanted) else {
        found = before
        return nil
      }
    }
    return resolved(opened(signature.result, &variables))
  }
}

/// The types of one way to use an operator or a function.
struct Signature {
  let parameters: [ConditionType]
  let result: ConditionType

  /// Whether it takes values of any type, as long as they are all of one: `A == A`.
  fileprivate var wantsOneType: Bool {
    guard case .parameter(let name)? = parameters.first else { return false }
    return parameters.allSatisfy { if case .parameter(name) = $0 { true } else { false } }
  }
}

extension ConditionType {
  /// Whether values of the type are of this one and hold no others.
  fileprivate var isPlain: Bool {
    switch self {
    case .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp: true
    case .null, .type, .dyn, .list, .map, .optional, .record, .opaque, .parameter, .variable,
      .mistaken:
      false
    }
  }
}
