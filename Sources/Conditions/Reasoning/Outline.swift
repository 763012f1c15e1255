internal import Documents

/// A condition as logic over the parts that evidence decides: what proofs go over.
///
/// Every part is either taken apart exactly (`reading`, `elements`) or left whole (`free`): then
/// only its place and what it reads are known.
public struct Outline: Sendable {
  public let formula: Formula
  public let leaves: [Leaf]

  /// How the parts make the whole; `leaf` is an index into `leaves`.
  public indirect enum Formula: Sendable {
    case constant(Bool)
    case leaf(Int)
    case not(Formula)
    case all([Formula])
    case any([Formula])
    case choice(Formula, Formula, Formula)
  }

  /// A part of the condition that gives true or false and has no junction in it.
  public struct Leaf: Sendable {
    /// Its bytes in the condition's text.
    public let range: Range<Int>
    /// Its text, with white space made even.
    public let text: String
    public let kind: Kind
  }

  /// What a part looks at.
  public enum Kind: Sendable {
    /// One value is held against constants.
    case reading(Reading, Test)
    /// Some or all elements of a list are as the body says, which reads nothing but the element.
    case elements(Reading, isAll: Bool, body: Outline)
    /// Anything else; `canFail` unless it can only be true, false or unknown. `isTimed` when it
    /// asks nothing but the hour and the day of the week of `now`.
    case free(canFail: Bool, isTimed: Bool)
  }

  /// What the part of a text reads, by its ways from variables; empty where it is no condition.
  public static func readings(in text: String, _ schema: Schema) -> [Reading] {
    guard case .success(let syntax) = Parser.parse(text) else { return [] }
    let bytes = Array(text.utf8)
    var checker = Checker(schema, .strict, source: bytes)
    let term = checker.term(syntax)
    guard checker.mistakes.isEmpty else { return [] }
    var seen: Set<Reading> = []
    return OutlineReader(bytes: bytes, schema: schema, element: nil).allReadings(term)
      .filter { seen.insert($0).inserted }
  }

  /// A value by its way from a variable, as `runs.last_good.state`; from the element in bodies.
  public struct Reading: Sendable, Hashable {
    /// The variable and the fields below it; in the body of a loop the fields alone.
    public let path: [String]
    public let type: ConditionType
    /// The key of a map's entry, and what it is where the map has none.
    public let key: String?
    /// The last record on the way and its field, as `run.state`.
    public let field: String

    public init(path: [String], type: ConditionType, key: String?, field: String) {
      self.path = path
      self.type = type
      self.key = key
      self.field = field
    }

    /// The way as a person reads it.
    public var text: String {
      path.joined(separator: ".") + (key.map { "(\(Value.quoted($0)))" } ?? "")
    }
  }

  /// What is asked of a value.
  public enum Test: Sendable {
    /// It is the flag itself.
    case isTrue
    case compared(Statement.Relation, Value)
    case oneOf([Value])
    /// A list of texts has this one.
    case holds(String)
  }
}

extension Outline {
  /// The outline of a condition's text; `nil` where it does not fit the schema.
  public static func of(_ text: String, in schema: Schema) -> Outline? {
    guard case .success(let syntax) = Parser.parse(text) else { return nil }
    let bytes = Array(text.utf8)
    var checker = Checker(schema, .strict, source: bytes)
    let term = checker.term(syntax)
    guard checker.mistakes.isEmpty else { return nil }
    var reader = OutlineReader(bytes: bytes, schema: schema, element: nil)
    let formula = reader.formula(term)
    return Outline(formula: formula, leaves: reader.leaves)
  }

