/// Why a condition gave what it gave: the tree of its parts with their values.
public struct Explanation: Sendable {
  /// What the condition gave; the same as without an explanation.
  public let evaluation: Evaluation
  public let root: Part
  /// The one change that would turn a boolean result round, as `` `run.state` were "FAILED" ``;
  /// `nil` where there is none.
  public let change: String?
  /// The units that the evaluation cost.
  public let cost: Int

  /// One part of the condition, as it is written, and what it gave.
  public struct Part: Sendable {
    public let text: String
    /// The value as text; `nil` where the part was not evaluated, since the result was certain.
    public let value: String?
    /// Whether it alone made the part above what it is.
    public let isDeciding: Bool
    /// The element, from 0, that decided a macro, and what it was.
    public let witness: String?
    public let parts: [Part]
  }
}

extension Condition {
  /// Evaluates the condition and says why it gave what it gave.
  ///
  /// The same code as `evaluate`, under the same limits, with a tracer.
  public func explain(_ facts: Facts) -> Explanation {
    let tracer = ValueTracer(count: program.count)
    return program.withMachine(over: facts, tracer: tracer) { machine in
      let cell = machine.run(program.image.root)
      let cost =
        ConditionLimits.evaluationCost - machine.workspace.budget
        + machine.tracer.values.count { $0 != nil }
      let builder = ExplanationBuilder(program: program, text: Array(text.utf8))
      let root = builder.part(program.image.root, machine.tracer, isDeciding: true)
      var change: String?
      if cell.has(.bool) {
        change = builder.change(program.image.root, to: !cell.isTrue, &machine)
      }
      return Explanation(
        evaluation: program.evaluation(cell, hostMessage: machine.workspace.hostMessage),
        root: root, change: change, cost: cost)
    }
  }
}

/// Makes the tree of an explanation out of what a tracer saw.
struct ExplanationBuilder {
  /// The longest text of a value that is shown.
  private static let valueBytes = 200

  let program: Program
  let text: [UInt8]

  func part(_ index: Int32, _ tracer: ValueTracer, isDeciding: Bool) -> Explanation.Part {
    let value = tracer.values[Int(index)]
    let deciding = deciding(index, tracer)
    let operands = program.operands(of: index).filter { isWorthShowing($0) }
    return Explanation.Part(
      text: source(index), value: value.map(describe), isDeciding: isDeciding,
      witness: witness(index, tracer),
      parts: operands.map { part($0, tracer, isDeciding: $0 == deciding) })
  }

  func source(_ index: Int32) -> String {
    let range = program.ranges[Int(index)]
    return String(decoding: text[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
  }

  /// Constants speak for themselves.
  private func isWorthShowing(_ index: Int32) -> Bool {
    program.image.code[Int(index)].operation != .constant
  }

  func describe(_ cell: Cell) -> String {
    switch cell.tag {
    case .unknown: return "unknown: " + program.fields(in: cell.word).joined(separator: ", ")
    case .error: return "error: " + cell.fault.code.message
    case .list where cell.count > 20: return "a list of \(cell.count)"
    case .map where cell.count > 20: return "a map of \(cell.count)"
    case .string where cell.count > Self.valueBytes:
      return "a text of \(cell.count) bytes"
    default:
      let text = CellReader(records: program.records).value(of: cell).description
      return text.utf8.count > Self.valueBytes ? text.prefix(Self.valueBytes) + "…" : text
    }
  }

  /// The operand that alone made an instruction's value what it is.
  private func deciding(_ index: Int32, _ tracer: ValueTracer) -> Int32? {
    let instruction = program.image.code[Int(index)]
    guard let value = tracer.values[Int(index)] else { return nil }
    switch instruction.operation {
    case .and, .or:
      guard value.has(.bool), value.isTrue == (instruction.operation == .or) else { return nil }
      return program.operands(of: index).first { operand in
        tracer.values[Int(operand)].map { $0.has(.bool) && $0.isTrue == value.isTrue } ?? false
      }
    case .conditional:
      guard let condition = tracer.values[Int(instruction.a)], condition.has(.bool) else {
        return nil
      }
      return condition.isTrue ? instruction.b : instruction.c
    default: return nil
    }
  }

  /// The element that made `exists` true or `all` false.
  private func witness(_ index: Int32, _ tracer: ValueTracer) -> String? {
    let instruction = program.image.code[Int(index)]
    guard instruction.operation == .loop, let value = tracer.values[Int(index)], value.has(.bool),
      let range = tracer.values[Int(instruction.a)]
    else { return nil }
    let kind = LoopKind(rawValue: instruction.flag & 0x7F)
    guard (kind == .exists && value.isTrue) || (kind == .all && !value.isTrue) else { return nil }
    let element = tracer.elements[Int(index)]
    guard element >= 0, element < range.count else { return nil }
    let cell = range.has(.list) ? range.elements[element] : range.key(element)
    return "element \(element), \(describe(cell))"
  }
}

extension Program {
  /// The instructions that an instruction runs itself.
  func operands(of index: Int32) -> [Int32] {
    let step = image.code[Int(index)]
    func row(_ count: Int32) -> [Int32] { (0..<count).map { image.operands[Int(step.a + $0)] } }
    switch step.operation {
    case .constant, .variable, .local, .variableField, .localField, .fail: return []
    case .field, .select, .optionalSelect, .has, .not, .negate, .matches, .isInSet:
      return [step.a]
    case .test: return [step.d]
    case .index, .optionalIndex, .compare, .add, .subtract, .multiply, .divide, .modulo, .isIn,
      .bind, .optionalMap, .otherwise, .entryOr:
      return [step.a, step.b]
    case .and, .or, .list, .call, .host: return row(step.b)
    case .map: return row(2 * step.b)
    case .conditional: return [step.a, step.b, step.c]
    case .loop: return [step.a] + (step.c >= 0 ? [step.c] : []) + [step.b]
    }
  }
}
