public import Configurations
internal import Decisions
public import Documents
public import Incidents

/// Tests the tests: makes one small change at a time to the configuration and looks whether any
/// test notices.
public struct MutationTesting: Sendable {
  private let files: [SourceFile]
  private let cases: [PreparedCase]
  private let base: Engine

  /// Prepares the cases of test files, each with the folder that its evidence lies relative to.
  ///
  /// `files` are those that `configuration` was made of.
  public init(
    _ configuration: Configuration, of files: [SourceFile],
    testedBy tests: [(file: RuleTestFile, folder: String)], now: Timestamp? = nil
  ) throws(RuleTestError) {
    self.files = files
    base = Engine(configuration)
    let runner = RuleTestRunner(engine: base, now: now)
    var cases: [PreparedCase] = []
    for test in tests { cases += try runner.prepared(test.file, in: test.folder) }
    self.cases = cases
  }

  /// Every change that can be made, in the order of the files.
  public var mutants: [Mutant] { files.flatMap(MutantFinder.mutants) }

  /// The cases that fail before anything was changed: with one, no verdict on mutants means much.
  public var failing: [String] {
    cases.filter { !$0.holds(by: base) }.map(\.test)
  }

  /// What became of a mutant.
  public enum Fate: Sendable {
    /// The loader refuses it: no mutant at all.
    case stillborn
    /// A test of this name noticed.
    case killed(by: String)
    /// No test noticed; a case that would have, where one was found.
    case survived(killer: String?)
  }

  /// Makes the change and asks the tests; `findsKiller` also looks for a case that would notice.
  public func fate(of mutant: Mutant, findsKiller: Bool = true) -> Fate {
    let changed = files.map { $0.path == mutant.span.path ? mutant.applied(to: $0) : $0 }
    guard let configuration = ConfigurationLoader.load(changed).value else { return .stillborn }
    let engine = Engine(configuration)
    for one in cases where !one.holds(by: engine) { return .killed(by: one.test) }
    guard findsKiller else { return .survived(killer: nil) }
    let search = KillerSearch(base: base, mutated: engine, cases: cases)
    return .survived(killer: search.killer(of: mutant))
  }
}
