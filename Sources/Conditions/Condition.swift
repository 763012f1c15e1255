public import Documents

/// A compiled condition: evaluated over facts as often as is wanted, from any thread.
public struct Condition: Sendable {
  /// How much is asked of a condition.
  public enum Mode: Sendable {
    /// For users: no type that is found out while evaluating unless asked for, literals of one
    /// type, written-out patterns and times that are right, optional fields guarded.
    case strict
    /// The language as it is specified.
    case plain
    /// Without the check: every name and every type is found out while evaluating.
    case unchecked
  }

  let program: Program

  /// The text as it was written.
  public var text: String { program.text }
  /// The type of what it gives.
  public var type: ConditionType { program.type }
  /// The greatest cost of one evaluation, in units, by the maxima of the schema.
  public var cost: Int { program.cost }

  /// The evidence fields that it reads, as `run.state`, in the order in which they stand in it.
  public var fields: [String] { program.fields }

  /// Compiles a condition against a schema.
  ///
  /// - Parameters:
  ///   - expected: what it must give; `nil` for anything.
  ///   - budget: the greatest cost that the schema's maxima may lead to, in units.
  /// - Returns: the condition, or every mistake in it.
  public static func compile(
    _ source: ConditionSource, schema: Schema, mode: Mode = .strict,
    expecting expected: ConditionType? = nil, budget: Int = ConditionLimits.staticCost
  ) -> Checked<Condition> {
    let syntax: Syntax
    switch Parser.parse(source.text) {
    case .success(let parsed): syntax = parsed
    case .failure(let fault): return Checked(nil, [Mistake(fault).diagnostic(in: source)])
    }
    var checker = Checker(schema, mode, source: Array(source.text.utf8))
    let term = checker.term(syntax)
    let type = checker.types.resolved(term.type, closing: true)
    if let expected, checker.mistakes.isEmpty, !checker.types.accepts(term.type, as: expected) {
      checker.mistakes.append(.result(type, wanted: expected, syntax.range))
    }
    let bound = CostBound(term)
    if mode == .strict, checker.mistakes.isEmpty, bound.cost > budget {
      checker.mistakes.append(.tooExpensive(bound, budget: budget))
    }
    guard checker.mistakes.isEmpty else {
      return Checked(nil, checker.mistakes.map { $0.diagnostic(in: source) })
    }
    let draft = ProgramDraft(
      text: source.text, type: type, cost: bound.cost, localCount: checker.localCount)
    let program = Emitter.program(of: term, in: draft, schema: schema)
    guard let program else {
      return Checked(nil, [Mistake.tooLarge(syntax.range).diagnostic(in: source)])
    }
    return Checked(Condition(program: program))
  }

  /// Returns what the condition gives over facts.
  ///
  /// Never fails to end: cost and memory are bounded by `ConditionLimits`. A boolean condition
  /// allocates nothing.
  public func evaluate(_ facts: Facts) -> Evaluation {
    // Without counting a reference: nothing but plain memory is touched.
    guard program.image.layout == facts.storage.layout else { return evaluateSlowly(facts) }
    let root = program.image.code + Int(program.image.root)
    // A single comparison needs no machine.
    if root.pointee.operation == .test, root.pointee.flag & Comparison.localFlag == 0,
      let outcome = root.pointee.outcome(
        for: facts.storage.slots[Int(root.pointee.a)],
        against: program.image.constants[Int(root.pointee.c)])
    {
      return .value(.bool(outcome))
    }
    guard program.image.localCount <= ProgramImage.usualLocals else {
      return evaluateSlowly(facts)
    }
    return evaluateQuickly(facts)
  }

  /// The usual case: few locals, and facts of the condition's own schema.
  private func evaluateQuickly(_ facts: Facts) -> Evaluation {
    let unmanaged = Unmanaged.passUnretained(program)
    let slots = facts.storage.slots
    return withUnsafeTemporaryAllocation(
      of: Cell.self, capacity: ProgramImage.usualLocals
    ) { locals in
      guard let locals = locals.baseAddress else { return .unknown([]) }
      var machine = Machine(
        program.image, of: unmanaged, variables: slots, locals: locals, tracer: NoTracer())
      defer { machine.workspace.arena.free() }
      let cell = machine.runOperand(program.image.root)
      if cell.has(.bool) { return .value(.bool(cell.isTrue)) }
      return unmanaged._withUnsafeGuaranteedRef {
        $0.evaluation(cell, hostMessage: machine.workspace.hostMessage)
      }
    }
  }

  @inline(never)
  private func evaluateSlowly(_ facts: Facts) -> Evaluation {
    program.withMachine(over: facts, tracer: NoTracer()) { machine in
      let cell = machine.run(program.image.root)
      return program.evaluation(cell, hostMessage: machine.workspace.hostMessage)
    }
  }
}

extension Program {
  /// What a cell says to the outside.
  @inline(never)
  func evaluation(_ cell: Cell, hostMessage: Cell) -> Evaluation {
    if cell.has(.unknown) { return .unknown(fields(in: cell.word)) }
    if cell.has(.error) { return .error(error(cell, hostMessage)) }
    return .value(CellReader(records: records).value(of: cell))
  }

  private func error(_ cell: Cell, _ hostMessage: Cell) -> EvaluationError {
    let (code, node) = cell.fault
    let range = node >= 0 && node < count ? ranges[Int(node)] : 0..<0
    let bytes = Int(range.lowerBound)..<Int(range.upperBound)
    let part = String(decoding: Array(text.utf8)[bytes], as: UTF8.self)
    let hasMessage = code == .host && hostMessage.has(.string)
    let reason = hasMessage ? String(decoding: hostMessage.bytes, as: UTF8.self) : code.message
    return EvaluationError(
      message: part.isEmpty ? reason : "\(reason) in `\(part.short)`", range: bytes)
  }
}

/// Where a condition stands: its text, and how to find the place of a part of it in its file.
public struct ConditionSource: Sendable {
  public let text: String
  /// The place of a range of the text's bytes.
  public let place: @Sendable (Range<Int>) -> SourceSpan

  public init(text: String, place: @escaping @Sendable (Range<Int>) -> SourceSpan) {
    self.text = text
    self.place = place
  }
}

/// What a condition gave.
public enum Evaluation: Sendable {
  case value(Value)
  /// It depends on evidence that was not read: these fields.
  case unknown([String])
  indirect case error(EvaluationError)
}

/// Why an evaluation failed.
public struct EvaluationError: Error, Sendable {
  /// The reason, with the part of the condition that failed.
  public let message: String
  /// The bytes of that part.
  public let range: Range<Int>
}

extension Mistake {
  init(_ fault: SyntaxFault) {
    self.init(
      code: "condition-syntax", message: fault.message, range: fault.range, help: fault.help)
  }

  func diagnostic(in source: ConditionSource) -> Diagnostic {
    Diagnostic(
      code: code, message: message, span: source.place(range), help: help,
      replacement: replacement)
  }

  static func tooExpensive(_ bound: CostBound, budget: Int) -> Mistake {
    Mistake(
      code: "condition-cost",
      message: "this may cost \(bound.cost) units; \(budget) are the most",
      range: bound.dominant,
      help: ["look at fewer elements: `filter` first, or compare without a loop in a loop"])
  }

  static func tooLarge(_ range: Range<Int>) -> Mistake {
    Mistake(
      code: "condition-cost", message: "the constants of this condition are too large",
      range: range, help: ["compare with fewer or shorter values"])
  }
}
