internal import Configurations
internal import Decisions
public import Learning
public import Simulation

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

/// What learned values say in each state, by the rule of the engine.
public struct LearnedChoice: Sendable {
  /// Whether any action of a state has its visits.
  private let isKnown: [Bool]
  private let table: ValueTable
  private let actAfter: Int
  private let rate: Policy.Learner.Schedule
  private let escalate: Int

  /// `actAfter` are the visits that count, where not as the policy says.
  public init(_ table: ValueTable, in world: SimulatedWorld, actAfter: Int? = nil) {
    self.table = table
    let learner = world.policy.learner
    let actAfter = actAfter ?? learner.actAfter
    self.actAfter = actAfter
    rate = learner.learningRate
    escalate = world.escalate
    isKnown = (0..<table.states).map { state in
      (0..<table.actions).contains { table[state, $0].visits >= actAfter }
    }
  }

  /// The action of a state: the prior's, unless another one surely beats it.
  public func action(in state: Int, over prior: Int, among possible: UInt64) -> Int {
    guard isKnown[state] else { return prior }
    return LearnedVerdict(
      over: prior >= 0 ? prior : escalate,
      among: (0..<table.actions).lazy.filter { possible & (1 << UInt64($0)) != 0 },
      needing: actAfter, learnedAt: rate
    ) { table[state, $0].known }.action ?? prior
  }
}

extension ValueTable.Cell {
  var known: ActionValues.Cell {
    ActionValues.Cell(value: value, visits: visits, spread: spread, updated: updated)
  }
}
