internal import Configurations
internal import Decisions
internal import Incidents

/// Chooses actions in a world. It sees what a policy sees; only a clairvoyant looks further.
public protocol Player {
  /// A new incident begins.
  mutating func begin(_ incident: SimulatedIncident)
  /// The place of the action that is proposed; -1 for nothing.
  mutating func choose(_ view: View) -> Int
}

/// What can be seen of an incident when something is to be decided.
public struct View: Sendable {
  /// The variant that the evidence is, by its place.
  public let variant: Int
  public let appearance: Appearance
  /// How many actions were performed.
  public let attempt: Int
  /// What was allowed is what safety says, or all that is possible where nobody judges.
  public let allowed: UInt64
  /// The hidden truth, for the clairvoyant.
  public let cause: Int
  public let circumstance: Int
}

/// What judges and checks there are, and what is taken away for a comparison.
public struct ArenaSetting: Sendable, Hashable {
  /// Whether safety judges what is proposed.
  public var hasGuardrails = true
  /// Whether the checks are held; without them a run that succeeded counts as healed.
  public var hasVerification = true
  /// How many faults that went through the checks see, where not as the world says; 0...1.
  public var validators: Double?

  public init() {}
}

/// One action that was performed, and what came of it.
public struct PerformedStep: Sendable, Hashable {
  /// The variant that was decided on, by its place, and the actions performed before.
  public let variant: Int
  public let attempt: Int
  public let action: Int
  /// What the owner of the policy would count, as far as anybody saw it.
  public let reward: Double
  /// The variant that came next, with the actions that were allowed on it; -1 at the end.
  public let next: Int
  public let allowedNext: UInt64
}

/// How an incident went.
public struct Episode: Sendable, Hashable {
  public enum End: Sendable, Hashable {
    /// The run succeeded and all checks held.
    case resolved
    /// A person was told.
    case escalated
    /// Nobody was told: it was written down, or nothing was seen.
    case dropped
  }

  public internal(set) var end = End.escalated
  /// Whether in truth all is well.
  public internal(set) var isHealed = false
  /// Whether damage was done that does not come back.
  public internal(set) var isHarmed = false
  /// Whether the harm came of an action that safety would not have allowed.
  public internal(set) var isHarmKnown = false
  /// Actions that were performed.
  public internal(set) var actions = 0
  /// Proposals that safety refused.
  public internal(set) var refusals = 0
  /// Actions that were performed though safety refuses them; 0 where it judges.
  public internal(set) var violations = 0
  public internal(set) var minutes = 0.0
  public internal(set) var dpuHours = 0.0
  /// What it was worth in truth, by the policy's reward; later steps are discounted.
  public internal(set) var worth = 0.0

  /// Acted, not healed in truth, nobody told.
  public var isFalseAutonomy: Bool { end != .escalated && !isHealed && (actions > 0 || isLogged) }
  /// Ended by an action that writes down and does nothing.
  var isLogged = false
}

/// Plays incidents.
public struct Arena: Sendable {
  public let setting: ArenaSetting
  private let world: SimulatedWorld
  private let tables: WorldTables
  private let reward: Policy.Reward
  private let discount: Double
  private let escalate: Int
  private let validators: Double
  /// Whether a policy is asked for its next best where safety denies.
  private let isNextBestWanted: Bool
  /// What was performed in the last incident, for who learns.
  public private(set) var steps: [PerformedStep] = []

  public init(_ world: SimulatedWorld, _ setting: ArenaSetting = ArenaSetting()) {
    self.world = world
    self.setting = setting
    tables = world.tables
    reward = world.policy.reward
    discount = world.policy.learner.discount
    escalate = world.escalate
    validators = setting.validators ?? world.file.validators
    isNextBestWanted = world.policy.learner.whenDenied == .nextBest && setting.hasGuardrails
    steps.reserveCapacity(8)
  }

