/// A condition or a part of one in which every name is found: what the checker makes of `Syntax`.
struct Term {
  indirect enum Kind {
    case literal(Value)
    /// The variable in a slot of the schema.
    case variable(Int)
    /// The local in a slot of the machine.
    case local(Int)
    /// A field, by its index, of a record.
    case field(Term, Int, name: String)
    /// An entry or field by its name, of something that is no record for certain.
    case select(Term, name: String, isOptional: Bool)
    case has(Term, name: String)
    case index(Term, Term, isOptional: Bool)
    case unary(Syntax.Unary, Term)
    case binary(Syntax.Binary, Term, Term)
    case junction(Syntax.Junction, [Term])
    case conditional(Term, Term, Term)
    case call(Builtin, [Term])
    /// The first that fits of some functions of the host, by their numbers.
    case host([Int], [Term])
    /// A text and the pattern that is looked for in it.
    case matches(Term, Pattern)
    case list([Element])
    case map([Entry])
    case loop(Loop)
    case bind(local: Int, Term, Term)
    case optionalMap(local: Int, Term, Term, isFlat: Bool)
    case entry(Term, key: Term, otherwise: Value)
    /// What fails whenever it is evaluated: only conditions that are not checked have it.
    case fail(FaultCode)
  }

  struct Element {
    let value: Term
    let isOptional: Bool
  }

  struct Entry {
    let key: Term
    let value: Term
    let isOptional: Bool
  }

  struct Loop {
    let kind: LoopKind
    let range: Term
    /// The first of one or two locals.
    let local: Int
    let hasTwo: Bool
    let filter: Term?
    let body: Term
  }

  let kind: Kind
  let type: ConditionType
  let range: Range<Int>
  /// The evidence field that it reads, as `run.state`; `nil` for what is computed.
  var path: String?
  /// The most bytes or elements that it has.
  var size = 1
}

/// One mistake in a condition; it becomes a diagnostic when its place in the file is known.
struct Mistake: Error {
  let code: String
  let message: String
  let range: Range<Int>
  var help: [String] = []
  /// What to put in its place, where that is beyond doubt.
  var replacement: String?
}
