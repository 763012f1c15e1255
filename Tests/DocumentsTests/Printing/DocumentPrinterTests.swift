import Testing

@testable import Documents

/// How documents of an unknown kind are printed: comments, brackets, quotes, blocks.
@Suite struct DocumentPrinterTests {
  /// Conditions stay as they are: the language has its own tests.
  struct Unbroken: ConditionBreaking {
    func lines(of condition: String, width: Int) -> [String]? { nil }
    func isSame(_ left: String, _ right: String) -> Bool { left == right }
  }

  /// Keys `b`, `a` in this order, everywhere; patterns below `p`.
  struct Ordered: NodeLayout {
    var keyOrder: [String] { ["b", "a"] }
    var textRole: TextRole = .text
    func layout(ofKey key: String) -> any NodeLayout {
      key == "p" ? Ordered(textRole: .pattern) : Ordered()
    }
    var itemLayout: any NodeLayout { self }
  }

  static func printed(_ text: String, _ layout: any NodeLayout = PlainLayout()) -> String {
    let parsed = DocumentParser.parse(SourceFile(path: "a.yaml", text: text))
    guard let document = parsed.value else { return "\(parsed.diagnostics.map(\.message))" }
    return DocumentPrinter(conditions: Unbroken()).text(document, layout: layout)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let printed: String
    var testDescription: String { name }

    init(_ name: String, _ source: String, _ printed: String) {
      self.name = name
      self.source = source
      self.printed = printed
    }
  }

