internal import Configurations
internal import Decisions
internal import Incidents
public import RuleTesting

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

  /// Plays the prior on an incident: at every decision the engine looks at the evidence afresh, is
  /// asked for every action, and verifies what came of the one that is taken.
  public func differences(
    on incident: SimulatedIncident, seed: UInt64
  ) throws(RuleTestError) -> [String] {
    let arena = Arena(world)
    var found: [String] = []
    var (cause, variant, anomaly) = (incident.cause, incident.variant, Finding?.none)
    for attempt in 0..<world.stepsAtMost {
      let view = arena.view(variant, attempt, cause, incident.circumstance)
      let evidence = try gallery.evidence(of: world.variant(at: variant))
      let history = HealingHistory(
        openedAt: world.file.now, performedActions: attempt, anomaly: anomaly)
      let decision = decision(on: evidence, history, asking: nil)
      found += differences(view, decision, on: evidence, history)
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
      if verified != world.isVerified(result.variant, after: variant) {
        found.append("incident \(incident.number), attempt \(attempt): verified \(verified)")
      }
      if world.looks[result.variant].succeeded { break }
      (cause, variant) = (result.cause, result.variant)
    }
    return found
  }

  private func decision(
    on evidence: Evidence, _ history: HealingHistory, asking wanted: String?
  ) -> Decision {
    world.engine.decision(
      on: evidence, after: history, under: .untouched(world.engine.configuration),
      asking: wanted, at: world.file.now)
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