  /// Plays an incident with chance of its own: the same actions meet the same luck, whoever
  /// chooses them. Cost: O(actions performed).
  public mutating func play<Chooser: Player>(
    _ incident: SimulatedIncident, seed: UInt64, with player: inout Chooser
  ) -> Episode {
    steps.removeAll(keepingCapacity: true)
    player.begin(incident)
    var episode = Episode()
    var cause = incident.cause
    var variant = incident.variant
    var weight = 1.0
    episode.isHealed = tables.isWell[cause]
    while true {
      let attempt = episode.actions
      let view = view(variant, attempt, cause, incident.circumstance)
      let action = attempt < tables.steps ? choice(of: &player, view, &episode) : escalate
      guard isPerformed(action, view, &episode) else {
        if action < 0 {
          episode.end = .dropped
        } else {
          episode.worth += weight * reward.escalated
          note(view, escalate, reward.escalated)
        }
        return episode
      }
      if tables.isPassive[action] {
        (episode.end, episode.isLogged) = (.dropped, true)
        return episode
      }
      let result = outcome(
        of: action, on: cause, incident, attempt: attempt, seed: seed)
      let isVerified = isVerified(result, after: variant)
      let isSuccess = tables.succeeded[result.variant]
      let ends: Episode.End? = isVerified ? .resolved : isSuccess ? .escalated : nil
      let cost =
        result.minutes * reward.eachMinute + result.dpuHours * reward.eachDPUHour
      episode.take(result, isRefused: view.isRefused(action))
      episode.worth += weight * (cost + reward.worth(of: result, ends))
      let seen = cost + reward.seen(result, ends)
      if let ends {
        episode.end = ends
        steps.append(
          PerformedStep(
            variant: variant, attempt: attempt, action: action, reward: seen, next: -1,
            allowedNext: 0))
        return episode
      }
      let next = self.view(result.variant, attempt + 1, result.cause, incident.circumstance)
      let isLast = attempt + 1 >= tables.steps || next.appearance.state < 0
      // Where the policy can only hand over, that is what came of the step.
      steps.append(
        PerformedStep(
          variant: variant, attempt: attempt, action: action,
          reward: seen + (isLast ? discount * reward.escalated : 0),
          next: isLast ? -1 : result.variant,
          allowedNext: next.allowed | 1 << UInt64(escalate)))
      cause = result.cause
      variant = result.variant
      weight *= discount
    }
  }

  func view(_ variant: Int, _ attempt: Int, _ cause: Int, _ circumstance: Int) -> View {
    let appearance = tables.appearance(variant, after: attempt)
    return View(
      variant: variant, appearance: appearance, attempt: attempt,
      allowed: setting.hasGuardrails ? appearance.allowed : appearance.possible, cause: cause,
      circumstance: circumstance)
  }

  /// What is proposed in the end: where that is denied, and the policy wants it, the next best.
  private func choice(
    of player: inout some Player, _ view: View, _ episode: inout Episode
  ) -> Int {
    let action = player.choose(view)
    guard isNextBestWanted, view.denies(action) else { return action }
    let next = player.choose(view.keepingToAllowed)
    if next != action { episode.refusals += 1 }
    return next
  }

  /// Whether an action is performed, rather than handed over or left alone.
  private func isPerformed(_ action: Int, _ view: View, _ episode: inout Episode) -> Bool {
    guard action >= 0, action != escalate else { return false }
    guard view.allowed & (1 << UInt64(action)) != 0 else {
      episode.refusals += 1
      return false
    }
    return true
  }

  /// An escalation is an action of the policy, too, and has its value.
  private mutating func note(_ view: View, _ action: Int, _ reward: Double) {
    guard view.appearance.state >= 0, view.attempt < tables.steps else { return }
    steps.append(
      PerformedStep(
        variant: view.variant, attempt: view.attempt, action: action, reward: reward, next: -1,
        allowedNext: 0))
  }

  private func isVerified(_ result: StepOutcome, after before: Int) -> Bool {
    if !setting.hasVerification { return tables.succeeded[result.variant] }
    return world.isVerified(result.variant, after: before)
  }
}

extension View {
  /// Whether safety denies an action, so that there may be a next best one.
  public func denies(_ action: Int) -> Bool {
    action >= 0 && appearance.denied & (1 << UInt64(action)) != 0
  }

