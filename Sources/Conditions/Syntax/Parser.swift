/// Reads a condition: recursive descent, macros expanded on the way.
struct Parser {
  private let bytes: [UInt8]
  private var lexer: Lexer
  private var token = Token(kind: .end, range: 0..<0)
  private var nesting = 0
  let expandsMacros: Bool

  /// Returns the tree of a text, or why there is none.
  static func parse(
    _ text: String, expandsMacros: Bool = true
  ) -> Result<Syntax, SyntaxFault> {
    let bytes = Array(text.utf8)
    guard bytes.count <= ConditionLimits.textBytes else { return .failure(.tooLong(bytes.count)) }
    var parser = Parser(bytes, expandsMacros: expandsMacros)
    do throws(SyntaxFault) {
      return .success(try parser.whole())
    } catch {
      return .failure(error)
    }
  }

  private init(_ bytes: [UInt8], expandsMacros: Bool) {
    self.bytes = bytes
    self.expandsMacros = expandsMacros
    lexer = Lexer(bytes)
  }

  private mutating func whole() throws(SyntaxFault) -> Syntax {
    try advance()
    let syntax = try expression()
    guard token.kind == .end else { throw unexpected("an operator or the end") }
    return syntax
  }

  private mutating func advance() throws(SyntaxFault) { token = try lexer.next() }

  private mutating func accept(_ kind: Token.Kind) throws(SyntaxFault) -> Bool {
    guard token.kind == kind else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ kind: Token.Kind, _ name: String) throws(SyntaxFault) {
    guard try accept(kind) else { throw unexpected(name) }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func unexpected(_ wanted: String) -> SyntaxFault {
    if token.kind == .end {
      let help = wanted == "`:`" ? "a choice is written `a ? b : c`" : "add what is missing there"
      return SyntaxFault(
        message: "the condition ends where \(wanted) is due", range: token.range, help: [help])
    }
    return SyntaxFault(
      message: "`\(text(token.range).prefix(40))` stands where \(wanted) is due",
      range: token.range, help: [habit ?? Self.form])
  }

  /// What a condition looks like, for those who wrote something else.
  private static let form =
    "a condition compares, as `table.rows == 0`, and joins with `&&`, `||` and `!`"

  /// The way out of what is written so in other languages.
  private var habit: String? {
    let before = token.range.lowerBound > 0 ? bytes[token.range.lowerBound - 1] : 0
    switch token.kind {
    case .name: return ForeignWords.help(text(token.range))
    case .greater where before == UInt8(ascii: "<"): return "write `!=`"
    case .comma where Lexer.isDigit(before): return "write the number without commas"
    case .closeParenthesis, .closeBracket, .closeBrace: return "delete it, or open it before"
    default: return nil
    }
  }

  /// Makes a node; its depth is one more than the deepest of its parts.
  func node(
    _ kind: Syntax.Kind, _ range: Range<Int>, over parts: Int
  ) throws(SyntaxFault) -> Syntax {
    guard parts < ConditionLimits.depth else { throw .tooDeep(range) }
    return Syntax(kind: kind, range: range, depth: parts + 1)
  }
}

// MARK: Operators

extension Parser {
  private mutating func expression() throws(SyntaxFault) -> Syntax {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= ConditionLimits.depth else { throw .tooDeep(token.range) }
    let condition = try junction(.or)
    guard try accept(.question) else { return condition }
    let first = try junction(.or)
    try expect(.colon, "`:`")
    let second = try expression()
    return try node(
      .conditional(condition, first, second),
      condition.range.lowerBound..<second.range.upperBound,
      over: max(condition.depth, first.depth, second.depth))
  }

  private mutating func junction(_ junction: Syntax.Junction) throws(SyntaxFault) -> Syntax {
    let sign: Token.Kind = junction == .or ? .or : .and
    let first = junction == .or ? try self.junction(.and) : try relation()
    guard token.kind == sign else { return first }
    var operands = [first]
    while try accept(sign) {
      operands.append(junction == .or ? try self.junction(.and) : try relation())
    }
    let end = operands.last?.range.upperBound ?? first.range.upperBound
    return try node(
      .junction(junction, operands), first.range.lowerBound..<end,
      over: operands.reduce(0) { max($0, $1.depth) })
  }

  private mutating func relation() throws(SyntaxFault) -> Syntax {
    var left = try sum()
    while let sign = relationSign() {
      try advance()
      left = try binary(sign, left, try sum())
    }
    return left
  }

  private func relationSign() -> Syntax.Binary? {
    switch token.kind {
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .name where isWord("in"): .isIn
    default: nil
    }
  }

