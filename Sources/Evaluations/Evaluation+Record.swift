internal import Configurations
internal import Decisions
internal import Learning
public import Simulation

extension Evaluation {
  /// Plays mixes and puts every figure down. `name` and `digest` are those of the world's file.
  ///
  /// `told` hears of each mix when it is over. The curve is learned over the first mix.
  public func record(
    of mixes: [Mix], world name: String, digest: String, curve points: [Int] = [],
    told: (String) -> Void = { _ in }
  ) -> EvaluationRecord {
    var outcomes: [MixOutcome] = []
    for mix in mixes {
      outcomes.append(outcome(of: mix))
      told(mix.name)
    }
    let table = outcomes.first?.tables.first
    return EvaluationRecord(
      world: name, worldDigest: digest,
      configuration: world.engine.configuration.fingerprint, seeds: seeds, incidents: incidents,
      lessons: lessons, mixes: zip(mixes, outcomes).map { record(of: $0, $1) },
      curve: mixes.first.map { curve(of: $0, points) } ?? [], table: table.map(rows) ?? [],
      actions: world.actions.map(\.name), features: world.policy.features.map(\.name),
      coverage: coverage(of: table))
  }

  private func record(of mix: Mix, _ outcome: MixOutcome) -> MixRecord {
    let detection = outcome.detection.reduce(Detections(), +)
    return MixRecord(
      name: mix.name, title: mix.title, source: mix.source,
      contenders: outcome.contenders.map(record), differences: differences(in: outcome),
      detector: MixRecord.DetectorRecord(
        precision: detection.precision, recall: detection.recall, f1: detection.f1,
        right: detection.right, wrong: detection.wrong, missing: detection.missing),
      causes: causes(of: mix, outcome))
  }

  private func record(_ outcome: ContenderOutcome) -> ContenderRecord {
    let bootstrap = Bootstrap()
    func sum(_ count: KeyPath<SeedScore, Int>) -> Int {
      outcome.seeds.reduce(0) { $0 + $1[keyPath: count] }
    }
    return ContenderRecord(
      name: outcome.contender.rawValue, title: outcome.contender.title,
      figures: Dictionary(
        Metric.allCases.map { ($0.rawValue, bootstrap.interval($0, over: outcome.seeds)) }
      ) { first, _ in first },
      harmCount: sum(\.harmed), harmBound: outcome.harmBound, harmKnown: sum(\.harmKnown),
      violations: sum(\.violations),
      violationBound: upperBound(of: sum(\.violations), in: max(sum(\.actions), 1)),
      times: outcome.times)
  }

  /// The comparisons that were declared beforehand, in healed points and in what it is worth.
  private static let compared: [(Contender, Contender)] = [
    (.learned, .prior), (.learned, .oneStep), (.learned, .random), (.prior, .random),
    (.ceilingOnState, .learned), (.ceiling, .ceilingOnState), (.clairvoyant, .ceiling),
  ]

  private func differences(in outcome: MixOutcome) -> [DifferenceRecord] {
    Self.compared.flatMap { left, right -> [DifferenceRecord] in
      guard let one = outcome[left], let other = outcome[right] else { return [] }
      return [Metric.healed, .worth].map { metric in
        let margin = metric == .healed ? 0.005 : 0.05
        let same = Equivalence(metric, of: one.seeds, and: other.seeds, margin: margin)
        return DifferenceRecord(
          name: left.rawValue, from: right.rawValue, metric: metric.rawValue,
          difference: Bootstrap().difference(metric, of: one.seeds, from: other.seeds),
          isEquivalent: same.holds, equivalence: same.difference)
      }
    }
  }

  private func causes(of mix: Mix, _ outcome: MixOutcome) -> [MixRecord.CauseRecord] {
    guard let learned = outcome[.learned]?.byCause, let best = outcome[.clairvoyant]?.byCause else {
      return []
    }
    return mix.shares.enumerated().filter { $0.element > 0 }.map { cause, share in
      let count = Double(max(learned[cause].incidents, 1))
      return MixRecord.CauseRecord(
        name: world.file.causes[cause].name, title: world.file.causes[cause].title, share: share,
        healed: Double(learned[cause].healed) / count,
        escalated: Double(learned[cause].escalated) / count,
        clairvoyant: Double(best[cause].healed) / count)
    }
  }

  /// How good the learned policy is after so many incidents.
  private func curve(of mix: Mix, _ points: [Int]) -> [EvaluationRecord.CurvePoint] {
    points.map { lessons in
      let outcome = Evaluation(
        world, contenders: [.prior, .learned], seeds: Array(seeds.prefix(10)),
        incidents: incidents, lessons: lessons, setting: setting, threads: threads
      ).outcome(of: mix)
      func healed(_ contender: Contender) -> Interval {
        Bootstrap().interval(.healed, over: outcome[contender]?.seeds ?? [])
      }
      return EvaluationRecord.CurvePoint(
        lessons: lessons, healed: healed(.learned), prior: healed(.prior))
    }
  }

  /// The states that were visited, as the engine would decide them.
  private func rows(_ table: ValueTable) -> [EvaluationRecord.TableRow] {
    let names = world.actions.map(\.name)
    let engine = Engine(world.engine.configuration, values: table.values(named: names))
    return (0..<table.states).filter { state in
      (0..<table.actions).contains { table[state, $0].visits > 0 }
    }.map { state in
      let account = engine.account(ofState: state)
      return EvaluationRecord.TableRow(
        state: state, labels: account.labels,
        cells: (0..<table.actions).map { action in
          let cell = table[state, action]
          return cell.visits == 0
            ? nil
            : EvaluationRecord.TableCell(
              value: cell.value, visits: cell.visits, spread: cell.spread)
        },
        prior: names.firstIndex(of: account.prior) ?? -1,
        learned: names.firstIndex(of: account.choice) ?? -1)
    }
  }

  private func coverage(of table: ValueTable?) -> EvaluationRecord.Coverage {
    let reachable = Set(world.looks.flatMap { $0.appearances.map(\.state) }.filter { $0 >= 0 })
    let visited = table.map { table in
      (0..<table.states).count { state in
        (0..<table.actions).contains { table[state, $0].visits > 0 }
      }
    }
    return EvaluationRecord.Coverage(
      declared: world.policy.stateCount, reachable: reachable.count, visited: visited ?? 0)
  }
}
