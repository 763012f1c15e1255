public import Documents
internal import Incidents
internal import Threads

/// Makes one configuration of the files that a team wrote, or says everything that is wrong.
///
/// Takes texts and gives values: whoever calls opens the files. Their order does not matter.
public enum ConfigurationLoader {
  /// The kinds of file, by their header `kintsugi: KIND/v1`.
  public enum Kind: String, Sendable, CaseIterable {
    case project = "project/v1"
    case rules = "rules/v1"
    case policy = "policy/v1"
    case safety = "safety/v1"
    case overlay = "overlay/v1"
    case tests = "tests/v1"
    case world = "world/v1"
  }

  /// Whether a path is that of a file of tests, which is no part of a configuration.
  public static func isTestFile(_ path: String) -> Bool {
    path.hasSuffix(".test.yaml") || path.hasSuffix(".test.yml")
  }

  /// Reads all files into a configuration, or everything that is wrong with it.
  public static func load(_ files: [SourceFile]) -> Checked<Configuration> {
    let reading = read(files)
    return Checked(reading.configuration, reading.diagnostics)
  }

  /// Reads all files, and keeps what could be read of a configuration that is not right.
  public static func read(_ files: [SourceFile]) -> ConfigurationReading {
    var loading = Loading()
    let sorted = files.sorted { $0.path < $1.path }
    let parsed = ParallelMap.results(sorted.count) { DocumentParser.parse(sorted[$0]) }
    for document in parsed { loading.open(document) }
    return loading.reading(of: files)
  }
}

/// A configuration on its way: what was read so far, and what was wrong.
private struct Loading {
  var diagnostics: [Diagnostic] = []
  var documents: [ConfigurationLoader.Kind: [Document]] = [:]
  /// Whether a file failed so early that what it would have named is unknown.
  var isIncomplete = false
  /// What files of rules gave that were read already, by path: an overlay changes few of them.
  var readRules: [String: Checked<[Rule]>] = [:]

  mutating func open(_ parsed: Checked<Document>) {
    diagnostics += parsed.diagnostics
    guard let document = parsed.value, let kind = kind(of: document) else {
      isIncomplete = true
      return
    }
    if kind == .tests, !ConfigurationLoader.isTestFile(document.source.path) {
      diagnostics.append(.misnamedTests(document))
    }
    if kind != .tests, kind != .world { documents[kind, default: []].append(document) }
  }

  private mutating func kind(of document: Document) -> ConfigurationLoader.Kind? {
    let header = document.root["kintsugi"]
    guard let header, case .scalar(let scalar) = header.content else {
      diagnostics.append(.noHeader(at: header?.span ?? document.root.span))
      return nil
    }
    if let kind = ConfigurationLoader.Kind(rawValue: scalar.text) { return kind }
    let known = ConfigurationLoader.Kind.allCases.map(\.rawValue)
    diagnostics.append(.unknownWord(scalar.text, for: "kintsugi", at: header.span, known: known))
    return nil
  }

  /// Everything that the files say, the overlays on top.
  mutating func reading(of files: [SourceFile]) -> ConfigurationReading {
    let parts = parts(of: files)
    let overlays = (documents[.overlay] ?? []).compactMap { document in
      read(document) { Overlay(&$0, source: document.source) }
    }
    var changes: [OverlayChange] = []
    var variants: [String: Configuration] = [:]
    if let base = parts.configuration {
      var environments: [String] = []
      for overlay in overlays where !environments.contains(overlay.environment) {
        environments.append(overlay.environment)
      }
      for name in environments {
        let mine = overlays.filter { $0.environment == name }
        let (made, variant) = self.variant(of: base, by: mine, files)
        changes += made
        variants[name] = variant
      }
    }
    // An overlay that is wrong leaves nothing to use, in no environment.
    let isRight = !diagnostics.contains { $0.severity == .error }
    return ConfigurationReading(
      documents: documents, project: parts.project, policy: parts.policy, safety: parts.safety,
      rules: parts.rules, areRulesComplete: parts.areRulesComplete, overlays: overlays,
      changes: changes, configuration: isRight ? parts.configuration?.with(variants) : nil,
      diagnostics: diagnostics.sorted(by: Diagnostic.precedes))
  }

  /// The configuration of one environment; what its overlays make wrong is among the diagnostics.
  private mutating func variant(
    of base: Configuration, by overlays: [Overlay], _ files: [SourceFile]
  ) -> ([OverlayChange], Configuration?) {
    let known = base.project.environments.map(\.name)
    for overlay in overlays where !known.contains(overlay.environment) {
      diagnostics.append(
        .unknownWord(
          overlay.environment, for: "env", at: overlay.environmentSpan, known: known))
    }
    var application = OverlayApplication(documents: documents, base: base)
    for overlay in overlays { application.apply(overlay) }
    diagnostics += application.diagnostics
    guard application.diagnostics.isEmpty else { return (application.changes, nil) }
    var loading = Loading()
    loading.documents = application.documents
    let untouched = (documents[.rules] ?? []).map(\.source.path)
      .filter { path in !application.changes.contains { $0.target.path == path } }
    loading.readRules = readRules.filter { untouched.contains($0.key) }
    let parts = loading.parts(of: files)
    let isNew = Set(diagnostics)
    let found = loading.diagnostics.filter { !isNew.contains($0) }
    diagnostics += found
    guard let changed = parts.configuration, !found.contains(where: { $0.severity == .error })
    else { return (application.changes, nil) }
    diagnostics += OverlayStrictness(base: base, changed: changed, application.changes).diagnostics
    return (application.changes, application.finished(changed, by: overlays))
  }

