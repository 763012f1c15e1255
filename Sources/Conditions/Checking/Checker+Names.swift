internal import Documents

/// Names, selections and what is known to be there.
extension Checker {
  /// A name, or a chain of selections: the longest that is a variable is one.
  mutating func selection(_ syntax: Syntax) -> Term {
    if let variable = variable(syntax) { return variable }
    switch syntax.kind {
    case .name(let name, let isAbsolute):
      if let type = Self.typeNames[name] { return typeLiteral(type, syntax.range) }
      return unknownName(name, isAbsolute: isAbsolute, syntax.range)
    case .select(let operand, let field, let isOptional):
      if Self.typeNameEnds.contains(field), let (names, _) = syntax.qualifiedName,
        local(names[0]) == nil, let type = Self.typeNames[names.joined(separator: ".")]
      {
        return typeLiteral(type, syntax.range)
      }
      return select(term(operand), field, isOptional, syntax.range)
    default: preconditionFailure("only names and selections are looked up")
    }
  }

  private func typeLiteral(_ name: String, _ range: Range<Int>) -> Term {
    Term(kind: .literal(.type(name)), type: isUnchecked ? .dyn : .type, range: range)
  }

  /// The types that have names, by the names that conditions may use.
  static let typeNames: [String: String] = {
    let names = [
      "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
      "optional_type", "google.protobuf.Timestamp", "google.protobuf.Duration",
    ]
    return Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
  }()

  /// The last parts of types' names that have several.
  private static let typeNameEnds = Set(
    typeNames.keys.compactMap { name in
      name.contains(".") ? name.split(separator: ".").last.map(String.init) : nil
    })

  private func variable(_ syntax: Syntax) -> Term? {
    if case .select = syntax.kind, schema.container.isEmpty, !schema.layout.hasDottedNames {
      return nil
    }
    if case .name(let name, isAbsolute: false) = syntax.kind, let local = local(name) {
      let found = locals[local]
      return Term(
        kind: .local(local), type: found.type, range: syntax.range, path: found.path,
        size: found.size)
    }
    guard let (names, isAbsolute) = syntax.qualifiedName, isAbsolute || local(names[0]) == nil
    else { return nil }
    for name in candidates(names.joined(separator: "."), isAbsolute: isAbsolute) {
      guard let slot = schema.layout.slots[name] else { continue }
      let field = schema.variables[slot]
      return Term(
        kind: .variable(slot), type: isUnchecked ? .dyn : field.type, range: syntax.range,
        path: name, size: field.maximumSize)
    }
    return nil
  }

  /// The innermost local of a name.
  func local(_ name: String) -> Int? { locals.lastIndex { $0.name == name } }

  /// The full names that a name may mean, the container's first.
  func candidates(_ name: String, isAbsolute: Bool) -> [String] {
    if isAbsolute || schema.container.isEmpty { return [name] }
    var names: [String] = []
    var spaces = schema.container.split(separator: ".")
    while !spaces.isEmpty {
      names.append(spaces.joined(separator: ".") + "." + name)
      spaces.removeLast()
    }
    return names + [name]
  }

  private mutating func unknownName(
    _ name: String, isAbsolute: Bool, _ range: Range<Int>
  ) -> Term {
    if isUnchecked { return Term(kind: .fail(.unknownName), type: .dyn, range: range) }
    let known = locals.map(\.name) + schema.variables.map(\.name)
    return mistaken(.unknownName(name, range, known: known))
  }

  // MARK: Fields

  mutating func select(
    _ operand: Term, _ field: String, _ isOptional: Bool, _ range: Range<Int>
  ) -> Term {
    if case .mistaken = operand.type { return mistaken(nil) }
    let path = operand.path.map { $0 + "." + field }
    let kind = Term.Kind.select(operand, name: field, isOptional: isOptional)
    let type = types.resolved(operand.type)
    switch isUnchecked ? .dyn : type {
    case .record(let name):
      guard let record = schema.record(name) else { return mistaken(nil) }
      return self.field(field, of: record, operand, isOptional, range)
    case .map(let key, let value):
      guard types.accepts(.string, as: key) else {
        return mistaken(.selected(field, from: type, range, self))
      }
      return Term(
        kind: kind, type: isOptional ? .optional(value) : value, range: range, path: path,
        size: operand.size)
    case .optional(let wrapped):
      let inner = memberType(field, of: types.resolved(wrapped), range)
      return inner.map {
        Term(kind: kind, type: .optional($0), range: range, path: path, size: operand.size)
      } ?? mistaken(.selected(field, from: type, range, self))
    case .dyn, .variable:
      return Term(
        kind: kind, type: isOptional && !isUnchecked ? .optional(.dyn) : .dyn, range: range,
        path: path, size: operand.size)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .list,
      .opaque, .parameter, .mistaken:
      return mistaken(.selected(field, from: type, range, self))
    }
  }

