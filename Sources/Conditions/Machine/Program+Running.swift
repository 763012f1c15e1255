extension Program {
  /// Calls `body` with a machine over facts of any layout; what it needs lies on the stack.
  ///
  /// Where the layouts differ, each variable is looked up by its name.
  func withMachine<Watcher: Tracer, Result>(
    over facts: Facts, tracer: Watcher, _ body: (inout Machine<Watcher>) -> Result
  ) -> Result {
    let isSame = facts.storage.schema.layout.starts(with: prefix)
    let needed = max(1, image.localCount, isSame ? 0 : slotCount)
    return withUnsafeTemporaryAllocation(of: Cell.self, capacity: 2 * needed) { cells in
      guard let locals = cells.baseAddress else {
        preconditionFailure("a temporary allocation has an address")
      }
      var slots = facts.storage.slots
      if !isSame {
        let copies = locals + needed
        for variable in variables {
          copies[variable.slot] =
            facts.storage.cell(of: variable.name, shape: variable.shape) ?? Cell(.unknown)
        }
        slots = UnsafePointer(copies)
      }
      var machine = Machine(
        image, of: Unmanaged.passUnretained(self), variables: slots, locals: locals,
        tracer: tracer)
      defer { machine.workspace.arena.free() }
      return body(&machine)
    }
  }
}
