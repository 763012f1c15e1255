/// Writes the program of a checked condition: operands before what uses them.
struct Emitter {
  private var draft: ProgramDraft
  private let schema: Schema
  private var isTooLarge = false

  private init(_ draft: ProgramDraft, _ schema: Schema) {
    self.draft = draft
    self.schema = schema
  }

  /// Returns the program; `nil` where its constants are too large.
  static func program(of term: Term, in draft: ProgramDraft, schema: Schema) -> Program? {
    var emitter = Emitter(draft, schema)
    let root = emitter.emit(term)
    guard !emitter.isTooLarge else { return nil }
    Simplifier.simplify(&emitter.draft, schema: schema)
    return Program(emitter.draft, root: root, schema: schema)
  }

  /// Writes the instructions of a term and returns the last one's number.
  private mutating func emit(_ term: Term) -> Int32 { emit(term, isOnTheWay: false) }

  /// The same; what is only on the way to a field of a record is not read itself.
  private mutating func emit(_ term: Term, isOnTheWay: Bool) -> Int32 {
    let start = draft.code.count
    let instruction = instruction(term)
    draft.code.append(instruction)
    draft.masks.append(isOnTheWay ? 0 : mask(of: term))
    draft.weights.append(Int32(truncatingIfNeeded: draft.code.count - start))
    draft.ranges.append(
      Int32(
        truncatingIfNeeded: term.range.lowerBound)..<Int32(
          truncatingIfNeeded: term.range.upperBound))
    return Int32(draft.code.count - 1)
  }

  /// A flat switch over the kinds of terms.
  private mutating func instruction(_ term: Term) -> Instruction {
    switch term.kind {
    case .literal(let value): return Instruction(operation: .constant, a: constant(value))
    case .variable(let slot):
      draft.slots.insert(slot)
      return Instruction(operation: .variable, a: Int32(slot))
    case .local(let slot): return Instruction(operation: .local, a: Int32(slot))
    case .field(let operand, let index, _): return field(operand, Int32(index))
    case .select(let operand, let name, let isOptional):
      return Instruction(
        operation: isOptional ? .optionalSelect : .select,
        a: emit(operand, isOnTheWay: operand.isRecord), b: constant(.string(name)))
    case .has(let operand, let name):
      return Instruction(
        operation: .has, a: emit(operand, isOnTheWay: operand.isRecord),
        b: constant(.string(name)))
    case .index(let operand, let key, let isOptional):
      return Instruction(
        operation: isOptional ? .optionalIndex : .index, a: emit(operand), b: emit(key))
    case .unary(.not, let operand) where operand.isFlag:
      // A flag is compared with false, as fast as any other field.
      let flag = emit(operand)
      let constant = emit(Term(kind: .literal(.bool(false)), type: .bool, range: operand.range))
      return Instruction(
        operation: .compare, flag: Comparison.equal.rawValue, a: flag, b: constant)
    case .unary(let sign, let operand):
      return Instruction(operation: sign == .not ? .not : .negate, a: emit(operand))
    case .binary(let sign, let left, let right): return binary(sign, left, right)
    case .junction(let junction, let terms):
      return counted(junction == .and ? .and : .or, terms)
    case .conditional(let condition, let first, let second):
      return Instruction(
        operation: .conditional, a: emit(condition), b: emit(first), c: emit(second))
    case .call(let builtin, let arguments)
    where arguments.count == 2 && (builtin == .or || builtin == .orValue):
      return Instruction(
        operation: .otherwise, flag: builtin == .or ? 1 : 0, a: emit(arguments[0]),
        b: emit(arguments[1]))
    case .call(let builtin, let arguments):
      var call = counted(.call, arguments)
      call.c = Int32(builtin.rawValue)
      return call
    case .host(let numbers, let arguments):
      var call = counted(.host, arguments)
      call.c = Int32(draft.hosts.count)
      call.d = Int32(numbers.count)
      draft.hosts += numbers.map { schema.functions[$0] }
      return call
    case .matches(let text, let pattern):
      let operand = emit(text)
      draft.patterns.append(pattern)
      return Instruction(operation: .matches, a: operand, b: Int32(draft.patterns.count - 1))
    case .list(let elements): return list(elements)
    case .map(let entries): return map(entries)
    case .loop(let loop): return self.loop(loop)
    case .bind(let local, let value, let body):
      return Instruction(operation: .bind, a: emit(value), b: emit(body), c: Int32(local))
    case .optionalMap(let local, let value, let body, let isFlat):
      return Instruction(
        operation: .optionalMap, flag: isFlat ? 1 : 0, a: emit(value), b: emit(body),
        c: Int32(local))
    case .entry(let map, let key, let otherwise):
      return Instruction(
        operation: .entryOr, a: emit(map), b: emit(key), c: constant(otherwise))
    case .fail(let code): return Instruction(operation: .fail, a: Int32(code.rawValue))
    }
  }

