internal import Configurations
internal import Decisions
public import Simulation

/// What a policy would have come to on incidents that another one decided: from its log alone.
///
/// A log can only speak of what was tried in it. Where the policy does what the log hardly ever
/// did, there is no estimate but a refusal.
public struct OffPolicy: Sendable {
  /// One decision on record.
  public struct Logged: Sendable, Hashable {
    public let state: Int
    /// What was executed, and how likely that was.
    public let action: Int
    public let propensity: Double
    public let reward: Double
    /// What the policy in question would have executed.
    public let wanted: Int
    /// Whether the log could have come to what was wanted.
    public let isSupported: Bool

    public init(
      state: Int, action: Int, propensity: Double, reward: Double, wanted: Int,
      isSupported: Bool = true
    ) {
      self.state = state
      self.action = action
      self.propensity = propensity
      self.reward = reward
      self.wanted = wanted
      self.isSupported = isSupported
    }
  }

  /// An estimate of the mean worth of an incident, or why there is none.
  public enum Answer: Sendable, Hashable {
    case estimate(Estimate)
    case refused(reason: String)
  }

  public struct Estimate: Sendable, Hashable {
    /// Inverse propensity scores, step by step (Precup, Sutton & Singh 2000).
    public let inverse: Interval
    /// The same with weights that come to one.
    public let weighted: Interval
    /// Doubly robust (Jiang & Li 2016): a model, corrected by what it missed.
    public let doublyRobust: Interval
    /// How many incidents of the policy's own the log is worth.
    public let effectiveSize: Double
  }

  public let discount: Double
  /// Fewer incidents than these are no support.
  public let least: Double

  public init(discount: Double, least: Double = 50) {
    self.discount = discount
    self.least = least
  }

  /// Estimates from incidents, each its decisions in order; one without any is worth nothing.
  ///
  /// The model of the doubly robust estimate for one half is made of the other half.
  public func answer(from log: [[Logged]]) -> Answer {
    if log.contains(where: { $0.contains { $0.propensity <= 0 } }) {
      return .refused(reason: "a decision has no propensity: it was made without chance")
    }
    let unsupported = log.reduce(0) { $0 + lostWeight($1) } / Double(max(log.count, 1))
    if unsupported > Self.mostUnsupported {
      let share = (unsupported * 1000).rounded() / 10
      return .refused(
        reason: "in \(share) % of incidents the policy does what could never come up in the log")
    }
    let weights = log.map { steps in
      steps.reduce(1.0) { $0 * ($1.action == $1.wanted ? 1 / $1.propensity : 0) }
    }
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    let size = squares == 0 ? 0 : sum * sum / squares
    guard size >= least else {
      return .refused(
        reason: "the log is worth \(Int(size)) incidents of this policy, \(Int(least)) are needed")
    }
    return .estimate(
      Estimate(
        inverse: Self.interval(log.map(inverse)), weighted: weighted(log),
        doublyRobust: Self.interval(doublyRobust(log)), effectiveSize: size))
  }

  /// The share of incidents that may have no support: a hundredth of what an incident is worth at
  /// most is then missing in an estimate.
  private static let mostUnsupported = 0.01

  /// The weight of an incident up to a decision that the log could not have come to; 0 without one.
  private func lostWeight(_ steps: [Logged]) -> Double {
    var ratio = 1.0
    for step in steps where ratio > 0 {
      if !step.isSupported { return ratio }
      ratio *= step.action == step.wanted ? 1 / step.propensity : 0
    }
    return 0
  }

  private func inverse(_ steps: [Logged]) -> Double {
    var (ratio, weight, sum) = (1.0, 1.0, 0.0)
    for step in steps {
      ratio *= step.action == step.wanted ? 1 / step.propensity : 0
      sum += weight * ratio * step.reward
      weight *= discount
    }
    return sum
  }

  /// Per step: the weighted mean of the rewards, and its error by the linear part of a ratio.
  private func weighted(_ log: [[Logged]]) -> Interval {
    let depth = log.map(\.count).max() ?? 0
    var ratios = log.map { _ in 1.0 }
    var influence = log.map { _ in 0.0 }
    var (value, weight) = (0.0, 1.0)
    for depth in 0..<depth {
      for place in log.indices where depth < log[place].count {
        let step = log[place][depth]
        ratios[place] *= step.action == step.wanted ? 1 / step.propensity : 0
      }
      let sum = ratios.reduce(0, +)
      guard sum > 0 else { break }
      func reward(_ place: Int) -> Double {
        depth < log[place].count ? log[place][depth].reward : 0
      }
      let mean = log.indices.reduce(0) { $0 + ratios[$1] * reward($1) } / sum
      value += weight * mean
      let scale = Double(log.count) / sum
      for place in log.indices {
        influence[place] += weight * scale * ratios[place] * (reward(place) - mean)
      }
      weight *= discount
    }
    let error = Self.error(influence)
    return Interval(value: value, low: value - 1.96 * error, high: value + 1.96 * error)
  }

  private func doublyRobust(_ log: [[Logged]]) -> [Double] {
    let half = log.count / 2
    let models = (model(of: log[half...]), model(of: log[..<half]))
    return log.enumerated().map { place, steps in
      doublyRobust(steps, place < half ? models.0 : models.1)
    }
  }

