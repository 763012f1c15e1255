internal import Incidents

/// One incident of each action, killed at each of its numbered points, and at each pair of them.
///
/// A point is a durable step or an outside call: before it, and after it. Whoever comes next has
/// to end the incident as one that was never killed ends, with the same effects.
public struct CrashSweep: Sendable {
  public private(set) var points = 0
  public private(set) var singles = 0
  public private(set) var pairs = 0
  public private(set) var broken: [String] = []

  /// What is swept: a failure, the environment that it is in, and what is done about it.
  public struct Scenario: Sendable {
    public let name: String
    let plan: Plan
  }

  /// Every action, with taking back, asking, and telling.
  public static let scenarios: [Scenario] = [
    scenario("retry", .throttled(times: 0)),
    scenario("retry-twice", .throttled(times: 2)),
    scenario("retry-later", .late(by: .seconds(300))),
    scenario("scale-up", .memory(needs: "G.2X")),
    scenario("coerce-schema", .newColumn),
    scenario("rollback", .badCatalog),
    scenario("quarantine", .damaged(objects: 2)),
    scenario("coerce-and-undo", .newColumnAndBug),
    scenario("quarantine-and-undo", .damagedAndBug),
    scenario("escalate", .bug),
    scenario("hangs", .hangs),
    scenario("coerce-asked", .newColumn, in: "staging"),
    scenario("quarantine-asked", .damaged(objects: 1), in: "staging"),
    scenario("rollback-refused", .badCatalog, in: "staging", approves: 0),
  ]

  private static func scenario(
    _ name: String, _ cause: Plan.Cause, in environment: String = "dev", approves: Double = 1
  ) -> Scenario {
    Scenario(name: name, plan: Plan(sweeping: cause, in: environment, approves: approves))
  }

  /// Sweeps one in `singlesOneIn` of the points of all scenarios; of the pairs of each, one in
  /// `pairsOneIn`, none for 0.
  public static func run(
    singlesOneIn: Int = 1, pairsOneIn: Int, engines: Simulation.Engines
  ) async throws -> CrashSweep {
    var sweep = CrashSweep()
    for scenario in scenarios {
      try await sweep.run(scenario, singlesOneIn, pairsOneIn: pairsOneIn, engines)
    }
    return sweep
  }

  /// Kills one scenario at some points, and gives what came of it.
  public static func report(
    on name: String, deaths: [Int], engines: Simulation.Engines, keepsTrace: Bool = false
  ) async throws -> Simulation.Report? {
    guard let scenario = scenarios.first(where: { $0.name == name }) else { return nil }
    let simulation = try Simulation(scenario.plan, engines, keepsTrace: keepsTrace)
    simulation.deathPoints = deaths
    return await simulation.run()
  }

  private mutating func run(
    _ scenario: Scenario, _ singlesOneIn: Int, pairsOneIn: Int, _ engines: Simulation.Engines
  ) async throws {
    let whole = try Simulation(scenario.plan, engines, keepsTrace: false)
    let wanted = await whole.run()
    let count = whole.deadlyPoints
    points += count
    if !wanted.violations.isEmpty { broken.append("\(scenario.name): \(wanted.violations[0])") }
    var deaths: [[Int]] = stride(from: 0, to: count, by: singlesOneIn).map { [$0] }
    singles += deaths.count
    if pairsOneIn > 0 {
      var random = Random(seed: UInt64(count))
      // The second death is counted on from the first, so that it lies in the recovery.
      let all = (0..<count).flatMap { first in (1...count).map { [first, first + $0] } }
      let chosen = all.filter { _ in random.number(1...pairsOneIn) == 1 }
      pairs += chosen.count
      deaths += chosen
    }
    try await run(scenario, deaths, wanted, engines)
  }

  private mutating func run(
    _ scenario: Scenario, _ deaths: [[Int]], _ wanted: Simulation.Report,
    _ engines: Simulation.Engines
  ) async throws {
    let half = deaths.count / 2
    let parts = [Array(deaths[..<half]), Array(deaths[half...])]
    try await withThrowingTaskGroup(of: [String].self) { group in
      for part in parts {
        group.addTask {
          var broken: [String] = []
          for points in part {
            let simulation = try Simulation(scenario.plan, engines, keepsTrace: false)
            simulation.deathPoints = points
            let report = await simulation.run()
            guard let words = report.difference(from: wanted) else { continue }
            let list = points.map(String.init).joined(separator: ",")
            broken.append("\(scenario.name) --deaths \(list): \(words)")
          }
          return broken
        }
      }
      for try await words in group { broken += words }
    }
  }

  /// The figures in a line.
  public var text: String {
    "crash sweep: \(Self.scenarios.count) scenarios, \(points) points, \(singles) single and "
      + "\(pairs) double crashes, \(broken.count) with a violation or another end"
  }
}

extension Simulation.Report {
  /// What is not as it would be without a crash; `nil` where nothing is.
  fileprivate func difference(from wanted: Simulation.Report) -> String? {
    if let violation = violations.first { return violation }
    if outcomes != wanted.outcomes { return "it ends as \(outcomes), not as \(wanted.outcomes)" }
    if effects != wanted.effects { return "it has \(effects) effects, not \(wanted.effects)" }
    return nil
  }
}

extension Plan {
  /// A plan in which one run fails, and nothing goes wrong but deaths.
  fileprivate init(sweeping cause: Cause, in environment: String, approves: Double) {
    self.init(seed: 1)
    self.environment = environment
    start = Timestamp(seconds: 1_795_505_400)
    handlers = 1
    failures = [
      Failure(job: "a0", table: "d.t0", day: "0", cause: cause, at: .seconds(10))
    ]
    rates = Rates()
    rates.approves = approves
    rates.answers = 1
    (swapsAt, beginsTighter, stops, outsideWrites) = (nil, false, [], [])
    heldTables = []
  }
}
