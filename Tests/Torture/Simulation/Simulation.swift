internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents

/// One seed: a fleet, its failures, handlers that die, people, and the real healer over all that.
public final class Simulation: @unchecked Sendable {
  let plan: Plan
  let scheduler: Scheduler
  let oracle = Oracle()
  let fleet: Fleet
  let dispatcher: Dispatcher
  let claims = ClaimBook()
  unowned let journal: SQLiteJournal
  /// What keeps the journal: the dead are never woken, so whatever they hold is never given back.
  private var kept: SQLiteJournal?
  let engines: Engines
  private(set) var isTighter: Bool
  /// The incidents as each handler saw them last: it may go on from there where nothing is new.
  private var seen: [Int: [String: Incident]] = [:]
  private(set) var deaths = 0
  private(set) var refusals = 0
  /// The numbers of the points at which somebody dies, whatever the plan says.
  var deathPoints: [Int] = []
  /// How many points there were at which somebody could have died.
  private(set) var deadlyPoints = 0

  /// What came of a seed.
  public struct Report: Sendable {
    public let seed: UInt64
    /// Equal for two runs of one seed.
    public let digest: UInt64
    public let violations: [String]
    public let effects: Int
    public let incidents: Int
    public let deaths: Int
    public let steps: Int
    /// Virtual seconds.
    public let length: Int
    /// How the incidents ended, by outcome.
    public let outcomes: [String: Int]
    public let trace: [String]
  }

  /// The engines of both configurations; made once for all simulations.
  public struct Engines: Sendable {
    let loose: Engine
    let tight: Engine

    public init() throws {
      loose = Engine(try TortureConfiguration.configuration(tighter: false))
      tight = Engine(try TortureConfiguration.configuration(tighter: true))
    }
  }

  init(_ plan: Plan, _ engines: Engines, keepsTrace: Bool) throws {
    self.plan = plan
    self.engines = engines
    scheduler = Scheduler(seed: plan.seed, start: plan.start)
    scheduler.trace.isKept = keepsTrace
    fleet = Fleet(plan, scheduler, oracle)
    dispatcher = Dispatcher(scheduler)
    let journal = try SQLiteJournal(path: ":memory:")
    (self.journal, kept) = (journal, journal)
    isTighter = plan.beginsTighter
  }

  /// Runs a seed without some parts of its plan, and checks everything.
  public static func run(
    seed: UInt64, without parts: [String] = [], engines: Engines, keepsTrace: Bool = false
  ) async throws -> Report {
    let simulation = try Simulation(
      Plan(seed: seed).without(parts), engines, keepsTrace: keepsTrace)
    return await simulation.run()
  }

  func run() async -> Report {
    arrange()
    for _ in 0..<plan.handlers { startHandler() }
    scheduler.start { [self] in await people($0) }
    let isQuiet = await scheduler.run()
    if !isQuiet {
      oracle.violate("I9 quiescence", "it never comes to rest", at: scheduler.now)
    }
    await FinalChecks(self).check()
    (kept, seen) = (nil, [:])
    return Report(
      seed: plan.seed, digest: scheduler.trace.digest,
      violations: oracle.violations.map(\.description), effects: oracle.effects.count,
      incidents: oracle.incidents.count, deaths: deaths, steps: scheduler.steps,
      length: Int((scheduler.now - plan.start).components.seconds),
      outcomes: oracle.incidents.values.reduce(into: [:]) {
        $0[$1.end?.outcome.rawValue ?? "open", default: 0] += 1
      }, trace: scheduler.trace.lines)
  }

  var engine: Engine { isTighter ? engines.tight : engines.loose }

  func healer(_ coroutine: Int, isMortal: Bool) -> Healer {
    Healer(
      engine: engine, world: WorldPort(fleet: fleet, handler: coroutine, isMortal: isMortal),
      journal: port(coroutine, isMortal: isMortal))
  }

  private func port(_ coroutine: Int, isMortal: Bool) -> JournalPort {
    JournalPort(
      journal: journal, fleet: fleet, claims: claims, handler: coroutine, isMortal: isMortal)
  }
}

