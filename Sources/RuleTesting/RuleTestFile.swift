public import Configurations
public import Documents
internal import Incidents

/// A file of tests beside the rules: named evidence, and what the engine must make of it.
public struct RuleTestFile: Sendable {
  public let path: String
  /// The environment that cases are decided in unless they say otherwise.
  public let environment: String?
  public let fixtures: [Fixture]
  public let tests: [RuleTest]

  /// Evidence by a name: the folder of a recorded incident, or a JSON file.
  public struct Fixture: Sendable {
    public let name: String
    /// Relative to the folder of the test file.
    public let path: String
    public let span: SourceSpan
  }

  /// Reads a document of the kind `tests/v1`, and says everything that is wrong with it.
  public static func read(
    _ file: SourceFile, for configuration: Configuration
  ) -> Checked<RuleTestFile> {
    let parsed = DocumentParser.parse(file)
    guard let document = parsed.value else { return Checked(nil, parsed.diagnostics) }
    var fields = FieldReader(document.root, subject: "this file", scope: .evidence)
    let header = fields.text("kintsugi")
    if let header, header != ConfigurationLoader.Kind.tests.rawValue {
      fields.report([.notTests(header, at: document.root["kintsugi"]?.span ?? fields.span)])
    }
    let environments = configuration.project.environments.map(\.name)
    let environment = fields.name("env", among: environments)
    let fixtures = fixtures(&fields)
    let context = RuleTestContext(
      fixtures: fixtures.map(\.name), environments: environments,
      rules: configuration.rules.map(\.id), actions: configuration.policy.actions.map(\.name),
      limits: configuration.safety.limits.map(\.id))
    let tests = fields.mappings("tests", as: "a test") { RuleTest(&$0, in: context) }
    if fields.isEmptyOrMissing("tests") { fields.report([.noTests(at: fields.span)]) }
    let diagnostics = parsed.diagnostics + fields.finish()
    return Checked(
      RuleTestFile(path: file.path, environment: environment, fixtures: fixtures, tests: tests),
      diagnostics)
  }

  private static func fixtures(_ fields: inout FieldReader) -> [Fixture] {
    guard let node = fields.required("evidence") else { return [] }
    return fields.reading(node, as: "`evidence`") { inner in
      inner.freeEntries.compactMap { entry in
        inner.text(of: entry.value).map {
          Fixture(name: entry.key.text, path: $0, span: entry.value.span)
        }
      }
    } ?? []
  }
}

/// The names that a test may use.
struct RuleTestContext {
  let fixtures: [String]
  let environments: [String]
  let rules: [String]
  let actions: [String]
  let limits: [String]
}

/// One test: a name, and cases that share evidence.
public struct RuleTest: Sendable {
  public let name: String
  public let span: SourceSpan
  public let cases: [RuleTestCase]

  init?(_ fields: inout FieldReader, in context: RuleTestContext) {
    span = fields.span
    let name = fields.text("name")
    let common = RuleTestCase.Given(&fields, in: context)
    if let given = fields.optional("cases") {
      let nodes = fields.items("cases")
      if nodes.isEmpty { fields.report([.noTests(at: given.span)]) }
      if let lone = fields.optional("expect") { fields.report([.expectBesideCases(lone.span)]) }
      cases = nodes.compactMap { node in
        fields.reading(node, as: "a case") { inner in
          let own = RuleTestCase.Given(&inner, in: context)
          return RuleTestCase(&inner, given: own.after(common), in: context)
        }
      }
    } else {
      cases = [RuleTestCase(&fields, given: common, in: context)].compactMap(\.self)
    }
    guard let name else { return nil }
    self.name = name
  }
}

extension FieldReader {
  /// Reads one name out of a list that is known.
  mutating func name(_ key: String, among known: [String]) -> String? {
    guard let node = optional(key), let text = text(of: node) else { return nil }
    return checked(text, for: key, at: node.span, among: known)
  }

  /// Reads a list of names, which may be empty; `nil` where the key is missing.
  mutating func names(_ key: String, among known: [String]) -> [String]? {
    guard optional(key) != nil else { return nil }
    return texts(key).compactMap { checked($0.text, for: key, at: $0.span, among: known) }
  }

  private mutating func checked(
    _ text: String, for key: String, at span: SourceSpan, among known: [String]
  ) -> String? {
    if known.contains(text) { return text }
    report([.unknownName(text, for: key, at: span, known: known)])
    return nil
  }

  /// Whether there is nothing under a key.
  fileprivate mutating func isEmptyOrMissing(_ key: String) -> Bool {
    guard let node = optional(key) else { return true }
    if case .sequence(let items) = node.content { return items.isEmpty }
    return false
  }
}

extension Diagnostic {
  fileprivate static func notTests(_ header: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-tests", message: "`\(header)` is no file of tests", span: span,
      help: ["begin with `kintsugi: tests/v1`"])
  }

  fileprivate static func noTests(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-tests", message: "there is no test here", span: span,
      help: ["add a test with `name`, `given` and `expect`"])
  }

  fileprivate static func expectBesideCases(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "expect-beside-cases", message: "`expect` stands beside `cases`", span: span,
      help: ["move it into each case"])
  }

  fileprivate static func unknownName(
    _ name: String, for key: String, at span: SourceSpan, known: [String]
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: known)
    let shown = known.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    let help = near.map { "did you mean `\($0)`?" } ?? "known here: \(shown)"
    return Diagnostic(
      code: "unknown-name-in-test", message: "nothing is called `\(name)` for `\(key)`",
      span: span, help: [help])
  }
}
