import Documents
import Testing

@testable import Configurations

/// The table of shapes says what the readers ask for, and nothing else.
@Suite struct ShapeTests {
  /// A shape, and the reader that it stands for.
  struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: Shape
    let read: @Sendable (inout FieldReader) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ path: String..., read: @escaping @Sendable (inout FieldReader) -> Void
    ) {
      self.name = ([name] + path).joined(separator: ".")
      let root = DocumentShape.all.first { $0.name == name }?.root ?? .anything
      shape = path.reduce(root) { $0.below($1) }
      self.read = read
    }
  }

  private static let context = RuleContext(
    owner: "", appliesTo: .everything, comparison: .standard, definitions: [],
    messageScope: .findings)

  static let pairs: [Pair] = [
    Pair("project") { _ = Project(&$0) },
    Pair("rules") { _ = RuleFile.read(&$0) },
    Pair("rules", "rules", "[]") { _ = Rule(&$0, in: context) },
    Pair("policy") { _ = PolicyFile.read(&$0) },
    Pair("policy", "state", "*") { _ = StateFeature(name: "a", &$0) },
    Pair("policy", "actions", "*") { _ = ActionDefinition(name: "a", &$0) },
    Pair("safety") { _ = SafetyFile.read(&$0, actions: nil) },
    Pair("safety", "deny", "[]") { _ = DenyConstraint(&$0) },
    Pair("safety", "ask", "[]") { _ = AskConstraint(&$0, defaults: nil) },
    Pair("safety", "limits", "[]") { _ = LimitConstraint(&$0) },
  ]

  @Test(arguments: pairs)
  func `has every key that its reader asks for, and no other`(_ pair: Pair) {
    #expect(Self.differences(FieldProbe(pair.read), pair.shape, pair.name) == [])
  }

  /// Where a probe and a shape differ, down to where the probe saw no keys.
  private static func differences(_ probe: FieldProbe, _ shape: Shape, _ path: String) -> [String] {
    guard case .mapping(let fields) = shape else {
      return probe.fields.isEmpty || probe.takesAnyKey ? [] : ["\(path) is no closed mapping"]
    }
    let read = probe.fields.filter { $0.name != "kintsugi" }
    let written = fields.filter { $0.name != "kintsugi" }
    var found = read.filter { field in !written.contains { $0.name == field.name } }
      .map { "\(path).\($0.name) is read only" }
    for field in written {
      guard let other = read.first(where: { $0.name == field.name }) else {
        // Which keys a feature or a freeze has depends on which others are there.
        let isChoice = ["bins", "otherwise", "zone", "weekly", "from", "until", "values"]
        if !isChoice.contains(field.name) { found.append("\(path).\(field.name) is not read") }
        continue
      }
      if other.isRequired != field.isRequired, !["values", "from", "until"].contains(field.name) {
        found.append("\(path).\(field.name) is required: read \(other.isRequired)")
      }
      if case .word(let words) = other.reading, words != Self.words(of: field.shape) {
        found.append("\(path).\(field.name) has the words \(words)")
      }
      if case .words(let words) = other.reading, words != Self.words(of: field.shape) {
        found.append("\(path).\(field.name) has the words \(words)")
      }
      guard let below = other.below else { continue }
      let inner = if case .list(let item, _) = field.shape { item } else { field.shape }
      found += differences(below, inner, "\(path).\(field.name)")
    }
    return found
  }

  private static func words(of shape: Shape) -> [String] {
    switch shape {
    case .word(let words): words
    case .oneOrMany(let inner): words(of: inner)
    default: []
    }
  }

  @Test func `knows the fields of every detector by its reader`() throws {
    #expect(Shape.detectorFields.count == detectors.count)
    let log = try #require(Shape.detectorFields["log"])
    #expect(
      log.map(\.name) == [
        "matches", "levels", "streams", "writers", "categories", "loggers", "at_least",
        "run_states",
      ])
    // A category does without a pattern.
    #expect(log.allSatisfy { !$0.isRequired })
    guard case .oneOrMany(.pattern) = log[0].shape else {
      Issue.record("matches is no list of patterns")
      return
    }
    guard case .whole(1...10_000) = log[6].shape else {
      Issue.record("at_least is no count")
      return
    }
  }

  @Test(arguments: ["15m", "1h30m", "2w", "1d", "15", "h", "", "1m1h", "5 m"])
  func `takes as a length of time what the reader takes`(text: String) throws {
    guard case .form(let pattern, _) = Shape.duration else {
      Issue.record("no form")
      return
    }
    let matches = text.contains(try Regex(pattern))
    #expect((matches && !text.isEmpty) == (Duration(unitText: text) != nil))
  }

  @Test(arguments: ["5%", "0.5%", ".5%", "5 %", "5", "%", "-1%", "5%%", "a%", "1e2%"])
  func `takes as a share what the reader takes`(text: String) throws {
    guard case .form(let pattern, _) = Shape.share else {
      Issue.record("no form")
      return
    }
    #expect(text.contains(try Regex(pattern)) == (FieldReader.share(text) != nil))
  }
}

extension Shape {
  /// The shape below a key, of an item (`[]`), or of any value (`*`).
  fileprivate func below(_ step: String) -> Shape {
    switch self {
    case .mapping(let fields): fields.first { $0.name == step }?.shape ?? .anything
    case .list(let inner, _), .named(let inner, _): inner
    default: .anything
    }
  }
}
