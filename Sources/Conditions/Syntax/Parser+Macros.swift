extension Parser {
  /// Returns what a call stands for when it is a macro; `nil` for an ordinary call.
  func macro(
    _ function: String, target: Syntax?, _ arguments: [Syntax], range: Range<Int>
  ) throws(SyntaxFault) -> Syntax? {
    guard let target else {
      guard function == "has", arguments.count == 1 else { return nil }
      return try has(arguments[0], range)
    }
    switch (function, arguments.count) {
    case ("bind", 3) where Self.isName("cel", target):
      let name = try variable(arguments[0])
      return try node(
        .bind(name, arguments[1], arguments[2]), range,
        over: max(arguments[1].depth, arguments[2].depth))
    case ("optMap", 2), ("optFlatMap", 2):
      return try node(
        .optionalMap(
          target, name: try variable(arguments[0]), body: arguments[1],
          isFlat: function == "optFlatMap"), range,
        over: max(target.depth, arguments[1].depth))
    default: return try loop(function, target, arguments, range)
    }
  }

  private static func isName(_ name: String, _ syntax: Syntax) -> Bool {
    if case .name(name, isAbsolute: false) = syntax.kind { true } else { false }
  }

  private func has(_ argument: Syntax, _ range: Range<Int>) throws(SyntaxFault) -> Syntax {
    guard case .select(let operand, let field, isOptional: false) = argument.kind else {
      throw SyntaxFault(
        message: "`has` takes a selection", range: argument.range,
        help: ["write `has(x.field)`"])
    }
    return try node(.has(operand, field: field), range, over: operand.depth)
  }

  private func variable(_ syntax: Syntax) throws(SyntaxFault) -> String {
    guard case .name(let name, isAbsolute: false) = syntax.kind else {
      throw SyntaxFault(
        message: "the variable of a macro is a plain name", range: syntax.range,
        help: ["write a new name such as `x` here"])
    }
    return name
  }

  /// The macros over lists and maps: name and number of arguments say which.
  private func loop(
    _ function: String, _ target: Syntax, _ arguments: [Syntax], _ range: Range<Int>
  ) throws(SyntaxFault) -> Syntax? {
    guard let shape = Self.shape(of: function, arguments.count) else { return nil }
    let first = try variable(arguments[0])
    let second = shape.hasTwo ? try variable(arguments[1]) : nil
    guard first != second else {
      throw SyntaxFault(
        message: "both variables are named `\(first)`", range: arguments[1].range)
    }
    let rest = arguments.dropFirst(shape.hasTwo ? 2 : 1)
    guard let body = rest.last else { return nil }
    let filter = rest.count > 1 ? rest.first : nil
    return try node(
      .loop(
        Syntax.Loop(
          kind: shape.kind, range: target, first: first, second: second, filter: filter,
          body: body)), range,
      over: rest.reduce(target.depth) { max($0, $1.depth) })
  }

  private static func shape(of function: String, _ count: Int) -> (kind: LoopKind, hasTwo: Bool)? {
    switch (function, count) {
    case ("exists", 2): (.exists, false)
    case ("exists", 3): (.exists, true)
    case ("all", 2): (.all, false)
    case ("all", 3): (.all, true)
    case ("exists_one", 2), ("existsOne", 2): (.existsOne, false)
    case ("exists_one", 3), ("existsOne", 3): (.existsOne, true)
    case ("filter", 2): (.filter, false)
    case ("map", 2), ("map", 3): (.map, false)
    case ("transformList", 3), ("transformList", 4): (.map, true)
    case ("transformMap", 3), ("transformMap", 4): (.transformMap, true)
    case ("transformMapEntry", 3), ("transformMapEntry", 4): (.transformMapEntry, true)
    default: nil
    }
  }
}
