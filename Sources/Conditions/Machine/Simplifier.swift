/// Does at compile time what need not be done at each evaluation.
///
/// One pass suffices, since operands come before what uses them.
enum Simplifier {
  static func simplify(_ draft: inout ProgramDraft, schema: Schema) {
    for index in draft.code.indices {
      let instruction = draft.code[index]
      if isConstant(instruction, draft) {
        fold(index, &draft, schema)
      } else if instruction.operation == .compare {
        fuse(index, &draft)
      } else if instruction.operation == .isIn {
        makeSet(index, &draft)
      }
    }
  }

  // MARK: Constants

  /// Whether an instruction gives the same at each evaluation.
  private static func isConstant(_ instruction: Instruction, _ draft: ProgramDraft) -> Bool {
    func holds(_ operand: Int32) -> Bool { draft.code[Int(operand)].operation == .constant }
    func allHold(_ count: Int32) -> Bool {
      draft.operands[Int(instruction.a)..<Int(instruction.a + count)].allSatisfy(holds)
    }
    switch instruction.operation {
    case .not, .negate, .select, .optionalSelect, .has: return holds(instruction.a)
    case .compare, .add, .subtract, .multiply, .divide, .modulo, .isIn, .index, .optionalIndex,
      .otherwise:
      return holds(instruction.a) && holds(instruction.b)
    case .and, .or, .list, .call: return allHold(instruction.b)
    case .map: return allHold(2 * instruction.b)
    case .constant, .variable, .local, .field, .variableField, .localField, .conditional, .test,
      .isInSet, .host, .matches, .loop, .bind, .optionalMap, .entryOr, .fail:
      return false
    }
  }

  /// Runs one instruction; what faults is kept, since `||` may absorb the fault.
  private static func fold(_ index: Int, _ draft: inout ProgramDraft, _ schema: Schema) {
    var part = draft
    part.arena = Arena(limit: ConditionLimits.programBytes)
    let program = Program(part, root: Int32(index), schema: schema)
    let value: Value? = program.withoutFacts { machine in
      let cell = machine.run(Int32(index))
      return cell.isFault ? nil : CellReader(records: []).value(of: cell)
    }
    var writer = CellWriter(records: [:], types: [])
    guard let value, let cell = writer.cell(of: value, as: .dyn, in: &draft.arena) else { return }
    draft.constants.append(cell)
    draft.code[index] = Instruction(operation: .constant, a: Int32(draft.constants.count - 1))
  }

  // MARK: Comparisons

  /// Makes one instruction of a comparison of a field with a constant.
  private static func fuse(_ index: Int, _ draft: inout ProgramDraft) {
    let instruction = draft.code[index]
    guard let comparison = Comparison(rawValue: instruction.flag) else { return }
    let left = draft.code[Int(instruction.a)]
    let right = draft.code[Int(instruction.b)]
    if right.operation == .constant, let test = test(comparison, left, right, at: instruction.a) {
      draft.code[index] = test
      draft.masks[index] = draft.masks[Int(instruction.a)]
    } else if left.operation == .constant,
      let test = test(comparison.mirrored, right, left, at: instruction.b)
    {
      draft.code[index] = test
      draft.masks[index] = draft.masks[Int(instruction.b)]
    }
  }

  private static func test(
    _ comparison: Comparison, _ place: Instruction, _ constant: Instruction, at operand: Int32
  ) -> Instruction? {
    let (isLocal, hasField): (Bool, Bool)
    switch place.operation {
    case .variable: (isLocal, hasField) = (false, false)
    case .local: (isLocal, hasField) = (true, false)
    case .variableField: (isLocal, hasField) = (false, true)
    case .localField: (isLocal, hasField) = (true, true)
    default: return nil
    }
    return Instruction(
      operation: .test, flag: comparison.flag(isLocal: isLocal),
      a: place.a, b: hasField ? place.b : -1, c: constant.a, d: operand)
  }

  // MARK: Sets

  /// Makes a set of a constant list that is searched.
  private static func makeSet(_ index: Int, _ draft: inout ProgramDraft) {
    let instruction = draft.code[index]
    let list = draft.code[Int(instruction.b)]
    guard list.operation == .constant else { return }
    let elements = draft.constants[Int(list.a)].elements
    guard draft.constants[Int(list.a)].has(.list), elements.allSatisfy(\.isKey) else { return }
    var keys: [Cell] = []
    for element in elements where !keys.contains(where: { Cell.sameKey($0, element) }) {
      keys.append(element)
    }
    guard let parts = draft.arena.cells(Cell.mapCells(keys.count)) else { return }
    for (place, key) in keys.enumerated() {
      parts[2 * place] = key
      parts[2 * place + 1] = .null
    }
    guard let set = Cell.map(parts, count: keys.count) else { return }
    draft.constants.append(set)
    draft.code[index] = Instruction(
      operation: .isInSet, a: instruction.a, b: Int32(draft.constants.count - 1), d: instruction.b)
  }
}

extension Program {
  /// Calls `body` with a machine that has no facts: for constants.
  func withoutFacts<Result>(_ body: (inout Machine<NoTracer>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: Cell.self, capacity: image.localCount + 1) { cells in
      guard let locals = cells.baseAddress else {
        preconditionFailure("a temporary allocation has an address")
      }
      var machine = Machine(
        image, of: Unmanaged.passUnretained(self), variables: UnsafePointer(locals),
        locals: locals, tracer: NoTracer())
      defer { machine.workspace.arena.free() }
      return body(&machine)
    }
  }
}