  private func isWord(_ word: StaticString) -> Bool {
    token.range.count == word.utf8CodeUnitCount
      && bytes[token.range].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func sum() throws(SyntaxFault) -> Syntax {
    var left = try product()
    while token.kind == .plus || token.kind == .minus {
      let sign: Syntax.Binary = token.kind == .plus ? .add : .subtract
      try advance()
      left = try binary(sign, left, try product())
    }
    return left
  }

  private mutating func product() throws(SyntaxFault) -> Syntax {
    var left = try unary()
    while true {
      let sign: Syntax.Binary
      switch token.kind {
      case .star: sign = .multiply
      case .slash: sign = .divide
      case .percent: sign = .modulo
      default: return left
      }
      let end = token.range.upperBound
      try advance()
      if sign == .modulo, case .literal(let value) = left.kind, !startsOperand {
        throw .percent(value, left.range.lowerBound..<end)
      }
      left = try binary(sign, left, try unary())
    }
  }

  /// Whether a value can begin with the token.
  private var startsOperand: Bool {
    switch token.kind {
    case .name, .quotedName, .int, .uint, .double, .string, .bytes, .openParenthesis,
      .openBracket, .openBrace, .dot, .minus, .bang:
      true
    case .closeParenthesis, .closeBracket, .closeBrace, .comma, .colon, .question, .plus, .star,
      .slash, .percent, .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .and,
      .or, .end:
      false
    }
  }

  private func binary(
    _ sign: Syntax.Binary, _ left: Syntax, _ right: Syntax
  ) throws(SyntaxFault) -> Syntax {
    try node(
      .binary(sign, left, right), left.range.lowerBound..<right.range.upperBound,
      over: max(left.depth, right.depth))
  }

  /// `!` and `-` repeat but do not mix, as the grammar has it.
  private mutating func unary() throws(SyntaxFault) -> Syntax {
    let sign = token.kind
    guard sign == .bang || sign == .minus else { return try member() }
    var starts: [Int] = []
    while token.kind == sign {
      starts.append(token.range.lowerBound)
      try advance()
    }
    var operand: Syntax
    if sign == .minus, token.kind == .int || token.kind == .double, let first = starts.popLast() {
      operand = try member(try number(isNegative: true, from: first))
    } else {
      operand = try member()
    }
    for start in starts.reversed() {
      operand = try node(
        .unary(sign == .bang ? .not : .negate, operand), start..<operand.range.upperBound,
        over: operand.depth)
    }
    return operand
  }
}

// MARK: Members

extension Parser {
  private mutating func member() throws(SyntaxFault) -> Syntax { try member(try primary()) }

  private mutating func member(_ start: Syntax) throws(SyntaxFault) -> Syntax {
    var operand = start
    while true {
      switch token.kind {
      case .dot:
        try advance()
        operand = try selection(of: operand)
      case .openBracket:
        try advance()
        let isOptional = try accept(.question)
        let index = try expression()
        let end = token.range.upperBound
        try expect(.closeBracket, "`]`")
        operand = try node(
          .index(operand, index, isOptional: isOptional), operand.range.lowerBound..<end,
          over: max(operand.depth, index.depth))
      default: return operand
      }
    }
  }

  private mutating func selection(of operand: Syntax) throws(SyntaxFault) -> Syntax {
    let isOptional = try accept(.question)
    let end = token.range.upperBound
    let isQuoted = token.kind == .quotedName
    let field = try fieldName()
    let start = operand.range.lowerBound
    if !isOptional, !isQuoted, token.kind == .openParenthesis {
      return try call(field, target: operand, from: start)
    }
    return try node(
      .select(operand, field: field, isOptional: isOptional), start..<end, over: operand.depth)
  }

  private mutating func fieldName() throws(SyntaxFault) -> String {
    switch token.kind {
    case .quotedName:
      let name = text(token.range.lowerBound + 1..<token.range.upperBound - 1)
      try advance()
      return name
    case .name:
      let name = text(token.range)
      if Self.literalWords.contains(name) { throw unexpected("the name of a field") }
      try advance()
      return name
    default: throw unexpected("the name of a field")
    }
  }

  private mutating func call(
    _ function: String, target: Syntax?, from start: Int
  ) throws(SyntaxFault) -> Syntax {
    try advance()
    let arguments = try arguments()
    let end = token.range.upperBound
    try expect(.closeParenthesis, "`)`")
    if expandsMacros,
      let macro = try macro(function, target: target, arguments, range: start..<end)
    {
      return macro
    }
    return try node(
      .call(function, target: target, arguments), start..<end,
      over: arguments.reduce(target?.depth ?? 0) { max($0, $1.depth) })
  }

  private mutating func arguments() throws(SyntaxFault) -> [Syntax] {
    guard token.kind != .closeParenthesis else { return [] }
    var arguments = [try expression()]
    while try accept(.comma) { arguments.append(try expression()) }
    return arguments
  }

