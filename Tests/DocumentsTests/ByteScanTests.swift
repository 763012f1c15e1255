import Testing

@testable import Documents

@Suite struct ByteScanTests {
  /// Bytes, and where a reader or a parser would be misled by them.
  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let mistake: String
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ mistake: String) {
      (self.name, self.bytes, self.mistake) = (name, bytes, mistake)
    }
  }

  private static func after(_ text: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(text.utf8) + bytes + Array("\nb: 2\n".utf8)
  }

  @Test(arguments: [
    Bad("a byte that begins nothing", after("a: ", [0xFF]), "1:4 encoding"),
    Bad("a byte that only continues", after("a: 1\nä: ", [0x80]), "2:4 encoding"),
    Bad("an overlong form of two bytes", after("a: ", [0xC0, 0xAF]), "1:4 encoding"),
    Bad("an overlong form of three bytes", after("a: ", [0xE0, 0x80, 0xAF]), "1:4 encoding"),
    Bad("an overlong form of four bytes", after("a: ", [0xF0, 0x82, 0x82, 0xAC]), "1:4 encoding"),
    Bad("half of a surrogate pair", after("a: ", [0xED, 0xA0, 0x80]), "1:4 encoding"),
    Bad("a scalar beyond Unicode", after("a: ", [0xF4, 0x90, 0x80, 0x80]), "1:4 encoding"),
    Bad("a form of five bytes", after("a: ", [0xF8, 0x88, 0x80, 0x80, 0x80]), "1:4 encoding"),
    Bad("a letter that is cut by another", after("a: ", [0xC3]), "1:4 encoding"),
    Bad("a letter that is cut by the end", Array("a: 1".utf8) + [0xE2, 0x82], "1:5 encoding"),
    Bad("UTF-16 with its mark", [0xFF, 0xFE, 0x61, 0x00], "1:1 encoding"),
    Bad("UTF-16 the other way round", [0xFE, 0xFF, 0x00, 0x61], "1:1 encoding"),
    Bad("UTF-16 without a mark", [0x61, 0x00, 0x3A, 0x00], "1:1 encoding"),
    Bad("UTF-32 without a mark", [0x00, 0x00, 0x00, 0x61], "1:1 encoding"),
    Bad("a lone carriage return", after("a: 1", [0x0D, 0x20]), "1:5 control-char"),
    Bad("a carriage return at the end", Array("a: 1\r".utf8), "1:5 control-char"),
    Bad("two marks", Array("\u{FEFF}\u{FEFF}a: 1\n".utf8), "1:1 control-char"),
    Bad("a mark inside", Array("a: \u{FEFF}1\n".utf8), "1:4 control-char"),
    Bad("a control in a comment", Array("a: 1 # \u{1B}[31m\n".utf8), "1:8 control-char"),
  ])
  func `refuses bytes that mislead, with their place`(_ bad: Bad) {
    #expect(Samples.mistakes(Samples.parse(bad.bytes).diagnostics) == [bad.mistake])
  }

  static let hidden: [ClosedRange<UInt32>] = [
    0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x61C...0x61C, 0x180E...0x180E,
    0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2060, 0x2066...0x2069, 0xFDD0...0xFDEF,
    0xFEFF...0xFEFF, 0xE0000...0xE007F,
  ]

  @Test func `refuses every character that nobody sees, and only those`() {
    let scalars = (UInt32(0)...0x10FFFF).lazy.filter { value in
      // All of the first plane's interesting part, and the edges of the rest.
      value < 0x3100 || (0xF8FF...0x10010).contains(value) || value & 0xFFFF >= 0xFFF0
        || (0xDFFF0...0xE0200).contains(value)
    }.compactMap(Unicode.Scalar.init)
    var wrong: [String] = []
    for scalar in scalars where scalar != "\n" && scalar != "\r" {
      let file = SourceFile(path: "a", text: "a: 'x" + String(Character(scalar)) + "x'\n")
      let isRefused = !ByteScan.diagnostics(of: file).isEmpty
      let isNoncharacter = scalar.value & 0xFFFE == 0xFFFE
      let isHidden = isNoncharacter || Self.hidden.contains { $0.contains(scalar.value) }
      if isRefused != isHidden {
        wrong.append(String(scalar.value, radix: 16))
      }
    }
    #expect(wrong == [])
  }

  @Test func `names the character that cannot be seen`() {
    let texts = ["\u{200B}", "\u{E0041}", "\u{7}"]
    let messages = texts.map { Samples.parse("a: x\($0)\n").diagnostics.first?.message }
    #expect(
      messages == [
        "the character U+200B cannot be seen by a reader",
        "the character U+E0041 cannot be seen by a reader",
        "the character U+0007 cannot be seen by a reader",
      ])
  }

  @Test func `takes the same characters as escapes for data, but for NUL`() {
    let text = #"a: "\u200b\u202e\x1b\r\x7f\u2028""# + "\n"
    #expect(Samples.parse(text).value?.root["a"]?.scalar?.text.unicodeScalars.count == 6)
    #expect(Samples.mistakes(#"a: "x\0""#) == ["1:4 control-char"])
  }

  @Test func `reads a file of exactly the largest size, and no byte more`() {
    let filler = String(repeating: "#", count: ByteScan.maximumBytes - 5)
    #expect(Samples.mistakes("a: 1\n" + filler) == [])
    #expect(Samples.mistakes("a: 1\n" + filler + "#") == ["1:1 size"])
  }
}
