import Foundation
import Testing

/// The commands that act on a lake, as a person at a terminal meets them.
@Suite struct LakeCommandTests {
  /// A project with a lake whose night has failed on a damaged file, where a quarantine is asked
  /// about and whoever runs the test may agree.
  private static func broken() throws -> (folder: TemporaryFolder, event: String) {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try folder.replace(
      "rollback, quarantine, log, escalate]}\n  staging",
      with: "rollback, log, escalate], ask: [quarantine]}\n  staging",
      in: "safety/guardrails.yaml")
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
    let run = try Program(
      [
        "debug", "run", "ingest_flights", "--lake", "lake", "--id", "jr_nightly", "--argument",
        "day=2013-04-18",
      ], in: folder.url)
    return (folder, run.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func heal(_ words: [String] = []) throws -> (TemporaryFolder, Program) {
    let (folder, event) = try broken()
    return (
      folder, try Program(["heal", "--lake", "lake", "--event", event] + words, in: folder.url)
    )
  }

  private static func id(_ program: Program) -> String {
    let words = program.output.split { $0 == " " || $0 == ":" || $0 == "," }
    return words.first { $0.hasPrefix("inc-") && $0.count == 16 }.map(String.init) ?? "none"
  }

  @Test func `writes nothing on a dry run`() throws {
    let (folder, program) = try Self.heal(["--dry-run"])
    #expect(program.status == 1)
    #expect(program.output.contains("Asked     quarantine"))
    let journal = folder.url.appending(path: "lake/.kintsugi").path
    #expect(!FileManager.default.fileExists(atPath: journal))
  }

  @Test func `waits for a person, goes on after the answer, and keeps who it was`() throws {
    let (folder, asked) = try Self.heal()
    #expect(asked.status == 1)
    let id = Self.id(asked)
    #expect(asked.output.contains("kintsugi approve \(id) --lake DIR, or deny"))
    let approved = try Program(
      ["approve", id, "--lake", "lake", "--note", "seen"], in: folder.url)
    #expect(approved.status == 0, "\(approved.errors)")
    #expect(approved.output.contains("with the approval of user:\(NSUserName())"))
    #expect(approved.output.contains("Answer    yes by user:\(NSUserName()): seen"))
    let again = try Program(["deny", id, "--lake", "lake"], in: folder.url)
    #expect(again.status == 3)
    #expect(again.errors.contains("\(id) is over since"))
    let check = try Program(["journal", "verify", "--lake", "lake"], in: folder.url)
    #expect(check.status == 0)
    #expect(check.output.hasSuffix("all is as it was written\n"))
  }

  @Test func `hands the incident over where somebody refuses`() throws {
    let (folder, asked) = try Self.heal()
    let denied = try Program(["deny", Self.id(asked), "--lake", "lake"], in: folder.url)
    #expect(denied.status == 1)
    #expect(denied.output.contains("user:\(NSUserName()) said no"))
    let none = try Program(["approve", "inc-zzz", "--lake", "lake"], in: folder.url)
    #expect(none.status == 3)
    #expect(none.errors.contains("there is no incident `inc-zzz`"))
  }

  @Test func `does nothing after a stop, even under a broken configuration`() throws {
    let (folder, event) = try Self.broken()
    let heal = ["heal", "--lake", "lake", "--event", event]
    let asked = try Program(heal, in: folder.url)
    try folder.replace("mode: heal", with: "mode: hael", in: "rules/memory.yaml")
    let journal = ["--journal", "lake/.kintsugi/journal.sqlite"]
    let stopped = try Program(["stop", "--reason", "look first"] + journal, in: folder.url)
    #expect(stopped.status == 0, "\(stopped.errors)")
    try folder.replace("mode: hael", with: "mode: heal", in: "rules/memory.yaml")
    let approved = try Program(["approve", Self.id(asked), "--lake", "lake"], in: folder.url)
    #expect(approved.status == 1)
    #expect(approved.output.contains("because kill-switch"))
    #expect(approved.output.contains("look first"))
    #expect(try Program(["resume"] + journal, in: folder.url).output == "resumed\n")
  }

  @Test func `leaves with 4 where the journal cannot be opened`() throws {
    let (folder, event) = try Self.broken()
    let place = folder.url.appending(path: "lake/.kintsugi")
    try Data("no folder".utf8).write(to: place)
    let program = try Program(["heal", "--lake", "lake", "--event", event], in: folder.url)
    #expect(program.status == 4)
    #expect(program.errors.contains("cannot be opened"))
  }
}
