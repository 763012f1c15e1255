import Configurations
import Decisions
import Incidents
import Learning
import Testing

@testable import Evaluations
@testable import Simulation

@Suite struct JournalLogTests {
  private static let logged = Result { try journal(explore: 40, count: 1200) }

  private static func journal(
    explore: Int, count: Int
  ) throws -> (journal: SimulatedJournal, played: [(Incident, [PerformedStep])]) {
    let journal = try SimulatedJournal(explore: explore)
    let mix = journal.world.file.mixes[0].withoutBursts
    let played = try journal.world.incidents(of: mix, seed: 5, count: count).map { start in
      let (incident, steps) = try journal.incident(start, seed: 5)
      return (incident, steps)
    }
    return (journal, played)
  }

  /// What a journal says came of an action is what came of it: so learning from both is the same.
  @Test func `gives the credit that the world gives`() throws {
    let (journal, played) = try Self.logged.get()
    let (world, policy) = (journal.world, journal.engine.configuration.policy)
    let map = StateMap.declared(world)
    let rate = policy.learner.learningRate
    let empty = ValueTable(states: policy.stateCount, actions: policy.actions.count)
    var fromJournal = QLearning(discount: policy.learner.discount, rate: rate, table: empty)
    var fromWorld = fromJournal
    var compared = 0
    for (incident, steps) in played {
      let credit = try #require(Credit(incident, by: policy))
      #expect(credit.steps.count == steps.count)
      fromWorld.beginIncident()
      _ = fromJournal.learn(from: credit)
      for (mine, theirs) in zip(credit.steps, steps) {
        #expect(mine.action == theirs.action)
        #expect(mine.state == map.state(of: theirs.variant, after: theirs.attempt))
        #expect(abs(try #require(mine.reward) - theirs.reward) < 1e-4)
        let next = theirs.next < 0 ? nil : map.state(of: theirs.next, after: theirs.attempt + 1)
        #expect(mine.next?.state == next)
        if theirs.next >= 0 { #expect(mine.next?.allowed == theirs.allowedNext) }
        fromWorld.learn(
          theirs.action, in: mine.state, reward: theirs.reward,
          next: mine.next.map { ($0.state, theirs.allowedNext) })
        compared += 1
      }
    }
    #expect(compared > 1200)
    for state in 0..<policy.stateCount {
      for action in policy.actions.indices {
        let (mine, theirs) = (fromJournal.table[state, action], fromWorld.table[state, action])
        #expect(mine.visits == theirs.visits)
        #expect(abs(mine.value - theirs.value) < 1e-3)
      }
    }
  }

  @Test func `estimates other policies from what was left to chance`() throws {
    let (journal, played) = try Self.logged.get()
    let (world, policy) = (journal.world, journal.engine.configuration.policy)
    var trainer = Trainer(world, mix: world.file.mixes[0], seed: 1)
    trainer.train(incidents: 20_000)
    let log = JournalLog(played.map(\.0), by: policy)
    #expect(log.credits.count > 950)
    let table = trainer.table
    for values in [ValueTable(states: table.states, actions: table.actions), table] {
      let engine = Engine(
        journal.engine.configuration, values: values.values(named: world.actions.map(\.name)))
      guard case .estimate(let estimate) = log.answer(for: engine) else {
        Issue.record("\(log.answer(for: engine))")
        return
      }
      let truth = OffPolicy.worth(
        of: world.incidents(of: world.file.mixes[0].withoutBursts, seed: 77, count: 40_000),
        in: world, seed: 77,
        by: Learned(
          LearnedChoice(values, in: world), .declared(world), steps: world.stepsAtMost, world))
      for interval in [estimate.inverse, estimate.weighted, estimate.doublyRobust] {
        // Three standard errors: once in four hundred.
        let error = (interval.high - interval.low) / 3.92
        #expect(abs(interval.value - truth) < 3 * error, "\(interval) of \(truth)")
        #expect(error < 1)
      }
    }
  }

  @Test func `leaves out what is from before chance was kept on record`() throws {
    let (journal, played) = try Self.logged.get()
    let policy = journal.engine.configuration.policy
    let incidents = played.prefix(60).map(\.0)
    let whole = JournalLog(incidents, by: policy)
    let old = JournalLog(incidents.map { $0.forgettingChance() }, by: policy)
    #expect(old.credits.isEmpty)
    #expect(old.undocumented == whole.credits.count)
    #expect(whole.credits.count > 40 && whole.undocumented == 0)
    guard case .refused = old.answer(for: journal.engine) else {
      Issue.record("nothing is no estimate")
      return
    }
    // What came of actions is known all the same, but not what was allowed next.
    let credits = incidents.compactMap { Credit($0.forgettingChance(), by: policy) }
    #expect(credits.count == incidents.count)
    #expect(credits.flatMap(\.steps).allSatisfy { $0.next?.allowed == nil })
  }

  @Test func `refuses what a journal without chance cannot tell`() throws {
    let (journal, played) = try Self.journal(explore: 0, count: 150)
    let log = JournalLog(played.map(\.0), by: journal.engine.configuration.policy)
    guard case .estimate(let same) = log.answer(for: journal.engine) else {
      Issue.record("what was done can be told")
      return
    }
    #expect(same.inverse.value == log.worth(discount: 0.9).value)
    #expect(Int(same.effectiveSize.rounded()) == log.credits.count)
    let policy = journal.engine.configuration.policy
    let cells = (0..<policy.stateCount).flatMap { state in
      policy.actions.map { action in
        (
          ActionValues.Place(state: state, action: action.name),
          ActionValues.Cell(value: action.name == "escalate" ? 1 : 0, visits: 100)
        )
      }
    }
    let other = Engine(
      journal.engine.configuration, values: ActionValues(Dictionary(uniqueKeysWithValues: cells)))
    guard case .refused(let reason) = log.answer(for: other) else {
      Issue.record("nothing there says what handing over always would come to")
      return
    }
    #expect(reason.contains("could never come up"))
  }
}

extension Incident {
  /// The same as it would stand in a journal from before chance was kept on record.
  fileprivate func forgettingChance() -> Incident {
    var entries: [JournalEntry] = [
      JournalEntry(
        sequence: 1, at: openedAt,
        happening: .opened(event: event, environment: environment, configuration: configuration))
    ]
    func add(_ happening: Happening) {
      entries.append(
        JournalEntry(sequence: entries.count + 1, at: openedAt, happening: happening))
    }
    for attempt in attempts {
      add(.decided(attempt.decision.forgettingChance()))
      for step in attempt.steps {
        add(.intended(step.intent))
        if let settlement = step.settlement { add(.settled(step.intent, settlement)) }
      }
      if let verification = attempt.verification { add(.verified(verification)) }
    }
    if let end { add(.ended(end.outcome, reason: end.reason)) }
    return Incident(id: id, entries: entries) ?? self
  }
}

extension Decision {
  fileprivate func forgettingChance() -> Decision {
    Decision(
      environment: environment, at: at, attempt: attempt, run: run, evidence: evidence,
      findings: findings, missing: missing, state: state,
      proposal: Proposal(
        action: proposal.action, origin: proposal.origin,
        candidates: proposal.candidates.map {
          Proposal.Candidate(
            action: $0.action, value: $0.value, visits: $0.visits, isPossible: $0.isPossible)
        }), figures: figures, judgement: judgement, executed: executed, action: action)
  }
}
