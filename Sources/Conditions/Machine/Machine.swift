/// Runs a program over facts: one call an instruction, no reference counts, no memory but the
/// arena.
///
/// The same code runs with and without a tracer, so that an explanation cannot differ.
struct Machine<Watcher: Tracer> {
  let code: UnsafePointer<Instruction>
  let operands: UnsafePointer<Int32>
  let constants: UnsafePointer<Cell>
  let masks: UnsafePointer<UInt64>
  let weights: UnsafePointer<Int32>
  let variables: UnsafePointer<Cell>
  let locals: UnsafeMutablePointer<Cell>
  let program: Unmanaged<Program>
  var workspace: Workspace
  var tracer: Watcher

  @inline(__always)
  init(
    _ image: ProgramImage, of program: Unmanaged<Program>, variables: UnsafePointer<Cell>,
    locals: UnsafeMutablePointer<Cell>,
    tracer: Watcher
  ) {
    code = image.code
    operands = image.operands
    constants = image.constants
    masks = image.masks
    weights = image.weights
    self.variables = variables
    self.locals = locals
    self.program = program
    workspace = Workspace(
      arena: Arena(limit: ConditionLimits.evaluationBytes),
      budget: ConditionLimits.evaluationCost)
    self.tracer = tracer
  }

  /// Returns what an instruction gives: a value, an unknown or an error.
  @inline(__always)
  mutating func run(_ index: Int32) -> Cell {
    let value = step(index)
    if Watcher.isOn { tracer.note(index, value) }
    return value
  }

  /// What an operand of `&&`, `||`, `exists` or `all` gives: a comparison is made on the spot.
  @inline(__always)
  mutating func runOperand(_ index: Int32) -> Cell {
    let step = code + Int(index)
    guard step.pointee.operation == .test,
      let outcome = step.pointee.outcome(
        for: place(of: step), against: constants[Int(step.pointee.c)])
    else {
      return run(index)
    }
    if Watcher.isOn { return run(index) }
    return Cell(outcome)
  }

  /// A flat switch: what is common is done here, the rest in functions of its own.
  private mutating func step(_ index: Int32) -> Cell {
    let step = code[Int(index)]
    switch step.operation {
    case .test: return test(step, index)
    case .constant: return constants[Int(step.a)]
    case .variable: return attributed(variables[Int(step.a)], index)
    case .local: return attributed(locals[Int(step.a)], index)
    case .variableField: return field(Int(step.b), of: variables[Int(step.a)], index)
    case .localField: return field(Int(step.b), of: locals[Int(step.a)], index)
    case .field: return field(Int(step.b), of: run(step.a), index)
    case .and: return junction(step, decidedBy: false, index)
    case .or: return junction(step, decidedBy: true, index)
    case .not:
      let value = run(step.a)
      if value.has(.bool) { return Cell(!value.isTrue) }
      return value.isFault ? value : .fault(.noSuchOverload, at: index)
    case .compare: return compare(step, index)
    case .isInSet: return isInSet(step, index)
    case .matches: return matches(step, index)
    case .loop: return loop(step, index)
    case .conditional:
      let condition = run(step.a)
      if condition.has(.bool) { return run(condition.isTrue ? step.b : step.c) }
      return condition.isFault ? condition : .fault(.noSuchOverload, at: index)
    case .add, .subtract, .multiply, .divide, .modulo: return arithmetic(step, index)
    case .select, .optionalSelect, .has, .index, .optionalIndex, .negate, .isIn, .list, .map,
      .call, .host, .bind, .optionalMap, .otherwise, .entryOr, .fail:
      return seldom(step, index)
    }
  }

  // MARK: What nearly every condition does

  @inline(__always)
  private func attributed(_ cell: Cell, _ index: Int32) -> Cell {
    // A bound local may carry an unknown that already says what it waits for.
    cell.has(.unknown) && cell.word == 0 ? Cell(.unknown, masks[Int(index)]) : cell
  }

  @inline(__always)
  private func field(_ field: Int, of record: Cell, _ index: Int32) -> Cell {
    if record.has(.record), let parts = record.parts {
      let value = parts[field]
      if !value.isFault { return value }
      // An absent field is kept as an error without a place.
      return value.has(.unknown)
        ? Cell(.unknown, masks[Int(index)]) : .fault(.noSuchField, at: index)
    }
    if record.has(.unknown) { return Cell(.unknown, masks[Int(index)]) }
    return record.isFault ? record : .fault(.noSuchOverload, at: index)
  }

