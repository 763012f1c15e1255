@testable import Conditions

/// An expression as data: what the generator makes, and both evaluators are given.
indirect enum RandomExpression: Sendable {
  case literal(Value)
  case name(String)
  case select(RandomExpression, String, isOptional: Bool)
  case has(RandomExpression, String)
  case index(RandomExpression, RandomExpression, isOptional: Bool)
  case not(RandomExpression)
  case negate(RandomExpression)
  /// Arithmetic, comparisons and `in`, by the sign.
  case binary(String, RandomExpression, RandomExpression)
  case and([RandomExpression])
  case or([RandomExpression])
  case conditional(RandomExpression, RandomExpression, RandomExpression)
  case list([RandomExpression])
  case map([(key: RandomExpression, value: RandomExpression)])
  case function(String, [RandomExpression])
  case method(RandomExpression, String, [RandomExpression])
  case loop(String, RandomExpression, names: [String], [RandomExpression])
  case bind(String, RandomExpression, RandomExpression)
  case optionalMap(String, RandomExpression, String, RandomExpression)
}

extension RandomExpression {
  /// The expression as its author would write it: parentheses only where they are needed, so that
  /// the parser's precedences are judged, too.
  var text: String {
    switch self {
    case .literal(let value): "\(value)"
    case .name(let name): name
    case .select(let operand, let field, let isOptional):
      operand.text(within: 8) + (isOptional ? ".?" : ".") + field
    case .has(let operand, let field): "has(\(operand.text(within: 8)).\(field))"
    case .index(let operand, let key, let isOptional):
      operand.text(within: 8) + (isOptional ? "[?" : "[") + key.text + "]"
    case .not(let operand): "!" + operand.text(within: 7)
    case .negate(let operand): "-" + operand.text(within: 8)
    case .binary(let sign, let left, let right):
      left.text(within: precedence) + " \(sign) " + right.text(within: precedence + 1)
    case .and(let operands): operands.map { $0.text(within: 4) }.joined(separator: " && ")
    case .or(let operands): operands.map { $0.text(within: 3) }.joined(separator: " || ")
    case .conditional(let condition, let first, let second):
      "\(condition.text(within: 2)) ? \(first.text(within: 2)) : \(second.text)"
    case .list(let elements): "[" + Self.row(elements) + "]"
    case .map(let entries):
      "{" + entries.map { "\($0.key.text): \($0.value.text)" }.joined(separator: ", ") + "}"
    case .function(let name, let arguments): "\(name)(\(Self.row(arguments)))"
    case .method(let target, let name, let arguments):
      "\(target.text(within: 8)).\(name)(\(Self.row(arguments)))"
    case .loop(let macro, let range, let names, let parts):
      "\(range.text(within: 8)).\(macro)(\(names.joined(separator: ", ")), \(Self.row(parts)))"
    case .bind(let name, let value, let body):
      "cel.bind(\(name), \(value.text), \(body.text))"
    case .optionalMap(let macro, let target, let name, let body):
      "\(target.text(within: 8)).\(macro)(\(name), \(body.text))"
    }
  }

  private func text(within precedence: Int) -> String {
    self.precedence < precedence ? "(\(text))" : text
  }

  private static func row(_ expressions: [RandomExpression]) -> String {
    expressions.map(\.text).joined(separator: ", ")
  }

  /// How tightly it binds, from 1 for `? :` to 8 for what needs no parentheses anywhere.
  private var precedence: Int {
    switch self {
    case .conditional: 1
    case .or: 2
    case .and: 3
    case .binary("+", _, _), .binary("-", _, _): 5
    case .binary("*", _, _), .binary("/", _, _), .binary("%", _, _): 6
    case .binary: 4
    case .not, .negate: 7
    // A sign before a literal binds like an operator.
    case .literal(let value): "\(value)".hasPrefix("-") ? 7 : 8
    default: 8
    }
  }
}
