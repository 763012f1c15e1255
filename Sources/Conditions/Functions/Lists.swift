/// The functions on lists, and on lists as sets.
enum Lists {
  static func sum(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(list.count * 4) { return fault }
    guard var total = list.first else { return Cell(Int64(0)) }
    for element in list.dropFirst() {
      switch (total.tag, element.tag) {
      case (.int, .int), (.duration, .duration):
        let (sum, overflows) = total.int.addingReportingOverflow(element.int)
        if overflows { return .fault(.overflow) }
        total = Cell(total.tag, UInt64(bitPattern: sum))
      case (.uint, .uint):
        let (sum, overflows) = total.uint.addingReportingOverflow(element.uint)
        if overflows { return .fault(.overflow) }
        total = Cell(sum)
      case (.double, .double): total = Cell(total.double + element.double)
      default: return .fault(.noSuchOverload)
      }
    }
    return total.isNumber || total.has(.duration) ? total : .fault(.noSuchOverload)
  }

  static func extreme(
    _ arguments: Arguments, _ workspace: inout Workspace, wanted: Order
  ) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(arguments[0].weight) { return fault }
    guard var best = list.first else { return .fault(.badArgument) }
    for element in list {
      guard let order = Cell.order(element, best) else { return .fault(.noSuchOverload) }
      if order == wanted { best = element }
    }
    return best
  }

  static func distinct(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    var kept: [Cell] = []
    for element in list {
      if let fault = workspace.charge(16 * kept.count) { return fault }
      if !kept.contains(where: { Cell.equal($0, element) }) { kept.append(element) }
    }
    return workspace.list(kept)
  }

  static func sort(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(16 * arguments[0].weight) { return fault }
    return disorder(of: list) ?? workspace.list(list.sorted { Cell.order($0, $1) == .less })
  }

  /// Why elements cannot be put in order: not of one ordered type, or one is not a number.
  private static func disorder(of list: UnsafeBufferPointer<Cell>) -> Cell? {
    for element in list {
      guard let first = list.first, Cell.order(first, element) != nil else {
        return .fault(.noSuchOverload)
      }
      if element.has(.double), element.double.isNaN { return .fault(.badArgument) }
    }
    return nil
  }

  static func isSorted(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(arguments[0].weight) { return fault }
    if let fault = disorder(of: list) { return fault }
    return Cell(zip(list, list.dropFirst()).allSatisfy { Cell.order($0, $1) != .greater })
  }

  static func slice(_ arguments: Arguments) -> Cell {
    guard let list = arguments.list(0), let start = arguments.int(1), let end = arguments.int(2)
    else { return .fault(.noSuchOverload) }
    guard start >= 0, start <= end, end <= list.count else { return .fault(.indexOutOfRange) }
    return Cell(.list, parts: arguments[0].parts.map { $0 + start }, count: end - start)
  }

  /// A text backwards, or a list.
  static func reverse(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    if let fault = workspace.charge(arguments[0].count) { return fault }
    if let list = arguments.list(0) { return workspace.list(list.reversed()) }
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars.reversed()
    return workspace.text(String(String.UnicodeScalarView(scalars)))
  }

  static func flatten(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0), let depth = arguments.int(1, otherwise: 1) else {
      return .fault(.noSuchOverload)
    }
    guard depth >= 0 else { return .fault(.badArgument) }
    var cells: [Cell] = []
    func add(_ elements: UnsafeBufferPointer<Cell>, _ depth: Int) -> Cell? {
      if let fault = workspace.charge(16 * elements.count) { return fault }
      for element in elements {
        guard element.has(.list), depth > 0 else {
          cells.append(element)
          continue
        }
        if let fault = add(element.elements, depth - 1) { return fault }
      }
      return nil
    }
    return add(list, depth) ?? workspace.list(cells)
  }

  static func range(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let count = arguments.int(0) else { return .fault(.noSuchOverload) }
    guard count >= 0, count <= ConditionLimits.evaluationBytes else { return .fault(.badArgument) }
    if let fault = workspace.charge(16 * count) { return fault }
    guard let parts = workspace.arena.cells(count) else { return .fault(.tooMuchMemory) }
    for index in 0..<count { parts[index] = Cell(Int64(index)) }
    return Cell(.list, parts: parts, count: count)
  }

  static func end(_ arguments: Arguments, _ workspace: inout Workspace, isLast: Bool) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    return (isLast ? list.last : list.first).map { workspace.optional($0) } ?? Cell(.optional)
  }

  // MARK: Sets

  /// Whether each element of the second list is in the first.
  static func contains(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let set = arguments.list(0), let subset = arguments.list(1) else {
      return .fault(.noSuchOverload)
    }
    if let fault = charge(set, subset, &workspace) { return fault }
    return Cell(subset.allSatisfy { wanted in set.contains { Cell.equal($0, wanted) } })
  }

  static func isEquivalent(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let left = arguments.list(0), let right = arguments.list(1) else {
      return .fault(.noSuchOverload)
    }
    if let fault = charge(left, right, &workspace) { return fault }
    return Cell(
      left.allSatisfy { wanted in right.contains { Cell.equal($0, wanted) } }
        && right.allSatisfy { wanted in left.contains { Cell.equal($0, wanted) } })
  }

  static func intersects(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let left = arguments.list(0), let right = arguments.list(1) else {
      return .fault(.noSuchOverload)
    }
    if let fault = charge(left, right, &workspace) { return fault }
    return Cell(left.contains { wanted in right.contains { Cell.equal($0, wanted) } })
  }

  private static func charge(
    _ left: UnsafeBufferPointer<Cell>, _ right: UnsafeBufferPointer<Cell>,
    _ workspace: inout Workspace
  ) -> Cell? {
    let (pairs, overflows) = left.count.multipliedReportingOverflow(by: 16 * right.count)
    return overflows ? .fault(.tooExpensive) : workspace.charge(pairs)
  }
}
