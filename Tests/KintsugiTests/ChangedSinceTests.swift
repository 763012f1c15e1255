import Foundation
import Testing

/// `test --changed-since`: which cases run, and what is said where none does.
@Suite struct ChangedSinceTests {
  /// A repository with the configuration, its evidence and one commit.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try FileManager.default.copyItem(
      at: Program.root.appending(path: "examples"), to: folder.url.appending(path: "examples"))
    for file in ["safety/guardrails.test.yaml", "policies/healer.test.yaml"] {
      try FileManager.default.removeItem(at: folder.url.appending(path: file))
    }
    for name in try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "rules").path)
    where name.hasSuffix(".test.yaml") && !["disk.test.yaml", "data.test.yaml"].contains(name) {
      try FileManager.default.removeItem(at: folder.url.appending(path: "rules/" + name))
    }
    try git(["init", "-q"], in: folder)
    try git(["add", "."], in: folder)
    try commit(in: folder)
    return folder
  }

  private static func commit(in folder: TemporaryFolder) throws {
    let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    try git(author + ["commit", "-q", "-m", "all"], in: folder)
  }

  private static func git(_ words: [String], in folder: TemporaryFolder) throws {
    let process = Foundation.Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + words
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private static func run(_ folder: TemporaryFolder, _ reference: String = "HEAD") throws -> Program
  {
    try Program(["test", "--changed-since", reference], in: folder.url)
  }

  @Test func `runs nothing where nothing changed, and says so`() throws {
    let folder = try Self.folder()
    let idle = try Self.run(folder)
    #expect(idle.status == 0, "\(idle.output)\(idle.errors)")
    #expect(idle.output.contains("0 cases: nothing to test: nothing that decides changed"))
  }

  @Test func `runs the cases of a rule that changed, and no others`() throws {
    let folder = try Self.folder()
    try folder.replace("id: disk-full\n", with: "id: disk-full # so\n", in: "rules/disk.yaml")
    let named = try Self.run(folder)
    #expect(named.status == 0, "\(named.output)\(named.errors)")
    #expect(named.output.contains("case"))
    #expect(!named.output.contains("0 cases"))
    try Self.git(["checkout", "-q", "."], in: folder)
    try folder.replace("above: 5%, unusual", with: "above: 50%, unusual", in: "rules/data.yaml")
    let turned = try Self.run(folder)
    #expect(turned.status == 1)
    #expect(turned.output.contains("[test-failed]"))
    // Committed, it is the state that is compared with.
    try Self.git(["add", "."], in: folder)
    try Self.commit(in: folder)
    #expect(try Self.run(folder).status == 0)
    #expect(try Self.run(folder, "HEAD~1").status == 1)
  }

  @Test func `runs what looks at safety where safety changed, and all where the project did`()
    throws
  {
    let folder = try Self.folder()
    try folder.replace(
      "at_most: 3 actions", with: "at_most: 2 actions", in: "safety/guardrails.yaml")
    let safety = try Self.run(folder)
    #expect(safety.status == 0, "\(safety.output)\(safety.errors)")
    try Self.git(["checkout", "-q", "."], in: folder)
    try folder.replace("states_at_most: 5000", with: "states_at_most: 6000", in: "kintsugi.yaml")
    let all = try Self.run(folder)
    let whole = try Program(["test"], in: folder.url)
    #expect(all.output == whole.output)
    #expect(safety.output != whole.output)
  }

  @Test func `runs the cases whose evidence or whose own file changed`() throws {
    let folder = try Self.folder()
    try folder.replace(
      "\"ErrorMessage\"", with: "\"ErrorMessage\" ",
      in: "examples/incidents/added_column/glue/get-job-runs.json")
    let evidence = try Self.run(folder)
    #expect(!evidence.output.contains("0 cases"), "\(evidence.output)\(evidence.errors)")
    try Self.git(["checkout", "-q", "."], in: folder)
    let new = folder.url.appending(path: "rules/new.test.yaml")
    try FileManager.default.copyItem(
      at: folder.url.appending(path: "rules/disk.test.yaml"), to: new)
    #expect(try !Self.run(folder).output.contains("0 cases"))
    try FileManager.default.removeItem(at: new)
    try FileManager.default.removeItem(at: folder.url.appending(path: "rules/disk.test.yaml"))
    let gone = try Self.run(folder)
    #expect(gone.status == 0)
    #expect(gone.output.contains("tests were only taken away"))
  }

  @Test func `fails where a rule changed that no test looks at`() throws {
    let folder = try Self.folder()
    try folder.replace(
      "id: session-lost\n", with: "id: session-lost # so\n", in: "rules/platform.yaml")
    let untested = try Self.run(folder)
    #expect(untested.status == 1, "\(untested.output)")
    #expect(untested.output.contains("rule `session-lost` changed, and no test looks at that"))
  }

  @Test(arguments: ["none", "-q", "HEAD~9", "HEAD:rules"])
  func `refuses a reference that git does not know`(reference: String) throws {
    let folder = try Self.folder()
    let program = try Self.run(folder, reference)
    #expect(program.status == 3)
    #expect(program.errors.contains("git knows no commit"), "\(program.errors)")
  }

  @Test func `refuses to be asked outside of a repository, or for coverage`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    let program = try Self.run(folder)
    #expect(program.status == 3)
    #expect(program.errors.contains("no repository of git"), "\(program.errors)")
    let coverage = try Program(
      ["test", "--changed-since", "HEAD", "--coverage"], in: folder.url)
    #expect(coverage.status == 2)
  }
}
