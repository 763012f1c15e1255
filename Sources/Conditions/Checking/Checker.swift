internal import Documents

/// Finds every name and type of a condition, and every mistake in them.
struct Checker {
  let schema: Schema
  let mode: Condition.Mode
  let source: [UInt8]
  var mistakes: [Mistake] = []
  var types = TypeAssignment()
  var locals: [Local] = []
  /// The greatest number of locals at one time.
  var localCount = 0
  /// The optional fields that are there for certain where the checker is.
  var present: Set<String> = []

  /// A variable of a macro.
  struct Local {
    let name: String
    let type: ConditionType
    let path: String?
    let size: Int
  }

  init(_ schema: Schema, _ mode: Condition.Mode, source: [UInt8]) {
    self.schema = schema
    self.mode = mode
    self.source = source
  }

  /// Returns the term that a part of a condition stands for.
  mutating func term(_ syntax: Syntax) -> Term {
    let range = syntax.range
    switch syntax.kind {
    case .literal(let value): return literal(value, range)
    case .name, .select: return selection(syntax)
    case .has(let operand, let field): return has(operand, field, range)
    case .index(let operand, let key, let isOptional): return index(operand, key, isOptional, range)
    case .call(let function, let target, let arguments):
      return call(function, target, arguments, range)
    case .list(let elements): return list(elements, range)
    case .map(let entries): return map(entries, range)
    case .unary(let sign, let operand): return unary(sign, operand, range)
    case .binary(let sign, let left, let right): return binary(sign, left, right, range)
    case .junction(let junction, let operands): return self.junction(junction, operands, range)
    case .conditional(let condition, let first, let second):
      return conditional(condition, first, second, range)
    case .loop(let loop): return self.loop(loop, range)
    case .bind(let name, let value, let body): return bind(name, value, body, range)
    case .optionalMap(let target, let name, let body, let isFlat):
      return optionalMap(target, name, body, isFlat, range)
    }
  }

  var isUnchecked: Bool { mode == .unchecked }

  func text(_ range: Range<Int>) -> String {
    String(decoding: source[range], as: UTF8.self)
  }

  /// A term for something that was reported: nothing follows from it.
  mutating func mistaken(_ mistake: Mistake?) -> Term {
    if let mistake { mistakes.append(mistake) }
    return Term(kind: .fail(.noSuchOverload), type: .mistaken, range: mistake?.range ?? 0..<0)
  }

  func literal(_ value: Value, _ range: Range<Int>) -> Term {
    let type: ConditionType
    var size = 1
    switch value {
    case .null: type = .null
    case .bool: type = .bool
    case .int: type = .int
    case .uint: type = .uint
    case .double: type = .double
    case .string(let text):
      type = .string
      size = text.utf8.count
    case .bytes(let bytes):
      type = .bytes
      size = bytes.count
    case .type: type = .type
    case .duration: type = .duration
    case .timestamp: type = .timestamp
    case .list, .map, .optional, .record, .unknown: type = .dyn
    }
    return Term(kind: .literal(value), type: isUnchecked ? .dyn : type, range: range, size: size)
  }

  // MARK: Operators

  private mutating func unary(
    _ sign: Syntax.Unary, _ operand: Syntax, _ range: Range<Int>
  ) -> Term {
    let operand = term(operand)
    let kind = Term.Kind.unary(sign, operand)
    guard !isUnchecked else { return Term(kind: kind, type: .dyn, range: range) }
    let wanted: [ConditionType] = sign == .not ? [.bool] : [.int, .double]
    let signatures = wanted.map { Signature(parameters: [$0], result: $0) }
    guard let type = types.result(of: signatures, for: [operand.type]) else {
      return mistaken(.operand(sign == .not ? "!" : "-", types.resolved(operand.type), range))
    }
    return Term(kind: kind, type: type, range: range)
  }

  private mutating func binary(
    _ sign: Syntax.Binary, _ left: Syntax, _ right: Syntax, _ range: Range<Int>
  ) -> Term {
    let left = term(left)
    let right = term(right)
    let kind = Term.Kind.binary(sign, left, right)
    let size = sign == .add ? left.size.added(right.size) : 1
    guard !isUnchecked else { return Term(kind: kind, type: .dyn, range: range, size: size) }
    let signatures = Operators.signatures(of: sign)
    guard let type = types.result(of: signatures, for: [left.type, right.type]) else {
      return mistaken(.operands(sign.rawValue, resolved(left), resolved(right), range, self))
    }
    if mode == .strict, sign == .equal || sign == .unequal { refuseRecords(left, right, range) }
    return Term(kind: kind, type: type, range: range, size: size)
  }

  func resolved(_ term: Term) -> Term {
    Term(
      kind: term.kind, type: types.resolved(term.type), range: term.range, path: term.path,
      size: term.size)
  }

