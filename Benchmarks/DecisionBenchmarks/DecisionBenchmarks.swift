internal import Configurations
internal import Decisions
internal import Documents
internal import Foundation
internal import Healing
internal import Incidents

/// Times decisions on the recorded incidents, evidence in hand: `decision-benchmarks PROJECT`.
///
/// Each as `decide` makes it, and as a live healing does: with the verdict on every action, and
/// chance having a say.
@main
struct DecisionBenchmarks {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: decision-benchmarks PROJECT")
      exit(2)
    }
    let project = CommandLine.arguments[1]
    let engine = Engine(try configuration(in: project))
    let incidents = try evidence(in: project + "/examples/incidents", engine.configuration.project)
    for (name, chance) in [("decide", UInt64?.none), ("heal", 7)] {
      let times = times(of: engine, on: incidents, chance: chance)
      let (median, late) = (times[times.count / 2], times[times.count * 99 / 100])
      print(
        "a decision as `\(name)` makes it, \(incidents.count) recorded incidents: "
          + "\(milliseconds(median)) ms, p99 \(milliseconds(late)) ms of \(times.count)")
      if late > .milliseconds(100) { exit(1) }
    }
  }

  private static let now = Timestamp(seconds: 1_795_521_600)

  /// How long each decision took, the shortest first.
  private static func times(
    of engine: Engine, on incidents: [Evidence], chance: UInt64?
  ) -> [Duration] {
    let plain = Circumstances.untouched(engine.configuration)
    let circumstances = Circumstances(
      killSwitch: .off, usage: plain.usage, chance: chance, obstacles: { _ in [] })
    let clock = ContinuousClock()
    var times: [Duration] = []
    for round in 0..<60 {
      for evidence in incidents {
        let time = clock.measure {
          _ = engine.decision(
            on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now)
        }
        // The first rounds make what is kept for all that follow.
        if round >= 10 { times.append(time) }
      }
    }
    return times.sorted()
  }

  private static func evidence(in folder: String, _ project: Project) throws -> [Evidence] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().compactMap { name in
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { return nil }
      return try Recording(folder: path).evidence(project: project, environment: "dev", at: now)
    }
  }

  private static func configuration(in project: String) throws -> Configuration {
    var files: [SourceFile] = []
    for folder in ["", "rules", "policies", "safety"] {
      let place = project + "/" + folder
      for name in try FileManager.default.contentsOfDirectory(atPath: place).sorted()
      where name.hasSuffix(".yaml") && !name.hasSuffix(".test.yaml")
        && (!folder.isEmpty || name == "kintsugi.yaml")
      {
        let text = try String(contentsOfFile: place + "/" + name, encoding: .utf8)
        files.append(SourceFile(path: folder.isEmpty ? name : folder + "/" + name, text: text))
      }
    }
    let checked = ConfigurationLoader.load(files)
    guard let configuration = checked.value else {
      for diagnostic in checked.diagnostics.prefix(3) { print(diagnostic.message) }
      exit(3)
    }
    return configuration
  }

  private static func milliseconds(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let number = Double(seconds) * 1000 + Double(attoseconds) * 1e-15
    return "\((number * 100).rounded() / 100)"
  }
}
