/// What one evaluation may use up, and what it leaves behind.
struct Workspace {
  var arena: Arena
  /// Cost units that are left; below zero the evaluation ends.
  var budget: Int
  /// What a function of the host said about its failure.
  var hostMessage: String?

  /// Takes the price of work on so many bytes or elements; `nil`, or the fault that ends it.
  @inline(__always)
  mutating func charge(_ count: Int) -> Cell? {
    budget -= 1 + count >> 4
    return budget < 0 ? .fault(.tooExpensive) : nil
  }

  /// Returns a new text, or the fault that there is no room.
  mutating func text(_ text: String) -> Cell {
    arena.text(.string, text) ?? .fault(.tooMuchMemory)
  }

  /// Returns new text or bytes, or the fault that there is no room.
  mutating func text(_ tag: Tag, _ bytes: [UInt8]) -> Cell {
    bytes.withUnsafeBufferPointer { arena.text(tag, $0) } ?? .fault(.tooMuchMemory)
  }

  /// Returns a new list of the cells, or the fault that there is no room.
  mutating func list(_ cells: [Cell]) -> Cell {
    guard let parts = arena.cells(cells.count) else { return .fault(.tooMuchMemory) }
    for (index, cell) in cells.enumerated() { parts[index] = cell }
    return Cell(.list, parts: parts, count: cells.count)
  }

  /// Returns a new optional around a value.
  mutating func optional(_ wrapped: Cell) -> Cell {
    guard let parts = arena.cells(1) else { return .fault(.tooMuchMemory) }
    parts[0] = wrapped
    return Cell(.optional, parts: parts, count: 1)
  }
}
