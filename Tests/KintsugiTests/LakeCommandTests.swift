import Foundation
import Testing

/// The commands that act on a lake, as a person at a terminal meets them.
@Suite struct LakeCommandTests {
  @Test func `writes nothing on a dry run`() throws {
    let lake = try BrokenLake(asks: true)
    let program = try lake.heal(["--dry-run"])
    #expect(program.status == 1)
    #expect(program.output.contains("Asked     quarantine"))
    let journal = lake.folder.url.appending(path: "lake/.kintsugi").path
    #expect(!FileManager.default.fileExists(atPath: journal))
  }

  @Test func `waits for a person, goes on after the answer, and keeps who it was`() throws {
    let lake = try BrokenLake(asks: true)
    let asked = try lake.heal()
    #expect(asked.status == 1)
    let id = asked.incident
    #expect(asked.output.contains("kintsugi approve \(id) --lake DIR, or deny"))
    let approved = try lake.run(
      ["approve", id, "--lake", "lake", "--note", "seen"])
    #expect(approved.status == 0, "\(approved.errors)")
    #expect(approved.output.contains("with the approval of user:\(NSUserName())"))
    #expect(approved.output.contains("Answer    yes by user:\(NSUserName()): seen"))
    let again = try lake.run(["deny", id, "--lake", "lake"])
    #expect(again.status == 3)
    #expect(again.errors.contains("\(id) is over since"))
    let check = try lake.run(["journal", "verify", "--lake", "lake"])
    #expect(check.status == 0)
    #expect(check.output.hasSuffix("all is as it was written\n"))
  }

  @Test func `goes on under the configuration that opened the incident`() throws {
    let lake = try BrokenLake(asks: true)
    let asked = try lake.heal()
    try lake.folder.replace(
      "corrupt_file: [quarantine]", with: "corrupt_file: [retry]", in: "safety/guardrails.yaml")
    let approved = try lake.run(["approve", asked.incident, "--lake", "lake"])
    #expect(approved.status == 0, "\(approved.output)\(approved.errors)")
    #expect(approved.output.contains("with the approval of user:\(NSUserName())"))
    // Whoever looks at an incident of its own now is bound by what the files say now.
    let dry = try lake.heal(["--dry-run", "-o", "json"])
    #expect(dry.output.contains("remedies"), "\(dry.output)")
  }

  @Test func `hands the incident over where somebody refuses`() throws {
    let lake = try BrokenLake(asks: true)
    let asked = try lake.heal()
    let denied = try lake.run(["deny", asked.incident, "--lake", "lake"])
    #expect(denied.status == 1)
    #expect(denied.output.contains("user:\(NSUserName()) said no"))
    let none = try lake.run(["approve", "inc-zzz", "--lake", "lake"])
    #expect(none.status == 3)
    #expect(none.errors.contains("there is no incident `inc-zzz`"))
  }

  @Test func `does nothing after a stop, even under a broken configuration`() throws {
    let lake = try BrokenLake(asks: true)
    let folder = lake.folder
    let asked = try lake.heal()
    try folder.replace("mode: heal", with: "mode: hael", in: "rules/memory.yaml")
    let journal = ["--journal", "lake/.kintsugi/journal.sqlite"]
    let stopped = try lake.run(["stop", "--reason", "look first"] + journal)
    #expect(stopped.status == 0, "\(stopped.errors)")
    try folder.replace("mode: hael", with: "mode: heal", in: "rules/memory.yaml")
    let approved = try lake.run(["approve", asked.incident, "--lake", "lake"])
    #expect(approved.status == 1)
    #expect(approved.output.contains("because kill-switch"))
    #expect(approved.output.contains("look first"))
    #expect(try lake.run(["resume"] + journal).output == "resumed\n")
  }

  @Test func `sees on a dry run what the journal holds, and adds nothing`() throws {
    let lake = try BrokenLake(asks: true)
    _ = try lake.heal()
    let journal = ["--journal", "lake/.kintsugi/journal.sqlite"]
    #expect(try lake.heal(["--dry-run"]).output.contains("Asked     quarantine"))
    let before = try lake.run(["journal", "verify"] + journal).output
    _ = try lake.run(["stop", "--reason", "look first"] + journal)
    let dry = try lake.heal(["--dry-run"])
    #expect(dry.status == 1)
    #expect(dry.output.contains("kill-switch") && dry.output.contains("look first"))
    _ = try lake.run(["resume"] + journal)
    #expect(try lake.run(["journal", "verify"] + journal).output == before)
    let file = lake.folder.url.appending(path: "lake/.kintsugi/journal.sqlite")
    try Data("no journal".utf8).write(to: file)
    let blind = try lake.heal(["--dry-run"])
    #expect(blind.output.contains("Asked     quarantine"))
    #expect(blind.errors.contains("which batches are kept is left out"))
  }

  @Test func `leaves with 4 where the journal cannot be opened`() throws {
    let lake = try BrokenLake(asks: true)
    let place = lake.folder.url.appending(path: "lake/.kintsugi")
    try Data("no folder".utf8).write(to: place)
    let program = try lake.heal()
    #expect(program.status == 4)
    #expect(program.errors.contains("cannot be opened"))
  }
}
