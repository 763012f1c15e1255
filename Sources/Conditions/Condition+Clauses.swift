/// The clauses of a condition: what tests can show to matter, one by one.
extension Condition {
  /// The texts of the clauses, in reading order: the operands of `&&`, `||`, `!` and the tests of
  /// `? :`, down to what is neither; a condition without any of those is one clause itself.
  ///
  /// Empty for a condition that gives something else than true or false.
  public var clauses: [String] {
    let builder = ExplanationBuilder(program: program, text: Array(text.utf8))
    return clauseInstructions.map { builder.source($0) }
  }

  /// What each clause came to over facts; `nil` where it was not asked, or gave no yes or no.
  ///
  /// The same code as `evaluate`, so a clause behind one that decides is not asked.
  public func clauseOutcomes(_ facts: Facts) -> [Bool?] {
    let clauses = clauseInstructions
    return program.withMachine(over: facts, tracer: ValueTracer(count: program.count)) { machine in
      _ = machine.run(program.image.root)
      return clauses.map { index in
        guard let cell = machine.tracer.values[Int(index)], cell.has(.bool) else { return nil }
        return cell.isTrue
      }
    }
  }

  private var clauseInstructions: [Int32] {
    guard type == .bool else { return [] }
    var found: [Int32] = []
    func collect(_ index: Int32) {
      let step = program.image.code[Int(index)]
      switch step.operation {
      case .and, .or, .not: program.operands(of: index).forEach(collect)
      case .conditional:
        collect(step.a)
        collect(step.b)
        collect(step.c)
      case .constant: return
      default: found.append(index)
      }
    }
    collect(program.image.root)
    return found
  }
}
