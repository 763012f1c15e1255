internal import Configurations
internal import Incidents

/// A world as flat tables, so that an incident is played without following a pointer.
///
/// A class with nothing but constants: every arena shares one, and holding it costs one count.
final class WorldTables: Sendable {
  let steps: Int
  let actionCount: Int
  let noiseCount: Int
  let circumstanceCount: Int
  /// Variants × steps.
  let appearances: [Appearance]
  let succeeded: [Bool]
  let anomalies: [Int]
  /// Causes × actions.
  let effects: [FlatEffect]
  /// What `effects` point into: the causes that one becomes.
  let becomes: [(cause: Int, chance: Double)]
  /// Where a cause's signals begin in `shows`; one more than there are causes.
  let showStarts: [Int]
  let shows: [(signal: Int, chance: Double)]
  /// -1 where a cause has none.
  let flaws: [Int]
  let circumstances: [Double]
  let noises: [Double]
  /// Circumstances, with none before them, × actions: how often an action does harm.
  let harms: [Double]
  let isPassive: [Bool]
  let isWell: [Bool]
  let spans: [LogNormal]

  /// What an action does to a cause.
  struct FlatEffect {
    let heals: Double
    let hides: Double
    let harms: Double
    let becomesStart: Int
    let becomesEnd: Int
    let minutes: Double
    let dpuHours: Double
    let span: Int
  }

  init(_ file: WorldFile, _ looks: [Look], _ policy: Policy) {
    steps = max(policy.learner.stepsAtMost, 1)
    actionCount = policy.actions.count
    noiseCount = file.noise.count + 1
    circumstanceCount = file.circumstances.count + 1
    appearances = looks.flatMap(\.appearances)
    succeeded = looks.map(\.succeeded)
    anomalies = looks.map(\.anomaly)
    var spreads: [Double] = []
    var becomes: [(cause: Int, chance: Double)] = []
    effects = file.causes.flatMap(\.effects).map { effect in
      let span = spreads.firstIndex(of: effect.effort.spread) ?? spreads.count
      if span == spreads.count { spreads.append(effect.effort.spread) }
      let start = becomes.count
      becomes += effect.becomes
      return FlatEffect(
        heals: effect.heals, hides: effect.hides, harms: effect.harms, becomesStart: start,
        becomesEnd: becomes.count, minutes: effect.effort.minutes,
        dpuHours: effect.effort.dpuHours, span: span)
    }
    self.becomes = becomes
    spans = spreads.map { LogNormal(spread: $0) }
    var starts = [0]
    for cause in file.causes { starts.append((starts.last ?? 0) + cause.shows.count) }
    showStarts = starts
    shows = file.causes.flatMap(\.shows)
    flaws = file.causes.map { $0.flaw ?? -1 }
    circumstances = file.circumstances.map(\.share)
    noises = file.noise.map(\.share)
    isPassive = policy.actions.map(\.traits.isPassive)
    isWell = file.causes.map { $0.kind == nil }
    let none = Circumstance.Harms(runs: 0, catalog: 0, data: 0)
    harms = ([none] + file.circumstances.map(\.harms)).flatMap { harms in
      policy.actions.map { action in
        max(
          action.traits.startsRun ? harms.runs : 0,
          action.traits.changesCatalog ? harms.catalog : 0,
          action.traits.changesData ? harms.data : 0)
      }
    }
  }

  func appearance(_ variant: Int, after attempt: Int) -> Appearance {
    appearances[variant * steps + min(attempt, steps - 1)]
  }

  func place(_ signal: Int, _ circumstance: Int, _ noise: Int) -> Int {
    (signal * circumstanceCount + circumstance) * noiseCount + noise
  }
}
