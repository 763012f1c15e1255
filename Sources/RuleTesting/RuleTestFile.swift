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

  /// Evidence by a name.
  public struct Fixture: Sendable {
    public let name: String
    public let span: SourceSpan
    let source: Source

    /// The files that it is made of, relative to the folder of the test file.
    public var paths: [String] {
      switch source {
      case .file(let path): [path]
      case .incident(let path, let history): [path, history]
      case .described: []
      }
    }
  }

  /// Where the evidence of a fixture comes from; paths are relative to the test file's folder.
  enum Source: Sendable {
    /// The folder of a recorded incident, a JSON file of evidence, or JSON lines of profiles.
    case file(String)
    /// The first or second of those, with the batches of another file before its own.
    case incident(String, history: String)
    /// A table whose batches the test file describes.
    case described(DescribedHistory)

    /// The description; `nil` for evidence that lies in files.
    var description: DescribedHistory? {
      switch self {
      case .described(let history): history
      case .file, .incident: nil
      }
    }
  }

  /// Reads a document of the kind `tests/v1`, and says everything that is wrong with it.
  ///
  /// `rules` are the ids of the configuration, where many files are read.
  public static func read(
    _ file: SourceFile, for configuration: Configuration, rules: KnownNames? = nil
  ) -> Checked<RuleTestFile> {
    read(DocumentParser.parse(file), of: file, for: configuration, rules: rules)
  }

  /// The same of a file that was parsed already.
  public static func read(
    _ parsed: Checked<Document>, of file: SourceFile, for configuration: Configuration,
    rules: KnownNames? = nil
  ) -> Checked<RuleTestFile> {
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
      names: fixtures.names, fixtures: fixtures.fixtures, environments: environments,
      rules: rules ?? KnownNames(configuration.rules.map(\.id)),
      actions: configuration.policy.actions.map(\.name),
      limits: configuration.safety.counted,
      labels: Dictionary(configuration.policy.features.map { ($0.name, $0.labels) }) { $1 })
    let tests = fields.mappings("tests", as: "a test") { RuleTest(&$0, in: context) }
    if fields.isEmptyOrMissing("tests") { fields.report([.noTests(at: fields.span)]) }
    let diagnostics = parsed.diagnostics + fields.finish()
    return Checked(
      RuleTestFile(
        path: file.path, environment: environment, fixtures: fixtures.fixtures, tests: tests),
      diagnostics)
  }

  /// The fixtures, and the names of all, also of those that something is wrong with.
  static func fixtures(
    _ fields: inout FieldReader
  ) -> (names: [String], fixtures: [Fixture]) {
    guard let node = fields.required("evidence") else { return ([], []) }
    return fields.reading(node, as: "`evidence`") { inner in
      let entries = inner.freeEntries
      let fixtures = entries.compactMap { entry in
        source(of: entry.value, &inner).map {
          Fixture(name: entry.key.text, span: entry.value.span, source: $0)
        }
      }
      return (entries.map(\.key.text), fixtures)
    } ?? ([], [])
  }

  /// A path; or a mapping that describes a table, or gives an incident a history.
  private static func source(of node: Node, _ fields: inout FieldReader) -> Source? {
    guard case .mapping(let entries) = node.content else {
      return fields.text(of: node).map(Source.file)
    }
    let isIncident = entries.contains { ["incident", "history"].contains($0.key.text) }
    return fields.reading(node, as: "evidence") { inner in
      guard isIncident else { return .described(DescribedHistory(&inner)) }
      let incident = inner.text("incident")
      let history = inner.text("history")
      return incident.flatMap { path in history.map { .incident(path, history: $0) } }
    }
  }
}

/// Names in their order, and whether one is among them: there may be thousands.
public struct KnownNames: Sendable {
  let all: [String]
  private let set: Set<String>

  public init(_ all: [String]) {
    self.all = all
    set = Set(all)
  }

  func contains(_ name: String) -> Bool { set.contains(name) }
}

/// The names that a test may use.
struct RuleTestContext {
  /// The names of all fixtures, also of those that something is wrong with.
  let names: [String]
  let fixtures: [RuleTestFile.Fixture]
  let environments: [String]
  let rules: KnownNames
  let actions: [String]
  let limits: [String]
  /// The labels of each feature of the state.
  let labels: [String: [String]]
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
  public mutating func name(_ key: String, among known: [String]) -> String? {
    guard let node = optional(key), let text = text(of: node) else { return nil }
    return checked(text, for: key, at: node.span, among: known)
  }

  /// Reads one name out of many.
  mutating func name(_ key: String, among known: KnownNames) -> String? {
    guard let node = optional(key), let text = text(of: node) else { return nil }
    if known.contains(text) { return text }
    return checked(text, for: key, at: node.span, among: known.all)
  }

  /// Reads a list of names, which may be empty; `nil` where the key is missing.
  mutating func names(_ key: String, among known: KnownNames) -> [String]? {
    guard optional(key) != nil else { return nil }
    return texts(key).compactMap { text, span in
      known.contains(text) ? text : checked(text, for: key, at: span, among: known.all)
    }
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

  static func unknownName(
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
