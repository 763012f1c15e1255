import Foundation
import Goldens
import Testing

/// `lint` and `render` as they are called: which mistakes are told, what is mended, what holds.
@Suite struct LintCommandTests {
  /// The repository's configuration with an overlay of prod.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    let overlays = folder.url.appending(path: "overlays")
    try FileManager.default.createDirectory(at: overlays, withIntermediateDirectories: true)
    let text = """
      kintsugi: overlay/v1
      owner: flights-team
      env: prod
      change:
        type-widened: {severity: critical}
        tries-per-job: {at_most: 2 actions}
      turn_off:
        - {id: null-spike, reason: A known gap, until: "2027-01-01"}
      waivers:
        - {id: W-1, waives: wide-quarantine, reason: One-off, owner: flights-team,
           approved_by: data-governance, ticket: T-1, expires: "2026-12-01"}

      """
    try Data(text.utf8).write(to: overlays.appending(path: "prod.yaml"))
    return folder
  }

  @Test func `counts dates that it could not check, and checks them with a time`() throws {
    let folder = try Self.folder()
    let without = try Program(["lint"], in: folder.url)
    #expect(without.status == 0, "\(without.output)\(without.errors)")
    #expect(without.output.contains("2 dates not checked without --now"))
    let with = try Program(["lint", "--now", "2026-11-25T00:00:00Z"], in: folder.url)
    #expect(with.status == 0)
    #expect(with.output.contains("note: the waiver `W-1` is over in 6 days [waiver-expiring]"))
    let strict = try Program(
      ["lint", "--now", "2026-12-25T00:00:00Z", "--fail-on", "warning"], in: folder.url)
    #expect(strict.status == 1)
    #expect(strict.output.contains("[waiver-expired]"))
  }

  @Test func `narrows by codes and paths, and never leaves out safety or an error`() throws {
    let folder = try Self.folder()
    try folder.replace("anomaly: volume", with: "anomaly: volumes", in: "rules/data.yaml")
    try folder.replace("undo: return_objects", with: "", in: "policies/healer.yaml")
    func codes(_ words: [String]) throws -> (codes: [String], status: Int32) {
      let program = try Program(["lint", "-o", "compact"] + words, in: folder.url)
      let lines = program.output.split(separator: "\n")
      return (lines.map { String($0.split(separator: "[").last?.dropLast() ?? "") }, program.status)
    }
    #expect(try codes([]).codes == ["missing-undo", "kind-without-remedy"])
    #expect(try codes(["--skip", "kind-without-remedy"]).codes == ["missing-undo"])
    #expect(try codes(["--only", "never-fires"]).codes == ["missing-undo"])
    #expect(try codes(["rules/"]).codes == ["kind-without-remedy"])
    #expect(try codes(["--fail-on", "warning"]).status == 1)
    #expect(try codes([]).status == 0)
    try folder.replace("mode: heal", with: "mode: hael", in: "rules/memory.yaml")
    #expect(try codes(["rules/data.yaml"]).status == 1)
    #expect(try codes(["--skip", "unknown-value,kind-without-remedy"]).status == 1)
  }

  @Test func `reads the tests beside the rules, where the rules have no error`() throws {
    let folder = try Self.folder()
    func codes(_ words: [String] = []) throws -> [String] {
      let program = try Program(["lint", "-o", "compact"] + words, in: folder.url)
      #expect(program.status == 1)
      return program.output.split(separator: "\n").map {
        "\($0.prefix { $0 != ":" }) \($0.split(separator: "[").last?.dropLast() ?? "")"
      }
    }
    let disk = "rules/disk.test.yaml"
    try folder.replace("rule: disk-full", with: "rule: disk-fall", in: disk)
    try folder.replace("given: failed", with: "given: fialed", in: disk)
    try folder.replace("    set:", with: "    sett:", in: disk)
    let all = ["--tests"]
    #expect(Set(try codes(all)) == ["\(disk) unknown-key", "\(disk) unknown-name-in-test"])
    #expect(Set(try codes([disk])) == ["\(disk) unknown-key", "\(disk) unknown-name-in-test"])
    #expect(Set(try codes(all + ["--only", "unknown-key"])) == ["\(disk) unknown-key"])
    try folder.replace("mode: heal", with: "mode: hael", in: "rules/memory.yaml")
    #expect(Set(try codes(all)) == ["rules/memory.yaml unknown-value"])
  }

  @Test func `mends the files, says what it wrote, and finds nothing afterwards`() throws {
    let folder = try Self.folder()
    try folder.replace("severity: low", with: "severty: low", in: "rules/network.yaml")
    try folder.replace("kind: widening", with: "kind: widenning", in: "rules/data.yaml")
    let program = try Program(["lint", "--fix"], in: folder.url)
    #expect(program.status == 0, "\(program.output)")
    #expect(
      program.errors == """
        fixed rules/data.yaml:31:27: `widenning` became `widening` [unknown-value]
        fixed rules/network.yaml:65:5: `severty` became `severity` [unknown-key]

        """)
    let text = try String(
      contentsOf: folder.url.appending(path: "rules/network.yaml"), encoding: .utf8)
    let shipped = try String(
      contentsOf: Program.root.appending(path: "rules/network.yaml"), encoding: .utf8)
    #expect(text == shipped)
  }

  @Test func `renders what holds in an environment, and where it was written`() throws {
    let folder = try Self.folder()
    let program = try Program(["render", "--env", "prod", "--show-origin"], in: folder.url)
    #expect(program.status == 0, "\(program.errors)")
    let changed = program.output.split(separator: "\n").filter {
      $0.contains("overlays/prod.yaml") || $0.contains("null-spike")
    }
    #expect(
      changed == [
        "    severity: critical  # overlays/prod.yaml:5",
        "# turned off by overlays/prod.yaml:8: A known gap", "#   - id: null-spike",
        "  - {id: tries-per-job, at_most: 2 actions, per: job, within: 1h}"
          + "  # overlays/prod.yaml:6",
      ])
    let dev = try Program(["render", "--env", "dev"], in: folder.url)
    #expect(dev.output.contains("at_most: 3 actions"))
    let later = try Program(
      ["render", "--env", "prod", "--now", "2027-01-01T00:00:00Z"], in: folder.url)
    #expect(!later.output.contains("turned off"))
  }

  @Test func `decides by what holds in the environment of the event`() throws {
    let folder = try Self.folder()
    let incident = Program.root.appending(path: "examples/incidents/widened_type").path
    func severity(_ environment: String) throws -> Bool {
      let program = try Program(
        ["decide", "--incident", incident, "--env", environment, "-o", "json"], in: folder.url)
      #expect(program.status == 0, "\(program.errors)")
      return program.output.contains("\"severity\" : \"critical\"")
    }
    #expect(try severity("prod"))
    #expect(try !severity("dev"))
  }

  @Test func `judges nothing with a guardrail that can never decide`() throws {
    let folder = try Self.folder()
    try folder.replace(
      "runs.active > 0", with: "runs.active > 0 && runs.active < 0", in: "safety/guardrails.yaml")
    let incident = Program.root.appending(path: "examples/incidents/widened_type").path
    let program = try Program(["decide", "--incident", incident], in: folder.url)
    #expect(program.status == 3)
    #expect(program.errors.contains("[guardrail-never-decides]"))
  }

  /// What else could lie in a folder of rules, and why nothing is judged then; `nil` where it is
  /// read, or nobody's.
  private struct Stray: Sendable, CustomTestStringConvertible {
    let name: String
    let link: String?
    let reason: String?
    var testDescription: String { name }
  }

  @Test(arguments: [
    Stray(name: "linked.yaml", link: "..data/linked.yaml", reason: nil),
    Stray(name: "_own.yaml", link: nil, reason: nil),
    Stray(name: ".#own.yaml", link: "nobody@nowhere", reason: nil),
    Stray(name: "README", link: "/etc/hostname", reason: nil),
    Stray(name: "gone.yaml", link: "nowhere", reason: "is a link to nothing"),
    Stray(name: "away.yaml", link: "/etc/hostname", reason: "leaves the project's folder"),
    Stray(name: "shared", link: "../safety", reason: "is a link to a folder"),
    Stray(name: "OWN.YAML", link: nil, reason: "only names that end in .yaml or .yml"),
  ])
  private func `leaves out no file of rules without a word`(stray: Stray) throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    let rules = folder.url.appending(path: "rules")
    let text = """
      kintsugi: rules/v1
      owner: nobody
      rules: []
      """
    try FileManager.default.createDirectory(
      at: rules.appending(path: "..data"), withIntermediateDirectories: true)
    for name in ["..data/linked.yaml"] + (stray.link == nil ? [stray.name] : []) {
      try Data(text.utf8).write(to: rules.appending(path: name))
    }
    if let link = stray.link {
      try FileManager.default.createSymbolicLink(
        atPath: rules.appending(path: stray.name).path, withDestinationPath: link)
    }
    let lint = try Program(["lint"], in: folder.url)
    guard let reason = stray.reason else {
      let isRead = stray.name.hasSuffix(".yaml") && !stray.name.hasPrefix(".")
      #expect(lint.status == (isRead ? 1 : 0), "\(lint.output)\(lint.errors)")
      #expect(lint.output.contains("rules/\(stray.name):2:8: error: there is no owner") == isRead)
      return
    }
    #expect(lint.status == 3)
    #expect(lint.errors.contains("rules/\(stray.name) "))
    #expect(lint.errors.contains(reason), "\(lint.errors)")
  }
}
