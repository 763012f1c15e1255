import Testing

@testable import Documents

@Suite struct ScalarTests {
  /// A file with a value under `k`, a part of the value's text, and what an author wrote for it.
  struct Written: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let part: String
    let source: String
    var testDescription: String { name }

    init(_ name: String, _ file: String, _ part: String, _ source: String) {
      (self.name, self.file, self.part, self.source) = (name, file, part, source)
    }
  }

  @Test(arguments: [
    Written("a plain word", "k: one two\n", "two", "two"),
    Written("the first letter", "k: one\n", "o", "o"),
    Written("a plain value over two lines", "k: one\n  two three\n", "three", "three"),
    Written("a fold in the middle", "k: one\n  two\n", "one two", "one\n  two"),
    Written("nothing of a fold at the end", "k: one\n  two\n", "one", "one"),
    Written("a plain value with an empty line", "k: one\n\n  two\n", "one\ntwo", "one\n\n  two"),
    Written("letters of several bytes", "ä: ö\nk: grüße 𝄞 x\n", "𝄞 x", "𝄞 x"),
    Written("a letter of several bytes alone", "k: grüße\n", "ü", "ü"),
    Written("a mark above a letter", "k: e\u{301}x\n", "\u{301}", "\u{301}"),
    Written("CRLF", "a: 1\r\nk: one\r\n  two\r\n", "two", "two"),
    Written("after a byte order mark", "\u{FEFF}k: one two\n", "two", "two"),
    Written("a value in a flow mapping", "{a: 1, k: one two}\n", "two", "two"),
  ])
  func `finds a part of plain text`(_ written: Written) throws { try check(written) }

  @Test(arguments: [
    Written("the text between the quotes", "k: 'one two'\n", "one", "one"),
    Written("after a doubled quote", "k: 'it''s so'\n", "so", "so"),
    Written("a doubled quote", "k: 'it''s'\n", "'", "''"),
    Written("two doubled quotes", "k: 'a''''b'\n", "''", "''''"),
    Written("with a fold", "k: 'one\n   two''s'\n", "two's", "two''s"),
    Written("with spaces before a fold", "k: 'one  \n  two'\n", "two", "two"),
    Written("with CRLF", "k: 'one\r\n  two'\r\n", "two", "two"),
    Written("with several bytes", "k: 'größe''n'\n", "e'n", "e''n"),
  ])
  func `finds a part of text in single quotes`(_ written: Written) throws { try check(written) }

  @Test(arguments: [
    Written("no escape", #"k: "one two""#, "two", "two"),
    Written("an escaped quote", #"k: "say \"hi\" now""#, "\"hi\"", #"\"hi\""#),
    Written("after an escaped quote", #"k: "say \"hi\" now""#, "now", "now"),
    Written("an escaped backslash", #"k: "a\\b c""#, #"\b"#, #"\\b"#),
    Written("a two-digit escape", #"k: "\x41b c""#, "A", #"\x41"#),
    Written("an escape of two bytes", #"k: "x\u00e9y z""#, "é", #"\u00e9"#),
    Written("after an escape of two bytes", #"k: "x\u00e9y z""#, "y z", "y z"),
    Written("after an escape of three bytes", #"k: "\u20acy""#, "y", "y"),
    Written("after an escape of four bytes", #"k: "\U0001D11Ey""#, "y", "y"),
    Written("after a next line", #"k: "a\Nb""#, "b", "b"),
    Written("after a no-break space", #"k: "a\_b""#, "b", "b"),
    Written("after a line separator", #"k: "a\Lb""#, "b", "b"),
    Written("after a paragraph separator", #"k: "a\Pb""#, "b", "b"),
    Written("after an escaped tab and space", #"k: "a\t\ b""#, "b", "b"),
    Written("with a fold", "k: \"one\n   two\"", "two", "two"),
    Written("with a fold and an escape after it", "k: \"one\n  \\x41\\x42c\"", "AB", #"\x41\x42"#),
    Written("with folds and a tab after them", "k: \"one\n\n  \\tAB\"", "AB", "AB"),
    Written("with a fold, an escape, a letter", "k: \"one\n\n\\nAB\"", "B", "B"),
    Written("with an escaped line end", "k: \"one\\\n  two\"", "two", "two"),
    Written("over an escaped line end", "k: \"one\\\n  two\"", "onetwo", "one\\\n  two"),
    Written("with an escaped line end of Windows", "k: \"one\\\r\n  two\"", "two", "two"),
    Written("with an escaped line end and an empty line", "k: \"a\\\n\n  b\"", "b", "b"),
    Written("with several bytes and escapes", #"k: "ä\"ö\"ü""#, "ö\"", #"ö\""#),
  ])
  func `finds a part of text in double quotes`(_ written: Written) throws { try check(written) }

  @Test(arguments: [
    Written("the first line", "k: |\n  one\n  two\n", "one", "one"),
    Written("a later line", "k: |\n  one\n  two three\n", "three", "three"),
    Written("over a line end", "k: |\n  one\n  two\n", "one\ntwo", "one\n  two"),
    Written("a comment after the mark", "k: | # one\n  one\n", "one", "one"),
    Written("stripped", "k: |-\n  one\n  two\n\n", "two", "two"),
    Written("kept", "k: |+\n  one\n\n", "one", "one"),
    Written("with an indent of its own", "k: |2\n    one\n  two\n", "two", "two"),
    Written("deeper lines", "k: |\n  one\n    two\n", "two", "two"),
    Written("empty lines first", "k: |\n\n  \n  one\n", "one", "one"),
    Written("tabs in it", "k: |\n  one\ttwo\n", "two", "two"),
    Written("CRLF", "k: |\r\n  one\r\n  two\r\n", "two", "two"),
    Written("several bytes", "k: |\n  größe ü\n  ö\n", "ü\nö", "ü\n  ö"),
    Written("backslashes are text", "k: |\n  a\\tb c\n", "b c", "b c"),
    Written("folded", "k: >\n  one\n  two\n", "two", "two"),
    Written("folded, over a fold", "k: >-\n  one\n  two\n", "one two", "one\n  two"),
    Written("folded with an empty line", "k: >\n  one\n\n  two\n", "two", "two"),
    Written("folded with deeper lines", "k: >\n  one\n\n    two\n  three\n", "three", "three"),
    Written("folded CRLF", "k: >-\r\n  one\r\n  two\r\n", "one two", "one\r\n  two"),
  ])
  func `finds a part of a block scalar`(_ written: Written) throws { try check(written) }

  private func check(_ written: Written) throws {
    let file = SourceFile(path: "a.yaml", text: written.file)
    let document = try #require(
      DocumentParser.parse(file).value, "\(Samples.mistakes(written.file))")
    let scalar = try #require(document.root["k"]?.scalar)
    let text = Array(scalar.text.utf8)
    let part = Array(written.part.utf8)
    let start = try #require(
      (0...max(0, text.count - part.count)).first { text[$0...].starts(with: part) },
      "\(scalar.text)")
    let span = scalar.span(of: start..<(start + part.count))
    #expect(
      String(decoding: file.bytes[span.start.offset..<span.end.offset], as: UTF8.self)
        == written.source)
    #expect(span == file.span(span.start.offset..<span.end.offset))
  }

  @Test(arguments: [
    "k: one\n", "k: 'a''b'\n", "k: \"\\u00e9\"\n", "k: |\n  a\n", "k: ''\n", "k:\n",
  ])
  func `keeps every range inside of the file, even one that is not in the text`(
    _ text: String
  ) throws {
    let scalar = try #require(Samples.parse(text).value?.root["k"]?.scalar)
    for lower in -2...8 {
      for upper in lower...9 {
        let span = scalar.span(of: lower..<upper)
        #expect(span.start <= span.end)
        #expect(span.end.offset <= text.utf8.count)
      }
    }
  }

  @Test func `places an empty range between two letters`() throws {
    let scalar = try #require(Samples.parse("k: one\n").value?.root["k"]?.scalar)
    #expect(scalar.span(of: 1..<1).start.column == 5)
    #expect(scalar.span(of: 1..<1).end.column == 5)
    #expect(scalar.span(of: 3..<3).start.column == 7)
  }
}
