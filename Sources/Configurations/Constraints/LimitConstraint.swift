internal import Documents
public import Incidents

/// Denies what would pass a budget: a number of actions or DPU-hours in a sliding window.
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
  }

  /// Whose actions are counted together.
  public enum Scope: String, Sendable, CaseIterable {
    case job, table, env
  }

  public var inputs: [CaseInput] { [.usage(limit: id, bounds: [atMost], unit: unit)] }

  public func ruling(on proposal: ProposedCase) -> Ruling {
    if proposal.traits.isPassive { return silent(.limits, "nothing is done") }
    guard let used = proposal.usage[id] else { return unjudged("what was used up is unknown") }
    let more: Double
    switch unit {
    case .actions: more = 1
    case .dpuHours:
      guard proposal.traits.startsRun else { return silent(.limits, "starts no run") }
      guard let hours = proposal.figures.dpuHours else {
        return unjudged("what the run would cost is unknown")
      }
      more = hours
    }
    let words =
      "\(Self.text(used)) of \(Self.text(atMost)) \(unit.rawValue) per \(scope.rawValue)"
      + " used within \(window.unitText)" + (raisedBy.map { ", raised by \($0)" } ?? "")
    guard used + more > atMost else { return silent(.limits, words) }
    return Ruling(constraint: id, kind: .limits, verdict: .deny, reason: words)
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
    let count = isCountThere ? fields.count("at_most", of: Unit.allCases.map(\.rawValue)) : nil
    let scope = fields.required("per") == nil ? nil : fields.word("per", of: Scope.self)
    let window = fields.required("within") == nil ? nil : fields.duration("within")
    guard let id, let count, let unit = Unit(rawValue: count.unit), let scope, let window else {
      return nil
    }
    self.init(id: id, atMost: Double(count.count), unit: unit, scope: scope, window: window)
  }
}