  /// Records are not compared: unread fields would make the answer a matter of luck.
  private mutating func refuseRecords(_ left: Term, _ right: Term, _ range: Range<Int>) {
    if case .record(let name) = types.resolved(left.type) {
      mistakes.append(.comparedRecords(name, range))
    }
  }

  /// Later operands of `&&` may rely on what earlier ones guard, those of `||` on the opposite.
  private mutating func junction(
    _ junction: Syntax.Junction, _ operands: [Syntax], _ range: Range<Int>
  ) -> Term {
    let outside = present
    var terms: [Term] = []
    for operand in operands {
      let term = required(.bool, self.term(operand), by: junction.rawValue)
      present.formUnion(term.guarded(when: junction == .and))
      terms.append(term)
    }
    present = outside
    return Term(
      kind: .junction(junction, terms), type: isUnchecked ? .dyn : .bool, range: range)
  }

  /// Reports an operand that is not of the type that an operator needs.
  mutating func required(_ type: ConditionType, _ term: Term, by sign: String) -> Term {
    if !isUnchecked, !types.accepts(term.type, as: type) {
      return mistaken(.wanted(type, by: sign, resolved(term), self))
    }
    return term
  }

  private mutating func conditional(
    _ condition: Syntax, _ first: Syntax, _ second: Syntax, _ range: Range<Int>
  ) -> Term {
    let condition = required(.bool, term(condition), by: "?")
    let outside = present
    present.formUnion(condition.guarded(when: true))
    let first = term(first)
    present = outside.union(condition.guarded(when: false))
    let second = term(second)
    present = outside
    let kind = Term.Kind.conditional(condition, first, second)
    let size = max(first.size, second.size)
    guard !isUnchecked else { return Term(kind: kind, type: .dyn, range: range, size: size) }
    guard let type = joined(first.type, second.type) else {
      return mistaken(.branches(resolved(first), resolved(second), range, self))
    }
    return Term(kind: kind, type: type, range: range, size: size)
  }

  /// The type of either of two values; `nil` where there is none.
  mutating func joined(_ first: ConditionType, _ second: ConditionType) -> ConditionType? {
    guard types.accepts(first, as: second) else { return nil }
    return types.mostGeneral(types.resolved(first), types.resolved(second))
  }

  // MARK: Literals of lists and maps

  private mutating func list(_ elements: [Syntax.Element], _ range: Range<Int>) -> Term {
    var type: ConditionType?
    var size = 0
    let terms = elements.map { element in
      let value = term(element.value)
      size = max(size, value.size)
      type = elementType(type, value, element.isOptional, in: "list")
      return Term.Element(value: value, isOptional: element.isOptional)
    }
    let element = isUnchecked ? .dyn : type ?? types.newVariable()
    return Term(
      kind: .list(terms), type: isUnchecked ? .dyn : .list(element), range: range,
      size: elements.count.added(size))
  }

  private mutating func map(_ entries: [Syntax.Entry], _ range: Range<Int>) -> Term {
    var keyType: ConditionType?
    var valueType: ConditionType?
    var size = 0
    let terms = entries.map { entry in
      let key = term(entry.key)
      let value = term(entry.value)
      size = max(size, value.size)
      refuseKey(key)
      keyType = elementType(keyType, key, false, in: "map's keys")
      valueType = elementType(valueType, value, entry.isOptional, in: "map")
      return Term.Entry(key: key, value: value, isOptional: entry.isOptional)
    }
    guard !isUnchecked else {
      return Term(kind: .map(terms), type: .dyn, range: range, size: entries.count.added(size))
    }
    let type = ConditionType.map(
      key: keyType ?? types.newVariable(), value: valueType ?? types.newVariable())
    return Term(kind: .map(terms), type: type, range: range, size: entries.count.added(size))
  }

  private mutating func refuseKey(_ key: Term) {
    switch types.resolved(key.type) {
    case .null, .double, .bytes, .duration, .timestamp, .list, .map, .optional, .record, .type:
      mistakes.append(.badKey(types.resolved(key.type), key.range))
    case .bool, .int, .uint, .string, .dyn, .opaque, .parameter, .variable, .mistaken: return
    }
  }

  /// The type of the elements so far and one more.
  private mutating func elementType(
    _ earlier: ConditionType?, _ term: Term, _ isOptional: Bool, in literal: String
  ) -> ConditionType? {
    guard !isUnchecked else { return .dyn }
    var type = term.type
    if isOptional {
      let wrapped = types.newVariable()
      guard types.accepts(type, as: .optional(wrapped)) else {
        mistakes.append(.notOptional(resolved(term)))
        return earlier
      }
      type = types.resolved(wrapped)
    }
    guard let earlier else { return type }
    if let joined = joined(earlier, type) { return joined }
    if mode == .strict {
      mistakes.append(.mixed(literal, types.resolved(earlier), types.resolved(type), term.range))
      return earlier
    }
    return .dyn
  }
}

extension Int {
  /// The sum, or the greatest number where it does not fit.
  func added(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }

  /// The product, or the greatest number where it does not fit.
  func times(_ other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
