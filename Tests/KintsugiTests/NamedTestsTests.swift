import Foundation
import Goldens
import Testing

/// `mutate` and `test --coverage` with files of tests: they look at what lies beside those alone.
@Suite struct NamedTestsTests {
  @Test func `counts the clauses of the file beside`() throws {
    let one = try Program(["test", "rules/disk.test.yaml", "--coverage"])
    let counted = try #require(one.output.firstMatch(of: /100\.0 % of (\d+) outcomes/))
    let count = try #require(Int(counted.1))
    // Two rules with one detector each: it fires, and it is silent.
    #expect(count == 4)
    #expect(one.status == 0)
  }

  @Test func `changes the file beside alone`() throws {
    let one = try Program(["mutate", "./rules/disk.test.yaml"])
    let counted = try #require(one.output.firstMatch(of: /of (\d+) changes were noticed/))
    let count = try #require(Int(counted.1))
    #expect((1...9).contains(count))
  }

  @Test func `says when tests lie beside nothing`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try folder.move("rules/disk.test.yaml", to: "rules/discs.test.yaml")
    for words in [["mutate"], ["test", "--coverage"]] {
      let program = try Program(words + ["rules/discs.test.yaml"], in: folder.url)
      #expect(program.status == 3)
      #expect(program.errors.contains("rules/discs.yaml is not there"), "\(program.errors)")
    }
  }

  @Test func `shows what came where something else was expected`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try FileManager.default.copyItem(
      at: Program.root.appending(path: "examples"), to: folder.url.appending(path: "examples"))
    try folder.replace(
      "expect: {rule: disk-category, class: disk_full, chooses: scale_up}",
      with: "expect: {rule: disk-full, class: disk_full, chooses: retry}",
      in: "rules/disk.test.yaml")
    let failed = try Program(["test", "rules/disk.test.yaml"], in: folder.url)
    #expect(failed.status == 1)
    #expect(try failed.output == Golden.text("code-test-failed", for: failed.output))
  }

  @Test func `says where there is nothing to judge`() throws {
    let folder = try TemporaryFolder()
    let lint = try Program(["lint"], in: folder.url)
    #expect(lint.status == 3)
    #expect(try lint.errors == Golden.text("code-not-loaded", for: lint.errors))
  }
}