  /// The text of a condition in which every part that `replacement` answers for is exchanged.
  public static func replacing(
    in text: String, _ leaves: [Leaf], by replacement: (Leaf) -> String?
  ) -> String {
    var bytes = Array(text.utf8)
    for leaf in leaves.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      guard let new = replacement(leaf) else { continue }
      bytes.replaceSubrange(leaf.range, with: Array("(\(new))".utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Takes a checked condition apart.
private struct OutlineReader {
  let bytes: [UInt8]
  let schema: Schema
  /// The local that stands for the element, in the body of a loop.
  let element: Int?
  var leaves: [Outline.Leaf] = []

  mutating func formula(_ term: Term) -> Outline.Formula {
    switch term.kind {
    case .literal(.bool(let flag)): return .constant(flag)
    case .unary(.not, let operand): return .not(formula(operand))
    case .junction(.and, let operands): return .all(operands.map { formula($0) })
    case .junction(.or, let operands): return .any(operands.map { formula($0) })
    case .conditional(let test, let first, let second) where term.type == .bool:
      return .choice(formula(test), formula(first), formula(second))
    default: return leaf(term)
    }
  }

  private mutating func leaf(_ term: Term) -> Outline.Formula {
    let (kind, isTurned) = kind(of: term)
    leaves.append(
      Outline.Leaf(
        range: term.range, text: Statement.evenText(bytes[term.range]), kind: kind))
    return isTurned ? .not(.leaf(leaves.count - 1)) : .leaf(leaves.count - 1)
  }

  /// What a part looks at, and whether it is the opposite of that.
  private func kind(of term: Term) -> (Outline.Kind, isTurned: Bool) {
    switch term.kind {
    case .binary(.isIn, let left, let right):
      if case .list(let items) = right.kind, let reading = reading(left) {
        let values = items.map { $0.isOptional ? nil : constant($0.value) }
        if values.allSatisfy({ $0 != nil }) {
          return (.reading(reading, .oneOf(values.compactMap { $0 })), false)
        }
      }
      if case .string(let text)? = constant(left), let reading = reading(right),
        reading.type == .list(.string)
      {
        return (.reading(reading, .holds(text)), false)
      }
    case .binary(let sign, let left, let right):
      if let relation = sign.relation {
        let isTurned = sign == .unequal
        if let value = constant(right), let reading = reading(left) {
          return (.reading(reading, .compared(relation, value)), isTurned)
        }
        if let value = constant(left), let reading = reading(right) {
          return (.reading(reading, .compared(relation.mirrored, value)), isTurned)
        }
      }
    case .loop(let loop)
    where (loop.kind == .exists || loop.kind == .all) && loop.filter == nil && !loop.hasTwo:
      if element == nil, let list = reading(loop.range), case .list(.record) = list.type {
        var inner = OutlineReader(bytes: bytes, schema: schema, element: loop.local)
        let formula = inner.formula(loop.body)
        let isAlone = inner.leaves.allSatisfy {
          if case .reading = $0.kind { true } else { false }
        }
        if isAlone {
          let body = Outline(formula: formula, leaves: inner.leaves)
          return (.elements(list, isAll: loop.kind == .all, body: body), false)
        }
      }
    default:
      if term.type == .bool, let reading = reading(term) {
        return (.reading(reading, .isTrue), false)
      }
    }
    return (.free(canFail: canFail(term), isTimed: isTimed(term)), false)
  }

  /// The value that a term reads, by its way from a variable or from the element.
  private func reading(_ term: Term) -> Outline.Reading? {
    switch term.kind {
    case .variable:
      guard element == nil, let path = term.path else { return nil }
      return Outline.Reading(path: [path], type: term.type, key: nil, field: path)
    case .field(let base, let place, _):
      // Methods go by another name than the field that they look into.
      guard case .record(let record) = base.type,
        let name = schema.record(record)?.fields[place].name
      else { return nil }
      if case .local(let slot) = base.kind {
        guard slot == element else { return nil }
        return Outline.Reading(path: [name], type: term.type, key: nil, field: "\(record).\(name)")
      }
      guard let way = reading(base), way.key == nil else { return nil }
      return Outline.Reading(
        path: way.path + [name], type: term.type, key: nil, field: "\(record).\(name)")
    case .entry(let map, let key, .string("")):
      guard let way = reading(map), way.key == nil, case .string(let key)? = constant(key) else {
        return nil
      }
      return Outline.Reading(path: way.path, type: term.type, key: key, field: way.field)
    default: return nil
    }
  }

  /// The longest ways that are read anywhere in a term.
  func allReadings(_ term: Term) -> [Outline.Reading] {
    if let reading = reading(term) { return [reading] }
    return term.parts.flatMap(allReadings)
  }

  /// The value of a term that reads nothing; `nil` for any other, and for one that fails.
  private func constant(_ term: Term) -> Value? {
    if case .literal(let value) = term.kind { return value }
    guard reads(term).isEmpty else { return nil }
    let text = String(decoding: bytes[term.range], as: UTF8.self)
    let empty = Schema(variables: [])
    let source = ConditionSource(text: text) { _ in .start(of: "constant") }
    guard let condition = Condition.compile(source, schema: empty, mode: .plain).value,
      case .value(let value) = condition.evaluate(Facts([:], schema: empty))
    else { return nil }
    return value
  }

  /// What a term reads: variables by name, locals as ``.
  private func reads(_ term: Term) -> Set<String> {
    switch term.kind {
    case .literal, .fail: []
    case .variable: [term.path ?? "?"]
    case .local: [""]
    case .host(_, let parts): parts.reduce(into: ["?"]) { $0.formUnion(reads($1)) }
    default: term.parts.reduce(into: []) { $0.formUnion(reads($1)) }
    }
  }

  /// Whether it asks the hour and the day of the week of `now`, and nothing else.
  private func isTimed(_ term: Term) -> Bool {
    func isTold(_ term: Term) -> Bool {
      switch term.kind {
      case .variable: false
      case .call(.getHours, let parts), .call(.getDayOfWeek, let parts):
        parts.allSatisfy { $0.path == "now" || reads($0).isEmpty }
      default: term.parts.allSatisfy(isTold)
      }
    }
    return reads(term) == ["now"] && isTold(term)
  }

  /// Whether it may fail: a search in a value that is simply read cannot.
  private func canFail(_ term: Term) -> Bool {
    switch term.kind {
    case .matches(let text, _): reading(text) == nil
    case .call(.contains, let parts), .call(.startsWith, let parts), .call(.endsWith, let parts):
      !parts.allSatisfy { reading($0) != nil || constant($0) != nil }
    case .binary(let sign, let left, let right) where sign.relation != nil:
      [left, right].contains { reading($0) == nil && constant($0) == nil && canFailInside($0) }
    default: true
    }
  }

  /// Sizes and parts of times never fail.
  private func canFailInside(_ term: Term) -> Bool {
    switch term.kind {
    case .call(let function, let parts):
      let isSafe: Bool =
        switch function {
        case .size, .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek,
          .getDayOfYear, .getHours, .getMinutes, .getSeconds, .getMilliseconds:
          true
        default: false
        }
      return !isSafe || parts.contains { reading($0) == nil && constant($0) == nil }
    default: return true
    }
  }
}

extension Term {
  /// The terms that it is made of.
  var parts: [Term] {
    switch kind {
    case .literal, .variable, .local, .fail: []
    case .field(let base, _, _), .select(let base, _, _), .has(let base, _), .unary(_, let base),
      .matches(let base, _):
      [base]
    case .index(let left, let right, _), .binary(_, let left, let right),
      .bind(_, let left, let right), .optionalMap(_, let left, let right, _),
      .entry(let left, let right, _):
      [left, right]
    case .junction(_, let operands), .call(_, let operands), .host(_, let operands): operands
    case .conditional(let test, let first, let second): [test, first, second]
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .loop(let loop): [loop.range] + [loop.filter].compactMap(\.self) + [loop.body]
    }
  }
}