// The fleet's events.
extension Simulation {
  private func arrange() {
    dispatcher.expected = plan.failures.count
    scheduler.dies = { [unowned self] _ in
      deadlyPoints += 1
      return deathPoints.contains(deadlyPoints - 1) || fleet.happens(\.crash)
    }
    scheduler.died = { [unowned self] coroutine in
      deaths += 1
      claims.drop(of: coroutine)
      dispatcher.died(coroutine)
      startHandler()
    }
    fleet.ended = { [unowned self] in send($0) }
    if let swap = plan.swapsAt {
      scheduler.at(plan.start + swap) { [unowned self] in
        isTighter.toggle()
        scheduler.note("the configuration is exchanged")
      }
    }
  }

  /// The events of a run that ended: late, twice, out of order, not at all, and forged.
  private func send(_ run: Fleet.Run) {
    let isFirst = run.marker == nil
    if isFirst { dispatcher.expected -= 1 }
    let isGenuine = isFirst && run.state.isFailure
    let event = fleet.event(of: run, id: "e-\(run.id)")
    var random = scheduler.random
    defer { scheduler.random = random }
    let isLost = run.state.isFailure && random.happens(plan.rates.lostEvent)
    // What sent no event is found by whoever sweeps.
    dispatcher.put(
      .event(event, isGenuine: isGenuine),
      after: isLost ? .seconds(4 * 3600) : random.seconds(0...90))
    var copies = 0
    while random.happens(plan.rates.duplicate * 0.7) {
      copies += 1
      let copy = fleet.event(of: run, id: "e-\(run.id)-\(copies)")
      dispatcher.put(.event(copy, isGenuine: isGenuine), after: random.seconds(0...5400))
    }
    if random.happens(plan.rates.forged) {
      dispatcher.put(.event(forged(event, &random), isGenuine: false), after: .seconds(5))
    }
  }

  /// An event that is not true in one way.
  private func forged(_ event: Event, _ random: inout Random) -> Event {
    var (account, job, run) = (event.account, event.job, event.run)
    switch random.number(0...4) {
    case 0: account = TortureConfiguration.otherAccount(than: account)
    case 1: job = job == "a0" ? "b0" : "a0"
    case 2: run = "jr_nobody"
    case 3: run = fleet.runs.keys.sorted()[random.number(0...fleet.runs.count - 1)]
    default: run = "../" + run
    }
    return Event(
      id: "forged", account: account, region: event.region, time: event.time, job: job, run: run,
      state: .failed, message: "Slow Down")
  }
}

// Those who work.
extension Simulation {
  func startHandler() { scheduler.start { [self] in await handle($0) } }

  /// Takes what is due, until nothing is left.
  private func handle(_ coroutine: Int) async {
    let healer = healer(coroutine, isMortal: true)
    while !isOver {
      guard let item = dispatcher.take(by: coroutine) else {
        await scheduler.point("idle", of: coroutine, until: dispatcher.nextDue, canDie: false)
        await poll(coroutine, healer)
        continue
      }
      switch item {
      case .event(let event, let isGenuine): await receive(event, isGenuine, healer)
      case .incident(let id): await advance(id, healer, coroutine)
      }
      dispatcher.isDone(coroutine)
    }
  }

  /// Whether no event will come, and every incident is over.
  private var isOver: Bool {
    dispatcher.hasNoEvents && fleet.runs.values.allSatisfy(\.state.isFinal)
      && oracle.incidents.values.allSatisfy { $0.end != nil }
  }

  /// Asks the journal what is due, now and then, and tells of what nobody was told.
  private func poll(_ coroutine: Int, _ healer: Healer) async {
    guard scheduler.now >= dispatcher.nextPoll else { return }
    dispatcher.nextPoll = scheduler.now + scheduler.random.seconds(20...90)
    let port = port(coroutine, isMortal: true)
    do {
      for id in try await port.due(at: scheduler.now, atMost: 100) { dispatcher.wake(id) }
      try await healer.sendRoundups()
    } catch { scheduler.note("failed: \(error)") }
  }

