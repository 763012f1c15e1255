public import Configurations
internal import Documents
public import Incidents

/// Evidence in the words of tests: a fixture, and what is otherwise in it. Worlds show such.
public struct EvidenceTemplate: Sendable {
  /// The fixture; `nil` for changes that are made to other evidence.
  public let fixture: String?
  let changes: [EvidenceChange]
  let batch: DescribedBatch?

  /// Whether it has a batch of its own, which no path of `settings` tells.
  public var hasOwnBatch: Bool { batch != nil }

  /// Reads `given`, `batch`, `set` and `unset`; without a fixture where changes alone are meant.
  ///
  /// Only the evidence can be changed: what an incident has behind it, and what the world lets be
  /// done, is not said here.
  public init?(
    _ fields: inout FieldReader, among fixtures: EvidenceFixtures, isWhole: Bool
  ) {
    let given = RuleTestCase.Given(evidence: &fields, in: fixtures.context, isWhole: isWhole)
    if isWhole, !given.isFixtureNamed { _ = fields.required("given") }
    fields.report(given.mistakesOfBatch(in: fixtures.context))
    for change in given.changes where Self.foreign.contains(where: { change.path.hasPrefix($0) }) {
      fields.report([.notOfEvidence(change.path, at: fields.span)])
    }
    if isWhole, given.fixture == nil { return nil }
    fixture = given.fixture
    changes = given.changes
    batch = given.batch
  }

  private static let foreign = ["incident.", "kill_switch", "world", "limits.", "evidence."]

  /// The evidence with more changes on top, later ones winning, and the text that tells it apart
  /// from other evidence: two with the same text are the same.
  public func evidence(
    changedBy more: [EvidenceTemplate], from fixtures: EvidenceFixtures, in environment: String,
    at now: Timestamp
  ) throws(RuleTestError) -> Evidence {
    guard let name = fixture, let source = fixtures.opened[name] else {
      throw .badFixture("there is no evidence `\(fixture ?? "")`")
    }
    var situation = TestSituation(try source.evidence(in: environment, at: now, with: batch))
    for template in [self] + more {
      for change in template.changes { change.apply(&situation) }
    }
    return situation.evidence
  }

  /// The paths that are changed, each with its last value; `nil` where it becomes unknown.
  public func settings(changedBy more: [EvidenceTemplate]) -> [String: String?] {
    var settings: [String: String?] = [:]
    for template in [self] + more {
      for change in template.changes { settings.updateValue(change.value, forKey: change.path) }
    }
    return settings
  }
}

/// The fixtures of a file, opened once.
public struct EvidenceFixtures: Sendable {
  let context: RuleTestContext
  fileprivate(set) var opened: [String: RuleTestFixture] = [:]

  /// The files and folders that all are made of, relative to the folder of the file.
  public var paths: [String] { context.fixtures.flatMap(\.paths) }

  /// Reads `evidence`; the files are opened by `open`.
  public init(_ fields: inout FieldReader, for configuration: Configuration) {
    let read = RuleTestFile.fixtures(&fields)
    context = RuleTestContext(
      names: read.names, fixtures: read.fixtures, environments: [],
      rules: KnownNames([]), actions: [], limits: [], labels: [:])
  }

  /// Opens the files, whose paths are relative to `folder`.
  public mutating func open(
    in folder: String, for project: Project
  ) throws(RuleTestError) {
    for fixture in context.fixtures {
      opened[fixture.name] = try RuleTestFixture(fixture, in: folder, for: project)
    }
  }
}

extension Diagnostic {
  fileprivate static func notOfEvidence(_ path: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-of-evidence", message: "`\(path)` is not evidence, so a world cannot show it",
      span: span, help: ["change what is read from the world, as `run.state`, `log` or `table.…`"])
  }
}
