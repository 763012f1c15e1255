import Foundation
import Goldens
import Incidents
import Reporting
import Testing

/// What the engineer on call reads: a change of these texts is read like a change of code.
@Suite struct DecisionStoryTests {
  @Test(arguments: [
    ("truncated_parquet", "dev"), ("truncated_parquet", "prod"), ("bad_catalog_update", "dev"),
    ("division_by_zero", "dev"), ("driver_out_of_memory", "staging"), ("throttled_once", "dev"),
  ])
  func `tells a decision as it was read before`(name: String, environment: String) throws {
    let folder = Repository.incidents.appending(path: name)
    let decision = try Repository.decision(on: folder, environment: environment)
    let text = DecisionStory(decision).text
    #expect(try text == Golden.text("decision-\(name)-\(environment)", for: text))
  }

  @Test(arguments: ["truncated_parquet", "division_by_zero", "late_data"])
  func `tells every constraint once`(name: String) throws {
    let decision = try Repository.decision(on: Repository.incidents.appending(path: name))
    let lines = DecisionStory(decision).text.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.hasPrefix("Verdict") })
    let last = try #require(lines.firstIndex { $0.hasPrefix("Executed") })
    let said = lines[(first + 1)..<last].joined(separator: "\n")
    for ruling in decision.judgement.rulings {
      let isNamed = said.contains(ruling.constraint) || said.contains("all ")
      #expect(isNamed && said.contains(ruling.reason), "\(ruling.constraint)")
    }
  }

  @Test func `tells the same decision as JSON as it was read before`() throws {
    let decision = try Repository.decision(on: Repository.incidents.appending(path: "late_data"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(DecisionDocument(decision)), as: UTF8.self)
    #expect(try text == Golden.text("decision-late_data", for: text))
  }
}
