internal import Configurations
public import Simulation

/// Where the states of a learner lie: the declared ones, or fewer, for what an ablation takes away.
public struct StateMap: Sendable {
  public let count: Int
  /// The learner's state by the place of the variant and the actions performed; -1 for none.
  private let states: [Int]
  private let steps: Int

  /// The state of a variant when so many actions were performed; -1 where nothing may be healed.
  func state(of variant: Int, after attempt: Int) -> Int {
    states[variant * steps + min(attempt, steps - 1)]
  }

  /// The states as they are declared.
  public static func declared(_ world: SimulatedWorld) -> StateMap {
    StateMap(world, count: world.stateCount) { appearance, _ in appearance.state }
  }

  /// The labels of the first feature alone.
  static func categories(_ world: SimulatedWorld) -> StateMap {
    let count = world.policy.features.first?.labels.count ?? 1
    return StateMap(world, count: count) { appearance, _ in appearance.category }
  }

  /// The declared states without one feature: all its labels are one.
  public static func without(feature: Int, _ world: SimulatedWorld) -> StateMap {
    let sizes = world.policy.features.map(\.labels.count)
    let below = sizes[(feature + 1)...].reduce(1, *)
    return StateMap(world, count: world.stateCount) { appearance, _ in
      let label = appearance.state / below % sizes[feature]
      return appearance.state - label * below
    }
  }

  /// The declared states with other bins for the numeric features but the count of attempts: so
  /// many, with edges at the quantiles of what the world shows.
  public static func bins(_ count: Int, _ world: SimulatedWorld) -> StateMap {
    let features = world.policy.features
    let edges = features.indices.map { feature -> [Double] in
      let seen = Set(world.looks.compactMap { $0.measures[feature] }).sorted()
      guard seen.count > 1 else { return [] }
      return (1..<count).map { seen[min(seen.count - 1, $0 * seen.count / count)] }
    }
    let sizes = features.enumerated().map { place, feature in
      edges[place].isEmpty ? feature.labels.count : count + 1
    }
    let radices = features.map(\.labels.count)
    return StateMap(world, count: sizes.reduce(1, *)) { appearance, look in
      var rest = appearance.state
      var labels: [Int] = []
      for radix in radices.reversed() {
        labels.append(rest % radix)
        rest /= radix
      }
      var index = 0
      for (place, label) in labels.reversed().enumerated() {
        var own = label
        if !edges[place].isEmpty {
          own = look.measures[place].map { value in edges[place].count { value >= $0 } } ?? count
        }
        index = index * sizes[place] + own
      }
      return index
    }
  }

  private init(
    _ world: SimulatedWorld, count: Int, _ state: (Appearance, Look) -> Int
  ) {
    self.count = count
    steps = max(world.stepsAtMost, 1)
    states = world.looks.flatMap { look in
      look.appearances.map { $0.state < 0 ? -1 : state($0, look) }
    }
  }
}

extension SimulatedWorld {
  /// How many states are declared.
  var stateCount: Int { policy.stateCount }
}
