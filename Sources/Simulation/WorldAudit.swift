internal import Configurations
internal import Decisions
internal import Incidents
public import RuleTesting
internal import Threads

/// Plays incidents through the engine itself, and says where the tables of the world differ.
public struct WorldAudit: Sendable {
  private let world: SimulatedWorld
  private let gallery: Gallery

  /// Opens the world's evidence again, from the world's folder.
  public init(_ world: SimulatedWorld, in folder: String) throws(RuleTestError) {
    self.world = world
    var fixtures = world.file.fixtures
    try fixtures.open(in: folder, for: world.engine.configuration.project)
    gallery = Gallery(file: world.file, fixtures: fixtures, engine: world.engine)
  }

  /// What was asked of the engine, and where the tables said something else.
  public struct Report: Sendable, Hashable {
    public internal(set) var incidents = 0
    public internal(set) var decisions = 0
    public internal(set) var verifications = 0
    public internal(set) var differences: [String] = []

    mutating func add(_ other: Report) {
      incidents += other.incidents
      decisions += other.decisions
      verifications += other.verifications
      differences += other.differences
    }
  }

  /// Plays so many incidents, of the mixes in turn; `threads` share the work and change nothing in
  /// what comes of it. `told` is called now and then with how many were played.
  public func report(
    on mixes: [Mix], incidents count: Int, seed: UInt64 = 9, threads: Int = 1,
    told: (Int) -> Void = { _ in }
  ) throws(RuleTestError) -> Report {
    var whole = Report()
    let stretch = 64 * max(threads, 1)
    for start in stride(from: 0, to: count, by: stretch) {
      let numbers = start..<min(start + stretch, count)
      let parts = try ParallelMap.results(numbers.count, threads: threads) {
        place throws(RuleTestError) in
        let number = numbers.lowerBound + place
        let mix = mixes[number % mixes.count]
        return try report(on: world.incident(number, of: mix, seed: seed), seed: seed)
      }
      for part in parts { whole.add(part) }
      told(numbers.upperBound)
    }
    return whole
  }

  /// Plays the prior on an incident: at every decision the engine looks at the evidence afresh, is
  /// asked for every action, and verifies what came of the one that is taken.
  public func report(
    on incident: SimulatedIncident, seed: UInt64
  ) throws(RuleTestError) -> Report {
    let arena = Arena(world)
    var report = Report()
    report.incidents = 1
    var (cause, variant, anomaly) = (incident.cause, incident.variant, Finding?.none)
    for attempt in 0..<world.stepsAtMost {
      let view = arena.view(variant, attempt, cause, incident.circumstance)
      let evidence = try gallery.evidence(of: world.variant(at: variant))
      let history = HealingHistory(
        openedAt: world.file.now, performedActions: attempt, anomaly: anomaly)
      let decision = decision(on: evidence, history, asking: nil)
      report.decisions += 1 + world.actions.count
      report.differences += differences(view, decision, on: evidence, history)
      anomaly = decision.anomaly
      let action = world.actions.firstIndex { $0.name == decision.executed } ?? world.escalate
      guard action != world.escalate, !world.actions[action].traits.isPassive else { break }
      let result = arena.outcome(
        of: action, on: cause, incident, attempt: attempt, seed: seed)
      let after = try gallery.evidence(of: world.variant(at: result.variant))
      let verified = world.engine.verification(
        on: after,
        after: HealingHistory(
          openedAt: world.file.now, performedActions: attempt + 1, anomaly: anomaly),
        at: world.file.now
      ).isVerified
      report.verifications += 1
      if verified != world.isVerified(result.variant, after: variant) {
        report.differences.append(
          "incident \(incident.number), attempt \(attempt): verified \(verified)")
      }
      if world.looks[result.variant].succeeded { break }
      (cause, variant) = (result.cause, result.variant)
    }
    return report
  }

  private func decision(
    on evidence: Evidence, _ history: HealingHistory, asking wanted: String?
  ) -> Decision {
    world.engine.decision(
      on: evidence, after: history, under: .untouched(world.engine.configuration),
      asking: wanted, at: world.file.now)
  }

  /// What the tables say is executed of the prior's proposal.
  private func taken(in view: View) -> String {
    let isNextBestWanted = world.policy.learner.whenDenied == .nextBest
    let action =
      isNextBestWanted && view.denies(view.appearance.prior)
      ? view.appearance.nextPrior : view.appearance.prior
    guard action >= 0 else { return Action.nothing.name }
    let isAllowed = view.allowed & (1 << UInt64(action)) != 0
    return isAllowed ? world.actions[action].name : Action.escalate
  }

  private func differences(
    _ view: View, _ decision: Decision, on evidence: Evidence, _ history: HealingHistory
  ) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: String, _ ours: Value, _ engine: Value) {
      if ours != engine {
        found.append("\(what) of variant \(view.variant): \(ours) for \(engine)")
      }
    }
    let appearance = view.appearance
    compare("state", appearance.state, decision.state?.index ?? -1)
    let prior = appearance.prior < 0 ? Action.nothing.name : world.actions[appearance.prior].name
    compare("prior", prior, decision.proposal.action)
    let denied = decision.judgement.verdict == .deny
    compare("denial of the prior", view.denies(appearance.prior), denied)
    compare("execution", taken(in: view), decision.executed)
    for (place, action) in world.actions.enumerated() {
      let asked = self.decision(on: evidence, history, asking: action.name)
      let isTaken = asked.executed == action.name
      // Telling somebody needs no leave, and is not among what is chosen from here.
      guard place != world.escalate else { continue }
      let isPossible = asked.proposal.candidates[place].isPossible == true
      compare(
        "`\(action.name)`", appearance.allowed & (1 << UInt64(place)) != 0, isTaken && isPossible)
    }
    return found
  }
}
