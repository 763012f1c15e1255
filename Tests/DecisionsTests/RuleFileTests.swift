import Documents
import Foundation
import Goldens
import Incidents
import Testing

/// Runs the test files beside the rules.
@Suite struct RuleFileTests {
  private static let folder = Repository.root.appending(path: "rules")

  static let files: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".test.yaml") }.sorted()
  }()

  @Test(arguments: files)
  func `find and decide what the file says`(file: String) throws {
    for test in try RuleTest.all(in: Self.folder.appending(path: file)) {
      let decision = try Repository.decision(
        on: Self.folder.appending(path: test.incident).standardizedFileURL,
        environment: test.environment, at: test.now, asking: test.action)
      for expectation in test.expectations {
        #expect(
          expectation.got(decision) == expectation.wanted, "\(test.name): \(expectation.key)")
      }
    }
  }

  @Test(arguments: files)
  func `have a firing and a silent case for the rules they can reach`(file: String) throws {
    let fired = try RuleTest.all(in: Self.folder.appending(path: file)).map { test in
      Set(test.expectations.filter { $0.key == "fires" }.flatMap(\.wanted))
    }.filter { !$0.isEmpty }
    let all = fired.reduce(into: Set()) { $0.formUnion($1) }
    for rule in all {
      #expect(fired.contains { !$0.contains(rule) }, "\(rule) is never silent")
    }
    #expect(all.count >= 5)
  }
}

/// One case of a test file.
private struct RuleTest {
  let name: String
  let incident: String
  let environment: String
  let now: Timestamp?
  let action: String?
  let expectations: [Expectation]

  /// A list of words that a decision must give under a key.
  struct Expectation {
    let key: String
    let wanted: [String]

    func got(_ decision: Decision) -> [String] {
      switch key {
      case "fires": decision.findings.map(\.rule)
      case "chooses": [decision.proposal.action]
      case "verdict": [decision.judgement.verdict.rawValue]
      case "because": Array(decision.judgement.because.prefix(1))
      case "no_data": decision.missing.map(\.rule)
      default: ["there is nothing called \(key)"]
      }
    }
  }

  static func all(in file: URL) throws -> [RuleTest] {
    let source = SourceFile(path: file.path, bytes: Array(try Data(contentsOf: file)))
    let root = try #require(DocumentParser.parse(source).value?.root)
    let evidence = try #require(root["evidence"])
    let environment = root["env"]?.text ?? "dev"
    return try (root["tests"]?.items ?? []).flatMap { test -> [RuleTest] in
      let given = try #require(test["given"]?.text)
      let incident = try #require(evidence[given]?.text)
      let cases = test["cases"]?.items ?? [test]
      return try cases.map { one in
        let entries = try #require(one["expect"]?.entries)
        return RuleTest(
          name: try #require(test["name"]?.text), incident: incident,
          environment: test["propose"]?["env"]?.text ?? environment,
          now: one["now"]?.text.flatMap { Timestamp(rfc3339: $0) },
          action: test["propose"]?["action"]?.text,
          expectations: entries.map { entry in
            Expectation(
              key: entry.key.text,
              wanted: entry.value.items.map { $0.compactMap(\.text) }
                ?? [entry.value.text].compactMap(\.self))
          })
      }
    }
  }
}

extension Node {
  fileprivate var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  fileprivate var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  fileprivate var text: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }
}
