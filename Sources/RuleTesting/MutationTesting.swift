public import Configurations
internal import Decisions
public import Documents
public import Incidents

/// Tests the tests: makes one small change at a time to the configuration and looks whether any
/// test notices.
///
/// What the rules say in each case is asked once. A change in a rule asks that rule again, a change
/// of policy or safety no rule at all, and a case decides again only where an answer is another.
public struct MutationTesting: Sendable {
  private let files: [SourceFile]
  private let cases: [PreparedCase]
  private let engines: EnvironmentEngines
  /// What the rules of the unchanged configuration say in each case.
  private let answers: [RuleAnswers]
  private let trials: TrialMemory

  /// Prepares the cases of test files, each with the folder that its evidence lies relative to.
  ///
  /// `files` are those that `configuration` was made of.
  public init(
    _ configuration: Configuration, of files: [SourceFile],
    testedBy tests: [(file: RuleTestFile, folder: String)], now: Timestamp? = nil
  ) throws(RuleTestError) {
    self.files = files
    let base = Engine(configuration)
    let engines = EnvironmentEngines(base)
    self.engines = engines
    let runner = RuleTestRunner(engine: base, now: now)
    var cases: [PreparedCase] = []
    for test in tests { cases += try runner.prepared(test.file, in: test.folder) }
    self.cases = cases
    answers = cases.map { engines[$0.environment].answers(on: $0.evidence, at: $0.now) }
    trials = TrialMemory()
  }

  /// Every change that can be made, in the order of the files.
  public var mutants: [Mutant] { files.flatMap(MutantFinder.mutants) }

  /// The cases that fail before anything was changed: with one, no verdict on mutants means much.
  public var failing: [String] {
    zip(cases, answers).filter { one, known in
      !one.isMet(by: one.decision(by: engines[one.environment], on: known))
    }.map(\.0.test)
  }

  /// What became of a mutant.
  public enum Fate: Sendable {
    /// The loader refuses it: no mutant at all.
    case stillborn
    /// A test of this name noticed.
    case killed(by: String)
    /// No test noticed.
    case survived
  }

  /// Makes the change and asks the tests.
  public func fate(of mutant: Mutant) -> Fate {
    guard let changed = mutated(by: mutant) else { return .stillborn }
    let rules = rules(changedBy: mutant)
    for (one, known) in zip(cases, answers) {
      let engine = changed[one.environment]
      var now = known
      if !rules.isEmpty {
        now = engine.answers(like: known, asking: rules)
        if rules.allSatisfy({ now.isSame(as: known, for: $0) }) { continue }
      }
      if !one.isMet(by: one.decision(by: engine, on: now)) { return .killed(by: one.test) }
    }
    return .survived
  }

  /// A case that would notice the change, ready for a test file; `nil` where none was found, or
  /// `isOver` said that there is no time left.
  public func killer(of mutant: Mutant, until isOver: () -> Bool = { false }) -> String? {
    guard let changed = mutated(by: mutant) else { return nil }
    let search = KillerSearch(
      engines: engines, mutated: changed, cases: cases, answers: answers,
      rules: rules(changedBy: mutant), memory: trials)
    return search.killer(of: mutant, until: isOver)
  }

  /// The engines of the changed configuration; `nil` where the loader refuses it.
  private func mutated(by mutant: Mutant) -> EnvironmentEngines? {
    let changed = files.map { $0.path == mutant.span.path ? mutant.applied(to: $0) : $0 }
    return ConfigurationLoader.load(changed).value.map {
      EnvironmentEngines($0, like: engines)
    }
  }

  /// The rules that a change is in, or all of its file where it is in what they share; none for
  /// changes outside of rules.
  private func rules(changedBy mutant: Mutant) -> Set<String> {
    let own = engines.base.configuration.rules.filter { $0.span.path == mutant.span.path }
    let named = own.filter { mutant.owner == "rule \($0.id)" }
    return Set((named.isEmpty ? own : named).map(\.id))
  }
}
