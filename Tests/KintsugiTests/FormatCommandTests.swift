import Foundation
import Testing

/// `kintsugi fmt` as a person and as CI call it.
@Suite struct FormatCommandTests {
  private static let untidy = """
    # About the rules of this file.

    rules:
    - title: "A heap ran full"   # said to people
      id: heap
      when: {log: {matches: OutOfMemory}}
      anomaly: out_of_memory
      # never below
      severity: high
      no_data: skip
      mode: heal
    owner: data-platform
    kintsugi: rules/v1

    """

  private static let tidy = """
    # About the rules of this file.

    kintsugi: rules/v1
    owner: data-platform
    rules:
      - id: heap
        title: A heap ran full   # said to people
        when: {log: {matches: 'OutOfMemory'}}
        anomaly: out_of_memory
        # never below
        severity: high
        mode: heal
        no_data: skip

    """

  private static func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files {
      let place = folder.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: place, atomically: false, encoding: .utf8)
    }
    return folder
  }

  private static func text(_ name: String, in folder: TemporaryFolder) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func `writes a file in its canonical layout, once`() throws {
    let folder = try Self.folder(["a.yaml": Self.untidy])
    let first = try Program(["fmt", "a.yaml"], in: folder.url)
    #expect(first.status == 0)
    #expect(first.errors == "1 file: 1 changed\n")
    #expect(try Self.text("a.yaml", in: folder) == Self.tidy)
    let second = try Program(["fmt", "a.yaml"], in: folder.url)
    #expect(second.errors == "1 file: 0 changed\n")
    #expect(try Self.text("a.yaml", in: folder) == Self.tidy)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left == ["a.yaml"])
  }

  @Test func `lists and shows what would change, and changes nothing`() throws {
    let folder = try Self.folder(["rules/a.yaml": Self.untidy, "rules/b.yaml": Self.tidy])
    let check = try Program(["fmt", "rules", "--check"], in: folder.url)
    #expect(check.status == 1)
    #expect(check.output == "rules/a.yaml\n")
    let diff = try Program(["fmt", "rules", "--diff"], in: folder.url)
    #expect(diff.status == 0)
    #expect(diff.output.hasPrefix("--- a/rules/a.yaml\n+++ b/rules/a.yaml\n@@ -1,13 +1,13 @@\n"))
    #expect(try Program(["fmt", "rules", "--check", "--diff"], in: folder.url).status == 1)
    #expect(try Self.text("rules/a.yaml", in: folder) == Self.untidy)
    #expect(try Program(["fmt", "rules/b.yaml", "--check"], in: folder.url).status == 0)
  }

  @Test func `gives a diff that patch takes`() throws {
    let folder = try Self.folder(["a.yaml": Self.untidy])
    let diff = try Program(["fmt", "a.yaml", "--diff"], in: folder.url)
    try diff.output.write(
      to: folder.url.appending(path: "a.diff"), atomically: false, encoding: .utf8)
    let patch = Foundation.Process()
    patch.executableURL = URL(filePath: "/usr/bin/env")
    patch.arguments = ["git", "apply", "--unsafe-paths", "a.diff"]
    patch.currentDirectoryURL = folder.url
    try patch.run()
    patch.waitUntilExit()
    #expect(patch.terminationStatus == 0)
    #expect(try Self.text("a.yaml", in: folder) == Self.tidy)
  }

  @Test func `leaves a file alone that is no YAML, and writes the others`() throws {
    let broken = "kintsugi: rules/v1\nowner: [\n"
    let folder = try Self.folder([
      "a.yaml": broken, "b.yaml": Self.untidy, "c.yaml": "jobs: [a]\n",
    ])
    let program = try Program(["fmt", "."], in: folder.url)
    #expect(program.status == 3)
    #expect(program.errors.contains("[syntax]"))
    #expect(program.errors.contains("[no-header]"))
    #expect(program.errors.hasSuffix("3 files: 1 changed, 2 left untouched\n"))
    #expect(try Self.text("a.yaml", in: folder) == broken)
    #expect(try Self.text("b.yaml", in: folder) == Self.tidy)
    #expect(try Self.text("c.yaml", in: folder) == "jobs: [a]\n")
  }

  @Test func `keeps the rights of a file, and what a link points to`() throws {
    let folder = try Self.folder(["real.yaml": Self.untidy])
    let real = folder.url.appending(path: "real.yaml").path
    let link = folder.url.appending(path: "link.yaml").path
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.yaml")
    #expect(try Program(["fmt", "link.yaml"], in: folder.url).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.yaml")
    let rights = try FileManager.default.attributesOfItem(atPath: real)[.posixPermissions]
    #expect(rights as? Int == 0o640)
    #expect(try Self.text("real.yaml", in: folder) == Self.tidy)
  }

  @Test func `lays out all files of the project without a path`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    #expect(try Program(["fmt"], in: folder.url).status == 0)
    #expect(try Program(["fmt", "--check"], in: folder.url).status == 0)
    #expect(try Program(["lint"], in: folder.url).status == 0)
  }
}
