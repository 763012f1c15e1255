/// Looks on while a condition is evaluated; the machine is compiled for each kind of it.
protocol Tracer {
  static var isOn: Bool { get }
  /// Called with what an instruction gave.
  mutating func note(_ index: Int32, _ value: Cell)
  /// Called when a macro went on to its next element.
  mutating func noteElement(_ index: Int32, _ element: Int)
}

/// Sees nothing, and costs nothing.
struct NoTracer: Tracer {
  static var isOn: Bool { false }
  mutating func note(_ index: Int32, _ value: Cell) {}
  mutating func noteElement(_ index: Int32, _ element: Int) {}
}

/// Remembers the last value of each instruction and the last element of each macro.
struct ValueTracer: Tracer {
  static var isOn: Bool { true }
  private(set) var values: [Cell?]
  private(set) var elements: [Int]

  init(count: Int) {
    values = Array(repeating: nil, count: count)
    elements = Array(repeating: -1, count: count)
  }

  mutating func note(_ index: Int32, _ value: Cell) { values[Int(index)] = value }

  mutating func noteElement(_ index: Int32, _ element: Int) { elements[Int(index)] = element }
}
