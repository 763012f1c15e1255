/// Copies values into memory that the machine reads.
struct CellWriter {
  /// The numbers of the record types by their names.
  let records: [String: Int]
  let types: [RecordType]
  private var depth = 0

  init(records: [String: Int], types: [RecordType]) {
    self.records = records
    self.types = types
  }

  /// Returns a value of a type as a cell; `nil` where it is too large or nested too deeply.
  mutating func cell(of value: Value, as type: ConditionType, in arena: inout Arena) -> Cell? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ConditionLimits.valueDepth else { return nil }
    switch value {
    case .null: return .null
    case .bool(let value): return Cell(value)
    case .int(let value): return Cell(value)
    case .uint(let value): return Cell(value)
    case .double(let value): return Cell(value)
    case .string(let text): return arena.text(.string, text)
    case .bytes(let bytes): return bytes.withUnsafeBufferPointer { arena.text(.bytes, $0) }
    case .duration(let nanoseconds): return Cell.duration(nanoseconds)
    case .timestamp(let seconds, let nanoseconds): return Cell.timestamp(seconds, nanoseconds)
    case .type(let name): return arena.text(.type, name)
    case .list(let elements): return list(elements, type, &arena)
    case .map(let entries): return map(entries, type, &arena)
    case .optional(let wrapped): return optional(wrapped, type, &arena)
    case .record(let fields): return record(fields, type, &arena)
    case .unknown: return Cell(.unknown)
    }
  }

  private mutating func list(
    _ elements: [Value], _ type: ConditionType, _ arena: inout Arena
  ) -> Cell? {
    let element: ConditionType = if case .list(let element) = type { element } else { .dyn }
    guard let parts = arena.cells(elements.count) else { return nil }
    for (index, value) in elements.enumerated() {
      guard let cell = cell(of: value, as: element, in: &arena) else { return nil }
      parts[index] = cell
    }
    return Cell(.list, parts: parts, count: elements.count)
  }

  private mutating func map(
    _ entries: [Value: Value], _ type: ConditionType, _ arena: inout Arena
  ) -> Cell? {
    var types: (key: ConditionType, value: ConditionType) = (.dyn, .dyn)
    if case .map(let key, let value) = type { types = (key, value) }
    guard let parts = arena.cells(Cell.mapCells(entries.count)) else { return nil }
    // The order of a dictionary is chance; that of a condition's result must not be.
    for (index, entry) in entries.sorted(by: { Value.precedes($0.key, $1.key) }).enumerated() {
      guard let key = cell(of: entry.key, as: types.key, in: &arena),
        let value = cell(of: entry.value, as: types.value, in: &arena)
      else { return nil }
      parts[2 * index] = key
      parts[2 * index + 1] = value
    }
    return Cell.map(parts, count: entries.count)
  }

  private mutating func optional(
    _ wrapped: Value?, _ type: ConditionType, _ arena: inout Arena
  ) -> Cell? {
    guard let wrapped else { return Cell(.optional) }
    let inner: ConditionType = if case .optional(let inner) = type { inner } else { .dyn }
    guard let parts = arena.cells(1), let cell = cell(of: wrapped, as: inner, in: &arena) else {
      return nil
    }
    parts[0] = cell
    return Cell(.optional, parts: parts, count: 1)
  }

  /// A row of the record's fields; a record of no known type becomes a map.
  private mutating func record(
    _ fields: [String: Value], _ type: ConditionType, _ arena: inout Arena
  ) -> Cell? {
    guard case .record(let name) = type, let number = records[name] else {
      let entries = fields.map { (Value.string($0.key), $0.value) }
      return map(Dictionary(entries, uniquingKeysWith: { first, _ in first }), .dyn, &arena)
    }
    let declared = types[number].fields
    guard let parts = arena.cells(declared.count) else { return nil }
    let given = NamedValues(fields)
    // By place, since a field is large to copy.
    for index in declared.indices {
      if let value = given[declared[index].name] {
        guard let cell = cell(of: value, as: declared[index].type, in: &arena) else { return nil }
        parts[index] = cell
      } else {
        // A field that may be absent is; any other was not read.
        parts[index] = declared[index].isOptional ? .fault(.noSuchField) : Cell(.unknown)
      }
    }
    return Cell(record: number, parts: parts, fieldCount: declared.count)
  }
}

/// Values by their names, for a few look-ups: of few values, looking through them costs less than
/// hashing the name.
struct NamedValues {
  private let few: [(key: String, value: Value)]
  private let many: [String: Value]

  init(_ values: [String: Value]) {
    let areFew = values.count <= 16
    few = areFew ? Array(values) : []
    many = areFew ? [:] : values
  }

  subscript(name: String) -> Value? {
    many.isEmpty ? few.first { $0.key == name }?.value : many[name]
  }
}
