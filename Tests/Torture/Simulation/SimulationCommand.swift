internal import Glibc

/// Runs seeds, and shows what they break.
struct SimulationCommand {
  private let options: ToolOptions

  init(_ options: ToolOptions) {
    self.options = options
  }

  func run() async {
    do {
      let engines = try Simulation.Engines()
      if let seed = options.number("--seed") { return try await one(UInt64(seed), engines) }
      let first = options.number("--from") ?? 1
      let sweep = try await SeedSweep.run(
        UInt64(first)..<UInt64(first + (options.number("--seeds") ?? 1000)), engines: engines,
        stopsAtFirst: options.has("--first"))
      print(sweep.text)
      guard let broken = sweep.broken.first else { return }
      for report in sweep.broken.prefix(options.number("--show") ?? 3) {
        print("seed \(report.seed): \(report.violations.prefix(3).joined(separator: "\n    "))")
      }
      if options.has("--first") { exit(1) }
      let parts = try await Shrinker.shrink(broken.seed, engines)
      print("again: torture-runs simulate --seed \(broken.seed) --without \(parts) --trace")
      exit(1)
    } catch {
      TortureTool.fail("\(error)")
    }
  }

  private func one(_ seed: UInt64, _ engines: Simulation.Engines) async throws {
    let parts = options.text("--without").map { $0.split(separator: ",").map(String.init) } ?? []
    let report = try await Simulation.run(
      seed: seed, without: parts, engines: engines, keepsTrace: options.has("--trace"))
    for line in report.trace { print(line) }
    for line in report.violations { print("VIOLATION \(line)") }
    print(
      "seed \(seed): digest \(String(report.digest, radix: 16)), \(report.incidents) incidents "
        + "\(report.outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }), "
        + "\(report.effects) effects, \(report.deaths) deaths, \(report.steps) steps, "
        + "\(report.length / 60) min, \(report.violations.count) violations")
    if !report.violations.isEmpty { exit(1) }
  }
}

/// Many seeds, two at a time.
public struct SeedSweep: Sendable {
  public private(set) var seeds = 0
  public private(set) var effects = 0
  public private(set) var incidents = 0
  public private(set) var deaths = 0
  public private(set) var virtualHours = 0.0
  public private(set) var outcomes: [String: Int] = [:]
  /// Reports with a violation.
  public private(set) var broken: [Simulation.Report] = []
  /// Seeds that went another way when they were run again.
  public private(set) var unsteady: [UInt64] = []

  public static func run(
    _ seeds: Range<UInt64>, engines: Simulation.Engines, stopsAtFirst: Bool = false
  ) async throws -> SeedSweep {
    var sweep = SeedSweep()
    try await withThrowingTaskGroup(of: (Simulation.Report, isSteady: Bool).self) { group in
      var next = seeds.lowerBound
      func add() {
        guard next < seeds.upperBound, !(stopsAtFirst && !sweep.broken.isEmpty) else { return }
        let seed = next
        next += 1
        group.addTask {
          let report = try await Simulation.run(seed: seed, engines: engines)
          // One in a hundred is run again: the same seed must go the same way.
          guard seed % 100 == 0 else { return (report, true) }
          let again = try await Simulation.run(seed: seed, engines: engines)
          return (report, again.digest == report.digest)
        }
      }
      for _ in 0..<2 { add() }
      while let (report, isSteady) = try await group.next() {
        sweep.add(report, isSteady)
        add()
      }
    }
    return sweep
  }

  private mutating func add(_ report: Simulation.Report, _ isSteady: Bool) {
    seeds += 1
    effects += report.effects
    incidents += report.incidents
    deaths += report.deaths
    virtualHours += Double(report.length) / 3600
    outcomes.merge(report.outcomes) { $0 + $1 }
    if !report.violations.isEmpty { broken.append(report) }
    if !isSteady { unsteady.append(report.seed) }
  }

  /// The figures, in a few lines.
  public var text: String {
    let ends = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return """
      simulation: \(seeds) seeds, \(incidents) incidents (\(ends.joined(separator: ", "))), \
      \(effects) effects, \(deaths) crashes, \(Int(virtualHours)) virtual hours, \
      \(broken.count) seeds with a violation, \(unsteady.count) not repeatable
      """
  }
}

/// Makes a failing seed small: parts of its plan are left out while it still fails.
enum Shrinker {
  /// The names of what can be left out, by commas.
  static func shrink(_ seed: UInt64, _ engines: Simulation.Engines) async throws -> String {
    var left: [String] = []
    for part in Plan.partNames {
      let report = try await Simulation.run(seed: seed, without: left + [part], engines: engines)
      if !report.violations.isEmpty { left.append(part) }
    }
    return left.isEmpty ? "nothing" : left.joined(separator: ",")
  }
}
