/// The nearest miss: the one comparison whose other outcome would turn the whole result round.
extension ExplanationBuilder {
  /// The most elements of a list that are gone through for it.
  private static let elementCount = 100

  /// The change that makes an instruction give `wanted`, which it does not now; `nil` where no one
  /// change does.
  func change(
    _ index: Int32, to wanted: Bool, _ machine: inout Machine<ValueTracer>
  ) -> String? {
    let step = program.image.code[Int(index)]
    switch step.operation {
    case .and, .or: return junctionChange(step, to: wanted, &machine)
    case .not: return change(step.a, to: !wanted, &machine)
    case .conditional:
      let condition = machine.run(step.a)
      guard condition.has(.bool) else { return nil }
      return change(condition.isTrue ? step.b : step.c, to: wanted, &machine)
    case .test: return testChange(step, to: wanted)
    case .compare: return comparisonChange(step, to: wanted, &machine)
    case .isInSet, .isIn:
      let list = step.operation == .isIn ? step.b : step.d
      return "`\(source(step.a))` were \(wanted ? "" : "not ")in `\(source(list))`"
    case .matches, .call, .host:
      return "`\(source(index))` were \(wanted)"
    case .has:
      return "`\(source(step.a))` were \(wanted ? "there" : "not there"): `\(source(index))`"
    case .variable, .local, .field, .variableField, .localField, .select, .index, .entryOr,
      .otherwise:
      return "`\(source(index))` were \(wanted)"
    case .loop: return loopChange(step, to: wanted, &machine)
    case .constant, .optionalSelect, .optionalIndex, .add, .subtract, .multiply, .divide, .modulo,
      .negate, .list, .map, .bind, .optionalMap, .fail:
      return nil
    }
  }

  /// `&&` becomes true when its only operand that is not becomes so, and false when any does.
  private func junctionChange(
    _ step: Instruction, to wanted: Bool, _ machine: inout Machine<ValueTracer>
  ) -> String? {
    let operands = (0..<step.b).map { program.image.operands[Int(step.a + $0)] }
    let needsAll = (step.operation == .and) == wanted
    if !needsAll {
      for operand in operands {
        if let change = change(operand, to: wanted, &machine) { return change }
      }
      return nil
    }
    var missing: [Int32] = []
    for operand in operands {
      let value = machine.run(operand)
      guard value.has(.bool) else { return nil }
      if value.isTrue != wanted { missing.append(operand) }
    }
    return missing.count == 1 ? change(missing[0], to: wanted, &machine) : nil
  }

  private func testChange(_ step: Instruction, to wanted: Bool) -> String? {
    guard let comparison = Comparison(rawValue: step.flag & 7) else { return nil }
    let constant = describe(program.image.constants[Int(step.c)])
    return "`\(source(step.d))` were \(comparison.words(constant, holds: wanted))"
  }

  private func comparisonChange(
    _ step: Instruction, to wanted: Bool, _ machine: inout Machine<ValueTracer>
  ) -> String? {
    guard let comparison = Comparison(rawValue: step.flag & 7) else { return nil }
    let (left, right) = (machine.run(step.a), machine.run(step.b))
    guard !left.isFault, !right.isFault else { return nil }
    if program.image.code[Int(step.a)].operation == .constant {
      return "`\(source(step.b))` were \(comparison.mirrored.words(describe(left), holds: wanted))"
    }
    return "`\(source(step.a))` were \(comparison.words(describe(right), holds: wanted))"
  }

  /// `exists` and `all` turn round with one element: any, or the only one that stands in the way.
  private func loopChange(
    _ step: Instruction, to wanted: Bool, _ machine: inout Machine<ValueTracer>
  ) -> String? {
    let kind = LoopKind(rawValue: step.flag & 0x7F)
    guard kind == .exists || kind == .all else { return nil }
    let range = machine.run(step.a)
    guard range.has(.list), step.flag & 0x80 == 0 else { return nil }
    let needsAll = (kind == .all) == wanted
    var missing: [Int] = []
    for (number, element) in range.elements.prefix(Self.elementCount).enumerated() {
      machine.locals[Int(step.d)] = element
      let value = machine.run(step.b)
      guard value.has(.bool) else { return nil }
      if value.isTrue != wanted { missing.append(number) }
    }
    guard !missing.isEmpty, !needsAll || (missing.count == 1 && range.count <= Self.elementCount)
    else { return nil }
    for number in missing {
      machine.locals[Int(step.d)] = range.elements[number]
      if let change = change(step.b, to: wanted, &machine) {
        return "in element \(number) of `\(source(step.a))`, \(change)"
      }
    }
    return nil
  }
}

extension Comparison {
  /// What the left side would have to be.
  fileprivate func words(_ right: String, holds: Bool) -> String {
    switch (self, holds) {
    case (.equal, true), (.unequal, false): right
    case (.equal, false), (.unequal, true): "anything but \(right)"
    case (.less, true), (.greaterOrEqual, false): "below \(right)"
    case (.lessOrEqual, true), (.greater, false): "at most \(right)"
    case (.greater, true), (.lessOrEqual, false): "above \(right)"
    case (.greaterOrEqual, true), (.less, false): "at least \(right)"
    }
  }
}
