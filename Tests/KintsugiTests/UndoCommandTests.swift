import Foundation
import Testing

/// Marks, undoing and secrets, as a person at a terminal meets them.
@Suite struct UndoCommandTests {
  /// A project whose lake has failed on a damaged file, and of which the test's user is approver.
  private static func broken(arguments: [String] = []) throws -> (TemporaryFolder, event: String) {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
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
    return (folder, run.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func id(_ text: String) -> String {
    text.split { " :,\n".contains($0) }.first { $0.hasPrefix("inc-") && $0.count == 16 }
      .map(String.init) ?? "none"
  }

  @Test func `shows the seam without journal or configuration`() throws {
    let (folder, event) = try Self.broken()
    let healed = try Program(["heal", "--lake", "lake", "--event", event], in: folder.url)
    #expect(healed.status == 0, "\(healed.errors)")
    let lake = folder.url.appending(path: "lake")
    try FileManager.default.removeItem(at: lake.appending(path: ".kintsugi"))
    let seams = try Program(["seams", "flights.raw_flights"], in: lake)
    #expect(seams.status == 0, "\(seams.errors)")
    #expect(seams.output.contains("quarantine_objects\n  because   "))
    #expect(seams.output.contains("incident  \(Self.id(healed.output)), attempt 1\n"))
    #expect(seams.output.contains("inverse   return_objects of flights.raw_flights from s3://"))
    let none = try Program(["seams", "flights.curated_flights"], in: lake)
    #expect(none.output == "flights.curated_flights: no repair left a mark\n")
    let unknown = try Program(["seams", "../catalog/x"], in: lake)
    #expect(unknown.status == 3)
    #expect(unknown.errors.contains("there is no table `../catalog/x`"))
  }

  @Test func `plans, takes back, and does nothing when it is asked again`() throws {
    let (folder, event) = try Self.broken()
    let healed = try Program(["heal", "--lake", "lake", "--event", event], in: folder.url)
    let undo = ["undo", Self.id(healed.output), "--lake", "lake"]
    let plan = try Program(undo + ["--plan"], in: folder.url)
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("1. return_objects of flights.raw_flights: flights/day="))
    #expect(plan.output.contains("stays: what the run jr_inc-"))
    #expect(plan.output.hasSuffix("It can be taken back now\n"))
    let done = try Program(undo + ["--note", "it was whole"], in: folder.url)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.output.contains("Taken back by user:\(NSUserName()): it was whole"))
    #expect(!done.output.contains("revert"))
    #expect(try Program(undo, in: folder.url).status == 0)
    let again = try Program(undo + ["--plan", "-o", "json"], in: folder.url)
    #expect(again.status == 1)
    #expect(again.output.contains("\"possible\" : false"))
    let check = try Program(["journal", "verify", "--lake", "lake"], in: folder.url)
    #expect(check.output.hasSuffix("all is as it was written\n"))
  }

  @Test func `refuses under a stop, and says which guardrail it met`() throws {
    let (folder, event) = try Self.broken()
    let healed = try Program(["heal", "--lake", "lake", "--event", event], in: folder.url)
    _ = try Program(["stop", "--reason", "look first", "--lake", "lake"], in: folder.url)
    let undo = ["undo", Self.id(healed.output), "--lake", "lake"]
    let plan = try Program(undo + ["--plan"], in: folder.url)
    #expect(plan.status == 1)
    #expect(plan.output.contains("Not now: it is not allowed, deny: kill-switch"))
    let done = try Program(undo, in: folder.url)
    #expect(done.status == 3)
    #expect(done.errors.contains("kill-switch"))
  }

  @Test func `prints no secret of an event, an argument or a log`() throws {
    let secrets = ["tr0ub4dor-and-3", "AKIAQWERTYUIOPASDFGH", "Sommer2026xy", "ghp_"]
    let token = "ghp_" + String(repeating: "a1B2", count: 9)
    let (folder, event) = try Self.broken(arguments: [
      "--argument", "db-password=\(secrets[0])", "--argument", "note=key \(secrets[1])",
    ])
    let path = folder.url.appending(path: event)
    let text = try String(contentsOf: path, encoding: .utf8)
    try text.replacing(
      "\"message\" : \"",
      with: "\"message\" : \"jdbc:mysql://h/d?user=u&password=\(secrets[2]) \(token) "
    ).write(to: path, atomically: true, encoding: .utf8)
    let heal = ["heal", "--lake", "lake", "--event", event]
    let place = ["incidents", "--lake", "lake"]
    var programs = [try Program(heal + ["--dry-run"], in: folder.url)]
    programs.append(try Program(heal + ["--dry-run", "-o", "json"], in: folder.url))
    programs.append(try Program(heal, in: folder.url))
    let id = Self.id(programs[2].output)
    programs.append(try Program(heal + ["-o", "json"], in: folder.url))
    programs.append(try Program(place, in: folder.url))
    programs.append(try Program(place + ["-o", "json"], in: folder.url))
    programs.append(try Program(place + [id], in: folder.url))
    programs.append(try Program(place + [id, "-o", "json"], in: folder.url))
    programs.append(try Program(["undo", id, "--lake", "lake"], in: folder.url))
    programs.append(
      try Program(["seams", "flights.raw_flights", "--lake", "lake"], in: folder.url))
    for program in programs {
      for secret in secrets {
        #expect(!program.output.contains(secret) && !program.errors.contains(secret))
      }
    }
    #expect(programs[6].output.contains("password=[secret "))
    #expect(programs[6].output.contains("--db-password [secret "))
  }
}
