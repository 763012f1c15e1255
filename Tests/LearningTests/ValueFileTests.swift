import Configurations
import Decisions
import Documents
import Goldens
import Learning
import Testing

@Suite struct ValueFileTests {
  private static func policy(_ change: (String) -> String = { $0 }) throws -> Policy {
    let files = try Repository.files().map { file in
      file.path.hasSuffix("policies/healer.yaml")
        ? SourceFile(
          path: file.path, text: change(String(decoding: file.bytes, as: UTF8.self)))
        : file
    }
    return try #require(ConfigurationLoader.load(files).value).policy
  }

  private static let values = ActionValues([
    .init(state: 0, action: "retry"): .init(value: 1.25, visits: 30, spread: 2, updated: 77),
    .init(state: 0, action: "escalate"): .init(value: -2, visits: 31, spread: 0, updated: 78),
    .init(state: 2879, action: "log"): .init(value: 0.1234567, visits: 1, spread: 0, updated: 3),
  ])

  @Test func `reads what it wrote`() throws {
    let policy = try Self.policy()
    let file = ValueFile(Self.values, of: policy, incidents: 80, origin: "a world, seed 1")
    let read = try ValueFile(reading: file.text(digits: nil))
    #expect(read.text(digits: nil) == file.text(digits: nil))
    #expect(read.incidents == 80)
    #expect(read.origin == "a world, seed 1")
    let (values, lost) = read.values(for: policy)
    #expect(lost.isEmpty)
    #expect(values.cells == Self.values.cells)
  }

  @Test func `keeps values by name when labels move, and gives up those whose meaning changed`()
    throws
  {
    let text = ValueFile(Self.values, of: try Self.policy(), incidents: 1, origin: "x").text(
      digits: nil)
    let moved = try Self.policy {
      $0.replacing(
        "- schema_drift\n      - type_change\n",
        with: "- type_change\n      - schema_drift\n")
    }
    let (kept, none) = try ValueFile(reading: text).values(for: moved)
    #expect(none.isEmpty)
    // 36 states for each risk, four risks: the second kind begins at 144.
    #expect(kept[144, "retry"]?.value == 1.25)
    let cut = try Self.policy {
      $0.replacing(
        "second: 1 to under 2, later: 2 or more", with: "second: 1 to under 3, later: 3 or more")
    }
    let (some, lost) = try ValueFile(reading: text).values(for: cut)
    #expect(some.cells.count == 2)
    #expect(lost.map(\.action) == ["log"])
  }

  @Test(arguments: [
    ("", "line 1: it does not begin"),
    (
      "# kintsugi: values/v1\n# state a: x | y\nhead\nx\tretry\t1\n",
      "line 4: it has 3 columns, not 6"
    ),
    ("# kintsugi: values/v1\n# state a: x | y\nhead\nx\tretry\tnan\t1\t0\t1\n", "line 4: a value"),
    ("# kintsugi: values/v1\n# state a: x | y\nhead\nx\tretry\t1\t-4\t0\t1\n", "line 4: a value"),
  ])
  func `says what is wrong with a file, and where`(text: String, words: String) {
    #expect {
      try ValueFile(reading: text)
    } throws: { "\($0)".hasPrefix(words) }
  }
}
