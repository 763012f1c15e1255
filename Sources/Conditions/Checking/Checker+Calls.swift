internal import Documents

/// Calls: of functions of the language, of methods of records, and of functions of the host.
extension Checker {
  mutating func call(
    _ name: String, _ target: Syntax?, _ arguments: [Syntax], _ range: Range<Int>
  ) -> Term {
    if let target, let space = space(of: target) {
      for name in candidates(space.name + "." + name, isAbsolute: space.isAbsolute)
      where isFunction(name) {
        return function(name, isMember: false, terms(arguments), range)
      }
    }
    // What is written so elsewhere has arguments of its own kind: that it is none here is enough.
    if !isUnchecked, ForeignWords.help(name) != nil, Overload.byName[name] == nil,
      schema.functionIndex[name] == nil,
      target != nil || !candidates(name, isAbsolute: false).contains(where: isFunction)
    {
      return mistaken(unknownFunction(name, target != nil, range))
    }
    guard let target else {
      let isAbsolute = name.hasPrefix(".")
      let plain = isAbsolute ? String(name.dropFirst()) : name
      let found = candidates(plain, isAbsolute: isAbsolute).first { isFunction($0) } ?? plain
      return function(found, isMember: false, terms(arguments), range)
    }
    let operand = term(target)
    let terms = terms(arguments)
    if case .mistaken = operand.type { return mistaken(nil) }
    if !isUnchecked, case .record(let record) = types.resolved(operand.type) {
      return method(name, of: record, operand, terms, range)
    }
    return function(name, isMember: true, [operand] + terms, range)
  }

  private mutating func terms(_ arguments: [Syntax]) -> [Term] { arguments.map { term($0) } }

  /// The name space that a call's target may be: `math` in `math.abs(x)`.
  private func space(of target: Syntax) -> (name: String, isAbsolute: Bool)? {
    guard let (names, isAbsolute) = target.qualifiedName, isAbsolute || local(names[0]) == nil
    else { return nil }
    return (names.joined(separator: "."), isAbsolute)
  }

  private func isFunction(_ name: String) -> Bool {
    Overload.byName[name]?.contains { !$0.isMember } ?? false
      || schema.functionIndex[name]?.contains { !schema.functions[$0].isMember } ?? false
  }

  // MARK: Methods

  /// A look-up in a field that conditions may not name themselves.
  private mutating func method(
    _ name: String, of recordName: String, _ operand: Term, _ arguments: [Term],
    _ range: Range<Int>
  ) -> Term {
    guard let record = schema.record(recordName),
      let method = record.methods.first(where: { $0.name == name }),
      let index = record.index[method.field]
    else {
      let known = schema.record(recordName)?.methods.map(\.name) ?? []
      return mistaken(.unknownMethod(name, of: recordName, range, known: known))
    }
    let field = record.fields[index]
    let path = operand.path.map { $0 + "." + name }
    let place = Term(
      kind: .field(operand, index, name: name), type: field.type, range: range, path: path,
      size: field.maximumSize)
    guard arguments.count == 1, let key = Self.keyType(of: field.type),
      types.accepts(arguments[0].type, as: key)
    else { return mistaken(.methodArguments(name, of: recordName, field.type, range)) }
    switch (method.answer, field.type) {
    case (.entry(let otherwise), .map(_, let value)):
      return Term(
        kind: .entry(place, key: arguments[0], otherwise: otherwise), type: value, range: range,
        path: path, size: field.maximumSize)
    case (.entry, _), (.membership, _):
      return Term(kind: .binary(.isIn, arguments[0], place), type: .bool, range: range)
    }
  }

  private static func keyType(of type: ConditionType) -> ConditionType? {
    switch type {
    case .list(let element): element
    case .map(let key, _): key
    default: nil
    }
  }

  // MARK: Functions

  private mutating func function(
    _ name: String, isMember: Bool, _ arguments: [Term], _ range: Range<Int>
  ) -> Term {
    let overloads = Overload.byName[name]?.filter { $0.isMember == isMember } ?? []
    let hosts = (schema.functionIndex[name] ?? []).filter {
      schema.functions[$0].isMember == isMember
    }
    guard let builtin = overloads.first?.function ?? (hosts.isEmpty ? nil : .dyn) else {
      if isUnchecked { return Term(kind: .fail(.unknownFunction), type: .dyn, range: range) }
      return mistaken(unknownFunction(name, isMember, range))
    }
    let kind: Term.Kind = hosts.isEmpty ? .call(builtin, arguments) : .host(hosts, arguments)
    let size = builtin.size(of: arguments)
    if isUnchecked {
      let isKnown =
        builtin == .greatest || builtin == .least || !hosts.isEmpty
        || overloads.contains { $0.parameters.count == arguments.count }
      let fault = Term.Kind.fail(.noSuchOverload)
      return Term(kind: isKnown ? kind : fault, type: .dyn, range: range, size: size)
    }
    if arguments.contains(where: { $0.type == .mistaken }) { return mistaken(nil) }
    let signatures =
      overloads.map { Signature(parameters: $0.parameters, result: $0.result) }
      + hosts.map { number in
        let host = schema.functions[number]
        return Signature(parameters: host.parameters, result: host.result)
      }
    guard let type = result(of: signatures, builtin, arguments) else {
      return mistaken(.arguments(name, arguments.map(resolved), isMember, signatures, range))
    }
    if let checked = literals(builtin, arguments, range) { return checked }
    return Term(
      kind: kind, type: builtin == .dyn && hosts.isEmpty ? .dyn : type, range: range, size: size)
  }

