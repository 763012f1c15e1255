/// Instructions that few conditions have.
extension Machine {
  @inline(never)
  mutating func seldom(_ step: Instruction, _ index: Int32) -> Cell {
    switch step.operation {
    case .select: select(step, index, isOptional: false)
    case .optionalSelect: select(step, index, isOptional: true)
    case .has: has(step, index)
    case .index: element(step, index, isOptional: false)
    case .optionalIndex: element(step, index, isOptional: true)
    case .negate: negate(step, index)
    case .isIn: isIn(step, index)
    case .list: list(step, index)
    case .map: map(step, index)
    case .call: call(step, index)
    case .host: host(step, index)
    case .bind: bind(step)
    case .optionalMap: optionalMap(step, index)
    case .otherwise: otherwise(step, index)
    case .entryOr: entryOr(step, index)
    case .fail: .fault(FaultCode(rawValue: UInt16(step.a)) ?? .noSuchOverload, at: index)
    case .constant, .variable, .local, .field, .variableField, .localField, .and, .or, .not,
      .conditional, .compare, .test, .add, .subtract, .multiply, .divide, .modulo, .isInSet,
      .matches, .loop:
      preconditionFailure("common instructions are done by `step`")
    }
  }

  // MARK: Members

  /// The entry or field of a name; `nil` where there is none.
  private func member(_ name: Cell, of value: Cell, _ index: Int32) -> Cell? {
    if value.has(.map) { return value.entry(name).map { value.value($0) } }
    guard value.has(.record), let parts = value.parts else {
      return .fault(.noSuchOverload, at: index)
    }
    let field = program._withUnsafeGuaranteedRef { program in
      program.records[value.count].index[String(decoding: name.bytes, as: UTF8.self)]
    }
    guard let field else { return nil }
    if parts[field].has(.unknown) { return Cell(.unknown, masks[Int(index)]) }
    return parts[field].isFault ? nil : parts[field]
  }

  private mutating func select(_ step: Instruction, _ index: Int32, isOptional: Bool) -> Cell {
    let value = run(step.a)
    let name = constants[Int(step.b)]
    if value.has(.unknown) {
      let mask = masks[Int(index)]
      return Cell(.unknown, mask == 0 ? value.word : mask)
    }
    if value.isFault { return value }
    if value.has(.optional) {
      guard let wrapped = value.wrapped else { return value }
      return optional(member(name, of: wrapped, index))
    }
    let found = member(name, of: value, index)
    if isOptional { return optional(found) }
    return found ?? .fault(value.has(.map) ? .noSuchKey : .noSuchField, at: index)
  }

  private mutating func optional(_ found: Cell?) -> Cell {
    guard let found else { return Cell(.optional) }
    return found.isFault ? found : workspace.optional(found)
  }

  private mutating func has(_ step: Instruction, _ index: Int32) -> Cell {
    var value = run(step.a)
    if value.has(.unknown) {
      let mask = masks[Int(index)]
      return Cell(.unknown, mask == 0 ? value.word : mask)
    }
    if value.isFault { return value }
    if value.has(.optional) {
      guard let wrapped = value.wrapped else { return Cell(false) }
      value = wrapped
    }
    guard let found = member(constants[Int(step.b)], of: value, index) else { return Cell(false) }
    return found.isFault ? found : Cell(true)
  }

  private mutating func element(_ step: Instruction, _ index: Int32, isOptional: Bool) -> Cell {
    let value = run(step.a)
    let key = run(step.b)
    if value.isFault || key.isFault { return Cell.strongest(value, key) }
    if value.has(.optional) {
      guard let wrapped = value.wrapped else { return value }
      let found = element(key, of: wrapped, index)
      return found.has(.error) && found.fault.code.isAbsence ? Cell(.optional) : optional(found)
    }
    let found = element(key, of: value, index)
    guard isOptional else { return found }
    return found.has(.error) && found.fault.code.isAbsence ? Cell(.optional) : optional(found)
  }

