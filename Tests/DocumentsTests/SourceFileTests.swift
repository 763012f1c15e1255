import Testing

@testable import Documents

@Suite struct SourceFileTests {
  /// A text, an offset in it, and the line and column there.
  struct Place: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let offset, line, column: Int
    var testDescription: String { name }

    init(_ name: String, _ text: String, at offset: Int, _ line: Int, _ column: Int) {
      (self.name, self.text, self.offset, self.line, self.column) =
        (name, text, offset, line, column)
    }
  }

  @Test(arguments: [
    Place("an empty file", "", at: 0, 1, 1),
    Place("the first byte", "ab\ncd", at: 0, 1, 1),
    Place("a line end belongs to its line", "ab\ncd", at: 2, 1, 3),
    Place("the byte after a line end", "ab\ncd", at: 3, 2, 1),
    Place("the end of the file", "ab\ncd", at: 5, 2, 3),
    Place("the end after a last line end", "ab\n", at: 3, 2, 1),
    Place("beyond the end", "ab", at: 99, 1, 3),
    Place("before the start", "ab", at: -1, 1, 1),
    Place("CRLF ends one line", "a\r\nb", at: 3, 2, 1),
    Place("letters of several bytes are one column each", "äöx", at: 4, 1, 3),
    Place("a letter beyond the first plane is one column", "𝄞x", at: 4, 1, 2),
    Place("a combining mark is a column of its own", "e\u{301}x", at: 3, 1, 3),
    Place("a byte order mark has no column", "\u{FEFF}ab", at: 3, 1, 1),
    Place("after a byte order mark", "\u{FEFF}ab", at: 4, 1, 2),
    Place("inside of a byte order mark", "\u{FEFF}ab", at: 1, 1, 1),
  ])
  func `counts lines and columns from one`(_ place: Place) {
    let position = SourceFile(path: "a", text: place.text).position(at: place.offset)
    #expect(position.line == place.line)
    #expect(position.column == place.column)
  }

  @Test func `gives each line without its end`() {
    let file = SourceFile(path: "a", text: "\u{FEFF}one\r\ntwo\n\nfour\r")
    let lines = (0...6).map { String(decoding: file.line($0), as: UTF8.self) }
    #expect(lines == ["", "one", "two", "", "four", "", ""])
    #expect(file.lineStarts.count == 4)
  }

  @Test func `agrees with counting line by line, at every offset`() {
    let text = "a: ä\r\n\r\n𝄞: [x]\n\n  b: \"é\"\n"
    let file = SourceFile(path: "a", text: text)
    var (line, column) = (1, 1)
    var offset = 0
    for scalar in text.unicodeScalars {
      let place = file.position(at: offset)
      #expect((place.line, place.column) == (line, column))
      offset += String(scalar).utf8.count
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
  }

  @Test func `places a file as a whole before its first byte`() {
    let span = SourceSpan.start(of: "rules/a.yaml")
    #expect(span.path == "rules/a.yaml")
    #expect(span.start == span.end)
    #expect((span.start.line, span.start.column, span.start.offset) == (1, 1, 0))
  }
}
