import Documents
import Goldens
import Testing

@testable import Configurations

/// Every value of every field, replaced by junk: told, or taken, but never left out without a word.
@Suite struct BrokenValueTests {
  private static let junk = ["[]", "{}", "''", "null", "17", "zzqqxxjj"]

  /// The lists and mappings in which things are declared: fewer of them is what an author says.
  private static let declaring = [
    "rules", "prior", "verify", "deny", "ask", "limits", "freeze", "prove", "actions", "state",
    "authority", "environments", "owners", "pipelines", "steps", "remedies",
    "groups",
  ]

  @Test(arguments: Samples.everything.map(\.path))
  func `leaves nothing out without a word`(_ path: String) throws {
    let file = try #require(Samples.everything.first { $0.path == path })
    let root = try #require(DocumentParser.parse(file).value?.root)
    let standard = Self.counts(try #require(ConfigurationLoader.load(Samples.everything).value))
    for (place, (name, span)) in Self.values(in: root, "").enumerated() {
      for (turn, text) in Self.junk.enumerated()
      where Slice.has(place, oneOf: 3, turn: turn) {
        let checked = ConfigurationLoader.load(Self.replacing(span, by: text))
        #expect(checked.value != nil || !checked.diagnostics.isEmpty, "\(name) is \(text)")
        #expect(Set(checked.diagnostics).count == checked.diagnostics.count, "\(name) is \(text)")
        guard let configuration = checked.value else { continue }
        #expect(Self.counts(configuration) == standard, "\(path): \(name) is \(text)")
      }
    }
  }

  private static func replacing(_ span: SourceSpan, by text: String) -> [SourceFile] {
    Samples.everything.map { file in
      guard file.path == span.path else { return file }
      var bytes = file.bytes
      // A block's span ends where the next entry begins, so the line end has to be kept.
      let end = bytes[..<span.end.offset].last == UInt8(ascii: " ") || span.end.column == 1
      let tail = end ? "\n" + String(repeating: " ", count: span.end.column - 1) : ""
      bytes.replaceSubrange(
        span.start.offset..<span.end.offset, with: Array((text + tail).utf8))
      return SourceFile(path: file.path, bytes: bytes)
    }
  }

  /// The places of all values but those that declare things.
  private static func values(in node: Node, _ path: String) -> [(String, SourceSpan)] {
    let name = path.split(separator: ".").last.map(String.init) ?? ""
    let own = path.isEmpty || declaring.contains(name) ? [] : [(path, node.span)]
    switch node.content {
    case .scalar: return own
    case .sequence(let items):
      return own + items.enumerated().flatMap { values(in: $1, "\(path)[\($0)]") }
    case .mapping(let entries):
      return own + entries.flatMap { values(in: $0.value, "\(path).\($0.key.text)") }
    }
  }

  /// How many of everything there are.
  private static func counts(_ configuration: Configuration) -> [Int] {
    let (policy, safety) = (configuration.policy, configuration.safety)
    return [
      configuration.rules.count, configuration.project.environments.count,
      configuration.project.owners.count, configuration.project.pipelines.count,
      policy.features.count, policy.actions.count, policy.checks.count, policy.prior.count,
      safety.constraints.count, safety.limits.count, safety.claims.count,
    ] + policy.actions.map(\.steps.count)
  }
}
