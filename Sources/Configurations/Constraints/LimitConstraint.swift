internal import Documents
public import Incidents

/// Denies what would pass a budget: actions, DPU-hours, rows set aside or tables changed in a
/// sliding window.
public struct LimitConstraint: Constraint {
  public let id: String
  public let atMost: Double
  public let unit: Unit
  public let scope: Scope
  public let window: Duration
  /// The waiver that raised it; `nil` where none did.
  var raisedBy: String?

  /// What is counted.
  public enum Unit: String, Sendable, CaseIterable {
    case actions
    case dpuHours = "dpu_hours"
    /// Rows that were set aside.
    case rows
    /// Different tables whose catalog or data were changed.
    case tables

    /// The figure of the proposal that is added to what was used; `nil` where every action is one.
    public var figure: String? {
      switch self {
      case .actions: nil
      case .dpuHours, .rows, .tables: rawValue
      }
    }
  }

  /// Whose actions are counted together.
  public enum Scope: String, Sendable, CaseIterable {
    case job, table, env
  }

  public var inputs: [CaseInput] { [.usage(limit: id, bounds: [atMost], unit: unit)] }

  public func ruling(on proposal: ProposedCase) -> Ruling {
    if proposal.traits.isPassive { return silent(.limits, "nothing is done") }
    guard let used = proposal.usage[id] else { return unjudged("what was used up is unknown") }
    if let idle = Self.idle(unit, proposal.traits) { return silent(.limits, idle) }
    guard let more = Self.use(unit, proposal.figures) else {
      return unjudged("what the action would use up is unknown")
    }
    let words =
      "\(Self.text(used)) of \(Self.text(atMost)) \(unit.rawValue) per \(scope.rawValue)"
      + " used within \(window.unitText)" + (raisedBy.map { ", raised by \($0)" } ?? "")
    guard used + more > atMost else { return silent(.limits, words) }
    return Ruling(constraint: id, kind: .limits, verdict: .deny, reason: words)
  }

  /// Why an action uses nothing of a unit; `nil` where it may.
  private static func idle(_ unit: Unit, _ traits: ActionTraits) -> String? {
    switch unit {
    case .actions: nil
    case .dpuHours: traits.startsRun ? nil : "starts no run"
    case .rows: traits.changesData ? nil : "changes no data"
    case .tables: traits.changesData || traits.changesCatalog ? nil : "changes no table"
    }
  }

  private static func use(_ unit: Unit, _ figures: ProposalFigures) -> Double? {
    switch unit {
    case .actions: 1
    case .dpuHours: figures.dpuHours
    case .rows: figures.rows
    case .tables: figures.tables
    }
  }

  private func unjudged(_ reason: String) -> Ruling {
    Ruling(
      constraint: id, kind: .failClosed, verdict: .deny, reason: "cannot be judged: \(reason)")
  }

  /// An amount with at most two decimals.
  private static func text(_ amount: Double) -> String {
    let hundredths = (amount * 100).rounded()
    guard hundredths.truncatingRemainder(dividingBy: 100) != 0, abs(hundredths) < 1e15 else {
      return abs(amount) < 1e15 ? "\(Int(amount.rounded()))" : "\(amount)"
    }
    return "\(hundredths / 100)"
  }
}

extension LimitConstraint {
  init?(_ fields: inout FieldReader) {
    let id = fields.text("id")
    let isCountThere = fields.required("at_most") != nil
    let count =
      isCountThere
      ? fields.count("at_most", of: Unit.allCases.map(\.rawValue), in: 1...1_000_000_000) : nil
    let scope = fields.required("per") == nil ? nil : fields.word("per", of: Scope.self)
    let window = fields.required("within") == nil ? nil : fields.duration("within")
    guard let id, let count, let unit = Unit(rawValue: count.unit), let scope, let window else {
      return nil
    }
    self.init(id: id, atMost: Double(count.count), unit: unit, scope: scope, window: window)
  }
}
