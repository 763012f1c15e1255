/// The macros over lists and maps.
extension Machine {
  @inline(never)
  mutating func loop(_ step: Instruction, _ index: Int32) -> Cell {
    let range = run(step.a)
    if range.isFault { return range }
    guard range.has(.list) || range.has(.map) else { return .fault(.noSuchOverload, at: index) }
    switch LoopKind(rawValue: step.flag & 0x7F) {
    case .exists: return search(step, range, decidedBy: true, index)
    case .all: return search(step, range, decidedBy: false, index)
    case .existsOne: return existsOne(step, range, index)
    case .filter, .map: return collect(step, range, index)
    case .transformMap: return transformMap(step, range, index)
    case .transformMapEntry, nil: return transformMapEntry(step, range, index)
    }
  }

  /// Sets the locals for one element, and pays for it.
  @inline(__always)
  private mutating func enter(_ step: Instruction, _ range: Cell, _ offset: Int, _ index: Int32)
    -> Bool
  {
    workspace.budget -= Int(weights[Int(step.b)])
    if workspace.budget < 0 { return false }
    if Watcher.isOn { tracer.noteElement(index, offset) }
    let hasTwo = step.flag & 0x80 != 0
    if range.has(.list) {
      guard let parts = range.parts else { return false }
      if hasTwo {
        locals[Int(step.d)] = Cell(Int64(offset))
        locals[Int(step.d) + 1] = parts[offset]
      } else {
        locals[Int(step.d)] = parts[offset]
      }
    } else {
      locals[Int(step.d)] = range.key(offset)
      if hasTwo { locals[Int(step.d) + 1] = range.value(offset) }
    }
    return true
  }

  /// `exists` and `all`: a deciding element decides, whatever the others give.
  private mutating func search(
    _ step: Instruction, _ range: Cell, decidedBy deciding: Bool, _ index: Int32
  ) -> Cell {
    var result = Cell(!deciding)
    let direct = directTest(step, range)
    let constant = direct.map { constants[Int($0.c)] } ?? .null
    for offset in 0..<range.count {
      if let direct, let parts = range.parts, workspace.budget >= 2,
        let outcome = direct.outcome(for: parts[offset], against: constant)
      {
        workspace.budget -= 2
        if outcome == deciding { return Cell(outcome) }
        continue
      }
      guard enter(step, range, offset, index) else { return .fault(.tooExpensive, at: index) }
      let value = runOperand(step.b)
      if value.has(.bool) {
        if value.isTrue == deciding { return value }
      } else {
        result = Cell.strongest(result, value.isFault ? value : .fault(.noSuchOverload, at: index))
        if result.isFinal { return result }
      }
    }
    return result
  }

  /// The body, where it is nothing but a test of the element: that needs no local.
  @inline(__always)
  private func directTest(_ step: Instruction, _ range: Cell) -> Instruction? {
    let body = code[Int(step.b)]
    guard !Watcher.isOn, range.has(.list), step.flag & 0x80 == 0,
      body.operation == .test, body.flag & Comparison.localFlag != 0, body.a == step.d
    else { return nil }
    return body
  }

  private mutating func existsOne(_ step: Instruction, _ range: Cell, _ index: Int32) -> Cell {
    var count = 0
    var fault: Cell?
    for offset in 0..<range.count {
      guard enter(step, range, offset, index) else { return .fault(.tooExpensive, at: index) }
      let value = run(step.b)
      if value.has(.bool) {
        count += value.isTrue ? 1 : 0
      } else {
        let found = value.isFault ? value : .fault(.noSuchOverload, at: index)
        fault = fault.map { Cell.strongest($0, found) } ?? found
      }
    }
    return fault ?? Cell(count == 1)
  }

  /// Whether the filter takes the element; a fault where it cannot say.
  private mutating func isTaken(_ filter: Int32, _ index: Int32) -> (taken: Bool, fault: Cell?) {
    guard filter >= 0 else { return (true, nil) }
    let value = run(filter)
    if value.has(.bool) { return (value.isTrue, nil) }
    return (false, value.isFault ? value : .fault(.noSuchOverload, at: index))
  }

  private mutating func collect(_ step: Instruction, _ range: Cell, _ index: Int32) -> Cell {
    let isFilter = step.flag & 0x7F == LoopKind.filter.rawValue
    guard let parts = workspace.arena.cells(range.count) else {
      return .fault(.tooMuchMemory, at: index)
    }
    var used = 0
    for offset in 0..<range.count {
      guard enter(step, range, offset, index) else { return .fault(.tooExpensive, at: index) }
      let test = isTaken(isFilter ? step.b : step.c, index)
      if let fault = test.fault { return fault }
      guard test.taken else { continue }
      var value = isFilter ? locals[Int(step.d)] : run(step.b)
      if value.has(.unknown), value.word == 0 { value = Cell(.unknown, masks[Int(index)]) }
      if value.isFault { return value }
      parts[used] = value
      used += 1
    }
    return Cell(.list, parts: parts, count: used)
  }

  private mutating func transformMap(_ step: Instruction, _ range: Cell, _ index: Int32) -> Cell {
    guard let parts = workspace.arena.cells(Cell.mapCells(range.count)) else {
      return .fault(.tooMuchMemory, at: index)
    }
    var used = 0
    for offset in 0..<range.count {
      guard enter(step, range, offset, index) else { return .fault(.tooExpensive, at: index) }
      let key = locals[Int(step.d)]
      let test = isTaken(step.c, index)
      if let fault = test.fault { return fault }
      guard test.taken else { continue }
      let value = run(step.b)
      if value.isFault { return value }
      parts[2 * used] = key
      parts[2 * used + 1] = value
      used += 1
    }
    return Cell.map(parts, count: used) ?? .fault(.repeatedKey, at: index)
  }

  private mutating func transformMapEntry(
    _ step: Instruction, _ range: Cell, _ index: Int32
  ) -> Cell {
    var entries: [Cell] = []
    for offset in 0..<range.count {
      guard enter(step, range, offset, index) else { return .fault(.tooExpensive, at: index) }
      let test = isTaken(step.c, index)
      if let fault = test.fault { return fault }
      guard test.taken else { continue }
      let value = run(step.b)
      if value.isFault { return value }
      guard value.has(.map) else { return .fault(.noSuchOverload, at: index) }
      if let fault = workspace.charge(16 * value.count) { return fault.placed(at: index) }
      for entry in 0..<value.count { entries += [value.key(entry), value.value(entry)] }
    }
    let count = entries.count / 2
    guard let parts = workspace.arena.cells(Cell.mapCells(count)) else {
      return .fault(.tooMuchMemory, at: index)
    }
    for (place, cell) in entries.enumerated() { parts[place] = cell }
    return Cell.map(parts, count: count) ?? .fault(.repeatedKey, at: index)
  }
}
