import Goldens
import Testing

@testable import kintsugi

@Suite struct ManualTests {
  @Test func `shows all commands in the overview`() throws {
    let text = Manual.overview
    #expect(try text == Golden.text("overview", for: text))
  }

  @Test(arguments: commands.map { $0.name })
  func `explains each command`(name: String) throws {
    let text = Manual.help(on: name)
    #expect(try text == Golden.text("help-\(name)", for: text))
    let widest = text.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= 100)
  }

  @Test func `knows an entry for every code, once`() {
    let codes = DiagnosticManual.entries.flatMap(\.codes)
    #expect(Set(codes).count == codes.count)
    #expect(DiagnosticManual.entry("unknown-key") != nil)
  }
}
