import Foundation
import Testing

/// `kintsugi schema`: what editors get. `scripts/check-formats` holds it against every example.
@Suite struct SchemaCommandTests {
  struct Object: Decodable {
    let title: String
    let additionalProperties: Bool?
    let required: [String]?
    let properties: [String: Property]
  }

  struct Property: Decodable {
    let description: String?
  }

  @Test(arguments: ["project", "rules", "policy", "safety", "overlay", "tests"])
  func `prints a closed schema in which every key says what it is for`(kind: String) throws {
    let program = try Program(["schema", kind])
    #expect(program.status == 0)
    let schema = try JSONDecoder().decode(Object.self, from: Data(program.output.utf8))
    #expect(schema.title == "kintsugi \(kind)/v1")
    #expect(schema.additionalProperties == false)
    #expect(schema.required?.first == "kintsugi")
    #expect(schema.properties.allSatisfy { !($0.value.description ?? "").isEmpty })
  }

  @Test func `refers to nothing outside of itself`() throws {
    let text = try Program(["schema"]).output
    for match in text.matches(of: /"\$ref": "([^"]*)"/) {
      let name = match.1.split(separator: "/").last ?? ""
      #expect(match.1.hasPrefix("#/$defs/"))
      #expect(text.contains("\n    \"\(name)\": {"), "\(name)")
    }
  }

  @Test func `has every detector and step`() throws {
    let rules = try Program(["schema", "rules"]).output
    for name in ["log", "schema_drift", "null_rate", "unreadable", "any", "all", "not"] {
      #expect(rules.contains("\n            \"\(name)\": {"), "\(name)")
    }
    #expect(try Program(["schema", "policy"]).output.contains("\"quarantine_objects\": {"))
  }
}
