import Healing
import Incidents
import Testing

/// The marks of repairs as parameters: bounded, harmless, and no change of a table.
@Suite struct SeamTests {
  private static func seam(_ number: Int, reason: String = "a column is new") -> Seam {
    Seam(
      step: "set_schema", incident: "inc-0123456789ab", attempt: 1, marker: "inc.\(number)",
      at: Timestamp(seconds: Int64(number)),
      cause: StepCause(rule: "added-column", kind: "schema_drift", reason: reason), isUndo: false,
      from: "version \(number)", inverse: "restore_schema of a.b to version \(number)")
  }

  private static func version(
    _ id: String, _ seams: [Seam], columns: [Column] = [], at seconds: Int64
  ) -> TableVersion {
    var parameters = ["classification": "csv"]
    if !seams.isEmpty { parameters[Seam.parameter] = Seam.text(of: seams) }
    return TableVersion(
      id: id, columns: columns, partitionKeys: [], location: "s3://b/t/",
      updated: Timestamp(seconds: seconds), parameters: parameters)
  }

  @Test func `keeps the last eight, whatever they say`() {
    let hostile = String(repeating: "\u{1B}[2J\u{202E}<script>|\"\\\n", count: 100_000)
    let text = Seam.text(of: (0..<50).map { Self.seam($0, reason: hostile) })
    #expect(text.utf8.count < 512_000 / 4)
    #expect(Seam.parameter.utf8.count <= 255)
    let seams = Seam.all(in: [Seam.parameter: text])
    #expect(seams.map(\.marker) == (42..<50).map { "inc.\($0)" })
    #expect(seams.allSatisfy { $0.cause.reason.utf8.count <= 300 })
    #expect(!text.utf8.contains { $0 < 0x20 } && !text.contains("\u{202E}"))
    #expect(Seam.text(of: seams) == text)
  }

  @Test(arguments: ["", "{}", "[", "[{}]", "null", "[1]", String(repeating: "[", count: 100_000)])
  func `reads no seams out of what is none`(text: String) {
    #expect(Seam.all(in: [Seam.parameter: text]) == [])
  }

  @Test func `sees a version that is only a mark as the one that it marks`() {
    let one = Column(name: "x", type: .string)
    let versions = [
      Self.version("4", [Self.seam(1), Self.seam(2)], columns: [one], at: 40),
      Self.version("3", [Self.seam(1)], columns: [one], at: 30),
      Self.version("2", [], columns: [one], at: 20), Self.version("1", [], at: 10),
    ]
    let seen = TableVersion.withoutSeams(versions)
    #expect(seen.map(\.id) == ["4", "1"])
    #expect(seen.map(\.updated) == [Timestamp(seconds: 20), Timestamp(seconds: 10)])
    // Two equal versions without a new mark are as they were, and so is what brings both.
    let equal = [Self.version("2", [], at: 20), Self.version("1", [], at: 10)]
    #expect(TableVersion.withoutSeams(equal).map(\.id) == ["2", "1"])
    let both = [
      Self.version("2", [Self.seam(1)], columns: [one], at: 20), Self.version("1", [], at: 10),
    ]
    #expect(TableVersion.withoutSeams(both).map(\.id) == ["2", "1"])
  }
}
