internal import Configurations
public import Decisions
public import Documents
public import Incidents

/// Runs the tests of a file: the same engine that heals decides, and every expectation is compared.
public struct RuleTestRunner: Sendable {
  private let engine: Engine
  private let engines: EnvironmentEngines
  /// The time of cases that say none; else the newest of their evidence.
  private let now: Timestamp?
  /// The environment of cases that say none, where their file says none either.
  private let environment: String?
  private let countsClauses: Bool

  /// `countsClauses` also finds out what every clause of the configuration came to, for coverage.
  public init(
    engine: Engine, now: Timestamp? = nil, environment: String? = nil, countsClauses: Bool = false
  ) {
    self.engine = engine
    engines = EnvironmentEngines(engine)
    self.now = now
    self.environment = environment
    self.countsClauses = countsClauses
  }

  /// Runs the cases of a file whose fixtures lie relative to `folder`, in the file's order: of the
  /// tests whose names are wanted, and those cases alone that a change may turn round.
  public func results(
    of file: RuleTestFile, in folder: String, concerning change: ConfigurationChange? = nil,
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(RuleTestError) -> [RuleTestResult] {
    if let change, !change.concerns(file, in: folder) { return [] }
    return try prepared(file, in: folder, where: isWanted)
      .filter { change?.concerns($0, by: engines) ?? true }.map(result)
  }

  /// Reads the evidence of the cases of a file and makes their changes to it.
  func prepared(
    _ file: RuleTestFile, in folder: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws(RuleTestError) -> [PreparedCase] {
    var fixtures: [String: RuleTestFixture] = [:]
    var cases: [PreparedCase] = []
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
        cases.append(
          try prepared(
            one, of: test, number: test.cases.count > 1 ? index + 1 : nil, with: fixture, in: file))
      }
    }
    return cases
  }

  private func prepared(
    _ one: RuleTestCase, of test: RuleTest, number: Int?, with fixture: RuleTestFixture,
    in file: RuleTestFile
  ) throws(RuleTestError) -> PreparedCase {
    let now = one.given.now ?? self.now ?? fixture.newestTime(with: one.given.batch)
    let environment =
      one.given.environment ?? file.environment ?? self.environment
      ?? engine.configuration.strictestEnvironment
    var situation = TestSituation(
      try fixture.evidence(in: environment, at: now, with: one.given.batch))
    for change in one.given.changes { change.apply(&situation) }
    return PreparedCase(
      file: file.path, test: test.name, number: number, one: one, fixture: fixture,
      situation: situation, now: now,
      action: one.given.action)
  }

  /// The engine of the environment that a case is decided in.
  func engine(for prepared: PreparedCase) -> Engine {
    engines[prepared.environment]
  }

  private func result(of prepared: PreparedCase) -> RuleTestResult {
    let engine = engine(for: prepared)
    let decision = prepared.decision(by: engine)
    return RuleTestResult(
      test: prepared.test, number: prepared.number, span: prepared.one.span, decision: decision,
      outcomes: countsClauses ? prepared.outcomes(by: engine) : [],
      failures: prepared.one.expectations.compactMap { failure(of: $0, decision, prepared) })
  }

  private func failure(
    of expectation: RuleTestCase.Expectation, _ decision: Decision, _ prepared: PreparedCase
  ) -> RuleTestResult.Failure? {
    let got = expectation.words(of: decision)
    let wanted = expectation.isExact ? Self.sorted(expectation.wanted) : expectation.wanted
    guard got != wanted else { return nil }
    return RuleTestResult.Failure(
      key: expectation.key.rawValue, wanted: wanted, got: got, span: expectation.span,
      notes: notes(on: expectation.key, wanted, got, decision, prepared))
  }

  /// What explains the difference, with values.
  private func notes(
    on key: RuleTestCase.Expectation.Key, _ wanted: [String], _ got: [String],
    _ decision: Decision, _ prepared: PreparedCase
  ) -> [String] {
    switch key {
    case .fires, .noData:
      let surplus = got.filter { !wanted.contains($0) }.flatMap { rule in
        decision.findings.filter { $0.rule == rule }.map { "\(rule): \($0.message)" }
      }
      let missing = wanted.filter { !got.contains($0) }.flatMap { rule in
        engine(for: prepared).account(of: rule, in: prepared.evidence, at: prepared.now).map {
          "\(rule): \($0)"
        }
      }
      return surplus + missing
    case .rule, .anomaly, .class: return decision.findings.map { "\($0.rule): \($0.message)" }
    case .chooses:
      let anomaly = decision.anomaly.map { "the anomaly is `\($0.kind)` by \($0.rule)" }
      return [anomaly ?? "nothing fired"]
        + decision.missing.filter(\.isAlert).map {
          "\($0.rule) waits for \($0.fields.joined(separator: ", "))"
        }
    case .state: return decision.findings.map { "\($0.rule): \($0.message)" }
    case .verdict, .because, .executes:
      return decision.judgement.rulings.compactMap { ruling in
        ruling.verdict.map { "\(ruling.constraint) says \($0.rawValue): \(ruling.reason)" }
      }
    }
  }

  static func sorted(_ names: [String]) -> [String] {
    names.sorted { $0.precedes($1) }
  }
}

extension RuleTestCase.Expectation.Key {
  /// Everything that a decision says under the key; lists are sorted.
  func words(of decision: Decision) -> [String] {
    switch self {
    case .fires:
      let fired = decision.findings.filter { $0.mode != .shadow }.map(\.rule)
      return RuleTestRunner.sorted(Array(Set(fired)))
    case .noData:
      return RuleTestRunner.sorted(decision.missing.filter(\.isAlert).map(\.rule))
    // Rules in shadow have tests too.
    case .rule: return [decision.findings.first?.rule ?? "nothing"]
    case .anomaly: return [decision.anomaly?.kind ?? "nothing"]
    case .class: return [decision.findings.first?.anomalyClass ?? "nothing"]
    case .chooses: return [decision.proposal.action]
    case .verdict: return [decision.judgement.verdict.rawValue]
    case .because: return RuleTestRunner.sorted(decision.judgement.because)
    case .executes: return [decision.executed]
    case .state:
      return RuleTestRunner.sorted(
        decision.state?.features.map { "\($0.name): \($0.label)" } ?? [])
    }
  }
}

extension RuleTestCase.Expectation {
  /// What a decision says under the key, as far as the expectation speaks of it.
  func words(of decision: Decision) -> [String] {
    switch key {
    case .because:
      // One constraint is the first that decides; all of them are written as a list.
      return isExact
        ? key.words(of: decision) : Array(decision.judgement.because.prefix(1))
    case .state:
      let features = wanted.map { $0.prefix { $0 != ":" } }
      return key.words(of: decision).filter { features.contains($0.prefix { $0 != ":" }) }
    case .fires, .noData, .rule, .anomaly, .class, .chooses, .verdict, .executes:
      return key.words(of: decision)
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
  /// What the clauses that were asked came to; empty unless they are counted.
  public let outcomes: [ClauseOutcome]
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
