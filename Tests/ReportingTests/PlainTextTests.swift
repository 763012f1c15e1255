import Reporting
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("Zürich 東京 🙂", "Zürich 東京 🙂"), ("a\tb\nc", "a b c"),
    ("\u{1B}[2J\u{1B}]0;title\u{7}", "\\u{1B}[2J\\u{1B}]0;title\\u{7}"),
    ("\u{202E}txt.exe", "\\u{202E}txt.exe"), ("a\u{200B}b", "a\\u{200B}b"),
    ("\r\nx", "\\u{D} x"), ("\u{2028}", "\\u{2028}"), ("\u{E000}", "\\u{E000}"),
  ])
  func `shows what a terminal would obey`(text: String, shown: String) {
    #expect(PlainText.escaped(text) == shown)
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-3, "-3"), (33.333_333, "33.33"), (0.008_333, "0.0083"), (1.5, "1.5"),
    (1e18, "1e+18"), (.infinity, "inf"), (.nan, "nan"), (-0.000_01, "-0.0"),
  ])
  func `writes figures with as many decimals as tell something`(value: Double, text: String) {
    #expect(PlainText.number(value) == text)
  }

  @Test(arguments: [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("", 3, ""), ("🙂🙂", 1, "…")])
  func `cuts with a mark`(text: String, length: Int, cut: String) {
    #expect(PlainText.cut(text, to: length) == cut)
  }
}