  /// What the files other than overlays give.
  mutating func parts(of files: [SourceFile]) -> ConfigurationParts {
    let ruleFiles = documents[.rules] ?? []
    let loading = self
    // The frame takes longest, so it comes first.
    let read = ParallelMap.results(ruleFiles.count + 1) { place in
      place == 0
        ? PartReading(frame: loading.frame(of: files))
        : PartReading(rules: loading.rules(of: ruleFiles[place - 1]))
    }
    let frame = read[0].frame
    let (project, policy, safety) = (frame.project, frame.policy, frame.safety)
    diagnostics += frame.diagnostics
    for (document, part) in zip(ruleFiles, read.dropFirst()) {
      readRules[document.source.path] = part.rules
      diagnostics += part.rules.diagnostics
    }
    let rules = read.flatMap { $0.rules.value ?? [] }
    // Where there is no rule, that is told, and not what follows from it.
    let areRulesComplete =
      !isIncomplete && !rules.isEmpty
      && !read.contains { $0.rules.diagnostics.contains { $0.severity == .error } }
    if ruleFiles.isEmpty, !isIncomplete {
      diagnostics.append(.missingFile(.rules, files))
    }
    checkNames(rules: rules, project: project, safety: safety)
    if let project, let policy, policy.stateCount > project.statesAtMost {
      diagnostics.append(
        .tooManyStates(policy.stateCount, project.statesAtMost, at: span(of: .policy)))
    }
    var configuration: Configuration?
    if let project, let policy, let safety,
      !diagnostics.contains(where: { $0.severity == .error })
    {
      let read = documents.filter { $0.key != .overlay }.values.flatMap { $0 }
      configuration = Configuration(
        project: project, rules: rules, policy: policy, safety: safety,
        fingerprint: Fingerprint.of(read), variants: [:])
    }
    return ConfigurationParts(
      project: project, policy: policy, safety: safety, rules: rules,
      areRulesComplete: areRulesComplete, configuration: configuration)
  }

  private func rules(of document: Document) -> Checked<[Rule]> {
    readRules[document.source.path] ?? Self.read(document) { RuleFile.read(&$0) }
  }

  /// What there is once: project, policy and safety.
  private func frame(of files: [SourceFile]) -> ConfigurationFrame {
    var loading = self
    loading.diagnostics = []
    let project = loading.one(.project, files) { Project(&$0) }
    let policy = loading.one(.policy, files) { PolicyFile.read(&$0) }
    // Without a policy there are no names of actions to compare with: one mistake, one diagnostic.
    let actions = documents[.policy]?.first.map { PolicyFile.declaredNames($0.root["actions"]) }
    let safety = loading.one(.safety, files) { SafetyFile.read(&$0, actions: actions) }
    return ConfigurationFrame(
      project: project, policy: policy, safety: safety, diagnostics: loading.diagnostics)
  }

  private func span(of kind: ConfigurationLoader.Kind) -> SourceSpan {
    documents[kind]?.first?.root.span ?? .start(of: "")
  }

  /// Reads the one document of a kind; there must be exactly one.
  private mutating func one<Value: Sendable>(
    _ kind: ConfigurationLoader.Kind, _ files: [SourceFile],
    _ read: (inout FieldReader) -> Value?
  ) -> Value? {
    let found = documents[kind] ?? []
    for extra in found.dropFirst() {
      diagnostics.append(.twoFiles(kind, first: found[0].source.path, at: extra.root.span))
    }
    guard let document = found.first else {
      if !isIncomplete { diagnostics.append(.missingFile(kind, files)) }
      return nil
    }
    return self.read(document, read)
  }

  private mutating func read<Value: Sendable>(
    _ document: Document, _ read: (inout FieldReader) -> Value?
  ) -> Value? {
    let read = Self.read(document, read)
    diagnostics += read.diagnostics
    return read.value
  }

  private static func read<Value: Sendable>(
    _ document: Document, _ read: (inout FieldReader) -> Value?
  ) -> Checked<Value> {
    var fields = FieldReader(document.root, subject: "this file", scope: .evidence)
    _ = fields.optional("kintsugi")
    let value = read(&fields)
    return Checked(value, fields.finish())
  }