  private func memberType(
    _ field: String, of type: ConditionType, _ range: Range<Int>
  ) -> ConditionType? {
    switch type {
    case .map(_, let value): value
    case .record(let name):
      schema.record(name).flatMap { record in
        record.index[field].map { record.fields[$0].type }
      }
    case .optional(let wrapped): memberType(field, of: wrapped, range)
    case .dyn, .variable: .dyn
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .list,
      .opaque, .parameter, .mistaken:
      nil
    }
  }

  private mutating func field(
    _ name: String, of record: RecordType, _ operand: Term, _ isOptional: Bool, _ range: Range<Int>
  ) -> Term {
    guard let index = record.index[name], !record.fields[index].isHidden else {
      let known = record.fields.filter { !$0.isHidden }.map(\.name)
      let place = range.upperBound - name.utf8.count..<range.upperBound
      return mistaken(.unknownField(name, of: record.name, place, known: known))
    }
    let field = record.fields[index]
    let path = operand.path.map { $0 + "." + name }
    if isOptional {
      return Term(
        kind: .select(operand, name: name, isOptional: true), type: .optional(field.type),
        range: range, path: path, size: field.maximumSize)
    }
    if field.isOptional, mode == .strict, !present.contains(path ?? "") {
      mistakes.append(.unguarded(text(range), name, text(operand.range), field.type, range))
    }
    return Term(
      kind: .field(operand, index, name: name), type: field.type, range: range, path: path,
      size: field.maximumSize)
  }

  mutating func has(_ operand: Syntax, _ field: String, _ range: Range<Int>) -> Term {
    let operand = term(operand)
    if case .mistaken = operand.type { return mistaken(nil) }
    let type = types.resolved(operand.type)
    if case .record(let name) = type, !isUnchecked, let record = schema.record(name) {
      guard let index = record.index[field], !record.fields[index].isHidden else {
        let known = record.fields.filter { !$0.isHidden }.map(\.name)
        let place = range.upperBound - 1 - field.utf8.count..<range.upperBound - 1
        return mistaken(.unknownField(field, of: name, place, known: known))
      }
    } else if !isUnchecked, memberType(field, of: type, range) == nil {
      return mistaken(.selected(field, from: type, range, self))
    }
    return Term(
      kind: .has(operand, name: field), type: isUnchecked ? .dyn : .bool, range: range,
      path: operand.path.map { $0 + "." + field })
  }

  mutating func index(
    _ operand: Syntax, _ key: Syntax, _ isOptional: Bool, _ range: Range<Int>
  ) -> Term {
    let operand = term(operand)
    let key = term(key)
    let kind = Term.Kind.index(operand, key, isOptional: isOptional)
    guard !isUnchecked else {
      return Term(kind: kind, type: .dyn, range: range, path: operand.path, size: operand.size)
    }
    let signatures = Operators.indexSignatures(isOptional: isOptional)
    guard let type = types.result(of: signatures, for: [operand.type, key.type]) else {
      return mistaken(.index(resolved(operand).type, resolved(key).type, range))
    }
    return Term(kind: kind, type: type, range: range, path: operand.path, size: operand.size)
  }
}

extension Term {
  /// The optional fields that are there for certain when a condition has come out so.
  func guarded(when outcome: Bool) -> Set<String> {
    switch kind {
    case .has: outcome ? Set([path].compactMap(\.self)) : []
    case .unary(.not, let operand): operand.guarded(when: !outcome)
    case .junction(let junction, let operands) where (junction == .and) == outcome:
      operands.reduce(into: []) { $0.formUnion($1.guarded(when: outcome)) }
    default: []
    }
  }
}
