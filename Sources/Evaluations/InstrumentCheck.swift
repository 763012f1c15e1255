internal import Configurations
internal import Decisions
public import Learning
public import Simulation

/// Whether the instrument tells the truth: held against worlds of which the answer is known.
public struct InstrumentCheck: Sendable {
  /// With the hand-written table at the optimum there is nothing to learn, and nothing is.
  public struct Planted: Sendable, Hashable {
    public let mix: String
    public let equivalence: Equivalence
  }

  /// With one wrong row in that table the learner finds it.
  public struct WrongRow: Sendable, Hashable {
    public let mix: String
    public let labels: [String]
    public let found: Int
    public let seeds: Int
  }

  /// How often an interval of an off-policy estimate holds the truth.
  public struct Coverage: Sendable, Hashable {
    public let estimator: String
    public let covered: Int
    public let logs: Int
    /// How far the estimates are off on average.
    public let bias: Double
  }

  let evaluation: Evaluation
  private var world: SimulatedWorld { evaluation.world }

  public init(_ evaluation: Evaluation) { self.evaluation = evaluation }

  /// The best action of each state, as far as a long training tells; -1 where nothing was tried.
  public func optimum(of mix: Mix, lessons: Int = 2_000_000) -> (actions: [Int], table: ValueTable)
  {
    var trainer = Trainer(world, mix: mix, seed: 0x0b71)
    trainer.train(incidents: lessons)
    let table = trainer.table
    let actions = (0..<table.states).map { state in
      (0..<table.actions).filter { table[state, $0].visits >= 20 }
        .max { table[state, $0].value < table[state, $1].value } ?? -1
    }
    return (actions, table)
  }

  /// The world with a table that is best in every state, but for the states of `wrong`.
  private func planted(_ optimum: [Int], wrong: [Int: Int] = [:]) -> SimulatedWorld {
    world.planting { appearance in
      guard appearance.state >= 0, optimum[appearance.state] >= 0 else { return appearance.prior }
      return wrong[appearance.state] ?? optimum[appearance.state]
    }
  }

  public func planted(in mix: Mix) -> Planted {
    let world = planted(optimum(of: mix).actions)
    let outcome = evaluation.in(world, contenders: [.prior, .learned]).outcome(of: mix)
    return Planted(
      mix: mix.name,
      equivalence: Equivalence(
        .healed, of: outcome[.learned]?.seeds ?? [], and: outcome[.prior]?.seeds ?? [],
        margin: 0.005))
  }

  /// Makes the row wrong that is met most often and has something worse that is allowed.
  public func wrongRow(in mix: Mix) -> WrongRow? {
    let (best, table) = optimum(of: mix)
    func visits(_ state: Int) -> Int {
      (0..<table.actions).reduce(0) { $0 + table[state, $1].visits }
    }
    func worst(_ state: Int) -> Int? {
      (0..<table.actions).filter { $0 != best[state] && table[state, $0].visits >= 20 }
        .min { table[state, $0].value < table[state, $1].value }
    }
    let row = (0..<table.states).filter { best[$0] >= 0 && worst($0) != nil }
      .max { visits($0) < visits($1) }
    guard let row, let wrong = worst(row) else { return nil }
    let world = planted(best, wrong: [row: wrong])
    let found = evaluation.seeds.count { seed in
      let lesson = Lesson(
        in: world, mix: mix, seed: seed ^ 0x5eed_0000_0000, incidents: evaluation.lessons)
      return lesson.learned.action(in: row, over: wrong, among: .max) == best[row]
    }
    return WrongRow(
      mix: mix.name, labels: world.engine.account(ofState: row).labels, found: found,
      seeds: evaluation.seeds.count)
  }

  /// Estimates a policy from many logs of another one, each of so many incidents.
  public func coverage(
    in mix: Mix, logs: Int = 300, incidents: Int = 1000, lessons: Int = 200_000,
    truth count: Int = 400_000
  ) -> [Coverage] {
    let map = StateMap.declared(world)
    let steps = world.stepsAtMost
    let taught = LearnedChoice(optimum(of: mix, lessons: lessons).table, in: world)
    let none = LearnedChoice(
      ValueTable(states: map.count, actions: world.actions.count), in: world)
    let target = Learned(taught, map, steps: steps, world)
    let truth = OffPolicy.worth(
      of: world.incidents(of: mix.withoutBursts, seed: 0x7247, count: count), in: world,
      seed: 0x7247,
      by: target)
    var found: [String: [Interval]] = [:]
    for number in 0..<logs {
      let seed = UInt64(0xc0_0000 + number)
      let player = LoggingPlayer(
        Learned(none, map, steps: steps, world), judging: target, share: 0.4, seed: seed, world)
      let log = OffPolicy.log(
        of: world.incidents(of: mix.withoutBursts, seed: seed, count: incidents), in: world,
        seed: seed, by: player, map)
      let judge = OffPolicy(discount: world.policy.learner.discount)
      guard case .estimate(let estimate) = judge.answer(from: log) else { continue }
      found["inverse", default: []].append(estimate.inverse)
      found["weighted", default: []].append(estimate.weighted)
      found["doubly robust", default: []].append(estimate.doublyRobust)
    }
    return ["inverse", "weighted", "doubly robust"].map { name in
      let intervals = found[name] ?? []
      let off = intervals.reduce(0) { $0 + $1.value - truth }
      return Coverage(
        estimator: name, covered: intervals.count { $0.low <= truth && truth <= $0.high },
        logs: intervals.count, bias: off / Double(max(intervals.count, 1)))
    }
  }
}

extension Evaluation {
  /// The same evaluation in another world with other contenders.
  func `in`(_ world: SimulatedWorld, contenders: [Contender]) -> Evaluation {
    Evaluation(
      world, contenders: contenders, seeds: seeds, incidents: incidents, lessons: lessons,
      setting: setting, threads: threads)
  }
}

extension Mix {
  /// The same mix with incidents that know nothing of one another.
  var withoutBursts: Mix {
    Mix(name: name, title: title, source: source, bursts: 0, shares: shares)
  }
}
