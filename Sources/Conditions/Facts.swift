/// What conditions are evaluated over: the values of a schema's variables, loaded once.
public struct Facts: Sendable {
  let storage: FactStorage

  /// Loads the values; a variable without one is unknown, as is one that is too large to load.
  public init(_ values: [String: Value], schema: Schema) {
    storage = FactStorage(schema: schema, values: values, earlier: nil)
  }

  /// Returns these facts with more; `schema` declares the names that theirs does not.
  ///
  /// What is already there is shared, not copied.
  public func adding(_ values: [String: Value], schema: Schema? = nil) -> Facts {
    Facts(
      storage: FactStorage(
        schema: schema ?? storage.schema, values: values, earlier: storage))
  }

  private init(storage: FactStorage) { self.storage = storage }
}

/// The memory of facts.
///
/// A class, since it owns that memory. `@unchecked Sendable`: it is written in `init` only.
final class FactStorage: @unchecked Sendable {
  let schema: Schema
  /// Which layout the slots are of.
  let layout: UnsafeRawPointer
  let slots: UnsafePointer<Cell>
  private var arena = Arena(limit: ConditionLimits.factBytes)
  /// Owns the memory of the cells that were taken over.
  private let earlier: FactStorage?

  init(schema: Schema, values: [String: Value], earlier: FactStorage?) {
    self.schema = schema
    layout = schema.layout.identity
    self.earlier = earlier
    let count = schema.variables.count
    let cells = UnsafeMutablePointer<Cell>.allocate(capacity: max(1, count))
    slots = UnsafePointer(cells)
    var writer = CellWriter(records: schema.recordIndex, types: schema.records)
    let given = NamedValues(values)
    let variables = schema.variables
    for slot in variables.indices {
      var cell = earlier?.cell(of: variables[slot].name, shape: schema.layout.shapes[slot])
      if let value = given[variables[slot].name] {
        cell = writer.cell(of: value, as: variables[slot].type, in: &arena)
      }
      (cells + slot).initialize(to: cell ?? Cell(.unknown))
    }
  }

  /// The value of a variable, where it has the same shape here.
  func cell(of name: String, shape: UInt64) -> Cell? {
    guard let slot = schema.layout.slots[name], schema.layout.shapes[slot] == shape else {
      return nil
    }
    return slots[slot]
  }

  deinit {
    slots.deallocate()
    arena.free()
  }
}
