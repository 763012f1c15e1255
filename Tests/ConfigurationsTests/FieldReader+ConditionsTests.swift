import Conditions
import Testing

@testable import Configurations

@Suite struct TemplateTests {
  private static let facts = EvidenceValues(Samples.evidence()).facts(on: nil, at: Samples.now)

  @Test(arguments: [
    ("plain text", "plain text"), ("'{job.owner}'", "team"),
    ("'of {job.owner} and {run.id}.'", "of team and jr_1."), ("'{{job.owner}}'", "{job.owner}"),
    ("'{{{job.owner}}}'", "{team}"), ("'a } b'", "a } b"), ("'ü {job.owner} 𝄞'", "ü team 𝄞"),
  ])
  func `puts values where braces are`(_ yaml: String, _ text: String) throws {
    let template = try #require(Samples.read("a: \(yaml)") { $0.template("a") }.value)
    #expect(template.text(with: Self.facts) == text)
    #expect(template.knownText(with: Self.facts) == text)
  }

  @Test func `shows what is unknown to people, and gives it for no name`() throws {
    let template = try #require(
      Samples.read("a: 'rows: {run.rows_read}'") { $0.template("a") }.value)
    #expect(template.text(with: Self.facts) == "rows: ?")
    #expect(template.knownText(with: Self.facts) == nil)
  }

  @Test(arguments: [
    ("'a {job.owner'", "1:7 open-brace"), ("\"é{job.owner\"", "1:6 open-brace"),
    ("[a]", "1:4 wrong-kind"),
  ])
  func `refuses a brace that is never closed, at the brace`(_ yaml: String, _ mistake: String) {
    #expect(Samples.read("a: \(yaml)") { $0.template("a") }.mistakes == [mistake])
  }

  @Test func `takes text for a value, or what a condition gives`() throws {
    let text = try #require(Samples.read("a: job.owner") { $0.valueText("a") }.value)
    #expect(text.text(with: Self.facts) == "job.owner")
    let value = try #require(Samples.read("a: = job.owner") { $0.valueText("a") }.value)
    #expect(value.text(with: Self.facts) == "team")
    let unknown = try #require(Samples.read("a: = run.error") { $0.valueText("a") }.value)
    #expect(unknown.text(with: Self.facts) == nil)
  }
}