  private mutating func primary() throws(SyntaxFault) -> Syntax {
    let start = token.range.lowerBound
    switch token.kind {
    case .openParenthesis:
      try advance()
      let inner = try expression()
      let end = token.range.upperBound
      try expect(.closeParenthesis, "`)`")
      return Syntax(kind: inner.kind, range: start..<end, depth: inner.depth)
    case .openBracket: return try list()
    case .openBrace: return try map()
    case .int, .uint, .double: return try number(isNegative: false, from: start)
    case .string, .bytes: return try textLiteral()
    case .dot:
      try advance()
      guard token.kind == .name else { throw unexpected("a name") }
      return try name(from: start, isAbsolute: true)
    case .name: return try name(from: start, isAbsolute: false)
    default: throw unexpected("a value")
    }
  }

  private mutating func name(from start: Int, isAbsolute: Bool) throws(SyntaxFault) -> Syntax {
    let word = text(token.range)
    let end = token.range.upperBound
    if !isAbsolute, let literal = Self.literal(word) {
      try advance()
      return try node(.literal(literal), start..<end, over: 0)
    }
    if Self.literalWords.contains(word) { throw unexpected("a value") }
    if Self.reservedWords.contains(word) { throw .reserved(word, token.range) }
    try advance()
    guard token.kind == .openParenthesis else {
      return try node(.name(word, isAbsolute: isAbsolute), start..<end, over: 0)
    }
    return try call(isAbsolute ? "." + word : word, target: nil, from: start)
  }

  private static func literal(_ word: String) -> Value? {
    switch word {
    case "true": .bool(true)
    case "false": .bool(false)
    case "null": .null
    default: nil
    }
  }

  private static let literalWords: Set<String> = ["true", "false", "null", "in"]

  private static let reservedWords: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while",
  ]
}

// MARK: Literals

extension Parser {
  private mutating func number(isNegative: Bool, from start: Int) throws(SyntaxFault) -> Syntax {
    let slice = bytes[token.range]
    let range = start..<token.range.upperBound
    let value: Value?
    switch token.kind {
    case .uint: value = Literals.uint(slice).map(Value.uint)
    case .double:
      let magnitude = Double(String(decoding: slice, as: UTF8.self)) ?? .infinity
      value = magnitude.isFinite ? .double(isNegative ? -magnitude : magnitude) : nil
    default: value = Literals.int(slice, isNegative: isNegative).map(Value.int)
    }
    guard let value else {
      throw SyntaxFault(
        message: "the number `\(text(range))` is out of range", range: range,
        help: ["numbers have 64 bits"])
    }
    try advance()
    return try node(.literal(value), range, over: 0)
  }

  private mutating func textLiteral() throws(SyntaxFault) -> Syntax {
    let isBytes = token.kind == .bytes
    let range = token.range
    let content = try Literals.content(bytes[range], isBytes: isBytes)
    try advance()
    let value: Value = isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    return try node(.literal(value), range, over: 0)
  }

  private mutating func list() throws(SyntaxFault) -> Syntax {
    let start = token.range.lowerBound
    try advance()
    var elements: [Syntax.Element] = []
    while token.kind != .closeBracket {
      let isOptional = try accept(.question)
      elements.append(Syntax.Element(value: try expression(), isOptional: isOptional))
      guard try accept(.comma) else { break }
    }
    let end = token.range.upperBound
    try expect(.closeBracket, "`,` or `]`")
    return try node(
      .list(elements), start..<end, over: elements.reduce(0) { max($0, $1.value.depth) })
  }

  private mutating func map() throws(SyntaxFault) -> Syntax {
    let start = token.range.lowerBound
    try advance()
    var entries: [Syntax.Entry] = []
    while token.kind != .closeBrace {
      let isOptional = try accept(.question)
      let key = try expression()
      try expect(.colon, "`:`")
      entries.append(Syntax.Entry(key: key, value: try expression(), isOptional: isOptional))
      guard try accept(.comma) else { break }
    }
    let end = token.range.upperBound
    try expect(.closeBrace, "`,` or `}`")
    return try node(
      .map(entries), start..<end,
      over: entries.reduce(0) { max($0, $1.key.depth, $1.value.depth) })
  }
}

extension SyntaxFault {
  static func percent(_ value: Value, _ range: Range<Int>) -> SyntaxFault {
    let number: Double? =
      switch value {
      case .int(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    let fraction = number.map { "`\($0 / 100)`" } ?? "it as one"
    return SyntaxFault(
      message: "a condition has no percentages", range: range,
      help: ["a share is a fraction here: write \(fraction)"])
  }

  static func tooLong(_ count: Int) -> SyntaxFault {
    SyntaxFault(
      message: "the condition has \(count) bytes; \(ConditionLimits.textBytes) are the most",
      range: 0..<0, help: ["name parts of it in `define`"])
  }

  static func tooDeep(_ range: Range<Int>) -> SyntaxFault {
    SyntaxFault(
      message: "the condition is nested too deeply", range: range,
      help: ["\(ConditionLimits.depth) levels are the most: name a part of it in `define`"])
  }

  static func reserved(_ word: String, _ range: Range<Int>) -> SyntaxFault {
    SyntaxFault(
      message: "`\(word)` is a reserved word", range: range,
      help: [ForeignWords.help(word) ?? "choose another name"])
  }
}
