internal import Configurations
public import Simulation

/// What becomes of the learned policy when something is taken away from it.
public struct AblationRecord: Sendable, Codable, Hashable {
  public var name: String
  public var mix: String
  public var healed: Interval
  /// Against everything in place, on the same incidents.
  public var difference: Interval
  public var falseAutonomy: Double
  public var harm: Double
  public var harmBound: Double
  /// The prior's harm under the same.
  public var priorHarm: Double
  /// Harm by actions that safety refuses.
  public var harmKnown: Int
}

/// One thing that is taken away or changed.
public struct Ablation: Sendable {
  public let name: String
  let world: SimulatedWorld
  let setting: ArenaSetting
  let map: StateMap?
  /// The mix that is learned in, where it is another one.
  let trainedOn: Mix?
}

extension Evaluation {
  /// Everything that is taken away, one at a time.
  public func ablations() -> [Ablation] {
    func changed(_ name: String, _ change: (inout ArenaSetting) -> Void) -> Ablation {
      var setting = setting
      change(&setting)
      return Ablation(name: name, world: world, setting: setting, map: nil, trainedOn: nil)
    }
    func mapped(_ name: String, _ map: StateMap) -> Ablation {
      Ablation(name: name, world: world, setting: setting, map: map, trainedOn: nil)
    }
    return [
      changed("no guardrails") { $0.hasGuardrails = false },
      changed("no verification") { $0.hasVerification = false },
      changed("validators 100 %") { $0.validators = 1 },
      changed("validators 70 %") { $0.validators = 0.7 },
    ]
      + world.policy.features.enumerated().map { place, feature in
        mapped("without \(feature.name)", .without(feature: place, world))
      } + [2, 4, 8].map { mapped("\($0) bins", .bins($0, world)) }
      + [0, 0.2, 0.4].map { share in
        Ablation(
          name: "evidence lost \(Int(share * 100)) %", world: world.losing(evidence: share),
          setting: setting, map: nil, trainedOn: nil)
      }
      + world.file.mixes.map { mix in
        Ablation(
          name: "learned in \(mix.name)", world: world, setting: setting, map: nil, trainedOn: mix)
      }
  }

  /// What an ablation comes to in a mix, against `whole`, which had everything in place.
  public func record(
    of ablation: Ablation, on mix: Mix, against whole: MixOutcome
  ) -> AblationRecord {
    let outcome = Evaluation(
      ablation.world, contenders: [.prior, .learned], seeds: seeds, incidents: incidents,
      lessons: lessons, setting: ablation.setting, threads: threads
    ).outcome(of: mix, trainedOn: ablation.trainedOn, map: ablation.map)
    let learned = outcome[.learned]?.seeds ?? []
    return AblationRecord(
      name: ablation.name, mix: mix.name, healed: Bootstrap().interval(.healed, over: learned),
      difference: Bootstrap().difference(
        .healed, of: learned, from: whole[.learned]?.seeds ?? []),
      falseAutonomy: Metric.falseAutonomy.value(over: learned),
      harm: Metric.harm.value(over: learned), harmBound: outcome[.learned]?.harmBound ?? 1,
      priorHarm: Metric.harm.value(over: outcome[.prior]?.seeds ?? []),
      harmKnown: learned.reduce(0) { $0 + $1.harmKnown })
  }

  /// All ablations in all mixes.
  public func ablationRecords(
    of mixes: [Mix], told: (String) -> Void = { _ in }
  ) -> [AblationRecord] {
    mixes.flatMap { mix -> [AblationRecord] in
      let whole = Evaluation(
        world, contenders: [.learned], seeds: seeds, incidents: incidents, lessons: lessons,
        setting: setting, threads: threads
      ).outcome(of: mix)
      return ablations().map { ablation in
        defer { told(ablation.name) }
        return record(of: ablation, on: mix, against: whole)
      }
    }
  }
}
