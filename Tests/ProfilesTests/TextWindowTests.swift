import Incidents
import Testing

@testable import Profiles

@Suite struct TextWindowTests {
  private func content(
    _ bytes: [UInt8], _ encoding: TextEncoding = .auto
  ) -> ObjectProfile.Content {
    var batch = BatchProfiler()
    do throws(ReadFailure) {
      try batch.read(HeldBytes(bytes), key: "a.csv", format: .csv, encoding: encoding)
      return .table(batch.profile)
    } catch {
      return error.content
    }
  }

  private static let text = "a,b\nnaïve,日本😀\n,x\n"

  private static func units(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  @Test func `reads UTF-16 with a byte order mark as it reads UTF-8`() throws {
    let wanted = content(Array(Self.text.utf8))
    guard case .table(let table) = wanted else {
      Issue.record("the text is no table")
      return
    }
    #expect(table.column("b")?.maximum == .text("日本😀"))
    #expect(content([0xFF, 0xFE] + Self.units(Self.text, bigEndian: false)) == wanted)
    #expect(content([0xFE, 0xFF] + Self.units(Self.text, bigEndian: true)) == wanted)
    #expect(content([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8)) == wanted)
    #expect(content(Self.units(Self.text, bigEndian: false), .utf16LittleEndian) == wanted)
  }

  @Test func `shows half characters as what they are`() throws {
    let odd = content([0xFF, 0xFE] + Self.units("a\nx", bigEndian: false) + [0x41])
    guard case .table(let table) = odd else {
      Issue.record("\(odd)")
      return
    }
    #expect(table.column("a")?.minimum == .text("x\u{FFFD}"))
    let half = content([0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0xD8, 0x3D, 0, 0x62])
    #expect(half == content(Array("a\n\u{FFFD}b".utf8)))
  }

  @Test func `reads Latin-1 only when told so`() throws {
    let bytes = Array("a\nna".utf8) + [0xEF] + Array("ve\n".utf8)
    #expect(
      content(bytes) == .unreadable(Damage(reason: "a byte is no UTF-8 text", line: 2, offset: 4)))
    #expect(content(bytes, .latin1) == content(Array("a\nnaïve\n".utf8)))
  }

  @Test func `tells a byte that is no UTF-8 behind the first window`() {
    let line = "0123456789abcde\n"
    let lines = TextWindow.size / line.utf8.count + 10
    let bytes = Array(("a\n" + String(repeating: line, count: lines)).utf8) + [0xC3, 0x28]
    let damage = Damage(
      reason: "a byte is no UTF-8 text", line: lines + 2, offset: 2 + lines * line.utf8.count)
    #expect(content(bytes) == .unreadable(damage))
  }

  // A character that lies across the end of a window is whole.
  @Test(arguments: 0..<4)
  func `reads a character across two windows`(shift: Int) throws {
    let filler = String(repeating: "x", count: TextWindow.size - 2 - shift)
    guard case .table(let table) = content(Array("a\n\(filler)😀\n".utf8)) else {
      Issue.record("the text is no table")
      return
    }
    #expect(table.column("a")?.statistics?.lengths?.maximum == filler.count + 1)
  }
}
