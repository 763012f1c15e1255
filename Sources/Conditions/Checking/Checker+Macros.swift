/// Macros: what they go over, and the locals that they bring.
extension Checker {
  /// Checks a part with locals in reach, which end with it.
  private mutating func within<Result>(
    _ locals: [Local], _ body: (inout Checker) -> Result
  ) -> Result {
    self.locals += locals
    localCount = max(localCount, self.locals.count)
    let outside = present
    // A local hides what is known of evidence of its name.
    let result = body(&self)
    present = outside
    self.locals.removeLast(locals.count)
    return result
  }

  mutating func loop(_ loop: Syntax.Loop, _ range: Range<Int>) -> Term {
    let over = term(loop.range)
    if case .mistaken = over.type { return mistaken(nil) }
    guard let parts = parts(of: over, isSingle: loop.second == nil) else {
      return mistaken(.notIterable(loop.kind.name, resolved(over)))
    }
    let first = locals.count
    var new = [
      Local(name: loop.first, type: parts.first, path: parts.firstPath, size: parts.firstSize)
    ]
    if let second = loop.second {
      new.append(Local(name: second, type: parts.second, path: over.path, size: over.size))
    }
    return within(new) { checker in
      let filter = loop.filter.map { filter in
        let term = checker.required(.bool, checker.term(filter), by: loop.kind.name)
        checker.present.formUnion(term.guarded(when: true))
        return term
      }
      var body = checker.term(loop.body)
      if loop.kind.hasCondition { body = checker.required(.bool, body, by: loop.kind.name) }
      let type = checker.type(of: loop.kind, over, body, keys: parts.first)
      return Term(
        kind: .loop(
          Term.Loop(
            kind: loop.kind, range: over, local: first, hasTwo: loop.second != nil,
            filter: filter, body: body)),
        type: checker.isUnchecked ? .dyn : type, range: range,
        path: loop.kind == .filter ? over.path : nil, size: max(over.size, body.size))
    }
  }

  private struct Parts {
    var first: ConditionType
    var second: ConditionType
    var firstPath: String?
    var firstSize: Int
  }

  /// The types of what a macro's locals stand for; `nil` where nothing can be gone over.
  private mutating func parts(of over: Term, isSingle: Bool) -> Parts? {
    switch isUnchecked ? .dyn : types.resolved(over.type) {
    case .list(let element):
      return isSingle
        ? Parts(first: element, second: .dyn, firstPath: over.path, firstSize: over.size)
        : Parts(first: .int, second: element, firstPath: nil, firstSize: 1)
    case .map(let key, let value):
      return Parts(first: key, second: value, firstPath: nil, firstSize: over.size)
    case .dyn: return Parts(first: .dyn, second: .dyn, firstPath: nil, firstSize: over.size)
    case .variable:
      return Parts(first: .dyn, second: .dyn, firstPath: nil, firstSize: over.size)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type,
      .optional, .record, .opaque, .parameter, .mistaken:
      return nil
    }
  }

  private mutating func type(
    of kind: LoopKind, _ over: Term, _ body: Term, keys: ConditionType
  ) -> ConditionType {
    switch kind {
    case .exists, .all, .existsOne: .bool
    case .filter:
      if case .map = types.resolved(over.type) { .list(keys) } else { over.type }
    case .map: .list(body.type)
    case .transformMap: .map(key: keys, value: body.type)
    case .transformMapEntry: body.type
    }
  }

  mutating func bind(
    _ name: String, _ value: Syntax, _ body: Syntax, _ range: Range<Int>
  ) -> Term {
    let value = term(value)
    let slot = locals.count
    let local = Local(name: name, type: value.type, path: value.path, size: value.size)
    return within([local]) { checker in
      let body = checker.term(body)
      return Term(
        kind: .bind(local: slot, value, body), type: body.type, range: range, size: body.size)
    }
  }

  mutating func optionalMap(
    _ target: Syntax, _ name: String, _ body: Syntax, _ isFlat: Bool, _ range: Range<Int>
  ) -> Term {
    let target = term(target)
    var wrapped = ConditionType.dyn
    if !isUnchecked {
      let variable = types.newVariable()
      guard types.accepts(target.type, as: .optional(variable)) else {
        return mistaken(.notOptional(resolved(target)))
      }
      wrapped = types.resolved(variable)
    }
    let slot = locals.count
    let local = Local(name: name, type: wrapped, path: target.path, size: target.size)
    return within([local]) { checker in
      let body = checker.term(body)
      if isFlat, !checker.isUnchecked,
        !checker.types.accepts(body.type, as: .optional(checker.types.newVariable()))
      {
        return checker.mistaken(.notOptional(checker.resolved(body)))
      }
      let type: ConditionType =
        checker.isUnchecked ? .dyn : isFlat ? body.type : .optional(body.type)
      return Term(
        kind: .optionalMap(local: slot, target, body, isFlat: isFlat), type: type, range: range,
        size: body.size)
    }
  }
}

extension LoopKind {
  /// Whether its body says yes or no.
  var hasCondition: Bool {
    switch self {
    case .exists, .all, .existsOne, .filter: true
    case .map, .transformMap, .transformMapEntry: false
    }
  }
}
