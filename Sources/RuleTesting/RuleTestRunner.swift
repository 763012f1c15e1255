internal import Configurations
public import Decisions
public import Documents
public import Incidents

/// Runs the tests of a file: the same engine that heals decides, and every expectation is compared.
public struct RuleTestRunner: Sendable {
  private let engine: Engine
  /// The engines of the environments that have overlays.
  private let overlaid: [String: Engine]
  /// The time of cases that say none; else the newest of their evidence.
  private let now: Timestamp?
  /// The environment of cases that say none, where their file says none either.
  private let environment: String?

  public init(engine: Engine, now: Timestamp? = nil, environment: String? = nil) {
    self.engine = engine
    let configuration = engine.configuration
    overlaid = Dictionary(
      configuration.overlaidEnvironments.map { ($0, Engine(configuration.effective(in: $0))) }
    ) { first, _ in first }
    self.now = now
    self.environment = environment
  }

  /// Runs the cases of a file whose fixtures lie relative to `folder`, in the file's order: of the
  /// tests whose names are wanted.
  public func results(
    of file: RuleTestFile, in folder: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws(RuleTestError) -> [RuleTestResult] {
    var fixtures: [String: RuleTestFixture] = [:]
    var results: [RuleTestResult] = []
    for test in file.tests where isWanted(test.name) {
      for (index, one) in test.cases.enumerated() {
        guard let name = one.given.fixture,
          let source = file.fixtures.first(where: { $0.name == name })
        else { continue }
        let fixture: RuleTestFixture
        if let known = fixtures[name] {
          fixture = known
        } else {
          fixture = try RuleTestFixture(source, in: folder, for: engine.configuration.project)
          fixtures[name] = fixture
        }
        let decision = try decision(on: one, with: fixture, of: file)
        results.append(
          RuleTestResult(
            test: test.name, number: test.cases.count > 1 ? index + 1 : nil, span: one.span,
            decision: decision.decision,
            failures: one.expectations.compactMap { failure(of: $0, decision) }))
      }
    }
    return results
  }

  /// What was decided, and on what.
  private struct Decided {
    let decision: Decision
    let evidence: Evidence
    let now: Timestamp
    let engine: Engine
  }

  private func decision(
    on one: RuleTestCase, with fixture: RuleTestFixture, of file: RuleTestFile
  ) throws(RuleTestError) -> Decided {
    let now = one.given.now ?? self.now ?? fixture.newestTime
    let environment =
      one.given.environment ?? file.environment ?? self.environment
      ?? engine.configuration.strictestEnvironment
    var situation = TestSituation(try fixture.evidence(environment, now))
    for change in one.given.changes { change.apply(&situation) }
    let evidence = situation.evidence.gathered(at: now - situation.age)
    let engine = overlaid[environment] ?? self.engine
    let untouched = Circumstances.untouched(engine.configuration)
    let decision = engine.decision(
      on: evidence,
      after: HealingHistory(
        openedAt: now, performedActions: situation.performedActions, tried: situation.tried),
      under: Circumstances(
        killSwitch: situation.killSwitch,
        usage: untouched.usage.merging(situation.usage) { $1 }, obstacles: { _ in [] }),
      asking: one.given.action, at: now)
    return Decided(decision: decision, evidence: evidence, now: now, engine: engine)
  }

  private func failure(
    of expectation: RuleTestCase.Expectation, _ decided: Decided
  ) -> RuleTestResult.Failure? {
    let got = expectation.key.words(of: decided.decision)
    let wanted = expectation.key.isList ? Self.sorted(expectation.wanted) : expectation.wanted
    guard got != wanted else { return nil }
    return RuleTestResult.Failure(
      key: expectation.key.rawValue, wanted: wanted, got: got, span: expectation.span,
      notes: notes(on: expectation.key, wanted, got, decided))
  }

  /// What explains the difference, with values.
  private func notes(
    on key: RuleTestCase.Expectation.Key, _ wanted: [String], _ got: [String], _ decided: Decided
  ) -> [String] {
    let decision = decided.decision
    switch key {
    case .fires, .noData:
      let surplus = got.filter { !wanted.contains($0) }.flatMap { rule in
        decision.findings.filter { $0.rule == rule }.map { "\(rule): \($0.message)" }
      }
      let missing = wanted.filter { !got.contains($0) }.flatMap { rule in
        decided.engine.account(of: rule, in: decided.evidence, at: decided.now).map {
          "\(rule): \($0)"
        }
      }
      return surplus + missing
    case .anomaly, .class: return decision.findings.map { "\($0.rule): \($0.message)" }
    case .chooses:
      let anomaly = decision.anomaly.map { "the anomaly is `\($0.kind)` by \($0.rule)" }
      return [anomaly ?? "nothing fired"]
        + decision.missing.filter(\.isAlert).map {
          "\($0.rule) waits for \($0.fields.joined(separator: ", "))"
        }
    case .verdict, .because, .executes:
      return decision.judgement.rulings.compactMap { ruling in
        ruling.verdict.map { "\(ruling.constraint) says \($0.rawValue): \(ruling.reason)" }
      }
    }
  }

  static func sorted(_ names: [String]) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension RuleTestCase.Expectation.Key {
  /// What a decision says under the key; lists are sorted.
  fileprivate func words(of decision: Decision) -> [String] {
    switch self {
    case .fires:
      let fired = decision.findings.filter { $0.mode != .shadow }.map(\.rule)
      return RuleTestRunner.sorted(Array(Set(fired)))
    case .noData:
      return RuleTestRunner.sorted(decision.missing.filter(\.isAlert).map(\.rule))
    case .anomaly: return [decision.anomaly?.kind ?? "nothing"]
    case .class: return [decision.anomaly?.anomalyClass ?? "nothing"]
    case .chooses: return [decision.proposal.action]
    case .verdict: return [decision.judgement.verdict.rawValue]
    case .because: return Array(decision.judgement.because.prefix(1))
    case .executes: return [decision.executed]
    }
  }
}

/// What came of one case.
public struct RuleTestResult: Sendable {
  public let test: String
  /// The case's number from 1, where the test has several.
  public let number: Int?
  public let span: SourceSpan
  public let decision: Decision
  public let failures: [Failure]

  /// An expectation that was not met.
  public struct Failure: Sendable {
    public let key: String
    public let wanted: [String]
    public let got: [String]
    public let span: SourceSpan
    /// What explains it, with values; hostile text.
    public let notes: [String]
  }
}
