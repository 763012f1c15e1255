import Testing

@testable import Documents

@Suite struct DocumentParserTests {
  private func list(_ count: Int, of item: String) -> String {
    "[" + String(repeating: item + ",", count: count) + "]"
  }

  @Test func `reads collections as deep as the limit`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let limit = DocumentParser.maximumDepth
    #expect(Samples.mistakes(nested(limit)) == [])
    #expect(Samples.mistakes(nested(limit + 1)) == ["1:\(limit + 1) depth"])
    let keys = (0...limit).map { String(repeating: " ", count: $0) + "k:\n" }
    #expect(Samples.mistakes(keys.dropLast().joined()) == [])
    #expect(Samples.mistakes(keys.joined()) == ["\(limit + 1):\(limit + 1) depth"])
  }

  @Test(arguments: ["x", "[]", "{}", "''"])
  func `reads as many nodes as the limit, of every kind`(_ item: String) {
    let limit = DocumentParser.maximumNodes
    #expect(Samples.mistakes(list(limit - 1, of: item)) == [])
    let column = 2 + (limit - 1) * (item.utf8.count + 1)
    #expect(Samples.mistakes(list(limit, of: item)) == ["1:\(column) size"])
  }

  @Test func `counts the keys of mappings among the nodes`() {
    let limit = DocumentParser.maximumNodes
    let full = (0..<(limit / 2 - 1)).map { "k\($0): v\n" }.joined() + "last: []\n"
    // The root makes it one more than the limit.
    #expect(Samples.mistakes(full) == ["\(limit / 2):7 size"])
    #expect(Samples.mistakes(String(full.dropLast("last: []\n".count))) == [])
  }

  @Test func `reads a scalar of the longest length in every style`() {
    let limit = DocumentParser.maximumScalar
    let fits = String(repeating: "x", count: limit)
    #expect(Samples.mistakes("a: \(fits)\n") == [])
    #expect(Samples.mistakes("a: \(fits)x\n") == ["1:4 size"])
    #expect(Samples.mistakes("a: '\(fits)x'\n") == ["1:4 size"])
    #expect(Samples.mistakes("a: |-\n \(fits)\n") == [])
    #expect(Samples.mistakes("a: |\n \(fits)\n") == ["1:4 size"])
    #expect(Samples.mistakes("a: 'ä\(fits.dropLast())'\n") == ["1:4 size"])
  }

  @Test func `reads a key of the longest length`() {
    let fits = String(repeating: "k", count: DocumentParser.maximumKey)
    #expect(Samples.mistakes("\(fits): 1\n") == [])
    #expect(Samples.mistakes("\(fits)k: 1\n") == ["1:1 size"])
    #expect(Samples.mistakes("'\(fits)k': 1\n") == ["1:1 size"])
    let long = String(repeating: "k", count: 2000)
    #expect(Samples.mistakes("\(long): 1\n").map { $0.hasSuffix(" size") } == [true])
  }

  // Only escapes make more text than there are bytes: `\L` writes three bytes with two.
  @Test func `reads as much text in all as the limit`() {
    let count = DocumentParser.maximumText / (21_845 * 3)
    let block = "\"" + String(repeating: #"\L"#, count: 21_845) + "\""
    let rest = DocumentParser.maximumText - count * 21_845 * 3
    let blocks = String(repeating: "- \(block)\n", count: count)
    let full = blocks + "- " + String(repeating: "x", count: rest) + "\n"
    #expect(Samples.mistakes(full) == [])
    #expect(Samples.mistakes(full + "- x\n") == ["\(count + 2):3 size"])
  }

  @Test func `tells every independent mistake, in the order of the file`() {
    let text = """
      a: no
      a: 2
      1: x
      b: !!str x
      c: {d: 1e999, d: 07}
      e: &anchor x
      f: *anchor
      <<: {g: 1}
      [x]: z
      h: "i"#j
      """
    #expect(
      Samples.mistakes(text) == [
        "1:4 ambiguous-scalar", "2:1 duplicate-key", "3:1 key-type", "4:4 tag",
        "5:8 number-range", "5:15 duplicate-key", "5:18 ambiguous-scalar", "6:4 alias",
        "7:4 alias", "8:1 merge-key", "9:1 key-type", "10:7 syntax",
      ])
  }

  /// A text with one mistake.
  struct Single: Sendable, CustomTestStringConvertible {
    let text: String
    let mistake: String
    var testDescription: String { "\(mistake): \(text)" }

    init(_ text: String, _ mistake: String) { (self.text, self.mistake) = (text, mistake) }
  }

  @Test(arguments: [
    Single("", "1:1 empty"), Single("# nothing\n", "1:1 empty"), Single("---\n", "1:1 empty"),
    Single("null\n", "1:1 empty"), Single("--- null\n...\n", "1:1 empty"),
    Single("a: 1\n---\nb: 2\n", "2:1 multi-document"),
    Single("a: 1\n...\n---\nb: 2\n", "3:1 multi-document"),
    Single("%YAML 1.2\n---\na: 1\n", "1:1 directive"),
    Single("%TAG ! tag:x,2000:\n---\na: 1\n", "1:1 directive"),
    Single("%YAML 9.9\n---\na: 1\n", "1:1 directive"),
    Single("a: !x [1]\n", "1:4 tag"), Single("!!map\na: 1\n", "1:1 tag"),
    Single("!!str a: 1\n", "1:1 tag"), Single("a: ! x\n", "1:4 tag"),
    Single("a: &b [1]\n", "1:4 alias"), Single("a: *b\n", "1:4 alias"),
    Single("null: 1\n", "1:1 key-type"), Single("true: 1\n", "1:1 key-type"),
    Single("1.5: 1\n", "1:1 key-type"), Single("? \n: 1\n", "1:2 key-type"),
    Single("? [a]\n: 1\n", "1:3 key-type"), Single("a:\n  {b: 1}: 1\n", "2:3 key-type"),
    Single("? {no: 1}\n: 1\n", "1:3 key-type"), Single("no: 1\n", "1:1 ambiguous-scalar"),
    Single("a: 1\n'a': 2\n", "2:1 duplicate-key"),
    Single("a: 1\n\"\\u0061\": 2\n", "2:1 duplicate-key"),
    Single("é: 1\ne\u{301}: 2\n", "2:1 duplicate-key"),
    Single("a: 1\na: 2\n", "2:1 duplicate-key"),
    Single("a: [1, 2\n", "2:1 syntax"), Single("a: 'x\n", "2:1 syntax"),
    Single("a: b: c\n", "1:5 syntax"), Single("a: \"\\q\"\n", "1:5 syntax"),
    Single("a: [x]#y\n", "1:7 syntax"), Single("a: 'x'#y\n", "1:7 syntax"),
    Single("\ta: 1\n", "1:1 syntax"), Single("a:\n\tb: 1\n", "2:1 syntax"),
    Single("a:\n  - b\n \t- c\n", "3:2 syntax"),
  ])
  func `tells one mistake once`(_ single: Single) {
    #expect(Samples.mistakes(single.text) == [single.mistake])
  }

  // The block scalars after the place where reading stopped were unknown, and their tabs indents.
  @Test func `does not take text for a mistake that stands below one`() {
    #expect(Samples.mistakes("a: b: c\nd: |\n  x\n\ty\n") == ["1:5 syntax"])
    #expect(Samples.mistakes("a: 1\n---\nd: |\n  x\n  \ty\n") == ["2:1 multi-document"])
  }

  @Test func `knows an escaped hash and a spaced one from a glued one`() {
    for text in ["a: 'x' # y\n", "a: x#y\n", "a: [x] # y\n", "a: '#'\n", "a: 'x'\n# y\n"] {
      #expect(Samples.mistakes(text) == [], "\(text)")
    }
  }

  @Test func `gives the tree with the places of keys and values`() throws {
    let document = try #require(
      Samples.parse("\u{FEFF}ä: [1, {b: x}]\nc:\n  - d\n").value)
    let list = try #require(document.root["ä"])
    #expect((list.span.start.line, list.span.start.column) == (1, 4))
    #expect((list.span.start.offset, list.span.end.offset) == (7, 18))
    guard case .mapping(let entries) = document.root.content else {
      Issue.record("the root is no mapping")
      return
    }
    #expect(entries.map(\.key.text) == ["ä", "c"])
    #expect(entries.map(\.key.span.start.line) == [1, 2])
    #expect(entries.map(\.key.span.start.column) == [1, 1])
    #expect(entries[0].key.span.start.offset == 3)
    #expect(document.root["x"] == nil)
    #expect(list["x"] == nil)
  }

  @Test func `reads what JSON writes`() {
    let text = #"{"a": [1, 2.5, true, null, "x\n\u00e9"], "b": {}}"#
    #expect(
      DocumentJSON.line(for: Samples.parse(text))
        == #"{"accept": {"a": [1, 2.5, true, null, "x\u000aé"], "b": {}}}"#)
  }
}
