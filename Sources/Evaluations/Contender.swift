internal import Configurations
public import Learning
public import Simulation

/// A policy that is compared.
public enum Contender: String, Sendable, CaseIterable {
  case escalate, retry, retryOnce = "retry_once", random, randomDeclared = "random_declared"
  case majority, prior, oneStep = "one_step", learned
  case ceilingOnState = "ceiling_on_state", ceiling, clairvoyant

  /// What it does, in a line.
  public var title: String {
    switch self {
    case .escalate: "always hands over"
    case .retry: "runs the job again, up to the limit"
    case .retryOnce: "runs the job again once, then hands over"
    case .random: "draws among what is allowed"
    case .randomDeclared: "draws among all actions, allowed or not"
    case .majority: "does what helps a kind most often"
    case .prior: "the hand-written table"
    case .oneStep: "Q-learning of one decision, as published"
    case .learned: "Q-learning of several steps, where it beats the prior"
    case .ceilingOnState: "the best that is possible on the declared states"
    case .ceiling: "the best that is possible on all evidence"
    case .clairvoyant: "knows the hidden cause"
    }
  }

  /// What a ceiling tells apart; `nil` for who is none.
  var sight: Ceiling.Sight? {
    switch self {
    case .ceilingOnState: .state
    case .ceiling: .evidence
    case .clairvoyant: .truth
    default: nil
    }
  }

  /// Whether something is learned first.
  var learns: Bool { self == .majority || self == .oneStep || self == .learned }
}

/// What was learned for the contenders of one mix and seed.
public struct Lesson: Sendable {
  let majority: [Int]
  let oneStep: LearnedChoice
  let learned: LearnedChoice
  /// The table of the steps, as it would be written to a file.
  public let table: ValueTable

  /// Learns in a mix, from incidents of its own seed.
  public init(
    in world: SimulatedWorld, mix: Mix, seed: UInt64, incidents: Int,
    setting: ArenaSetting = ArenaSetting(), map: StateMap? = nil
  ) {
    func trained(_ map: StateMap?, steps: Int?) -> ValueTable {
      var trainer = Trainer(
        world, mix: mix, seed: seed, map: map, setting: setting, steps: steps)
      trainer.train(incidents: incidents)
      return trainer.table
    }
    table = trained(map, steps: nil)
    learned = LearnedChoice(table, in: world)
    oneStep = LearnedChoice(trained(map, steps: 1), in: world)
    let kinds = trained(StateMap.categories(world), steps: 1)
    majority = (0..<kinds.states).map { label in
      (0..<kinds.actions).filter { kinds[label, $0].visits > 0 }
        .max { kinds[label, $0].value < kinds[label, $1].value } ?? world.escalate
    }
  }
}