  static let cases: [Case] = [
    Case("indentation", "a:\n     b:\n      - 1\n      - 2\n", "a:\n  b:\n    - 1\n    - 2\n"),
    Case("lists below their key", "a:\n- 1\n- 2", "a:\n  - 1\n  - 2\n"),
    Case("a list of lists", "-  - 1\n   - 2\n- - 3\n", "- - 1\n  - 2\n- - 3\n"),
    Case("explicit keys", "? a\n: b\n? c\n", "a: b\nc:\n"),
    Case("markers", "--- # top\na: 1\n...\n# end\n", "# top\na: 1\n# end\n"),
    Case("line ends and marks", "\u{FEFF}a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
    Case("empty lines", "a: 1\n\n\n\nb:\n\n  c: 1\n\n", "a: 1\n\nb:\n  c: 1\n"),
    Case("brackets", "{ a: [ 1,2 , 3 ], b: {}, c: [] , }", "a: [1, 2, 3]\nb: {}\nc: []\n"),
    Case("lines in brackets", "a: [1,\n  2,\n 3]\n", "a: [1, 2, 3]\n"),
    Case("a pair in brackets", "a: [b: 1]\n", "a: [{b: 1}]\n"),
    Case("nothing in brackets", "a: {b: , c: 1}\n", "a:\n  b:\n  c: 1\n"),
    Case("comments in brackets", "a: [1, # one\n 2]\n", "a:\n  - 1  # one\n  - 2\n"),
    Case("a comment at brackets", "a: [ # open\n 1 ] # shut\n", "a:  # shut\n  # open\n  - 1\n"),
    Case("a table", "a: {x: 1}\nlong: {z: 2}\n", "a:    {x: 1}\nlong: {z: 2}\n"),
    Case("no quotes where none are needed", "a: \"b c\"\nd: 'e'\n", "a: b c\nd: e\n"),
    Case(
      "quotes where text looks like more", "a: '5'\nb: 'no'\nc: \"- d\"\ne: 'f: g'\n",
      "a: \"5\"\nb: \"no\"\nc: \"- d\"\ne: \"f: g\"\n"),
    Case("single quotes", "a: \"\\\"b\\\" #c\"\nd: '\\e, f'\n", "a: '\"b\" #c'\nd: '\\e, f'\n"),
    Case("escapes", "a: \"\\u200b\\t\\x01\\U000E0041\"\n", "a: \"\\u200b\\t\\x01\\U000e0041\"\n"),
    Case("what was plain", "a: https://x.y/z?q\nb: = c\n", "a: https://x.y/z?q\nb: = c\n"),
    Case("a text over lines", "a: b\n  c\n  d\n", "a: b c d\n"),
    Case(
      "literals", "a: |\n      b\n        c\n\nd: |-\n e\n f\n",
      "a: |\n  b\n    c\n\nd: |-\n  e\n  f\n"),
    Case("a literal that needs no block", "a: |-\n   b\nc: 1\n", "a: b\nc: 1\n"),
    Case("lines that are kept", "a: |+\n  b\n\nc: 1\n", "a: \"b\\n\\n\"\n\nc: 1\n"),
    Case("folds", "a: >\n   b\n   c\n\n   d\n", "a: >\n  b c\n\n  d\n"),
    Case("a comment at a block's sign", "a: | # c\n b\n", "a: |  # c\n  b\n"),
    Case("a comment before a value", "a: # c\n  b\n", "a: b  # c\n"),
    Case("a comment at a dash", "- # c\n  a: 1\n", "# c\n- a: 1\n"),
    Case("signs in texts", "a: 'b # c'\nd: e#f\n", "a: \"b # c\"\nd: e#f\n"),
    Case(
      "comments below", "a:\n  b: 1\n  # in\n# out\nc: 2\n", "a:\n  b: 1\n  # in\n# out\nc: 2\n"),
    Case(
      "comments in a column", "a: 1     # x\nbcdefgh: 2   # y\n\nc: 3 # z\n",
      "a: 1     # x\nbcdefgh: 2   # y\n\nc: 3  # z\n"),
    Case(
      "a comment that goes on", "a: 1   # x\n       # y\nb: 2\n", "a: 1   # x\n       # y\nb: 2\n"),
    Case(
      "quoted keys", "\"a\": 1\n'b c': 2\n'<<': 3\n\"5\": 4\n",
      "a: 1\nb c: 2\n\"<<\": 3\n\"5\": 4\n"),
  ]

  @Test(arguments: cases)
  func `prints`(_ example: Case) {
    #expect(Self.printed(example.source) == example.printed)
    #expect(Self.printed(example.printed) == example.printed)
  }

  static let ordered: [Case] = [
    Case("keys", "c: 1\na: 2\nb: 3\n", "b: 3\na: 2\nc: 1\n"),
    Case("keys in brackets", "{c: 1, a: {a: 1, b: 2}, b: 3}", "b: 3\na: {b: 2, a: 1}\nc: 1\n"),
    Case(
      "comments go with them", "# head\n\na: 1 # x\n# y\nb: 2\n", "# head\n\n# y\nb: 2\na: 1  # x\n"
    ),
    Case("above a dash", "- a: 1\n  # y\n  b: 2\n", "# y\n- b: 2\n  a: 1\n"),
    Case(
      "what is cut off stays below", "b: 1\na: 1\n# left out: 1\n\nc: 3\n",
      "b: 1\na: 1\n# left out: 1\n\nc: 3\n"),
    Case("patterns", "p: [a, \"b'\\\\s\", 5]\n", "p: ['a', 'b''\\s', 5]\n"),
  ]

  @Test(arguments: ordered)
  func `puts in order`(_ example: Case) {
    #expect(Self.printed(example.source, Ordered()) == example.printed)
    #expect(Self.printed(example.printed, Ordered()) == example.printed)
  }

  @Test func `breaks what passes column 100, and no earlier`() {
    let item = String(repeating: "x", count: 96)
    #expect(Self.printed("a: [\(item)]") == "a:\n  - \(item)\n")
    let fits = String(item.dropLast())
    #expect(Self.printed("a: [\(fits)]") == "a: [\(fits)]\n")
  }

  /// Every document of the dialect's given set, and seeded damage to it: what can be read is
  /// printed as what is read the same, with its comments, and once and for all.
  @Test(arguments: (0...8).map(UInt64.init))
  func `prints whatever can be read`(_ seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    var count = 0
    for source in Self.sources {
      for round in 0..<(seed == 0 ? 1 : 60) {
        var bytes = source
        if seed > 0 { Self.damage(&bytes, using: &generator) }
        let file = SourceFile(path: "a.yaml", bytes: bytes)
        guard let document = DocumentParser.parse(file).value else { continue }
        count += 1
        let label = "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))"
        let text = DocumentPrinter(conditions: Unbroken()).text(document, layout: PlainLayout())
        let again = DocumentParser.parse(SourceFile(path: "a.yaml", text: text)).value
        let printed = try #require(again, "\(label)\n→\n\(text)")
        let comparison = DocumentComparison(conditions: Unbroken())
        #expect(comparison.isSame(document, printed, PlainLayout()), "\(label)\n→\n\(text)")
        #expect(
          DocumentJSON.line(for: Checked(document)) == DocumentJSON.line(for: Checked(printed)))
        #expect(Self.printed(text) == text, "\(label)\n→\n\(text)")
      }
    }
    #expect(count > 20)
  }

  private static let sources =
    cases.map { Array($0.source.utf8) }
    + EdgeCase.all.compactMap { try? $0.bytes() }.filter { $0.count < 4000 }

  private static let snippets = [
    "# c\n", " # c", "\n", "\n\n", " ", "  ", "- ", ": ", "? ", "|\n", ">-\n", "[", "]", "{", "}",
    ",",
    "'", "\"", "a", "\\", "\t", "#", "é", "\u{A0}", "|+\n", "...", "---\n", "\\n", "5", "no",
  ].map { Array($0.utf8) }

  private static func damage(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    for _ in 0...Int.random(in: 0...2, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 0...6, using: &generator))
      let snippet = snippets.randomElement(using: &generator) ?? []
      switch Int.random(in: 0...3, using: &generator) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      default: bytes.insert(contentsOf: snippet, at: place)
      }
    }
  }
}
