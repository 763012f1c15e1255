public import Conditions
public import Documents
public import Incidents

/// One rule of a rule file: when it fires, what its finding says, and what may be done about it.
public struct Rule: Sendable {
  public let id: String
  public let title: String
  /// Where the rule stands.
  public let span: SourceSpan
  public let owner: String
  /// The file's `for`, then the rule's own, which narrows it.
  public let appliesTo: [Applicability]
  public let trigger: Trigger
  public let unless: Condition?
  public let kind: String
  public let anomalyClass: String
  public let severity: Severity
  public let cause: Cause
  public let mode: RuleMode
  public let noData: NoDataPolicy
  public let message: Template?
  public let runbook: String?
  /// What "drops" and "unusual" are measured against.
  public let comparison: Comparison
  /// The names that the rule's file defined, in order.
  public let definitions: [Definition]
  /// What facts for the rule hold: evidence, findings, and the names of its file.
  public let schema: Schema
  /// Until when an overlay turned the rule off; `nil` where none did.
  public internal(set) var pause: Overlay.Pause?

  /// Whether the rule is looked at, at a time: not while an overlay turned it off.
  public func isOn(at now: Timestamp) -> Bool { pause.map { now >= $0.until } ?? true }

  /// What a rule does when its evidence is missing.
  public enum NoDataPolicy: String, Sendable, CaseIterable {
    case skip, alert, fire
  }

  /// A name of a rule file, and the condition whose value it is.
  public struct Definition: Sendable {
    public let name: String
    public let condition: Condition
  }

  /// Which earlier batches a figure is compared with.
  public struct Comparison: Sendable, Hashable {
    public let batches: Int

    /// The longest stretch of history.
    public static let mostBatches = 1000

    /// What holds where the file says nothing.
    public static let standard = Comparison(batches: 30)
  }
}

/// The jobs, tables and environments that a rule or constraint is for; a missing list is
/// everything.
public struct Applicability: Sendable, Hashable {
  public let jobs: [NamePattern]?
  public let tables: [NamePattern]?
  public let environments: [NamePattern]?
  /// The environments as they were written, to be held against those of the project.
  let namedEnvironments: [NamedEnvironment]

  /// One name or pattern under `env`, and where it stands.
  struct NamedEnvironment: Sendable, Hashable {
    let text: String
    let span: SourceSpan
  }

  public static let everything = Applicability(jobs: nil, tables: nil, environments: nil)

  /// Whether a job in an environment is meant.
  public func covers(job: String, environment: String) -> Bool {
    Self.matches(jobs, job) && Self.matches(environments, environment)
  }

  /// Whether a table is meant.
  public func covers(table: String) -> Bool { Self.matches(tables, table) }

  private static func matches(_ patterns: [NamePattern]?, _ name: String) -> Bool {
    patterns.map { $0.contains { $0.matches(name) } } ?? true
  }

  /// Reads `for: {jobs: […], tables: […], env: […]}`.
  init(_ fields: inout FieldReader) {
    jobs = Self.patterns("jobs", &fields)
    tables = Self.patterns("tables", &fields)
    environments = Self.patterns("env", &fields)
    namedEnvironments = fields.optional("env").map(Self.named) ?? []
  }

  private static func named(_ node: Node) -> [NamedEnvironment] {
    let nodes: [Node] = if case .sequence(let items) = node.content { items } else { [node] }
    return nodes.compactMap { item in
      guard case .scalar(let scalar) = item.content else { return nil }
      return NamedEnvironment(text: scalar.text, span: item.span)
    }
  }

  private init(jobs: [NamePattern]?, tables: [NamePattern]?, environments: [NamePattern]?) {
    self.jobs = jobs
    self.tables = tables
    self.environments = environments
    namedEnvironments = []
  }

  /// An empty list would select nothing without a word, so it is refused.
  private static func patterns(_ key: String, _ fields: inout FieldReader) -> [NamePattern]? {
    guard let node = fields.optional(key) else { return nil }
    let texts = fields.texts(key)
    if node.isEmptyList { fields.report([.emptyScope(key, at: node.span)]) }
    return texts.map { NamePattern($0.text) }
  }

}

/// A name, in which `*` stands for any run of characters. Names are compared by bytes.
public struct NamePattern: Sendable, Hashable {
  private let pieces: [[UInt8]]

  /// The pattern as it is written.
  public var text: String {
    String(decoding: Array(pieces.joined(separator: [UInt8(ascii: "*")])), as: UTF8.self)
  }

  public init(_ text: String) {
    pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      .map(Array.init)
  }

  /// A name that matches.
  public var example: String {
    String(decoding: pieces.joined(), as: UTF8.self)
  }

  /// Whether the whole name matches. Cost: O(name × pieces).
  public func matches(_ name: String) -> Bool {
    var rest = Array(name.utf8)[...]
    guard let first = pieces.first, let last = pieces.last, rest.starts(with: first) else {
      return false
    }
    if pieces.count == 1 { return rest.count == first.count }
    rest = rest.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() {
      guard let place = Self.firstPlace(of: piece, in: rest) else { return false }
      rest = rest[(place + piece.count)...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }

  private static func firstPlace(of piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    if piece.isEmpty { return text.startIndex }
    guard text.count >= piece.count else { return nil }
    return (text.startIndex...(text.endIndex - piece.count)).first { start in
      text[start..<(start + piece.count)].elementsEqual(piece)
    }
  }
}

extension Diagnostic {
  static func emptyScope(_ key: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "empty-scope", message: "`\(key)` is an empty list, which selects nothing", span: span,
      help: ["name what it is for, or leave `\(key)` out"])
  }
}
