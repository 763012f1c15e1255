/// A compiled condition: flat, never changed after it is made, shared freely.
///
/// A class, since it owns the memory that its cells point into. `@unchecked Sendable`: all of it is
/// `let`, and what the pointers lead to is written in `init` only.
final class Program: @unchecked Sendable {
  let count: Int
  let code: UnsafePointer<Instruction>
  let operands: UnsafePointer<Int32>
  let constants: UnsafePointer<Cell>
  /// The fields that an unknown at each instruction waits for: a bit each, as in `fields`.
  let masks: UnsafePointer<UInt64>
  /// How many instructions each instruction stands for, itself included.
  let weights: UnsafePointer<Int32>
  let patterns: [Pattern]
  let hosts: [HostFunction]
  /// The bytes of the text that each instruction came from.
  let ranges: [Range<Int32>]
  /// The dotted names of all evidence fields that the program reads.
  let fields: [String]
  /// The variables that the program reads, each with its shape.
  let variables: [VariableUse]
  /// The slots of the schema that the program was compiled with.
  let slotCount: Int
  /// What the facts' layout must be for the slots to be the same.
  let prefix: LayoutPrefix
  let localCount: Int
  let root: Int32
  let records: [RecordType]
  private let arena: Arena

  init(_ draft: ProgramDraft, root: Int32, schema: Schema) {
    count = draft.code.count
    code = UnsafePointer(Self.copy(draft.code))
    operands = UnsafePointer(Self.copy(draft.operands))
    constants = UnsafePointer(Self.copy(draft.constants))
    masks = UnsafePointer(Self.copy(draft.masks))
    weights = UnsafePointer(Self.copy(draft.weights))
    patterns = draft.patterns
    hosts = draft.hosts
    ranges = draft.ranges
    fields = draft.fields
    localCount = draft.localCount
    records = schema.records
    slotCount = schema.variables.count
    variables = draft.slots.sorted().map { slot in
      VariableUse(
        name: schema.variables[slot].name, slot: slot, shape: schema.layout.shapes[slot])
    }
    prefix = schema.layout.prefix(through: variables.last?.slot)
    arena = draft.arena
    self.root = root
  }

  /// What unknowns beyond the last bit wait for: all fields from there on.
  static let lastBit = 63

  /// The fields of a set of bits, in the order in which the program reads them.
  func fields(in mask: UInt64) -> [String] {
    fields.enumerated().compactMap { index, field in
      mask >> UInt64(min(index, Self.lastBit)) & 1 == 1 ? field : nil
    }
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() { (copy + index).initialize(to: element) }
    return copy
  }

  // What the pointers lead to has no references of its own.
  deinit {
    code.deallocate()
    operands.deallocate()
    constants.deallocate()
    masks.deallocate()
    weights.deallocate()
    var arena = arena
    arena.free()
  }
}

/// A variable that a program reads.
struct VariableUse: Sendable {
  let name: String
  let slot: Int
  let shape: UInt64
}

/// The parts of a program while it is written.
struct ProgramDraft {
  var code: [Instruction] = []
  var operands: [Int32] = []
  var constants: [Cell] = []
  var masks: [UInt64] = []
  var weights: [Int32] = []
  var patterns: [Pattern] = []
  var hosts: [HostFunction] = []
  var ranges: [Range<Int32>] = []
  var fields: [String] = []
  var slots: Set<Int> = []
  var localCount = 0
  var arena = Arena(limit: ConditionLimits.programBytes)
}
