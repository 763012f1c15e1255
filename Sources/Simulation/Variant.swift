/// One thing that evidence can look like: a signal, in a circumstance, with a noise.
public struct Variant: Sendable, Hashable {
  public let signal: Int
  /// 0 for none, else one more than the circumstance's place.
  public let circumstance: Int
  /// 0 for none, else one more than the noise's place.
  public let noise: Int

  public init(signal: Int, circumstance: Int, noise: Int) {
    self.signal = signal
    self.circumstance = circumstance
    self.noise = noise
  }
}

// Variants by their places: signals, then circumstances, then noises, the last fastest.
extension WorldFile {
  /// How many variants there are.
  var variantCount: Int { signals.count * (circumstances.count + 1) * (noise.count + 1) }

  /// The place of a variant.
  func place(of variant: Variant) -> Int {
    (variant.signal * (circumstances.count + 1) + variant.circumstance) * (noise.count + 1)
      + variant.noise
  }

  /// The variant at a place.
  func variant(at place: Int) -> Variant {
    let noises = noise.count + 1
    let circumstances = circumstances.count + 1
    return Variant(
      signal: place / noises / circumstances, circumstance: place / noises % circumstances,
      noise: place % noises)
  }
}

/// What the engine makes of a variant when so many actions were performed.
public struct Appearance: Sendable, Hashable {
  /// The state's index; -1 where nothing may be healed.
  public let state: Int
  /// The label of the state's first feature, by its place; -1 without a state.
  public let category: Int
  /// What the prior proposes, as a place among the actions; -1 for nothing at all.
  public let prior: Int
  /// The actions that the policy could take, a bit each.
  public let possible: UInt64
  /// Those of them that safety allows.
  public let allowed: UInt64
  /// Those that safety denies: not what a person would be asked about, or the world cannot do.
  public let denied: UInt64
  /// What the prior proposes among what is allowed, as a place; -1 for nothing at all.
  public let nextPrior: Int
  /// What can be told apart by it: equal evidence has an equal number.
  public let observation: Int

  func with(prior: Int) -> Appearance {
    Appearance(
      state: state, category: category, prior: prior, possible: possible, allowed: allowed,
      denied: denied, nextPrior: nextPrior, observation: observation)
  }

  /// The same where nothing but what safety allows is there to choose from.
  var keepingToAllowed: Appearance {
    Appearance(
      state: state, category: category, prior: nextPrior, possible: allowed, allowed: allowed,
      denied: denied, nextPrior: nextPrior, observation: observation)
  }
}

/// What the engine makes of a variant, whatever was done before.
public struct Look: Sendable {
  /// By the number of actions performed, from 0.
  public let appearances: [Appearance]
  /// Whether the run succeeded.
  public let succeeded: Bool
  /// The kind of the anomaly; `nil` where nothing fired that a person or the healer is told of.
  public let kind: String?
  /// The anomaly's place among all that differ; -1 where there is none.
  public let anomaly: Int
  /// The numeric features by their places among the features; `nil` where unknown.
  public let measures: [Double?]

  /// The same with another prior.
  func planting(prior: (Appearance) -> Int) -> Look {
    Look(
      appearances: appearances.map { $0.with(prior: prior($0)) }, succeeded: succeeded, kind: kind,
      anomaly: anomaly, measures: measures)
  }
}
