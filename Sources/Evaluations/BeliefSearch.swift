internal import Configurations
internal import Incidents
internal import Simulation

/// Finds the value of beliefs, each once.
struct BeliefSearch {
  let world: SimulatedWorld
  let signs: Signs
  private(set) var nodes: [BeliefNode] = []
  private var places: [[Int]: Int] = [:]
  private let reward: Policy.Reward
  private let runs: RunOdds
  private let steps: Int

  init(_ world: SimulatedWorld, _ sight: Ceiling.Sight) {
    self.world = world
    signs = Signs(world, sight)
    reward = world.policy.reward
    runs = RunOdds(world)
    steps = max(world.stepsAtMost, 1)
  }

  /// What can be chosen on an appearance: nothing else of it matters for what is best.
  static func options(of appearance: Appearance) -> [Int] {
    [
      Int(bitPattern: UInt(appearance.allowed)), appearance.state < 0 ? 1 : 0,
      appearance.prior < 0 ? 1 : 0,
    ]
  }

  /// A belief that can follow, with its chance.
  struct Following {
    let sign: Int
    let node: Int
    let weight: Double
  }

  /// The beliefs that an incident of a mix can begin with.
  mutating func beginnings(of mix: Mix) -> [Following] {
    var gathering = Gathering(attempt: 0)
    for (cause, share) in mix.shares.enumerated() where share > 0 {
      for (circumstance, chance) in world.circumstanceShares.enumerated() where chance > 0 {
        for (variant, shown) in runs.shown(by: cause, in: circumstance) {
          gather(
            variant, cause, circumstance, weight: share * chance * shown, into: &gathering)
        }
      }
    }
    return followings(gathering)
  }

  private func gather(
    _ variant: Int, _ cause: Int, _ circumstance: Int, weight: Double,
    into gathering: inout Gathering
  ) {
    let look = world.looks[variant]
    gathering.add(
      BeliefEntry(
        cause: cause, circumstance: circumstance,
        anomalyClass: runs.anomalyClass(of: variant), weight: weight),
      sign: signs.sign(of: variant, after: gathering.attempt, cause: cause),
      look.appearances[min(gathering.attempt, steps - 1)])
  }

  /// Makes beliefs of what was gathered; the same beliefs are the same node, however come to.
  private mutating func followings(_ gathering: Gathering) -> [Following] {
    gathering.groups.map { group in
      let weight = group.entries.reduce(0) { $0 + $1.weight }
      let entries = group.entries.map { entry in
        BeliefEntry(
          cause: entry.cause, circumstance: entry.circumstance, anomalyClass: entry.anomalyClass,
          weight: entry.weight / weight)
      }.sorted {
        ($0.cause, $0.circumstance, $0.anomalyClass) < ($1.cause, $1.circumstance, $1.anomalyClass)
      }
      var key = [gathering.attempt] + Self.options(of: group.appearance)
      for entry in entries {
        key += [
          entry.cause, entry.circumstance, entry.anomalyClass,
          Int((entry.weight * 0x1p40).rounded()),
        ]
      }
      let place = places[key] ?? nodes.count
      if place == nodes.count {
        places[key] = place
        nodes.append(
          BeliefNode(attempt: gathering.attempt, appearance: group.appearance, entries: entries))
      }
      return Following(sign: group.sign, node: place, weight: weight)
    }
  }

  /// The value of a belief: that of its best action.
  mutating func value(of place: Int) -> Double {
    if let known = nodes[place].value { return known }
    let node = nodes[place]
    var best = (action: world.escalate, value: reward.escalated)
    var next: [Int: Int] = [:]
    if node.attempt >= steps || node.appearance.state < 0 {
      if node.attempt < steps, node.appearance.prior < 0 { best = (-1, 0) }
    } else {
      var rest = node.appearance.allowed
      while rest != 0 {
        let action = rest.trailingZeroBitCount
        rest &= rest - 1
        guard action != world.escalate, !world.actions[action].traits.isPassive else { continue }
        let (value, after) = value(of: action, on: node)
        guard value > best.value else { continue }
        best = (action, value)
        next = Dictionary(after.map { ($0.sign, $0.node) }) { first, _ in first }
      }
    }
    nodes[place].value = best.value
    nodes[place].best = best.action
    nodes[place].next = next
    return best.value
  }

  private mutating func value(
    of action: Int, on node: BeliefNode
  ) -> (value: Double, after: [Following]) {
    var value = 0.0
    var gathering = Gathering(attempt: node.attempt + 1)
    for entry in node.entries { value += results(of: action, on: entry, into: &gathering) }
    let after = followings(gathering)
    let discount = world.policy.learner.discount
    for following in after {
      value += discount * following.weight * self.value(of: following.node)
    }
    return (value, after)
  }

