public import Conditions
public import Incidents

/// A step as an author wrote it: its targets and arguments are still to be resolved.
///
/// A kind of step is one file: its fields, what it changes, and how evidence becomes a `Step`.
public protocol StepPlan: Sendable {
  /// The key below `steps`.
  static var name: String { get }
  /// What the step does, in a sentence for the manual.
  static var summary: String { get }
  /// What the step changes in the world.
  static var changes: Set<StepChange> { get }
  /// Reads the step's fields; what is wrong is in the reader.
  init?(_ fields: inout FieldReader)
  /// The step with everything resolved, or why it cannot be.
  func step(for resolution: StepResolution) -> Result<Step, StepObstacle>
}

/// All kinds of step that an author can write, in the order of the manual.
public let steps: [any StepPlan.Type] = [
  RunJobStep.self, SetSchemaStep.self, RestoreSchemaStep.self, QuarantineObjectsStep.self,
  ReturnObjectsStep.self, ResetBookmarkStep.self, WaitStep.self, NotifyStep.self,
]

/// What a step can change.
public enum StepChange: String, Sendable, CaseIterable {
  case data, catalog, cost
}

/// What steps are resolved from.
public struct StepResolution: Sendable {
  public let evidence: Evidence
  public let facts: Facts

  public init(evidence: Evidence, facts: Facts) {
    self.evidence = evidence
    self.facts = facts
  }

  /// The evidence of a table that a value names, only of tables that the pipeline declares.
  ///
  /// Whatever a value gives, it can select among the declared tables and never name another one.
  func table(_ value: TextValue) -> Result<TableEvidence, StepObstacle> {
    guard let name = value.text(with: facts), !name.isEmpty else {
      return .failure(StepObstacle("the table of the step cannot be told"))
    }
    guard let table = evidence.table(name) else {
      return .failure(StepObstacle("`\(name)` is no table of this pipeline"))
    }
    return .success(table)
  }
}

/// Why a step cannot be resolved: a sentence without a full stop.
public struct StepObstacle: Error, Sendable, Hashable {
  public let reason: String

  public init(_ reason: String) {
    self.reason = reason
  }
}

/// The marker argument that ties a run to the attempt that started it.
public let attemptArgument = "--kintsugi-attempt"
