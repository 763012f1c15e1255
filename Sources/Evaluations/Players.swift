internal import Configurations
internal import Decisions
public import Learning
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

/// The policy as it heals: learned values where they have earned it, elsewhere the prior.
public struct Learned: Player {
  private let choice: LearnedChoice
  private let map: StateMap
  private let steps: Int
  private let escalate: Int

  /// `steps` are the actions that it takes at most.
  public init(_ choice: LearnedChoice, _ map: StateMap, steps: Int, _ world: SimulatedWorld) {
    self.choice = choice
    self.map = map
    self.steps = steps
    escalate = world.escalate
  }

  public mutating func begin(_ incident: SimulatedIncident) {}

  public mutating func choose(_ view: View) -> Int {
    guard view.attempt < steps else { return escalate }
    let state = map.state(of: view.variant, after: view.attempt)
    guard state >= 0 else { return view.appearance.prior }
    return choice.action(in: state, over: view.appearance.prior, among: view.appearance.possible)
  }
}

/// What learned values say in each state, as `ActionChoice` of the engine reads them.
public struct LearnedChoice: Sendable {
  /// Whether any action of a state has its visits.
  private let isKnown: [Bool]
  private let table: ValueTable
  private let actAfter: Int
  private let rate: Double
  private let escalate: Int

  /// `actAfter` are the visits that count, where not as the policy says.
  public init(_ table: ValueTable, in world: SimulatedWorld, actAfter: Int? = nil) {
    self.table = table
    let learner = world.policy.learner
    let actAfter = actAfter ?? learner.actAfter
    self.actAfter = actAfter
    rate = learner.learningRate.end
    escalate = world.escalate
    isKnown = (0..<table.states).map { state in
      (0..<table.actions).contains { table[state, $0].visits >= actAfter }
    }
  }

  /// The action of a state: the prior's, unless another one surely beats it.
  public func action(in state: Int, over prior: Int, among possible: UInt64) -> Int {
    guard isKnown[state] else { return prior }
    var best = -1
    for action in 0..<table.actions
    where possible & (1 << UInt64(action)) != 0 && table[state, action].visits >= actAfter {
      if best < 0 || table[state, action].value > table[state, best].value { best = action }
    }
    let incumbent = prior >= 0 ? prior : escalate
    guard best >= 0, best != incumbent, table[state, incumbent].visits >= actAfter else {
      return prior
    }
    return table[state, best].known.isSurelyAbove(table[state, incumbent].known, learnedAt: rate)
      ? best : prior
  }
}

extension ValueTable.Cell {
  var known: ActionValues.Cell {
    ActionValues.Cell(value: value, visits: visits, spread: spread, updated: updated)
  }
}
