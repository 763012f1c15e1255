import Documents
import Testing

@testable import Configurations

@Suite struct FieldReaderTests {
  /// Colours, for words.
  enum Colour: String, CaseIterable {
    case red, green
    case darkBlue = "dark_blue"
  }

  @Test(arguments: [
    ("tilte: a", "unknown key `tilte` in this file", "did you mean `title`?"),
    ("zzz: a", "unknown key `zzz` in this file", "known here: `owner`, `title`"),
  ])
  func `tells an unknown key, and what it was meant to be`(
    _ yaml: String, _ message: String, _ help: String
  ) throws {
    let reading = Samples.read(yaml) { fields -> Int? in
      _ = (fields.optional("title"), fields.optional("owner"))
      return 1
    }
    let diagnostic = try #require(reading.diagnostics.first)
    #expect(reading.diagnostics.count == 1)
    #expect((diagnostic.message, diagnostic.help) == (message, [help]))
  }

  @Test func `lists no more than a dozen known keys`() throws {
    let reading = Samples.read("zzz: a") { fields -> Int? in
      for number in 10..<24 { _ = fields.optional("key\(number)") }
      return 1
    }
    let help = try #require(reading.diagnostics.first?.help.first)
    #expect(help.hasSuffix("`key21` and 2 more"))
  }

  @Test func `tells a missing key at the first key of its mapping`() throws {
    let reading = Samples.read("a:\n  b: 1\n") { fields in
      fields.mapping("a", as: "a thing") { inner -> String? in
        _ = inner.optional("b")
        return inner.text("c")
      }
    }
    #expect(reading.mistakes == ["2:3 missing-key"])
    #expect(reading.diagnostics.first?.message == "a thing lacks the key `c`")
    #expect(reading.diagnostics.first?.help == ["add `c: …`"])
  }

  @Test func `says of what is no mapping only that`() {
    let reading = Samples.read("[a]") { fields in fields.text("title") }
    #expect(reading.mistakes == ["1:1 wrong-kind"])
    #expect(
      reading.diagnostics.first?.message
        == "expected a mapping of keys for this file, found a list")
  }

  @Test(arguments: ["''", "[]", "{}", "", "[a]"])
  func `takes no text that is none`(_ value: String) {
    #expect(Samples.read("a: \(value)") { $0.text("a") }.mistakes.count == 1)
    #expect(Samples.read("a: \(value)") { $0.optionalText("a") }.mistakes.count == 1)
  }

  @Test func `takes any scalar for text, and text that may be missing`() {
    #expect(Samples.read("a: 12") { $0.text("a") }.value == "12")
    #expect(Samples.read("a: true") { $0.text("a") }.value == "true")
    #expect(Samples.read("{}") { $0.optionalText("a") }.mistakes == [])
  }

  @Test func `takes one text or a list of them, and tells each that is none`() {
    #expect(Samples.read("a: b") { $0.texts("a").map(\.text) }.value == ["b"])
    #expect(Samples.read("a: [b, c]") { $0.texts("a").map(\.text) }.value == ["b", "c"])
    #expect(
      Samples.read("a: [b, [c], '']") { $0.texts("a").map(\.text) }.mistakes
        == ["1:8 wrong-kind", "1:13 wrong-kind"])
  }

  @Test func `takes the words of an enum and no other`() {
    #expect(Samples.read("a: dark_blue") { $0.word("a", of: Colour.self) }.value == .darkBlue)
    #expect(
      Samples.read("a: [red, green]") { $0.words("a", of: Colour.self) }.value == [.red, .green])
    let near = Samples.read("a: dark-bleu") { $0.word("a", of: Colour.self) }
    #expect(near.diagnostics.first?.help == ["did you mean `dark_blue`?"])
    let far = Samples.read("a: magenta") { $0.word("a", of: Colour.self) }
    #expect(far.diagnostics.first?.help == ["one of `red`, `green`, `dark_blue`"])
    #expect(far.diagnostics.first?.message == "`magenta` is no value of `a`")
    #expect(
      Samples.read("a: Red") { $0.word("a", of: Colour.self) }.mistakes == ["1:4 unknown-value"])
  }

  @Test func `takes a flag that is true or false, and nothing like it`() {
    #expect(Samples.read("a: true") { $0.flag("a", default: false) }.value == true)
    #expect(Samples.read("{}") { $0.flag("a", default: true) }.value == true)
    for value in ["'true'", "1", "[]", "maybe", ""] {
      let reading = Samples.read("a: \(value)") { $0.flag("a", default: false) }
      #expect(reading.mistakes == ["1:\(value.isEmpty ? 3 : 4) wrong-kind"], "\(value)")
    }
  }

  @Test func `takes a number within its range`() {
    #expect(Samples.read("a: 3") { $0.number("a") }.value == 3)
    #expect(Samples.read("a: -0.5") { $0.number("a") }.value == -0.5)
    #expect(Samples.read("a: 0.5") { $0.number("a", in: 0...1) }.value == 0.5)
    #expect(Samples.read("a: 1.01") { $0.number("a", in: 0...1) }.mistakes == ["1:4 out-of-range"])
    for value in ["'3'", "true", "[3]", "three"] {
      #expect(Samples.read("a: \(value)") { $0.number("a") }.mistakes == ["1:4 wrong-kind"])
    }
    #expect(Samples.read("{}") { $0.number("a") }.mistakes == ["1:1 missing-key"])
  }

  @Test func `reads lists of mappings, and leaves out with a reason what fails`() {
    let reading = Samples.read("a: [{b: 1}, {c: 2}, d]") { fields in
      fields.mappings("a", as: "a thing") { $0.text("b") }
    }
    #expect(reading.mistakes == ["1:14 missing-key", "1:14 unknown-key", "1:21 wrong-kind"])
    #expect(
      Samples.read("a: {b: 1}") { $0.mappings("a", as: "x") { $0.text("b") } }.mistakes == [
        "1:4 wrong-kind"
      ])
  }
}