  private func element(_ key: Cell, of value: Cell, _ index: Int32) -> Cell {
    if value.has(.map) {
      guard key.isKey || key.has(.double) else { return .fault(.noSuchOverload, at: index) }
      guard let entry = value.entry(key) else { return .fault(.noSuchKey, at: index) }
      return attribute(value.value(entry), index)
    }
    guard value.has(.list), key.isNumber else { return .fault(.noSuchOverload, at: index) }
    if key.has(.double), key.double.rounded() != key.double || key.double.isInfinite {
      return .fault(.noSuchOverload, at: index)
    }
    let offset: Int? =
      switch key.tag {
      case .int: Int(exactly: key.int)
      case .uint: Int(exactly: key.uint)
      default: Int(exactly: key.double)
      }
    guard let offset, value.elements.indices.contains(offset) else {
      return .fault(.indexOutOfRange, at: index)
    }
    return attribute(value.elements[offset], index)
  }

  private func attribute(_ value: Cell, _ index: Int32) -> Cell {
    value.has(.unknown) ? Cell(.unknown, masks[Int(index)]) : value
  }

  private mutating func entryOr(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    let key = run(step.b)
    if value.isFault || key.isFault { return Cell.strongest(value, key) }
    guard let entry = value.entry(key) else { return constants[Int(step.c)] }
    return attribute(value.value(entry), index)
  }

  private mutating func isIn(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    let range = run(step.b)
    if value.isFault || range.isFault { return Cell.strongest(value, range) }
    if range.has(.map) { return Cell(range.entry(value) != nil) }
    guard range.has(.list) else { return .fault(.noSuchOverload, at: index) }
    if let fault = workspace.charge(range.count * (1 + value.weight / 16)) {
      return fault.placed(at: index)
    }
    return Cell(range.elements.contains { Cell.equal($0, value) })
  }

  // MARK: Locals

  private mutating func bind(_ step: Instruction) -> Cell {
    let value = run(step.a)
    if value.has(.error) { return value }
    locals[Int(step.c)] = value
    return run(step.b)
  }

  private mutating func optionalMap(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    if value.isFault { return value }
    guard value.has(.optional) else { return .fault(.noSuchOverload, at: index) }
    guard let wrapped = value.wrapped else { return value }
    locals[Int(step.c)] = wrapped
    let result = run(step.b)
    if result.isFault { return result }
    if step.flag == 0 { return workspace.optional(result) }
    return result.has(.optional) ? result : .fault(.noSuchOverload, at: index)
  }

  private mutating func otherwise(_ step: Instruction, _ index: Int32) -> Cell {
    let value = run(step.a)
    if value.isFault { return value }
    guard value.has(.optional) else { return .fault(.noSuchOverload, at: index) }
    if let wrapped = value.wrapped { return step.flag == 0 ? wrapped : value }
    let other = run(step.b)
    guard step.flag == 1, !other.isFault else { return other }
    return other.has(.optional) ? other : .fault(.noSuchOverload, at: index)
  }

  // MARK: Literals

  private mutating func list(_ step: Instruction, _ index: Int32) -> Cell {
    let count = Int(step.b)
    guard let parts = workspace.arena.cells(count) else {
      return .fault(.tooMuchMemory, at: index)
    }
    var used = 0
    var fault: Cell?
    for offset in 0..<step.b {
      guard let value = entry(operands[Int(step.a + offset)], step, offset, index) else { continue }
      if value.isFault {
        fault = fault.map { Cell.strongest($0, value) } ?? value
        continue
      }
      parts[used] = value
      used += 1
    }
    return fault ?? Cell(.list, parts: parts, count: used)
  }

  /// What a part of a literal gives; `nil` for an optional one that is empty.
  private mutating func entry(
    _ part: Int32, _ step: Instruction, _ offset: Int32, _ index: Int32
  ) -> Cell? {
    let value = run(part)
    guard step.c != 0, operands[Int(step.c + offset)] != 0, !value.isFault else { return value }
    return value.has(.optional) ? value.wrapped : .fault(.noSuchOverload, at: index)
  }