  private func receive(_ event: Event, _ isGenuine: Bool, _ healer: Healer) async {
    do {
      let reception = try await healer.receive(event)
      dispatcher.wake(reception.incident)
    } catch .refused(let reason) {
      refusals += 1
      scheduler.note("refused: \(reason)")
      // Whoever sends again what was refused for a while is the queue.
      if isGenuine { dispatcher.put(.event(event, isGenuine: true), after: .seconds(60)) }
    } catch {
      scheduler.note("failed: \(error)")
      let span = scheduler.random.seconds(5...40)
      dispatcher.put(.event(event, isGenuine: isGenuine), after: span)
    }
  }

  private func advance(_ id: String, _ healer: Healer, _ coroutine: Int) async {
    do {
      let progress = try await healer.advance(id, known: seen[coroutine]?[id])
      if let incident = progress.incident { seen[coroutine, default: [:]][id] = incident }
      try await healer.rest(progress)
      // Whoever watches runs need not wait for the journal to say when.
      if case .waiting(_, .run(let run, _), _) = progress, fleet.runs[run]?.state.isFinal == true {
        dispatcher.put(.incident(id))
      }
    } catch {
      scheduler.note("failed: \(error)")
      let pause = scheduler.now + scheduler.random.seconds(5...40)
      try? await port(coroutine, isMortal: true).rest(id, until: pause, for: nil)
    }
  }

  /// People stop everything and let it go on, and answer what they are asked, some of them wrongly.
  private func people(_ coroutine: Int) async {
    let port = port(coroutine, isMortal: false)
    var appointments = plan.stops.flatMap { stop in
      [(plan.start + stop.at, true), (plan.start + stop.at + stop.lasts, false)]
    }.sorted { $0.0 < $1.0 }
    while true {
      let next = min(
        appointments.first?.0 ?? scheduler.now + .seconds(300), scheduler.now + .seconds(300))
      await scheduler.point("people", of: coroutine, until: next, canDie: false)
      if let (due, isStop) = appointments.first, due <= scheduler.now {
        appointments.removeFirst()
        if isStop {
          try? await port.stop(by: "user:anna", reason: "look", at: scheduler.now)
        } else {
          _ = try? await port.resume(by: "user:anna", at: scheduler.now)
        }
        scheduler.note(isStop ? "stop" : "resume")
      }
      await answerQuestions(coroutine)
      if isOver, appointments.isEmpty { return await tellTheRest(coroutine) }
    }
  }

  /// Sends what the bound of pages held back, as a watch that goes on would.
  private func tellTheRest(_ coroutine: Int) async {
    let healer = healer(coroutine, isMortal: false)
    for _ in 0..<12 {
      _ = try? await healer.sendRoundups()
      await scheduler.point(
        "people", of: coroutine, until: scheduler.now + .seconds(300), canDie: false)
    }
  }

  private func answerQuestions(_ coroutine: Int) async {
    let asking = oracle.incidents.values.filter {
      if case .awaitAnswer = $0.nextMove { true } else { false }
    }.map(\.id).sorted()
    let healer = healer(coroutine, isMortal: false)
    for id in asking where scheduler.random.happens(plan.rates.answers) {
      let isApproval = scheduler.random.happens(plan.rates.approves)
      let isStranger = scheduler.random.happens(0.2)
      let person = isStranger ? TortureConfiguration.stranger : TortureConfiguration.approver
      do {
        _ = try await healer.answer(id, isApproval: isApproval, by: person, note: "")
        if isStranger {
          oracle.violate("answers", "\(id) takes the answer of a stranger", at: scheduler.now)
        }
      } catch { continue }
      if scheduler.random.happens(0.5) { dispatcher.wake(id) }
    }
  }
}

extension Progress {
  /// The incident as it was left.
  fileprivate var incident: Incident? {
    switch self {
    case .done(let incident), .waiting(_, _, let incident): incident
    case .busy: nil
    }
  }
}