  private func doublyRobust(_ steps: [Logged], _ model: [Cell: Double]) -> Double {
    var value = 0.0
    for step in steps.reversed() {
      let known = model[Cell(state: step.state, action: step.wanted)] ?? 0
      guard step.action == step.wanted else {
        value = known
        continue
      }
      value = known + (step.reward + discount * value - known) / step.propensity
    }
    return value
  }

  private struct Cell: Hashable {
    let state: Int
    let action: Int
  }

  /// The mean of what came of each action in each state, when the policy goes on from there.
  private func model(of log: ArraySlice<[Logged]>) -> [Cell: Double] {
    var sums: [Cell: (sum: Double, weight: Double)] = [:]
    for steps in log {
      var (later, ratio) = (0.0, 1.0)
      for step in steps.reversed() {
        let value = step.reward + discount * later
        let cell = Cell(state: step.state, action: step.action)
        let known = sums[cell] ?? (0, 0)
        sums[cell] = (known.sum + ratio * value, known.weight + ratio)
        ratio *= step.action == step.wanted ? 1 / step.propensity : 0
        later = value
      }
    }
    return sums.compactMapValues { $0.weight > 0 ? $0.sum / $0.weight : nil }
  }

  /// The mean of values, each of one incident, with its interval at 95 %.
  static func interval(_ values: [Double]) -> Interval {
    let mean = values.reduce(0, +) / Double(values.count)
    let error = error(values.map { $0 - mean })
    return Interval(value: mean, low: mean - 1.96 * error, high: mean + 1.96 * error)
  }

  /// The standard error of a mean, of deviations from it.
  private static func error(_ deviations: [Double]) -> Double {
    let count = Double(deviations.count)
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    return count < 2 ? 0 : (squares / (count - 1) / count).squareRoot()
  }
}

/// Plays a policy with some chance mixed in and writes down what another one would have done.
public struct LoggingPlayer: Player {
  private let behaviour: Learned
  private let target: Learned
  private let share: Double
  private let seed: UInt64
  private let escalate: Int
  private let reversible: UInt64
  private let isNextBestWanted: Bool
  private var number = 0
  /// The decisions of the incident: how likely each was, and what was wanted instead.
  private(set) var decisions: [(propensity: Double, wanted: Int, isSupported: Bool)] = []

  /// `share` of the decisions are drawn evenly among what is allowed and can be undone.
  public init(
    _ behaviour: Learned, judging target: Learned, share: Double, seed: UInt64,
    _ world: SimulatedWorld
  ) {
    self.behaviour = behaviour
    self.target = target
    self.share = share
    self.seed = seed
    escalate = world.escalate
    reversible = world.reversible
    isNextBestWanted = world.policy.learner.whenDenied == .nextBest
  }

  public mutating func begin(_ incident: SimulatedIncident) {
    number = incident.number
    decisions.removeAll(keepingCapacity: true)
  }

  public mutating func choose(_ view: View) -> Int {
    let open = view.allowed & reversible | 1 << UInt64(escalate)
    let chosen = executed(behaviour, view)
    var generator = SeededGenerator(seed: seed ^ 0x6c6f_67, stream: number, view.attempt)
    let (action, propensity) = Exploration.choice(
      over: chosen, among: open, share: share, using: &generator)
    let wanted = executed(target, view)
    decisions.append(
      (propensity, wanted, wanted == chosen || open & (1 << UInt64(wanted)) != 0))
    return action
  }

  /// What a proposal comes to: what is not allowed is handed over, or the next best is done.
  private func executed(_ policy: Learned, _ view: View) -> Int {
    var policy = policy
    var action = policy.choose(view)
    if isNextBestWanted, view.denies(action) { action = policy.choose(view.keepingToAllowed) }
    return action >= 0 && view.allowed & (1 << UInt64(action)) != 0 ? action : escalate
  }
}

extension OffPolicy {
  /// A log of incidents in a world, and what a policy would have done in each.
  public static func log(
    of incidents: [SimulatedIncident], in world: SimulatedWorld, seed: UInt64,
    by player: LoggingPlayer, _ map: StateMap
  ) -> [[Logged]] {
    var (player, arena) = (player, Arena(world))
    return incidents.map { incident in
      _ = arena.play(incident, seed: seed, with: &player)
      return zip(arena.steps, player.decisions).map { step, decision in
        Logged(
          state: map.state(of: step.variant, after: step.attempt), action: step.action,
          propensity: decision.propensity, reward: step.reward, wanted: decision.wanted,
          isSupported: decision.isSupported)
      }
    }
  }

  /// What an incident was worth as far as it was seen, for a policy that is played itself.
  public static func worth(
    of incidents: [SimulatedIncident], in world: SimulatedWorld, seed: UInt64,
    by player: some Player
  ) -> Double {
    var (player, arena) = (player, Arena(world))
    let discount = world.policy.learner.discount
    let sum = incidents.reduce(0.0) { sum, incident in
      _ = arena.play(incident, seed: seed, with: &player)
      return sum + arena.steps.reversed().reduce(0) { $1.reward + discount * $0 }
    }
    return sum / Double(max(incidents.count, 1))
  }
}
