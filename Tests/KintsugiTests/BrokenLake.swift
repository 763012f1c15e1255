import Foundation

/// A project with a copy of the example lake whose night has failed on a damaged file.
///
/// Whoever runs the test is approver.
struct BrokenLake {
  let folder: TemporaryFolder
  /// The place of the event that the failed run sent.
  let event: String

  /// `asks` has a quarantine asked about in dev; otherwise it is done alone.
  init(asks: Bool = false, arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    try folder.addConfiguration()
    if asks {
      try folder.replace(
        "rollback, quarantine, log, escalate]\n  staging",
        with: "rollback, log, escalate]\n    ask: [quarantine]\n  staging",
        in: "safety/guardrails.yaml")
    }
    try folder.replace(
      "\"arn:aws:iam::*:role/flights-lead\"", with: "\"user:\(NSUserName())\"",
      in: "kintsugi.yaml")
    let lake = folder.url.appending(path: "lake")
    try FileManager.default.copyItem(
      at: Program.root.appending(path: "examples/flights"), to: lake)
    let shell = Foundation.Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["breakages/damaged_file.sh"]
    shell.currentDirectoryURL = lake
    try shell.run()
    shell.waitUntilExit()
    let words = ["debug", "run", "ingest_flights", "--lake", "lake", "--id", "jr_nightly"]
    let run = try Program(
      words + ["--argument", "day=2013-04-18"] + arguments, in: folder.url)
    event = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Runs the program in the project.
  func run(_ words: [String]) throws -> Program { try Program(words, in: folder.url) }

  func heal(_ words: [String] = []) throws -> Program {
    try run(["heal", "--lake", "lake", "--event", event] + words)
  }
}

extension Program {
  /// The incident that the output speaks of first.
  var incident: String {
    output.split { " :,\n".contains($0) }.first { $0.hasPrefix("inc-") && $0.count == 16 }
      .map(String.init) ?? "none"
  }
}
