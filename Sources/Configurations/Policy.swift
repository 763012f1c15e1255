public import Conditions
internal import Documents
public import Incidents

/// What the team would do by hand, over a declared, small state space, and what may be learned.
public struct Policy: Sendable {
  public let name: String
  public let owner: String
  /// The features of the state, in declared order.
  public let features: [StateFeature]
  /// The actions, in declared order: ties break by it.
  public let actions: [ActionDefinition]
  public let checks: [VerificationCheck]
  public let prior: [PriorRow]
  /// What facts for the rows of the prior hold.
  public let priorSchema: Schema
  public let reward: Reward
  public let learner: Learner

  /// One row of the prior table: the first whose condition holds decides.
  public struct PriorRow: Sendable {
    /// `nil` holds always.
    public let condition: Condition?
    public let action: String
  }

  /// One declared check after an action.
  public struct VerificationCheck: Sendable {
    public let id: String
    public let condition: Condition
    /// How long the check may stay open; only the first one waits for the run.
    public let waitUpTo: Duration?
    public let noData: NoData

    /// What a check that cannot be told comes to.
    public enum NoData: String, Sendable, CaseIterable {
      case fail, pass
    }
  }

  /// What each outcome is worth.
  public struct Reward: Sendable, Hashable {
    public let resolved: Double
    public let notResolved: Double
    public let harmed: Double
    public let escalated: Double
    public let eachMinute: Double
    public let eachDPUHour: Double
  }

  /// How values are learned, and when they count.
  public struct Learner: Sendable, Hashable {
    public let discount: Double
    public let learningRate: Schedule
    /// The share of live decisions that explore, 0...1.
    public let explore: Double
    /// The environments in which they do; `nil` for all but the strictest.
    public let exploreIn: [String]?
    /// Visits that a state and action need before learned values decide.
    public let actAfter: Int
    /// Actions an incident may have before it is escalated.
    public let stepsAtMost: Int
    public let whenDenied: WhenDenied

    /// What happens when safety refuses the proposal.
    public enum WhenDenied: String, Sendable, CaseIterable {
      case escalate
      case nextBest = "next_best"
    }

    /// A value that falls from one to another over a number of incidents.
    public struct Schedule: Sendable, Hashable {
      public let start: Double
      public let end: Double
      public let over: Int

      public init(start: Double, end: Double, over: Int) {
        self.start = start
        self.end = end
        self.over = over
      }
    }
  }

  /// The definition of an action.
  public func action(_ name: String) -> ActionDefinition? { actions.first { $0.name == name } }

  /// How many states the space has.
  public var stateCount: Int { features.reduce(1) { $0 * $1.labels.count } }
}

/// One declared action: the steps it takes, and what it changes.
public struct ActionDefinition: Sendable {
  public let name: String
  public let title: String
  public let onlyIf: Condition?
  public let steps: [any StepPlan]
  public let undo: Undo?
  public let traits: ActionTraits

  /// How an action is taken back when it did not help.
  public enum Undo: String, Sendable, CaseIterable {
    case restoreSchema = "restore_schema"
    case returnObjects = "return_objects"
  }
}

extension Policy.Learner.Schedule {
  /// The rate after so many incidents: it falls evenly, then stays.
  public func value(at incident: Int) -> Double {
    guard incident < over, over > 0 else { return end }
    return start + (end - start) * Double(incident) / Double(over)
  }
}
