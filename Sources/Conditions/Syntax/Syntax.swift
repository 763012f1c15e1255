/// A parsed condition or a part of one: what it says, and the bytes that say it.
struct Syntax: Sendable {
  indirect enum Kind: Sendable {
    case literal(Value)
    case name(String, isAbsolute: Bool)
    case select(Syntax, field: String, isOptional: Bool)
    case has(Syntax, field: String)
    case index(Syntax, Syntax, isOptional: Bool)
    case call(String, target: Syntax?, [Syntax])
    case list([Element])
    case map([Entry])
    case unary(Unary, Syntax)
    case binary(Binary, Syntax, Syntax)
    /// `a && b && c` in one node, or `||`.
    case junction(Junction, [Syntax])
    case conditional(Syntax, Syntax, Syntax)
    case loop(Loop)
    case bind(String, Syntax, Syntax)
    case optionalMap(Syntax, name: String, body: Syntax, isFlat: Bool)
  }

  /// An element of a list literal; `?e` is there when its optional value is.
  struct Element: Sendable {
    let value: Syntax
    let isOptional: Bool
  }

  struct Entry: Sendable {
    let key: Syntax
    let value: Syntax
    let isOptional: Bool
  }

  /// A macro that goes over a list or a map, with one variable or two.
  struct Loop: Sendable {
    let kind: LoopKind
    let range: Syntax
    let first: String
    let second: String?
    let filter: Syntax?
    let body: Syntax
  }

  enum Unary: Sendable { case not, negate }

  enum Binary: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
  }

  enum Junction: String, Sendable {
    case and = "&&"
    case or = "||"
  }

  let kind: Kind
  let range: Range<Int>
  /// The number of nodes on the longest way down: bounds every recursion over the tree.
  let depth: Int
}

/// What a macro over a range makes.
enum LoopKind: UInt8, Sendable {
  case exists, all, existsOne, filter, map, transformMap, transformMapEntry

  /// The macro as it is written.
  var name: String {
    switch self {
    case .exists: "exists"
    case .all: "all"
    case .existsOne: "existsOne"
    case .filter: "filter"
    case .map: "map"
    case .transformMap: "transformMap"
    case .transformMapEntry: "transformMapEntry"
    }
  }
}

/// Why a text is not a condition.
struct SyntaxFault: Error {
  let message: String
  let range: Range<Int>
  var help: [String] = []
}

extension Syntax {
  /// The names of a chain of selections such as `a.b.c`, and whether it starts with a dot.
  var qualifiedName: (names: [String], isAbsolute: Bool)? {
    switch kind {
    case .name(let name, let isAbsolute): return ([name], isAbsolute)
    case .select(let operand, let field, isOptional: false):
      guard let (start, isAbsolute) = operand.qualifiedName else { return nil }
      return (start + [field], isAbsolute)
    case .literal, .select, .has, .index, .call, .list, .map, .unary, .binary, .junction,
      .conditional, .loop, .bind, .optionalMap:
      return nil
    }
  }
}
