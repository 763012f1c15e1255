import Documents
import Testing

@testable import Configurations

@Suite struct FingerprintTests {
  private static func fingerprint(_ files: [SourceFile]) throws -> String {
    let checked = ConfigurationLoader.load(files)
    return try #require(checked.value, "\(Samples.mistakes(checked.diagnostics))").fingerprint
  }

  private static func fingerprint(
    _ path: String, _ text: String, by replacement: String
  ) throws -> String {
    try fingerprint(Samples.everything(path, text, by: replacement))
  }

  @Test func `has sixteen digits`() throws {
    let text = try Self.fingerprint(Samples.everything)
    #expect(text.utf8.count == 16)
    #expect(UInt64(text, radix: 16) != nil)
  }

  @Test(arguments: [
    ("policy.yaml", "discount: 0.9", "discount: 0.9   # as in the book"),
    ("policy.yaml", "discount: 0.9", "discount: 0.90"),
    ("policy.yaml", "discount: 0.9", "'discount':\n    0.9"),
    ("rules.yaml", "severity: high", "severity: \"high\"\n"),
    ("safety.yaml", "owner: team\n", "# who looks after it\n\nowner: team\n"),
    ("rules.yaml", "for: {jobs: [\"*\"], ", "for: {jobs: [\n    \"*\",\n  ],\n  "),
  ])
  func `is the same under comments and another layout`(
    _ path: String, _ text: String, _ replacement: String
  ) throws {
    let standard = try Self.fingerprint(Samples.everything)
    #expect(try Self.fingerprint(path, text, by: replacement) == standard)
  }

  @Test func `is the same in whatever order and folder the files come, and beside tests`() throws {
    let standard = try Self.fingerprint(Samples.everything)
    #expect(try Self.fingerprint(Samples.everything.reversed()) == standard)
    let moved = Samples.everything.map { SourceFile(path: "x/" + $0.path, bytes: $0.bytes) }
    #expect(try Self.fingerprint(moved) == standard)
    let tests = SourceFile(path: "o.test.yaml", text: "kintsugi: tests/v1\n")
    #expect(try Self.fingerprint(Samples.everything + [tests]) == standard)
  }

  @Test func `changes with any value`() throws {
    let changes = [
      ("policy.yaml", "discount: 0.9", "discount: 0.8"),
      ("policy.yaml", "discount: 0.9", "discount: 0.95"),
      ("policy.yaml", "values: [volume, null_rate]", "values: [null_rate, volume]"),
      ("rules.yaml", "severity: high", "severity: low"),
      ("rules.yaml", "title: Every kind", "title: Each kind"),
      ("rules.yaml", "matches: [Error]", "matches: [error]"),
      ("safety.yaml", "at_most: 3 actions", "at_most: 4 actions"),
      ("safety.yaml", "ask: [mend]", "ask: []"),
      ("kintsugi.yaml", "dynamodb:kintsugi", "dynamodb:other"),
    ]
    let all = try changes.map { try Self.fingerprint($0.0, $0.1, by: $0.2) }
    #expect(Set(all + [try Self.fingerprint(Samples.everything)]).count == changes.count + 1)
  }
}
