import Configurations
import Documents
import Foundation
import Goldens
import Simulation
import Testing

@Suite struct WorldFileTests {
  private struct Mistake: CustomTestStringConvertible, Sendable {
    let name: String
    let from: String
    let to: String
    let code: String
    let words: String
    var testDescription: String { name }
  }

  private static let mistakes = [
    Mistake(
      name: "another kind of file", from: "kintsugi: world/v1", to: "kintsugi: rules/v1",
      code: "not-a-world", words: "begin with `kintsugi: world/v1`"),
    Mistake(
      name: "a mix that does not come to 100 %", from: "{burst: 10%, flood",
      to: "{burst: 20%, flood",
      code: "world-shares", words: "come to 110.0%"),
    Mistake(
      name: "more outcomes than there can be", from: "{heals: 85%, hides: 5%}",
      to: "{heals: 85%, hides: 25%}", code: "world-shares", words: "come to 110.0%"),
    Mistake(
      name: "an action that the policy has not", from: "retry_later: {heals: 90%",
      to: "retry_latr: {heals: 90%", code: "unknown-in-world",
      words: "did you mean `retry_later`?"),
    Mistake(
      name: "a signal that nobody declared", from: "shows: {wide: 100%}", to: "shows: {wid: 100%}",
      code: "unknown-in-world", words: "did you mean `wide`?"),
    Mistake(
      name: "a fault that nobody can see", from: "flaw: doubtful\n", to: "", code: "no-flaw",
      words: "add `flaw: SIGNAL`"),
    Mistake(
      name: "evidence that is none", from: "set: {job.rerun: appends}",
      to: "set: {incident.attempt: 2}", code: "not-of-evidence",
      words: "`incident.attempt` is not evidence"),
    Mistake(
      name: "a key that there is not", from: "validators: 90%", to: "validator: 90%",
      code: "unknown-key", words: "did you mean `validators`?"),
    Mistake(
      name: "no time", from: "now: \"2026-11-24T12:00:00Z\"", to: "now: yesterday", code: "no-time",
      words: "write it as"),
  ]

  @Test(arguments: mistakes)
  private func `says what is wrong, and where`(mistake: Mistake) throws {
    let text = try SmallWorld.text()
    #expect(text.contains(mistake.from))
    let changed = text.replacing(mistake.from, with: mistake.to, maxReplacements: 1)
    let file = SourceFile(path: "world.yaml", text: changed)
    let read = WorldFile.read(file, for: try Repository.configuration())
    #expect(read.value == nil)
    let found = read.diagnostics.filter { $0.code == mistake.code }
    let words = found.flatMap { [$0.message] + $0.help }.joined(separator: "\n")
    #expect(words.contains(mistake.words), "\(read.diagnostics.map(\.message))")
    let shown = DiagnosticRenderer(sources: [file], color: false).text(found[0])
    let name = "mistake-\(mistake.name.replacing(" ", with: "-").replacing("%", with: "percent"))"
    #expect(try shown == Golden.text(name, for: shown))
  }

  @Test(arguments: ["examples/worlds/pipelines.yaml"])
  func `reads every world that is shipped`(path: String) throws {
    let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    let read = WorldFile.read(
      SourceFile(path: path, text: text), for: try Repository.configuration())
    #expect(read.diagnostics.isEmpty)
    let world = try #require(read.value)
    for mix in world.mixes {
      #expect(abs(mix.shares.reduce(0, +) - 1) < 1e-9)
    }
  }
}
