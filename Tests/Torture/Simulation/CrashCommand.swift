internal import Glibc

/// Sweeps all crash points, or shows one death in detail.
struct CrashCommand {
  private let options: ToolOptions

  init(_ options: ToolOptions) {
    self.options = options
  }

  func run() async {
    do {
      let engines = try Simulation.Engines()
      if let name = options.text("--scenario") { return try await one(name, engines) }
      let sweep = try await CrashSweep.run(
        pairsOneIn: options.number("--pairs-one-in") ?? 1, engines: engines)
      print(sweep.text)
      for words in sweep.broken.prefix(10) { print("  torture-runs crashes --scenario \(words)") }
      if !sweep.broken.isEmpty { exit(1) }
    } catch {
      TortureTool.fail("\(error)")
    }
  }

  private func one(_ name: String, _ engines: Simulation.Engines) async throws {
    let deaths = (options.text("--deaths") ?? "").split(separator: ",").compactMap { Int($0) }
    guard
      let report = try await CrashSweep.report(
        on: name, deaths: deaths, engines: engines, keepsTrace: true)
    else {
      let names = CrashSweep.scenarios.map(\.name).joined(separator: ", ")
      TortureTool.fail("there is no scenario `\(name)`: \(names)")
    }
    for line in report.trace { print(line) }
    print("\(report.outcomes), \(report.effects) effects, \(report.deaths) deaths")
    for line in report.violations { print("VIOLATION \(line)") }
    if !report.violations.isEmpty { exit(1) }
  }
}
