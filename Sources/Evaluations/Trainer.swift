internal import Configurations
internal import Decisions
public import Learning
public import Simulation
internal import Threads

/// Learns in a world: plays incidents, trying what is allowed, and keeps what came of it.
public struct Trainer: Sendable {
  public let world: SimulatedWorld
  public let mix: Mix
  public let seed: UInt64
  /// The share of decisions that try something else, 0...1.
  public let explore: Double
  public let map: StateMap
  public let setting: ArenaSetting
  /// Actions an incident may have; 1 for the single decision of the published system.
  public let steps: Int
  public private(set) var learning: QLearning

  /// Incidents that are played with the same table before it learns from them, in their order:
  /// what makes one thread and many come to the same bytes.
  public static let batch = 256

  public init(
    _ world: SimulatedWorld, mix: Mix, seed: UInt64, explore: Double = 1,
    map: StateMap? = nil, setting: ArenaSetting = ArenaSetting(), steps: Int? = nil,
    goingOn table: ValueTable? = nil
  ) {
    self.world = world
    self.mix = mix
    self.seed = seed
    self.explore = explore
    self.setting = setting
    let map = map ?? StateMap.declared(world)
    self.map = map
    self.steps = steps ?? world.stepsAtMost
    let learner = world.policy.learner
    learning = QLearning(
      discount: self.steps == 1 ? 0 : learner.discount, rate: learner.learningRate,
      table: table ?? ValueTable(states: map.count, actions: world.actions.count))
  }

  public var table: ValueTable { learning.table }

  /// Plays so many more incidents and learns from each.
  ///
  /// `threads` share the playing; what was played is learned from in its order, so that one thread
  /// and many come to the same bytes. Cost: about half a microsecond a step.
  public mutating func train(incidents count: Int, threads: Int = 1) {
    let end = table.incidents + count
    // Where everything is tried nothing depends on what was learned, and a part may be larger.
    let size = explore < 1 ? Self.batch : max(threads, 1) * 4096
    while table.incidents < end {
      let choice =
        explore < 1 ? LearnedChoice(table, in: world, actAfter: 1) : nil
      let first = table.incidents
      let numbers = first..<min(first + size, end)
      if threads > 1 {
        for steps in played(numbers, choice, threads) { learn(steps) }
        continue
      }
      var arena = Arena(world, setting)
      var player = Trying(self, choice)
      for number in numbers {
        _ = arena.play(world.incident(number, of: mix, seed: seed), seed: seed, with: &player)
        learn(arena.steps)
      }
    }
  }

  /// What was performed in each incident, in their order, played by several threads.
  private func played(
    _ numbers: Range<Int>, _ choice: LearnedChoice?, _ threads: Int
  ) -> [[PerformedStep]] {
    let parts = ParallelMap.results(threads, threads: threads) { thread in
      let first = numbers.lowerBound + numbers.count * thread / threads
      let end = numbers.lowerBound + numbers.count * (thread + 1) / threads
      var arena = Arena(world, setting)
      var player = Trying(self, choice)
      return (first..<end).map { number in
        _ = arena.play(world.incident(number, of: mix, seed: seed), seed: seed, with: &player)
        return arena.steps
      }
    }
    return parts.flatMap { $0 }
  }

  private mutating func learn(_ steps: [PerformedStep]) {
    learning.beginIncident()
    for step in steps.prefix(self.steps) {
      let state = map.state(of: step.variant, after: step.attempt)
      guard state >= 0 else { continue }
      let isLast = step.next < 0 || self.steps == 1
      let next = isLast ? -1 : map.state(of: step.next, after: step.attempt + 1)
      learning.learn(
        step.action, in: state, reward: step.reward,
        next: next < 0 ? nil : (state: next, allowed: step.allowedNext))
    }
  }
}

/// Plays to learn: with a chance what is allowed and reversible, or hands over; else the best
/// known.
struct Trying: Player {
  private let map: StateMap
  private let seed: UInt64
  private let explore: Double
  private let steps: Int
  private let escalate: Int
  private let reversible: UInt64
  /// `nil` where everything is tried.
  private let choice: LearnedChoice?
  private var number = 0

  init(_ trainer: Trainer, _ choice: LearnedChoice?) {
    map = trainer.map
    seed = trainer.seed ^ 0x7472_7969_6e67
    explore = trainer.explore
    steps = trainer.steps
    escalate = trainer.world.escalate
    reversible = trainer.world.reversible
    self.choice = choice
  }

  mutating func begin(_ incident: SimulatedIncident) { number = incident.number }

  mutating func choose(_ view: View) -> Int {
    guard view.attempt < steps else { return escalate }
    let state = map.state(of: view.variant, after: view.attempt)
    guard state >= 0 else { return view.appearance.prior }
    var generator = SeededGenerator(seed: seed, stream: number, view.attempt)
    let best =
      choice?.action(in: state, over: view.appearance.prior, among: view.appearance.possible)
      ?? view.appearance.prior
    let open = view.allowed & reversible | 1 << UInt64(escalate)
    return Exploration.choice(
      over: best, among: open, share: explore, using: &generator
    ).action
  }
}
