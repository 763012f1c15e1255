extension Program {
  /// Calls `body` with a machine over facts; what it needs lies on the stack.
  @inline(__always)
  func withMachine<Watcher: Tracer, Result>(
    over facts: Facts, tracer: Watcher, _ body: (inout Machine<Watcher>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Cell.self, capacity: max(1, localCount)) { locals in
      guard let locals = locals.baseAddress else {
        preconditionFailure("a temporary allocation has an address")
      }
      if facts.storage.schema.layout.starts(with: prefix) {
        var machine = Machine(
          self, variables: facts.storage.slots, locals: locals, tracer: tracer)
        defer { machine.workspace.arena.free() }
        return body(&machine)
      }
      return withCopies(of: facts, locals, tracer, body)
    }
  }

  /// The same over facts of another layout: each variable is looked up by its name.
  @inline(never)
  private func withCopies<Watcher: Tracer, Result>(
    of facts: Facts, _ locals: UnsafeMutablePointer<Cell>, _ tracer: Watcher,
    _ body: (inout Machine<Watcher>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Cell.self, capacity: max(1, slotCount)) { copies in
      guard let slots = copies.baseAddress else {
        preconditionFailure("a temporary allocation has an address")
      }
      for variable in variables {
        slots[variable.slot] =
          facts.storage.cell(of: variable.name, shape: variable.shape) ?? Cell(.unknown)
      }
      var machine = Machine(self, variables: slots, locals: locals, tracer: tracer)
      defer { machine.workspace.arena.free() }
      return body(&machine)
    }
  }
}
