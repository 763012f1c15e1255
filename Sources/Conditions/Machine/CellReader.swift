/// Copies cells out of the machine's memory.
struct CellReader {
  let records: [RecordType]

  /// The value that a cell holds; a fault is unknown.
  func value(of cell: Cell) -> Value {
    switch cell.tag {
    case .null: return .null
    case .bool: return .bool(cell.isTrue)
    case .int: return .int(cell.int)
    case .uint: return .uint(cell.uint)
    case .double: return .double(cell.double)
    case .string: return .string(String(decoding: cell.bytes, as: UTF8.self))
    case .bytes: return .bytes(Array(cell.bytes))
    case .duration: return .duration(nanoseconds: cell.int)
    case .timestamp: return .timestamp(seconds: cell.int, nanoseconds: cell.nanoseconds)
    case .type: return .type(String(decoding: cell.bytes, as: UTF8.self))
    case .list: return .list(cell.elements.map(value))
    case .map:
      let entries = (0..<cell.count).map { (value(of: cell.key($0)), value(of: cell.value($0))) }
      return .map(Dictionary(entries, uniquingKeysWith: { first, _ in first }))
    case .optional: return .optional(cell.wrapped.map(value))
    case .record: return record(cell)
    case .unknown, .error: return .unknown
    }
  }

  private func record(_ cell: Cell) -> Value {
    guard let parts = cell.parts, records.indices.contains(cell.count) else { return .unknown }
    var fields: [String: Value] = [:]
    for (index, field) in records[cell.count].fields.enumerated() where !parts[index].has(.error) {
      fields[field.name] = value(of: parts[index])
    }
    return .record(fields)
  }
}
