import Foundation
import Testing

@Suite struct ProveCommandTests {
  private struct Report: Decodable {
    struct Claim: Decodable {
      struct Example: Decodable {
        let action: String
        let env: String
        let verdict: String
        let test: String?
      }

      let id: String
      let outcome: String
      let combinations: Int?
      let counterexample: Example?
    }

    let claims: [Claim]
  }

  @Test func `proves what is shipped`() throws {
    let program = try Program(["prove"])
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.contains("people-own-prod: proved for "))
    #expect(program.output.hasSuffix("8 claims: 8 proved, 0 false, 0 undecided\n"))
    #expect(try Program(["prove"]).output == program.output)
  }

  @Test func `leaves with 1 and a test when a claim is false`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try folder.replace("runs.active > 0", with: "runs.active > 1", in: "safety/guardrails.yaml")
    try folder.replace(
      "prove:                              # checked for every combination, in CI",
      with: "prove:\n  - {id: alone, title: A, for_all: action.starts_run && runs.active > 0, "
        + "verdict: [deny]}",
      in: "safety/guardrails.yaml")
    let program = try Program(["prove", "-C", folder.url.path, "-o", "json"])
    #expect(program.status == 1, "\(program.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(program.output.utf8))
    let claim = try #require(report.claims.first)
    #expect(claim.id == "alone" && claim.outcome == "false")
    let example = try #require(claim.counterexample)
    #expect(example.env == "dev" && example.verdict == "allow")
    #expect(example.test?.contains("runs.active: 1") == true)
    #expect(report.claims.dropFirst().allSatisfy { $0.outcome == "proved" })
    // The same is an error of lint, where the claim stands.
    let lint = try Program(["lint", "-C", folder.url.path, "-o", "compact"])
    #expect(lint.status == 1)
    let safety = try String(
      contentsOf: folder.url.appending(path: "safety/guardrails.yaml"), encoding: .utf8)
    let line = safety.components(separatedBy: "\n").firstIndex { $0.contains("{id: alone") } ?? -1
    #expect(
      lint.output.contains(
        "guardrails.yaml:\(line + 1):10: error: the claim `alone` is false"))
  }

  @Test func `holds one environment alone`() throws {
    let program = try Program(["prove", "--env", "dev", "-o", "json"])
    #expect(program.status == 0)
    let report = try JSONDecoder().decode(Report.self, from: Data(program.output.utf8))
    #expect(report.claims.first?.combinations == 0)
    #expect(try Program(["prove", "--env", "nowhere"]).status == 3)
    #expect(try Program(["prove", "everything"]).status == 2)
  }

  @Test func `judges nothing with a broken configuration`() throws {
    let folder = try TemporaryFolder()
    try folder.addConfiguration()
    try folder.replace("otherwise: deny", with: "otherwise: allow", in: "safety/guardrails.yaml")
    #expect(try Program(["prove", "-C", folder.url.path]).status == 3)
  }
}