  /// The type of the result; `math.greatest` and `least` take any number of numbers.
  private mutating func result(
    of signatures: [Signature], _ builtin: Builtin, _ arguments: [Term]
  ) -> ConditionType? {
    let given = arguments.map(\.type)
    if let type = types.result(of: signatures, for: given) { return type }
    guard builtin == .greatest || builtin == .least, given.count > 2 else { return nil }
    var type = given[0]
    for other in given.dropFirst() {
      guard let pair = types.result(of: signatures, for: [type, other]) else { return nil }
      type = pair
    }
    return type
  }

  private func unknownFunction(
    _ name: String, _ isMember: Bool, _ range: Range<Int>
  ) -> Mistake {
    let known = Overload.byName.filter { $0.value.contains { $0.isMember == isMember } }.keys
    let hosts = schema.functions.filter { $0.isMember == isMember }.map(\.name)
    let other = Overload.byName[name]?.first
    return .unknownFunction(name, range, known: known + hosts, isWrongForm: other != nil)
  }

  // MARK: Literals with a meaning

  /// Reads patterns, times and zones that are written out, so that no night run finds them wrong;
  /// the term of a pattern that is known, or of a mistake.
  private mutating func literals(
    _ builtin: Builtin, _ arguments: [Term], _ range: Range<Int>
  ) -> Term? {
    switch builtin {
    case .matches, .regexExtract, .regexExtractAll, .regexReplace:
      return pattern(builtin, arguments, range)
    case .duration, .timestamp, .quantity, .getFullYear, .getMonth, .getDate, .getDayOfMonth,
      .getDayOfWeek, .getDayOfYear, .getHours, .getMinutes, .getSeconds, .getMilliseconds:
      guard mode == .strict, let last = arguments.last,
        case .literal(.string(let text)) = last.kind, !Self.isRight(text, for: builtin)
      else { return nil }
      return mistaken(.badLiteral(builtin, text, last.range))
    default: return nil
    }
  }

  private static func isRight(_ text: String, for builtin: Builtin) -> Bool {
    var text = text
    return switch builtin {
    case .duration: text.withUTF8 { DurationText.nanoseconds($0) } != nil
    case .timestamp: text.withUTF8 { TimestampText.parse($0) } != nil
    case .quantity: Quantity.bytes(text) != nil
    default: TimeZoneRules.named(text) != nil
    }
  }

  private mutating func pattern(
    _ builtin: Builtin, _ arguments: [Term], _ range: Range<Int>
  ) -> Term? {
    guard arguments.count > 1 else { return nil }
    guard case .literal(.string(let text)) = arguments[1].kind else {
      return mode == .strict ? mistaken(.patternIsNoLiteral(arguments[1].range)) : nil
    }
    switch Pattern.compile(text) {
    case .success(let pattern) where builtin == .matches:
      return Term(kind: .matches(arguments[0], pattern), type: .bool, range: range)
    case .success: return nil
    case .failure(let error):
      // Without checks it fails when it is evaluated, and `||` may absorb that.
      return mode == .strict ? mistaken(.badPattern(text, error, arguments[1].range)) : nil
    }
  }
}

extension Builtin {
  /// The most bytes or elements that a call gives.
  func size(of arguments: [Term]) -> Int {
    let sizes = arguments.map(\.size)
    let total = sizes.reduce(0) { $0.added($1) }
    switch self {
    case .replace, .regexReplace, .join, .format: return sizes.reduce(1) { $0.times($1.added(1)) }
    case .base64Encode, .quote: return total.times(2).added(4)
    case .string, .type: return total.added(40)
    case .range: return ConditionLimits.staticCost
    case .bytes, .dyn, .charAt, .lowerAscii, .upperAscii, .split, .substring, .trim, .reverse,
      .regexExtract, .regexExtractAll, .distinct, .sort, .slice, .flatten, .first, .last,
      .base64Decode, .optionalOf, .optionalOfNonZero, .optionalNone, .value, .or, .orValue,
      .unwrap, .min, .max, .greatest, .least:
      return sizes.max() ?? 1
    case .int, .uint, .double, .bool, .duration, .timestamp, .quantity, .size, .contains,
      .startsWith, .endsWith, .matches, .indexOf, .lastIndexOf, .ceil, .floor, .round, .trunc,
      .abs, .sign, .isNaN, .isInf, .isFinite, .bitOr, .bitAnd, .bitXor, .bitNot, .bitShiftLeft,
      .bitShiftRight, .sqrt, .sum, .isSorted, .setsContains, .setsEquivalent, .setsIntersects,
      .hasValue, .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek,
      .getDayOfYear, .getHours, .getMinutes, .getSeconds, .getMilliseconds:
      return 1
    }
  }
}