  /// The same where nothing but what safety allows is there to choose from.
  public var keepingToAllowed: View {
    View(
      variant: variant, appearance: appearance.keepingToAllowed, attempt: attempt,
      allowed: allowed, cause: cause, circumstance: circumstance)
  }

  /// Whether safety refuses an action that is performed all the same.
  fileprivate func isRefused(_ action: Int) -> Bool {
    appearance.allowed & (1 << UInt64(action)) == 0
  }
}

/// What an action came to.
struct StepOutcome: Sendable {
  enum Kind: Sendable {
    case healed, hidden, harmed, failed
  }

  let kind: Kind
  let cause: Int
  /// What the run shows.
  let variant: Int
  /// Whether a fault that went through can be seen in that.
  let isFaultShown: Bool
  let minutes: Double
  let dpuHours: Double
}

extension Arena {
  /// Draws what an action comes to: always six draws, in the same order.
  func outcome(
    of action: Int, on cause: Int, _ incident: SimulatedIncident, attempt: Int, seed: UInt64
  ) -> StepOutcome {
    var generator = SeededGenerator(seed: seed, stream: incident.number, attempt + 1)
    let effect = tables.effects[cause * tables.actionCount + action]
    let damage = generator.unit()
    let luck = generator.unit()
    let span = tables.spans[effect.span].factor(at: generator.unit())
    let isFaultShown = generator.unit() < validators
    let harm = tables.harms[incident.circumstance * tables.actionCount + action]
    let (kind, next) = damage < harm ? (.harmed, cause) : kind(of: effect, at: luck, on: cause)
    let variant: Int
    switch kind {
    case .healed:
      variant = world.place(world.file.healthy, incident.circumstance, using: &generator)
    case .hidden, .harmed:
      let flaw = tables.flaws[cause]
      let signal = isFaultShown ? flaw : world.file.healthy
      variant = world.place(signal, incident.circumstance, using: &generator)
    case .failed:
      variant = world.shownVariant(of: next, in: incident.circumstance, using: &generator)
    }
    return StepOutcome(
      kind: kind, cause: next, variant: variant, isFaultShown: isFaultShown,
      minutes: effect.minutes * span, dpuHours: effect.dpuHours)
  }

}

extension SimulatedWorld {
  /// People's time at a draw from 0 to under 1, as a multiple of its median.
  public func peopleFactor(at draw: Double) -> Double { peopleSpan.factor(at: draw) }

  /// The mean of an effect's minutes, as a multiple of their median.
  public func meanFactor(of effect: Effect) -> Double {
    tables.spans.first { $0.spread == effect.effort.spread }?.mean ?? 1
  }

  /// How often an action does harm in a circumstance, whatever the cause; 0...1.
  public func harm(of action: Int, in circumstance: Int) -> Double {
    tables.harms[circumstance * tables.actionCount + action]
  }
}

extension Arena {
  /// What falls to a draw from 0 to under 1, and the cause from then on.
  private func kind(
    of effect: WorldTables.FlatEffect, at draw: Double, on cause: Int
  ) -> (StepOutcome.Kind, Int) {
    var rest = draw - effect.heals
    if rest < 0 { return (.healed, cause) }
    rest -= effect.hides
    if rest < 0 { return (.hidden, cause) }
    rest -= effect.harms
    if rest < 0 { return (.harmed, cause) }
    for place in effect.becomesStart..<effect.becomesEnd {
      rest -= tables.becomes[place].chance
      if rest < 0 { return (.failed, tables.becomes[place].cause) }
    }
    return (.failed, cause)
  }
}

extension Episode {
  fileprivate mutating func take(_ result: StepOutcome, isRefused: Bool) {
    actions += 1
    minutes += result.minutes
    dpuHours += result.dpuHours
    if isRefused { violations += 1 }
    isHealed = result.kind == .healed
    if result.kind == .harmed {
      isHarmed = true
      if isRefused { isHarmKnown = true }
    }
  }
}
