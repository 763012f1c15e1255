import Foundation
import Testing

/// `kintsugi report`, run as a person runs it.
@Suite struct ReportCommandTests {
  private static let record = Program.root
    .appending(path: "Tests/ReportingTests/data/evaluation.json")

  @Test func `writes the page wholly, and the same to a file as to standard output`() throws {
    let folder = try TemporaryFolder()
    let target = folder.url.appending(path: "page.html")
    let shown = try Program(["report", Self.record.path])
    #expect(shown.status == 0 && shown.errors.isEmpty)
    #expect(shown.output.hasPrefix("<!doctype html>") && shown.output.hasSuffix("</html>\n"))
    for _ in 0..<2 {
      let written = try Program(["report", Self.record.path, "--to", target.path])
      #expect(written.status == 0 && written.output.isEmpty && written.errors.isEmpty)
      #expect(try String(contentsOf: target, encoding: .utf8) == shown.output)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names == ["page.html"])
  }

  @Test(arguments: [
    ("{", "it is not JSON"), ("[]", "`the whole` is of another kind"),
    ("{\"world\": 3}", "`world` is of another kind"),
    ("{\"world\": \"\"}", "`worldDigest` is missing"),
    ("", "it is not JSON"),
  ])
  func `says what is wrong with a file that is no evaluation`(text: String, reason: String) throws {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: folder.url.appending(path: "e.json"))
    let program = try Program(["report", "e.json", "--to", "page.html"], in: folder.url)
    #expect(program.status == 3 && program.output.isEmpty)
    #expect(
      program.errors
        == "kintsugi: e.json is no evaluation: \(reason); "
        + "`kintsugi evaluate -o json=FILE` writes one\n")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "page.html").path))
  }

  @Test func `says where in a file a figure is missing`() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOf: Self.record, encoding: .utf8)
    let damaged = text.replacing("\"harmBound\"", with: "\"harm\"", maxReplacements: 1)
    try Data(damaged.utf8).write(to: folder.url.appending(path: "e.json"))
    let program = try Program(["report", "e.json"], in: folder.url)
    #expect(program.status == 3)
    #expect(program.errors.contains("`mixes[0].contenders[0].harmBound` is missing"))
  }

  @Test func `leaves with what went wrong`() throws {
    let folder = try TemporaryFolder()
    #expect(try Program(["report"]).status == 2)
    #expect(try Program(["report", "a", "b"]).status == 2)
    let missing = try Program(["report", "none.json"], in: folder.url)
    #expect(missing.status == 3 && missing.errors.contains("No such file or directory"))
    let target = folder.url.appending(path: "none/page.html").path
    let unwritten = try Program(["report", Self.record.path, "--to", target])
    #expect(unwritten.status == 4 && unwritten.errors.contains("cannot be written"))
  }
}