  /// Ids are unique over all files, and environments are those of the project.
  private mutating func checkNames(rules: [Rule], project: Project?, safety: Safety?) {
    var first: [String: SourceSpan] = [:]
    for rule in rules {
      if let other = first[rule.id] {
        diagnostics.append(.duplicateID(rule.id, other: other, at: rule.span))
      } else {
        first[rule.id] = rule.span
      }
    }
    if let project {
      checkOwners(project.owners.map(\.name))
      checkExploredEnvironments(project.environments.map(\.name))
    }
    guard let project, let safety else { return }
    let known = project.environments.map(\.name)
    for case let authority as AuthorityConstraint in safety.constraints
    where !known.contains(authority.environment) {
      diagnostics.append(
        .unknownWord(authority.environment, for: "authority", at: authority.span, known: known))
    }
    let freezes = safety.constraints.compactMap { ($0 as? FreezeConstraint)?.scope }
    checkEnvironments(rules.flatMap(\.appliesTo) + freezes, known)
  }

  /// An owner that the project does not know would never be told, and could not be asked.
  private mutating func checkOwners(_ known: [String]) {
    for kind in [ConfigurationLoader.Kind.rules, .policy, .safety, .overlay] {
      for document in documents[kind] ?? [] {
        guard case .scalar(let owner)? = document.root["owner"]?.content,
          !known.contains(owner.text), let span = document.root["owner"]?.span
        else { continue }
        diagnostics.append(.unknownOwner(owner.text, known: known, at: span))
      }
    }
  }

  /// Where live decisions explore is said by name, never by a pattern.
  private mutating func checkExploredEnvironments(_ known: [String]) {
    for document in documents[.policy] ?? [] {
      guard let node = document.root["learner"]?["explore_in"] else { continue }
      let items: [Node] = if case .sequence(let items) = node.content { items } else { [node] }
      for item in items {
        guard case .scalar(let name) = item.content, !known.contains(name.text) else { continue }
        diagnostics.append(.unknownWord(name.text, for: "explore_in", at: item.span, known: known))
      }
    }
  }

  /// A scope that no environment matches would never hold, and a freeze of it fail open.
  private mutating func checkEnvironments(_ scopes: [Applicability], _ known: [String]) {
    var seen: Set<String> = []
    for named in scopes.flatMap(\.namedEnvironments) {
      let pattern = NamePattern(named.text)
      if known.contains(where: pattern.matches) { continue }
      // All rules of a file have its scope.
      guard seen.insert("\(named.span.path) \(named.span.start.offset)").inserted else { continue }
      diagnostics.append(.unknownWord(named.text, for: "env", at: named.span, known: known))
    }
  }
}

/// The files that there are once.
private struct ConfigurationFrame: Sendable {
  var project: Project?
  var policy: Policy?
  var safety: Safety?
  var diagnostics: [Diagnostic] = []
}

/// What one piece of the reading gave: a file of rules, or the frame around all of them.
private struct PartReading: Sendable {
  var rules = Checked<[Rule]>(nil)
  var frame = ConfigurationFrame()
}

/// What the files other than overlays gave.
private struct ConfigurationParts {
  let project: Project?
  let policy: Policy?
  let safety: Safety?
  let rules: [Rule]
  let areRulesComplete: Bool
  let configuration: Configuration?
}

extension Diagnostic {
  static func noHeader(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-header", message: "the file does not say what it is", span: span,
      help: ["begin with `kintsugi: rules/v1`, or the kind that it is"])
  }

  static func missingFile(
    _ kind: ConfigurationLoader.Kind, _ files: [SourceFile]
  ) -> Diagnostic {
    Diagnostic(
      code: "missing-file", message: "there is no file of the kind `\(kind.rawValue)`",
      span: .start(of: files.map(\.path).min() ?? "kintsugi.yaml"),
      help: ["add one that begins with `kintsugi: \(kind.rawValue)`"])
  }

  static func twoFiles(
    _ kind: ConfigurationLoader.Kind, first: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "two-files", message: "there is a file of the kind `\(kind.rawValue)` already",
      span: span, help: ["the other one is \(first)"])
  }

  /// Tests whose name hides them would never run, and never fail.
  static func misnamedTests(_ document: Document) -> Diagnostic {
    let path = document.source.path
    let name = path.split(separator: "/").last ?? ""
    let stem = name.prefix { $0 != "." }
    return Diagnostic(
      code: "misnamed-tests", message: "`kintsugi test` does not find the tests of this file",
      span: document.root["kintsugi"]?.span ?? .start(of: path),
      help: ["call the file \(stem).test.yaml, after the file of rules beside it"])
  }

  static func duplicateID(_ id: String, other: SourceSpan, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "duplicate-id", message: "there is a rule `\(id)` already", span: span,
      help: ["the other one is at \(other.path):\(other.start.line)"])
  }

  static func tooManyStates(_ count: Int, _ bound: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "too-many-states", message: "the state space has \(count) states, \(bound) are allowed",
      span: span, help: ["use fewer features or labels, or raise `lint.states_at_most`"])
  }
}