  /// What an action is worth by itself where one thing is the case; what goes on is gathered.
  private func results(
    of action: Int, on entry: BeliefEntry, into gathering: inout Gathering
  ) -> Double {
    let cause = world.file.causes[entry.cause]
    let effect = cause.effects[action]
    let damage = world.harm(of: action, in: entry.circumstance)
    let spared = 1 - damage
    let healthy = world.file.healthy
    var value =
      effect.effort.minutes * world.meanFactor(of: effect) * reward.eachMinute
      + effect.effort.dpuHours * reward.eachDPUHour
    func verified(_ signal: Int) -> Double {
      runs.verified(signal, entry.circumstance, after: entry.anomalyClass)
    }
    let good = verified(healthy)
    value += spared * effect.heals * (good * reward.resolved + (1 - good) * reward.escalated)
    let seen = world.file.validators
    let unseen = seen * verified(cause.flaw ?? healthy) + (1 - seen) * good
    let told = (1 - unseen) * reward.escalated
    value += spared * effect.hides * (reward.notResolved + told)
    value += (damage + spared * effect.harms) * (reward.harmed + told)
    let moved = effect.becomes.reduce(0) { $0 + $1.chance }
    let stays = max(1 - effect.heals - effect.hides - effect.harms - moved, 0)
    for (next, chance) in effect.becomes + [(cause: entry.cause, chance: stays)] where chance > 0 {
      for (variant, shown) in runs.shown(by: next, in: entry.circumstance) {
        let weight = spared * chance * shown
        value += weight * reward.notResolved
        // Verified by mistake: it ends, and nobody is told.
        if runs.isVerified(variant, after: entry.anomalyClass) { continue }
        if world.looks[variant].succeeded {
          value += weight * reward.escalated
        } else {
          gather(
            variant, next, entry.circumstance, weight: entry.weight * weight, into: &gathering)
        }
      }
    }
    return entry.weight * value
  }
}

/// What runs show, and how often the checks hold on it.
private struct RunOdds {
  private let world: SimulatedWorld
  private let classes: [Int]
  /// A variant with an anomaly of each class; -1 for no anomaly.
  private let examples: [Int]
  private let odds: [Double]

  init(_ world: SimulatedWorld) {
    self.world = world
    let succeeded = world.looks.indices.filter { world.looks[$0].succeeded }
    var known: [[Bool]: Int] = [:]
    var byAnomaly: [Int: Int] = [:]
    var examples: [Int] = []
    var classes: [Int] = []
    for variant in world.looks.indices {
      let anomaly = world.looks[variant].anomaly
      if let number = byAnomaly[anomaly] {
        classes.append(number)
        continue
      }
      let answers = succeeded.map { world.isVerified($0, after: variant) }
      let number = known[answers] ?? examples.count
      if number == examples.count { examples.append(variant) }
      known[answers] = number
      byAnomaly[anomaly] = number
      classes.append(number)
    }
    self.classes = classes
    self.examples = examples
    var odds: [Double] = []
    for signal in world.file.signals.indices {
      for circumstance in world.circumstanceShares.indices {
        for example in examples {
          odds.append(
            world.noiseShares.enumerated().reduce(0) { sum, noise in
              let variant = world.place(
                of: Variant(
                  signal: signal, circumstance: circumstance, noise: noise.offset))
              return sum + (world.isVerified(variant, after: example) ? noise.element : 0)
            })
        }
      }
    }
    self.odds = odds
  }

  func anomalyClass(of variant: Int) -> Int { classes[variant] }

  func isVerified(_ variant: Int, after anomalyClass: Int) -> Bool {
    world.isVerified(variant, after: examples[anomalyClass])
  }

  /// How often the checks hold on a signal, over all noise.
  func verified(_ signal: Int, _ circumstance: Int, after anomalyClass: Int) -> Double {
    odds[
      (signal * world.circumstanceShares.count + circumstance) * examples.count + anomalyClass]
  }

  /// The variants that a failed run with a cause shows, with their chances.
  func shown(by cause: Int, in circumstance: Int) -> [(variant: Int, chance: Double)] {
    world.file.causes[cause].shows.flatMap { signal, chance in
      world.noiseShares.enumerated().filter { $0.element > 0 }.map { noise, share in
        let variant = Variant(signal: signal, circumstance: circumstance, noise: noise)
        return (world.place(of: variant), chance * share)
      }
    }
  }
}

/// Entries put together by what they look like, in the order in which they came.
private struct Gathering {
  let attempt: Int
  private(set) var groups: [Group] = []
  private var places: [Int: Int] = [:]

  struct Group {
    let sign: Int
    let appearance: Appearance
    var entries: [BeliefEntry]
  }

  init(attempt: Int) { self.attempt = attempt }

  mutating func add(_ entry: BeliefEntry, sign: Int, _ appearance: Appearance) {
    guard let place = places[sign] else {
      places[sign] = groups.count
      groups.append(Group(sign: sign, appearance: appearance, entries: [entry]))
      return
    }
    let same = groups[place].entries.firstIndex {
      $0.cause == entry.cause && $0.circumstance == entry.circumstance
        && $0.anomalyClass == entry.anomalyClass
    }
    if let same {
      groups[place].entries[same].weight += entry.weight
    } else {
      groups[place].entries.append(entry)
    }
  }
}
