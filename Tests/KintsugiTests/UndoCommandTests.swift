import Foundation
import Testing

/// Marks, undoing and secrets, as a person at a terminal meets them.
@Suite struct UndoCommandTests {
  @Test func `shows the seam without journal or configuration`() throws {
    let broken = try BrokenLake()
    let healed = try broken.heal()
    #expect(healed.status == 0, "\(healed.errors)")
    let lake = broken.folder.url.appending(path: "lake")
    try FileManager.default.removeItem(at: lake.appending(path: ".kintsugi"))
    let seams = try Program(["seams", "flights.raw_flights"], in: lake)
    #expect(seams.status == 0, "\(seams.errors)")
    #expect(seams.output.contains("quarantine_objects\n  because   "))
    #expect(seams.output.contains("incident  \(healed.incident), attempt 1\n"))
    #expect(seams.output.contains("inverse   return_objects of flights.raw_flights from s3://"))
    let none = try Program(["seams", "flights.curated_flights"], in: lake)
    #expect(none.output == "flights.curated_flights: no repair left a mark\n")
    let unknown = try Program(["seams", "../catalog/x"], in: lake)
    #expect(unknown.status == 3)
    #expect(unknown.errors.contains("there is no table `../catalog/x`"))
  }

  @Test func `plans, takes back, and does nothing when it is asked again`() throws {
    let lake = try BrokenLake()
    let healed = try lake.heal()
    let undo = ["undo", healed.incident, "--lake", "lake"]
    let plan = try lake.run(undo + ["--plan"])
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("1. return_objects of flights.raw_flights: flights/day="))
    #expect(plan.output.contains("stays: what the run jr_inc-"))
    #expect(plan.output.hasSuffix("It can be taken back now\n"))
    let done = try lake.run(undo + ["--note", "it was whole"])
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.output.contains("Taken back by user:\(NSUserName()): it was whole"))
    #expect(!done.output.contains("revert"))
    #expect(try lake.run(undo).status == 0)
    let again = try lake.run(undo + ["--plan", "-o", "json"])
    #expect(again.status == 1)
    #expect(again.output.contains("\"possible\" : false"))
    let check = try lake.run(["journal", "verify", "--lake", "lake"])
    #expect(check.output.hasSuffix("all is as it was written\n"))
  }

  @Test func `refuses under a stop, and says which guardrail it met`() throws {
    let lake = try BrokenLake()
    let healed = try lake.heal()
    _ = try lake.run(["stop", "--reason", "look first", "--lake", "lake"])
    let undo = ["undo", healed.incident, "--lake", "lake"]
    let plan = try lake.run(undo + ["--plan"])
    #expect(plan.status == 1)
    #expect(plan.output.contains("Not now: it is not allowed, deny: kill-switch"))
    let done = try lake.run(undo)
    #expect(done.status == 3)
    #expect(done.errors.contains("kill-switch"))
  }

  @Test func `prints no secret of an event, an argument or a log`() throws {
    let secrets = ["tr0ub4dor-and-3", "AKIAQWERTYUIOPASDFGH", "Sommer2026xy", "ghp_"]
    let token = "ghp_" + String(repeating: "a1B2", count: 9)
    let lake = try BrokenLake(arguments: [
      "--argument", "db-password=\(secrets[0])", "--argument", "note=key \(secrets[1])",
    ])
    let path = lake.folder.url.appending(path: lake.event)
    let text = try String(contentsOf: path, encoding: .utf8)
    try text.replacing(
      "\"message\" : \"",
      with: "\"message\" : \"jdbc:mysql://h/d?user=u&password=\(secrets[2]) \(token) "
    ).write(to: path, atomically: true, encoding: .utf8)
    let heal = ["heal", "--lake", "lake", "--event", lake.event]
    let place = ["incidents", "--lake", "lake"]
    var programs = [try lake.run(heal + ["--dry-run"])]
    programs.append(try lake.run(heal + ["--dry-run", "-o", "json"]))
    programs.append(try lake.run(heal))
    let id = programs[2].incident
    programs.append(try lake.run(heal + ["-o", "json"]))
    programs.append(try lake.run(place))
    programs.append(try lake.run(place + ["-o", "json"]))
    programs.append(try lake.run(place + [id]))
    programs.append(try lake.run(place + [id, "-o", "json"]))
    programs.append(try lake.run(["undo", id, "--lake", "lake"]))
    programs.append(
      try lake.run(["seams", "flights.raw_flights", "--lake", "lake"]))
    for program in programs {
      for secret in secrets {
        #expect(!program.output.contains(secret) && !program.errors.contains(secret))
      }
    }
    #expect(programs[6].output.contains("password=[secret "))
    #expect(programs[6].output.contains("--db-password [secret "))
  }
}