  private mutating func field(_ operand: Term, _ index: Int32) -> Instruction {
    switch operand.kind {
    case .variable(let slot):
      draft.slots.insert(slot)
      return Instruction(operation: .variableField, a: Int32(slot), b: index)
    case .local(let slot):
      return Instruction(operation: .localField, a: Int32(slot), b: index)
    default:
      return Instruction(operation: .field, a: emit(operand, isOnTheWay: true), b: index)
    }
  }

  private mutating func binary(
    _ sign: Syntax.Binary, _ left: Term, _ right: Term
  ) -> Instruction {
    let operands = (emit(left), emit(right))
    let operation: Operation =
      switch sign {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .modulo: .modulo
      case .isIn: .isIn
      case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: .compare
      }
    return Instruction(
      operation: operation, flag: sign.comparison?.rawValue ?? 0, a: operands.0, b: operands.1)
  }

  /// An instruction on operands in a row: `a` is where they start, `b` how many there are.
  private mutating func counted(_ operation: Operation, _ terms: [Term]) -> Instruction {
    let operands = terms.map { emit($0) }
    let start = draft.operands.count
    draft.operands += operands
    return Instruction(operation: operation, a: Int32(start), b: Int32(operands.count))
  }

  private mutating func list(_ elements: [Term.Element]) -> Instruction {
    var list = counted(.list, elements.map(\.value))
    list.c = flags(elements.map(\.isOptional))
    return list
  }

  private mutating func map(_ entries: [Term.Entry]) -> Instruction {
    var map = counted(.map, entries.flatMap { [$0.key, $0.value] })
    map.b = Int32(entries.count)
    map.c = flags(entries.map(\.isOptional))
    return map
  }

  /// Where the flags of optional elements start; 0 where there are none.
  private mutating func flags(_ areOptional: [Bool]) -> Int32 {
    guard areOptional.contains(true) else { return 0 }
    defer { draft.operands += areOptional.map { $0 ? 1 : 0 } }
    return Int32(draft.operands.count)
  }

  private mutating func loop(_ loop: Term.Loop) -> Instruction {
    let range = emit(loop.range)
    let filter = loop.filter.map { emit($0) } ?? -1
    let body = emit(loop.body)
    return Instruction(
      operation: .loop, flag: loop.kind.rawValue | (loop.hasTwo ? 0x80 : 0), a: range, b: body,
      c: filter, d: Int32(loop.local))
  }

  private mutating func constant(_ value: Value) -> Int32 {
    var writer = CellWriter(records: [:], types: [])
    if let cell = writer.cell(of: value, as: .dyn, in: &draft.arena) {
      draft.constants.append(cell)
    } else {
      isTooLarge = true
      draft.constants.append(.null)
    }
    return Int32(draft.constants.count - 1)
  }

  /// The bit of the evidence field that a term reads itself.
  private mutating func mask(of term: Term) -> UInt64 {
    guard let path = term.path, term.readsEvidence else { return 0 }
    let index =
      draft.fields.firstIndex(of: path)
      ?? {
        draft.fields.append(path)
        return draft.fields.count - 1
      }()
    return 1 << UInt64(min(index, Program.lastBit))
  }
}

extension Term {
  fileprivate var isRecord: Bool { if case .record = type { true } else { false } }

  /// Whether it is a boolean variable or a boolean field of one.
  fileprivate var isFlag: Bool {
    guard type == .bool else { return false }
    switch kind {
    case .variable, .local: return true
    case .field(let operand, _, _):
      switch operand.kind {
      case .variable, .local: return true
      default: return false
      }
    default: return false
    }
  }

  /// Whether it reads a field of evidence, rather than the way to one or what was read already.
  fileprivate var readsEvidence: Bool {
    switch kind {
    case .variable, .local, .field: true
    case .select(let operand, _, _), .has(let operand, _): operand.isRecord
    case .index, .entry: true
    case .loop(let loop): loop.kind == .filter
    case .literal, .unary, .binary, .junction, .conditional, .call, .host, .matches, .list, .map,
      .bind, .optionalMap, .fail:
      false
    }
  }
}

extension Syntax.Binary {
  /// The comparison that the operator makes.
  var comparison: Comparison? {
    switch self {
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .add, .subtract, .multiply, .divide, .modulo, .isIn: nil
    }
  }
}