  /// The variable or local that a test is about.
  @inline(__always)
  private func place(of step: UnsafePointer<Instruction>) -> Cell {
    step.pointee.flag & Comparison.localFlag != 0
      ? locals[Int(step.pointee.a)] : variables[Int(step.pointee.a)]
  }

  private mutating func test(_ step: Instruction, _ index: Int32) -> Cell {
    let pointer = code + Int(index)
    var value = place(of: pointer)
    if !Watcher.isOn,
      let outcome = step.outcome(for: value, against: constants[Int(step.c)])
    {
      return Cell(outcome)
    }
    value = step.b < 0 ? attributed(value, index) : field(Int(step.b), of: value, index)
    if Watcher.isOn { tracer.note(step.d, value) }
    return compared(value, constants[Int(step.c)], step.flag & 7, index)
  }

  private mutating func compare(_ step: Instruction, _ index: Int32) -> Cell {
    let left = run(step.a)
    let right = run(step.b)
    if left.isFault || right.isFault { return Cell.strongest(left, right) }
    return compared(left, right, step.flag & 7, index)
  }

  private mutating func compared(
    _ left: Cell, _ right: Cell, _ comparison: UInt8, _ index: Int32
  ) -> Cell {
    if left.isFault { return left }
    guard let comparison = Comparison(rawValue: comparison) else { return left }
    if left.rawTag >= Tag.string.rawValue, let fault = workspace.charge(left.weight) {
      return fault.placed(at: index)
    }
    switch comparison {
    case .equal: return Cell(Cell.equal(left, right))
    case .unequal: return Cell(!Cell.equal(left, right))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let order = Cell.order(left, right) else { return .fault(.noSuchOverload, at: index) }
      return Cell(comparison.holds(order))
    }
  }

  /// `&&` and `||`: an operand that decides does so whatever the others are; else an unknown beats
  /// an error, and an error beats the usual result.
  private mutating func junction(
    _ step: Instruction, decidedBy deciding: Bool, _ index: Int32
  ) -> Cell {
    let first = operands + Int(step.a)
    let isPlain = plainOperands(first, count: Int(step.b), decidedBy: deciding)
    if isPlain == step.b { return Cell(!deciding) }
    if isPlain < 0 { return Cell(deciding) }
    var result = Cell(!deciding)
    for offset in Int(isPlain)..<Int(step.b) {
      let value = runOperand(first[offset])
      if value.has(.bool) {
        if value.isTrue == deciding { return value }
      } else {
        result = Cell.strongest(result, value.isFault ? value : .fault(.noSuchOverload, at: index))
        if result.isFinal { return result }
      }
    }
    return result
  }

  /// How many of the first operands are tests that did not decide; below zero where one decided.
  ///
  /// Most conditions are nothing but such tests, and a loop that knows no faults is short.
  @inline(__always)
  private func plainOperands(
    _ first: UnsafePointer<Int32>, count: Int, decidedBy deciding: Bool
  ) -> Int32 {
    var offset = 0
    while !Watcher.isOn, offset < count {
      let step = code + Int(first[offset])
      guard step.pointee.operation == .test,
        let outcome = step.pointee.outcome(
          for: place(of: step), against: constants[Int(step.pointee.c)])
      else { break }
      if outcome == deciding { return -1 }
      offset &+= 1
    }
    return Int32(truncatingIfNeeded: offset)
  }

  private mutating func isInSet(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    if value.isFault { return value }
    return Cell(constants[Int(step.b)].entry(value) != nil)
  }

  private mutating func matches(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    if value.isFault { return value }
    guard value.has(.string) else { return .fault(.noSuchOverload, at: index) }
    if let fault = workspace.charge(value.count) { return fault.placed(at: index) }
    return program._withUnsafeGuaranteedRef { Cell($0.patterns[Int(step.b)].matches(value.bytes)) }
  }
}

extension Cell {
  /// Which of two faults, or of a fault and a value, tells more: what ends the evaluation, then
  /// what is unknown, then an error.
  static func strongest(_ left: Cell, _ right: Cell) -> Cell {
    if left.isFinal { return left }
    if right.isFinal { return right }
    switch (left.has(.unknown), right.has(.unknown)) {
    case (true, true): return Cell(.unknown, left.word | right.word)
    case (true, false): return left
    case (false, true): return right
    case (false, false): return left.isFault ? left : right
    }
  }

  /// Whether nothing may absorb it.
  var isFinal: Bool { has(.error) && fault.code.isFinal }

  /// The fault with its place, where it has none yet.
  func placed(at index: Int32) -> Cell {
    has(.error) && fault.node < 0 ? .fault(fault.code, at: index) : self
  }
}
