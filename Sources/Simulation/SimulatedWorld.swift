public import Configurations
public import Decisions
internal import Incidents
public import RuleTesting

/// A declared world, with everything that the real engine says of each thing it can show.
///
/// A world has finitely many variants of evidence, so detector, state space, policy and guardrails
/// are asked once for each: from then on an incident is a walk through tables. `audit` plays the
/// same incidents through the engine.
public struct SimulatedWorld: Sendable {
  public let file: WorldFile
  public let engine: Engine
  private let survey: Survey
  /// Every variant, by its place.
  public var looks: [Look] { survey.looks }
  /// Whether the checks hold on a variant after an action against an anomaly: variants × anomalies.
  let verified: [Bool]
  let anomalyCount: Int
  /// The place of the action that hands over.
  public let escalate: Int
  public let actions: [ActionDefinition]
  /// Those that leave nothing behind that could not be undone, a bit each.
  public let reversible: UInt64
  let tables: WorldTables
  /// The circumstances and noises with none before them, each with its chance.
  public let circumstanceShares: [Double]
  public let noiseShares: [Double]

  /// People's time, as multiples of its median.
  let peopleSpan: LogNormal

  public var policy: Policy { engine.configuration.policy }
  public var stepsAtMost: Int { policy.learner.stepsAtMost }

  /// The place of a variant.
  public func place(of variant: Variant) -> Int { file.place(of: variant) }

  /// The variant at a place.
  public func variant(at place: Int) -> Variant { file.variant(at: place) }

  /// Whether the checks hold on a variant after an action that was for another one's anomaly.
  public func isVerified(_ place: Int, after before: Int) -> Bool {
    let anomaly = looks[before].anomaly
    return anomaly >= 0 && verified[place * anomalyCount + anomaly]
  }

  /// Opens the evidence and asks the engine about every variant; throws where evidence cannot be
  /// read. `threads` share the work and change nothing in what comes of it.
  public init(
    _ file: WorldFile, _ configuration: Configuration, in folder: String, threads: Int = 1
  ) throws(RuleTestError) {
    let engine = Engine(configuration.effective(in: file.environment))
    let survey = try Survey(file, engine, in: folder, threads: threads)
    self.init(file, engine, survey)
  }

  /// The same world with another hand-written table: to see whether an instrument notices.
  public func planting(prior: (Appearance) -> Int) -> SimulatedWorld {
    SimulatedWorld(file, engine, survey.planting(prior: prior))
  }

  /// The same world where gathering loses evidence so often, 0...1.
  public func losing(evidence share: Double) -> SimulatedWorld {
    let kept = file.noise.filter { !$0.losesEvidence }.reduce(0) { $0 + $1.share }
    let lost = file.noise.filter(\.losesEvidence).reduce(0) { $0 + $1.share }
    let factor = lost > 0 ? min(share, 1 - kept) / lost : 0
    let noise = file.noise.map { $0.losesEvidence ? $0.with(share: $0.share * factor) : $0 }
    return SimulatedWorld(file.with(noise: noise), engine, survey)
  }

  init(_ file: WorldFile, _ engine: Engine, _ survey: Survey) {
    self.file = file
    self.engine = engine
    self.survey = survey
    verified = survey.verified
    anomalyCount = survey.anomalyCount
    actions = engine.configuration.policy.actions
    escalate = actions.firstIndex { $0.name == Action.escalate } ?? 0
    reversible = survey.reversible
    tables = WorldTables(file, survey.looks, engine.configuration.policy)
    peopleSpan = LogNormal(spread: file.people.spread)
    circumstanceShares = Self.withNone(file.circumstances.map(\.share))
    noiseShares = Self.withNone(file.noise.map(\.share))
  }

  private static func withNone(_ shares: [Double]) -> [Double] {
    [max(1 - shares.reduce(0, +), 0)] + shares
  }
}
