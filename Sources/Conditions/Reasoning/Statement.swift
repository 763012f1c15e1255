/// What a condition states, as a tree to reason about: junctions over comparisons with literals.
///
/// What it cannot take apart stays one part, of which only its text is known. Made for lint, which
/// asks whether a condition can hold at all; nothing is evaluated.
public indirect enum Statement: Sendable {
  case constant(Bool)
  case all([Statement])
  case any([Statement])
  case not(Statement)
  /// A value stands in a relation to a literal.
  case comparison(Subject, Relation, Literal)
  /// A value is one of some literals.
  case membership(Subject, [Literal])
  /// Some element of a list is as the body says; `Subject` names the whole of it.
  case some(Statement, Subject)
  /// A part that gives true or false and is not taken apart.
  case part(Subject)

  /// How a value stands to a literal; `!=` is `not` of `equal`.
  public enum Relation: String, Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    /// The relation of the two sides exchanged.
    var mirrored: Relation {
      switch self {
      case .equal: .equal
      case .less: .greater
      case .lessOrEqual: .greaterOrEqual
      case .greater: .less
      case .greaterOrEqual: .lessOrEqual
      }
    }
  }

  /// What is compared: the same text means the same value wherever it stands in one condition.
  public struct Subject: Sendable, Hashable {
    /// Its text, with white space made even.
    public let text: String
    /// The record and field that it reads, as `run.state`, or the variable; `nil` for the computed.
    /// An entry of a map goes by the map's name and `[]`, as `table.null_rate[]`.
    public let field: String?
    public let type: ConditionType

    /// A part that only its text tells from others.
    public init(text: String) {
      self.init(text: text, field: nil, type: .bool)
    }

    /// The same under another name, where equal texts need not mean equal values.
    public func named(_ text: String) -> Subject { Subject(text: text, field: field, type: type) }

    init(text: String, field: String?, type: ConditionType) {
      self.text = text
      self.field = field
      self.type = type
    }
  }

  /// A literal, and the bytes of the condition's text that say it.
  public struct Literal: Sendable {
    public let value: Value
    public let range: Range<Int>

    public init(value: Value, range: Range<Int>) {
      self.value = value
      self.range = range
    }
  }
}

extension Statement {
  /// What it speaks of, in the order of its text; the same subject as often as it is there.
  public var subjects: [Subject] {
    switch self {
    case .constant: []
    case .all(let parts), .any(let parts): parts.flatMap(\.subjects)
    case .not(let part): part.subjects
    case .comparison(let subject, _, _), .membership(let subject, _), .part(let subject),
      .some(_, let subject):
      [subject]
    }
  }
}

extension Condition {
  /// What the condition states; `nil` for one that does not fit the schema.
  public func statement(in schema: Schema) -> Statement? { Statement.of(text, in: schema) }
}

extension Statement {
  /// What the text of a condition states; `nil` where it is none of the schema.
  ///
  /// Cost: that of a compilation without its code.
  public static func of(_ text: String, in schema: Schema) -> Statement? {
    guard case .success(let syntax) = Parser.parse(text) else { return nil }
    let bytes = Array(text.utf8)
    var checker = Checker(schema, .strict, source: bytes)
    let term = checker.term(syntax)
    guard checker.mistakes.isEmpty else { return nil }
    return StatementReader(bytes: bytes).statement(term)
  }
}

/// Takes terms apart.
private struct StatementReader {
  let bytes: [UInt8]

  func statement(_ term: Term) -> Statement {
    switch term.kind {
    case .literal(.bool(let flag)): return .constant(flag)
    case .unary(.not, let operand): return .not(statement(operand))
    case .junction(.and, let operands): return .all(operands.map(statement))
    case .junction(.or, let operands): return .any(operands.map(statement))
    case .binary(let sign, let left, let right):
      return comparison(sign, left, right) ?? .part(subject(term))
    case .loop(let loop) where loop.kind == .exists && loop.filter == nil:
      return .some(statement(loop.body), subject(term))
    case .conditional(let test, let first, let second):
      let holds = statement(test)
      return .any([
        .all([holds, statement(first)]), .all([.not(holds), statement(second)]),
      ])
    case .literal, .variable, .local, .field, .select, .has, .index, .unary, .call, .host,
      .matches, .list, .map, .loop, .bind, .optionalMap, .entry, .fail:
      return .part(subject(term))
    }
  }

  private func comparison(_ sign: Syntax.Binary, _ left: Term, _ right: Term) -> Statement? {
    if sign == .isIn {
      guard case .list(let elements) = right.kind, left.literal == nil else { return nil }
      let literals = elements.map { $0.isOptional ? nil : $0.value.literal }
      guard literals.allSatisfy({ $0 != nil }) else { return nil }
      return .membership(subject(left), literals.compactMap { $0 })
    }
    guard let relation = sign.relation else { return nil }
    let stated: Statement
    if let literal = right.literal, left.literal == nil {
      stated = .comparison(subject(left), relation, literal)
    } else if let literal = left.literal, right.literal == nil {
      stated = .comparison(subject(right), relation.mirrored, literal)
    } else {
      // Of two computed values only this much is known: `a != b` is the opposite of `a == b`.
      guard sign == .unequal || sign == .equal else { return nil }
      stated = .part(
        .init(text: [text(left.range), text(right.range)].sorted().joined(separator: " == ")))
    }
    return sign == .unequal ? .not(stated) : stated
  }

  private func subject(_ term: Term) -> Statement.Subject {
    Statement.Subject(text: text(term.range), field: field(term), type: term.type)
  }

  private func field(_ term: Term) -> String? {
    switch term.kind {
    case .variable: return term.path
    case .field(let base, _, let name):
      guard case .record(let record) = base.type else { return nil }
      return "\(record).\(name)"
    case .select(let base, _, isOptional: false), .index(let base, _, isOptional: false):
      guard case .map = base.type else { return nil }
      return field(base).map { $0 + "[]" }
    default: return nil
    }
  }

  private func text(_ range: Range<Int>) -> String { Statement.evenText(bytes[range]) }
}

extension Statement {
  /// A text, its white space made even where that is safe.
  static func evenText(_ written: ArraySlice<UInt8>) -> String {
    // White space inside of quotes is text; with escapes, only the lexer knows where quotes end.
    guard !written.contains(UInt8(ascii: "\\")) else {
      return String(decoding: written, as: UTF8.self)
    }
    var kept: [UInt8] = []
    var quote: UInt8?
    for byte in written {
      if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      let isSpace = quote == nil && [0x20, 0x09, 0x0A, 0x0D].contains(byte)
      if !isSpace {
        kept.append(byte)
      } else if kept.last != UInt8(ascii: " ") {
        kept.append(UInt8(ascii: " "))
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}

extension Term {
  /// The literal that the term is.
  fileprivate var literal: Statement.Literal? {
    guard case .literal(let value) = kind else { return nil }
    return Statement.Literal(value: value, range: range)
  }
}

extension Syntax.Binary {
  var relation: Statement.Relation? {
    switch self {
    case .equal, .unequal: .equal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .add, .subtract, .multiply, .divide, .modulo, .isIn: nil
    }
  }
}