  private mutating func map(_ step: Instruction, _ index: Int32) -> Cell {
    guard let parts = workspace.arena.cells(Cell.mapCells(Int(step.b))) else {
      return .fault(.tooMuchMemory, at: index)
    }
    var used = 0
    var fault: Cell?
    for offset in 0..<step.b {
      var key = run(operands[Int(step.a + 2 * offset)])
      if !key.isKey, !key.isFault { key = .fault(.badKey, at: index) }
      let value = entry(operands[Int(step.a + 2 * offset + 1)], step, offset, index)
      if key.isFault || value?.isFault ?? false {
        let found = Cell.strongest(key, value ?? key)
        fault = fault.map { Cell.strongest($0, found) } ?? found
        continue
      }
      guard let value else { continue }
      parts[2 * used] = key
      parts[2 * used + 1] = value
      used += 1
    }
    return fault ?? Cell.map(parts, count: used) ?? .fault(.repeatedKey, at: index)
  }

  // MARK: Calls

  private mutating func call(_ step: Instruction, _ index: Int32) -> Cell {
    guard let function = Builtin(rawValue: UInt8(step.c)) else { return .null }
    // A size that is known when this is compiled lies on the stack whatever the compiler's mood.
    if step.b <= 4 {
      return withUnsafeTemporaryAllocation(of: Cell.self, capacity: 4) {
        call(function, step, index, $0)
      }
    }
    return withUnsafeTemporaryAllocation(of: Cell.self, capacity: Int(step.b)) {
      call(function, step, index, $0)
    }
  }

  private mutating func call(
    _ function: Builtin, _ step: Instruction, _ index: Int32,
    _ arguments: UnsafeMutableBufferPointer<Cell>
  ) -> Cell {
    if let fault = evaluate(step, into: arguments) { return fault }
    let given = UnsafeBufferPointer(rebasing: arguments[..<Int(step.b)])
    return function.call(given, &workspace).placed(at: index)
  }

  /// Evaluates the operands of a call; all of them, since an unknown tells more than an error.
  private mutating func evaluate(
    _ step: Instruction, into arguments: UnsafeMutableBufferPointer<Cell>
  ) -> Cell? {
    var fault: Cell?
    for offset in 0..<Int(step.b) {
      let value = run(operands[Int(step.a) + offset])
      if value.isFault { fault = fault.map { Cell.strongest($0, value) } ?? value }
      arguments[offset] = value
    }
    return fault
  }

  private mutating func host(_ step: Instruction, _ index: Int32) -> Cell {
    withUnsafeTemporaryAllocation(of: Cell.self, capacity: max(1, Int(step.b))) { arguments in
      if let fault = evaluate(step, into: arguments) { return fault }
      let program = program.takeUnretainedValue()
      let reader = CellReader(records: program.records)
      let values = arguments[..<Int(step.b)].map { reader.value(of: $0) }
      for host in program.hosts[Int(step.c)..<Int(step.c + step.d)] where host.accepts(values) {
        workspace.budget -= host.cost
        if workspace.budget < 0 { return .fault(.tooExpensive, at: index) }
        switch host.body(values) {
        case .success(let value):
          var writer = CellWriter(records: [:], types: [])
          return writer.cell(of: value, as: .dyn, in: &workspace.arena)
            ?? .fault(.tooMuchMemory, at: index)
        case .failure(let failure):
          workspace.hostMessage = workspace.text(failure.message)
          return .fault(.host, at: index)
        }
      }
      return .fault(.noSuchOverload, at: index)
    }
  }
}

extension FaultCode {
  /// Whether something is just not there, as optional access means it.
  var isAbsence: Bool { self == .noSuchKey || self == .indexOutOfRange || self == .noSuchField }
}
