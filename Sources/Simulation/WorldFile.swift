public import Incidents
public import RuleTesting

/// A world as somebody declared it: what goes wrong how often, how it shows, what helps.
///
/// Everything is resolved to places in these lists, and every chance is in 0...1.
public struct WorldFile: Sendable {
  public let path: String
  public let title: String
  public let owner: String
  /// The environment in which the guardrails judge.
  public let environment: String
  public let now: Timestamp
  /// How many of the faults that an action let through the checks see, 0...1.
  public let validators: Double
  public let fixtures: EvidenceFixtures
  public let signals: [Signal]
  /// The signal of a run that is well.
  public let healthy: Int
  public let people: People
  public let circumstances: [Circumstance]
  public let noise: [Noise]
  public let causes: [Cause]
  public let mixes: [Mix]

  /// The same world with other noise.
  func with(noise: [Noise]) -> WorldFile {
    WorldFile(
      path: path, title: title, owner: owner, environment: environment, now: now,
      validators: validators, fixtures: fixtures, signals: signals, healthy: healthy,
      people: people, circumstances: circumstances, noise: noise, causes: causes, mixes: mixes)
  }

  /// What people take where a machine did not mend it.
  public struct People: Sendable, Hashable {
    /// The median of a repair, in minutes, and the deviation of its logarithm.
    public let minutes: Double
    public let spread: Double
    /// How long nobody sees what nobody was told of, in minutes.
    public let missedFor: Double
  }
}

/// What a run can look like.
public struct Signal: Sendable {
  public let name: String
  public let template: EvidenceTemplate
}

/// Something that is so of a job or run whatever the cause, for the whole incident.
public struct Circumstance: Sendable {
  public let name: String
  public let share: Double
  public let source: String
  public let template: EvidenceTemplate
  /// How often an action does harm here, by what it changes; 0...1.
  public let harms: Harms

  /// Chances of harm, 0...1.
  public struct Harms: Sendable, Hashable {
    public let runs: Double
    public let catalog: Double
    public let data: Double
  }
}

/// What disturbs one gathering of evidence.
public struct Noise: Sendable {
  public let name: String
  public let share: Double
  public let source: String
  public let template: EvidenceTemplate
  /// Lines that stand before the log.
  public let lines: String?
  /// How much of the log is kept, 0...1.
  public let kept: Double?

  /// The same, more or less often.
  func with(share: Double) -> Noise {
    Noise(
      name: name, share: share, source: source, template: template, lines: lines, kept: kept)
  }

  /// Whether evidence is lost by it.
  public var losesEvidence: Bool { kept != nil || lines == nil }
}

/// Something that goes wrong.
public struct Cause: Sendable {
  public let name: String
  public let title: String
  /// The kind that a right detector names; `nil` where nothing is wrong.
  public let kind: String?
  /// The signals that a failed run shows, each with its chance; together 1.
  public let shows: [(signal: Int, chance: Double)]
  /// How a fault that an action let through looks to the checks.
  public let flaw: Int?
  /// The median of people's repair in minutes.
  public let peopleMinutes: Double
  /// What each action of the policy does, in declared order.
  public let effects: [Effect]
}

/// What an action does to a cause.
public struct Effect: Sendable {
  /// The run is good, in truth.
  public let heals: Double
  /// The run succeeds and the data are wrong.
  public let hides: Double
  /// Damage that does not come back.
  public let harms: Double
  /// The run fails, and the cause is another one from now on.
  public let becomes: [(cause: Int, chance: Double)]
  public let effort: Effort
}

/// What a run costs: the median of its minutes, the deviation of their logarithm, DPU-hours.
public struct Effort: Sendable, Hashable {
  public let minutes: Double
  public let spread: Double
  public let dpuHours: Double
}

/// How often each cause happens.
public struct Mix: Sendable {
  public let name: String
  public let title: String
  public let source: String
  /// The chance that an incident has the cause of the one before.
  public let bursts: Double
  /// By cause, in declared order; together 1.
  public let shares: [Double]

  public init(name: String, title: String, source: String, bursts: Double, shares: [Double]) {
    self.name = name
    self.title = title
    self.source = source
    self.bursts = bursts
    self.shares = shares
  }
}
