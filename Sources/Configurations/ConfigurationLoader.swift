public import Documents
internal import Incidents

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
  }

  /// Reads all files.
  public static func load(_ files: [SourceFile]) -> Checked<Configuration> {
    var loading = Loading()
    for file in files.sorted(by: { $0.path < $1.path }) { loading.open(file) }
    return loading.configuration(of: files)
  }
}

/// A configuration on its way: what was read so far, and what was wrong.
private struct Loading {
  var diagnostics: [Diagnostic] = []
  var documents: [ConfigurationLoader.Kind: [Document]] = [:]
  /// Whether a file failed so early that what it would have named is unknown.
  var isIncomplete = false

  mutating func open(_ file: SourceFile) {
    let parsed = DocumentParser.parse(file)
    diagnostics += parsed.diagnostics
    guard let document = parsed.value, let kind = kind(of: document) else {
      isIncomplete = true
      return
    }
    switch kind {
    case .overlay: diagnostics.append(.overlaysNotYet(at: document.root.span))
    case .tests: break
    case .project, .rules, .policy, .safety: documents[kind, default: []].append(document)
    }
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

  mutating func configuration(of files: [SourceFile]) -> Checked<Configuration> {
    let project = one(.project, files) { Project(&$0) }
    let policy = one(.policy, files) { PolicyFile.read(&$0) }
    // Without a policy there are no names of actions to compare with: one mistake, one diagnostic.
    let actions = documents[.policy]?.first.map { PolicyFile.declaredActions($0.root["actions"]) }
    let safety = one(.safety, files) { SafetyFile.read(&$0, actions: actions) }
    let rules = (documents[.rules] ?? []).flatMap { document in
      read(document) { RuleFile.read(&$0) } ?? []
    }
    if documents[.rules] == nil, !isIncomplete {
      diagnostics.append(.missingFile(.rules, files))
    }
    checkNames(rules: rules, project: project, safety: safety)
    guard let project, let policy, let safety else { return Checked(nil, diagnostics) }
    if policy.stateCount > project.statesAtMost {
      diagnostics.append(
        .tooManyStates(policy.stateCount, project.statesAtMost, at: span(of: .policy)))
    }
    let configuration = Configuration(
      project: project, rules: rules, policy: policy, safety: safety,
      fingerprint: Fingerprint.of(documents.values.flatMap { $0 }))
    return Checked(configuration, diagnostics)
  }

  private func span(of kind: ConfigurationLoader.Kind) -> SourceSpan {
    documents[kind]?.first?.root.span ?? .start(of: "")
  }

  /// Reads the one document of a kind; there must be exactly one.
  private mutating func one<Value>(
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

  private mutating func read<Value>(
    _ document: Document, _ read: (inout FieldReader) -> Value?
  ) -> Value? {
    var fields = FieldReader(document.root, subject: "this file", scope: .evidence)
    _ = fields.optional("kintsugi")
    let value = read(&fields)
    diagnostics += fields.finish()
    return value
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

  /// A scope that no environment matches would never hold, and a freeze of it fail open.
  private mutating func checkEnvironments(_ scopes: [Applicability], _ known: [String]) {
    var seen: Set<SourceSpan> = []
    for named in scopes.flatMap(\.namedEnvironments) where seen.insert(named.span).inserted {
      let pattern = NamePattern(named.text)
      if known.contains(where: pattern.matches) { continue }
      diagnostics.append(.unknownWord(named.text, for: "env", at: named.span, known: known))
    }
  }
}

/// A short name for what some files say: FNV-1a over their trees, in order of their paths.
///
/// Comments, layout and the folder's name do not count; values and the order of keys do, since ties
/// break by it. It tells configurations apart in the journal; what must withstand forgery is
/// digested there.
enum Fingerprint {
  static func of(_ documents: [Document]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for document in documents.sorted(by: { $0.source.path < $1.source.path }) {
      DocumentJSON.line(for: Checked(document)).utf8.forEach(mix)
      mix(0)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Diagnostic {
  static func noHeader(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-header", message: "the file does not say what it is", span: span,
      help: ["begin with `kintsugi: rules/v1`, or the kind that it is"])
  }

  static func overlaysNotYet(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "overlay-unsupported", message: "overlays cannot be applied by this version",
      span: span, help: ["move what it changes into the files themselves"])
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
