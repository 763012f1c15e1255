import Foundation
import Testing

/// How the program leaves, and what it says when it cannot do what it was asked.
@Suite struct ExitCodeTests {
  struct Call: Sendable, CustomTestStringConvertible {
    let words: [String]
    let status: Int32
    let error: String

    init(_ line: String, _ status: Int32, _ error: String = "") {
      words = line.split(separator: " ").map(String.init)
      self.status = status
      self.error = error
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Call("lint", 0), Call("help", 0), Call("help heal", 0), Call("--help", 0), Call("version", 0),
    Call("lint --help", 0), Call("explain unknown-key", 0),
    Call("explain null-spike", 0), Call("explain table.null_rate", 0), Call("explain volume", 0),
    Call("explain coerce_schema", 0), Call("explain legal-hold", 0), Call("test", 0),
    Call("test --run widening -o json", 0), Call("lint -o sarif", 0),
    Call("decide --incident examples/incidents/widened_type", 0),
    Call("decide --incident examples/incidents/widened_type --env prod -o json", 0),
    Call("detect --incident examples/incidents/throttled_once", 0),
    Call("schema", 0), Call("schema rules", 0), Call("schema rule", 2, "project, rules"),
    Call("schema rules policy", 2, "one word too many"), Call("manual", 0),
    Call("completions bash", 0), Call("completions", 2, "the SHELL is missing"),
    Call("completions csh", 2, "bash, zsh, fish"), Call("fmt /nowhere.yaml", 3, "/nowhere.yaml"),
    Call("fmt - a.yaml", 2, "alone"), Call("fmt --chek", 2, "did you mean `--check`?"),
    Call("detect", 2, "--incident DIR"), Call("detect --probe x", 2, "--profiles"),
    Call("detect --profiles x", 2, "--probe"),
    Call("detect --profiles /nowhere --probe /nowhere", 3, "/nowhere"),
    Call("detect --profiles kintsugi.yaml --probe kintsugi.yaml", 3, "line 1"),
    Call("detect --profiles examples --probe examples", 3, "folder"),
    Call("debug document kintsugi.yaml", 0), Call("debug condition 1<2", 0),
    Call("debug document Package.swift", 1), Call("debug condition 1/0==1", 1),
    Call("debug condition 1+", 1),
    Call("", 2), Call("hael", 2, "did you mean `heal`?"),
    Call("lint --colour never", 2, "did you mean `--color`?"),
    Call("lint -o xml", 2, "`xml` is no value of `-o`"), Call("lint extra", 3, "no file"),
    Call("lint rules --fail-on note --now 2026-11-25T00:00:00Z", 0), Call("render --env prod", 0),
    Call("lint --skip no-authority", 2, "it is about safety"), Call("render", 2, "--env ENV"),
    Call("lint --only never-fire", 2, "did you mean `never-fires`?"),
    Call("lint --fail-on bad", 2, "error, warning, note"), Call("render --env pord", 3, "`prod`"),
    Call("decide", 2, "--incident DIR is missing"), Call("decide --incident", 2, "wants a value"),
    Call("explain unknown-kee", 2, "did you mean `unknown-key`?"),
    Call("explain table.nul_rate", 2, "did you mean `table.null_rate`?"),
    Call("explain null-spike -C /nowhere", 3), Call("test --min 100", 2, "a share, as 90%"),
    Call("test /nowhere.test.yaml", 3, "there is no /nowhere.test.yaml"),
    Call("test --run zzz", 1), Call("lint -o json -o sarif", 2, "=FILE"),
    Call("lint -o json=/nowhere/x", 4, "cannot be written"),
    Call("decide --incident examples/incidents/widened_type --now yesterday", 2, "--now"),
    Call("lint -C /nowhere", 3, "/nowhere"), Call("lint -C examples", 3),
    Call("decide --incident examples/nothing", 3), Call("debug document /nowhere", 3),
    Call("debug conformance /nowhere", 3),
    Call("decide --incident examples/incidents/widened_type --propose mend", 3, "mend"),
  ])
  func `leaves with the status that the manual says`(call: Call) throws {
    let program = try Program(call.words)
    #expect(program.status == call.status, "\(program.errors)")
    #expect(program.errors.contains(call.error) || call.error.isEmpty, "\(program.errors)")
    if call.status == 0 { #expect(program.errors.isEmpty) }
    if call.status >= 2 { #expect(!(program.errors + program.output).isEmpty) }
  }

  @Test func `lints a broken project: everything at once, in the order of the files`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try folder.replace("kind: widening", with: "kind: widenning", in: "rules/data.yaml")
    try folder.replace("runbook:", with: "runbok:", in: "rules/memory.yaml")
    let policy = "policies/healer.yaml"
    try folder.replace("size(table.changes) > 0", with: "size(table.chnges) > 0", in: policy)
    let program = try Program(["lint"], in: folder.url)
    #expect(program.status == 1)
    let lines = program.output.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(
      lines.map { $0.split(separator: ":")[0] } == [
        "policies/healer.yaml", "rules/data.yaml", "rules/memory.yaml",
      ])
    #expect(program.output.contains("did you mean `changes`?"))
    #expect(program.output.hasSuffix("24 files: 3 errors, 0 warnings\n"))
  }

  @Test func `says so when the disk is full, and does not pretend`() throws {
    let process = Foundation.Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["lint"]
    process.currentDirectoryURL = Program.root
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 4, "\(words)")
    #expect(words.contains("standard output"))
  }

  @Test func `heals nothing where it may not write, and says which file`() throws {
    let folder = try TemporaryFolder()
    let lake = folder.url.appending(path: "lake")
    try FileManager.default.copyItem(at: Program.root.appending(path: "examples/flights"), to: lake)
    try Data().write(to: lake.appending(path: ".kintsugi"))
    let event = lake.appending(path: "event.json")
    try FileManager.default.copyItem(
      at: Program.root.appending(path: "examples/incidents/widened_type/event.json"), to: event)
    let program = try Program(["heal", "--lake", lake.path, "--event", event.path])
    #expect(program.status >= 3)
    #expect(program.errors.contains(".kintsugi"), "\(program.errors)")
  }
}
