internal import Decisions
public import Simulation

/// Always hands over.
public struct Escalating: Player {
  let action: Int
  public init(_ world: SimulatedWorld) { action = world.escalate }
  public mutating func begin(_ incident: SimulatedIncident) {}
  public mutating func choose(_ view: View) -> Int { action }
}

/// Does one thing, up to so many times, and then hands over: always retry, retry then escalate.
public struct Repeating: Player {
  let action: Int
  let times: Int
  let escalate: Int

  public init(_ action: Int, times: Int, _ world: SimulatedWorld) {
    self.action = action
    self.times = times
    escalate = world.escalate
  }

  public mutating func begin(_ incident: SimulatedIncident) {}
  public mutating func choose(_ view: View) -> Int { view.attempt < times ? action : escalate }
}

/// Draws evenly: among what is allowed, or among all that is declared.
public struct Drawing: Player {
  private let seed: UInt64
  private let isFree: Bool
  private let count: Int
  private let escalate: Int
  private var number = 0

  /// `free` draws among all declared actions, also those that safety will refuse.
  public init(_ world: SimulatedWorld, seed: UInt64, free: Bool) {
    self.seed = seed ^ 0x6b69_6e74_7375_6769
    isFree = free
    count = world.actions.count
    escalate = world.escalate
  }

  public mutating func begin(_ incident: SimulatedIncident) { number = incident.number }

  public mutating func choose(_ view: View) -> Int {
    var generator = SeededGenerator(seed: seed, stream: number, view.attempt)
    if isFree { return generator.below(count) }
    let open = view.allowed | 1 << UInt64(escalate)
    var rest = open
    for _ in 0..<generator.below(open.nonzeroBitCount) { rest &= rest - 1 }
    return rest.trailingZeroBitCount
  }
}

/// What the team would do by hand.
public struct PriorPlaying: Player {
  public init() {}
  public mutating func begin(_ incident: SimulatedIncident) {}
  public mutating func choose(_ view: View) -> Int { view.appearance.prior }
}

/// Does what a list says for each kind of anomaly: the first feature's labels alone.
public struct Majority: Player {
  private let actions: [Int]
  private let escalate: Int
  private let steps: Int

  /// `actions` has a place for each label of the first feature.
  init(_ actions: [Int], steps: Int, _ world: SimulatedWorld) {
    self.actions = actions
    self.steps = steps
    escalate = world.escalate
  }

  public mutating func begin(_ incident: SimulatedIncident) {}

  public mutating func choose(_ view: View) -> Int {
    guard view.attempt < steps else { return escalate }
    guard view.appearance.category >= 0 else { return view.appearance.prior }
    return actions[view.appearance.category]
  }
}
