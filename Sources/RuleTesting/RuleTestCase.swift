internal import Configurations
public import Documents
internal import Incidents

/// One case of a test: evidence with changes, the circumstances, and what must come of it.
public struct RuleTestCase: Sendable {
  public let span: SourceSpan
  let given: Given
  public let expectations: [Expectation]

  /// The evidence and the circumstances of a case.
  struct Given: Sendable {
    var fixture: String?
    /// Whether a fixture was named at all, rightly or not.
    var isFixtureNamed = false
    var changes: [EvidenceChange] = []
    /// What is otherwise in the batch in question, where the fixture describes a table.
    var batch: DescribedBatch?
    var now: Timestamp?
    var environment: String?
    var action: String?
  }

  /// Something that the decision must say.
  public struct Expectation: Sendable {
    public let key: Key
    /// The words that it must give; a list has no order.
    public let wanted: [String]
    /// Whether all that the decision has must be named, and not only the first.
    let isExact: Bool
    public let span: SourceSpan

    init(key: Key, wanted: [String], isList: Bool, span: SourceSpan) {
      self.key = key
      self.wanted = wanted
      isExact = isList || key.isList
      self.span = span
    }

    /// What of a decision is looked at.
    public enum Key: String, Sendable, CaseIterable {
      case fires
      case noData = "no_data"
      case rule, anomaly, `class`, chooses, verdict, because, executes, state

      /// Whether a list of names is due.
      var isList: Bool { self == .fires || self == .noData || self == .state }
    }
  }

  init?(_ fields: inout FieldReader, given: Given, in context: RuleTestContext) {
    span = fields.span
    self.given = given
    if !given.isFixtureNamed { _ = fields.required("given") }
    fields.report(given.mistakesOfBatch(in: context))
    let expected = fields.required("expect")
    expectations =
      expected.flatMap { node in
        fields.reading(node, as: "`expect`") { Self.expectations(&$0, in: context) }
      } ?? []
    if given.fixture == nil || expectations.isEmpty { return nil }
  }

  private static func expectations(
    _ fields: inout FieldReader, in context: RuleTestContext
  ) -> [Expectation] {
    let found = Expectation.Key.allCases.compactMap { key -> Expectation? in
      guard let node = fields.optional(key.rawValue) else { return nil }
      let words: [String]? =
        switch key {
        case .fires, .noData: fields.names(key.rawValue, among: context.rules)
        case .rule: fields.name(key.rawValue, among: context.rules).map { [$0] }
        case .chooses, .executes:
          fields.name(key.rawValue, among: context.actions + [Action.escalate, Action.noAction])
            .map { [$0] }
        case .verdict: fields.word(key.rawValue, of: Verdict.self).map { [$0.rawValue] }
        case .state: labels(of: node, &fields, in: context)
        case .because: fields.texts(key.rawValue).map(\.text)
        case .anomaly, .class: fields.text(of: node).map { [$0] }
        }
      let isList = if case .sequence = node.content { true } else { false }
      return words.map {
        Expectation(key: key, wanted: $0, isList: isList, span: node.span)
      }
    }
    if found.isEmpty, fields.keys.isEmpty { fields.report([.nothingExpected(at: fields.span)]) }
    return found
  }
}

extension RuleTestCase {
  /// Reads labels of the state by feature, each as `feature: label`.
  private static func labels(
    of node: Node, _ fields: inout FieldReader, in context: RuleTestContext
  ) -> [String]? {
    fields.reading(node, as: "`state`") { inner in
      inner.freeEntries.compactMap { entry in
        let feature = entry.key.text
        guard let labels = context.labels[feature] else {
          inner.report([
            .unknownName(
              feature, for: "state", at: entry.key.span, known: context.labels.keys.sorted())
          ])
          return nil
        }
        return inner.name(feature, among: labels).map { "\(feature): \($0)" }
      }
    }
  }
}

extension RuleTestCase.Given {
  /// These, on top of what all cases of a test share: what is said here wins.
  func after(_ common: Self) -> Self {
    Self(
      fixture: fixture ?? common.fixture,
      isFixtureNamed: isFixtureNamed || common.isFixtureNamed, changes: common.changes + changes,
      batch: common.batch.map { $0.changed(by: batch) } ?? batch,
      now: now ?? common.now, environment: environment ?? common.environment,
      action: action ?? common.action)
  }

  /// Reads `given`, `set`, `unset`, `now` and `propose` of a test or of one of its cases.
  init(_ fields: inout FieldReader, in context: RuleTestContext) {
    self.init(evidence: &fields, in: context)
    if let node = fields.optional("now"), let text = fields.text(of: node) {
      now = Timestamp(rfc3339: text)
      if now == nil { fields.report([.noTime(text, at: node.span)]) }
    }
    _ = fields.mapping("propose", as: "`propose`") { inner -> Bool? in
      action = inner.name("action", among: context.actions + [Action.escalate])
      environment = inner.name("env", among: context.environments)
      return true
    }
  }

  /// Reads what is said of the evidence alone: `given`, `batch`, `set` and `unset`; the last two
  /// alone where it is no whole evidence.
  init(
    evidence fields: inout FieldReader, in context: RuleTestContext, isWhole: Bool = true
  ) {
    if isWhole {
      isFixtureNamed = fields.optional("given") != nil
      fixture = fields.name("given", among: context.names)
      batch = fields.mapping("batch", as: "`batch`") { DescribedBatch.change(&$0) }
    }
    if let node = fields.optional("set") {
      let set: [EvidenceChange]? = fields.reading(node, as: "`set`") { inner in
        inner.freeEntries.compactMap { entry in
          EvidenceChange.setting(
            entry.key.text, at: entry.key.span, to: entry.value, in: &inner,
            limits: context.limits, assuming: context.rules)
        }
      }
      changes += set ?? []
    }
    for (path, span) in fields.texts("unset") {
      if let change = EvidenceChange.unsetting(
        path, at: span, in: &fields, limits: context.limits)
      {
        changes.append(change)
      }
    }
  }
}

extension RuleTestCase.Given {
  /// What is wrong with `batch`: only a described table can have another one.
  func mistakesOfBatch(in context: RuleTestContext) -> [Diagnostic] {
    guard let batch, let fixture = context.fixtures.first(where: { $0.name == fixture }) else {
      return []
    }
    if let history = fixture.source.description { return history.mistakes(of: batch) }
    return [
      .badDescription(
        "`\(fixture.name)` does not describe its batches, so `batch` cannot change one",
        "use `set`, or evidence with `rows` and `columns`", at: batch.span)
    ]
  }
}

extension Action {
  /// The name of doing nothing, as decisions have it.
  static let noAction = "nothing"
}

extension Diagnostic {
  fileprivate static func nothingExpected(at span: SourceSpan) -> Diagnostic {
    let keys = RuleTestCase.Expectation.Key.allCases.map { "`\($0.rawValue)`" }
    return Diagnostic(
      code: "nothing-expected", message: "nothing is expected here, so nothing could fail",
      span: span, help: ["say one of \(keys.joined(separator: ", "))"])
  }

  static func noTime(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-time", message: "`\(text)` is no time", span: span,
      help: ["write it as \"2026-11-24T10:00:00Z\""])
  }
}
