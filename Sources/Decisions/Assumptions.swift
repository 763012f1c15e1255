internal import Conditions
internal import Configurations
internal import Incidents

/// What a test takes for granted instead of what rules and evidence say: a case of the judges that
/// nobody has recorded yet.
public struct Assumptions: Sendable {
  /// The rule that found the anomaly.
  public enum Anomaly: Sendable, Hashable {
    case asFound
    case none
    case rule(String)
  }

  public var anomaly = Anomaly.asFound
  /// Facts that conditions of safety read.
  public var facts: [FactSetting] = []
  /// Whether nothing is in the way of any action.
  public var isWorldClear = false

  public init() {}
}

extension Assumptions {
  /// The anomaly that is judged: as if its rule had been the first to fire.
  ///
  /// What the rule did find on the evidence is kept; else it is about the first table, and about
  /// the first of its objects.
  func anomaly(
    instead found: Finding?, among findings: [Finding], of rules: [Rule], on evidence: Evidence
  ) -> Finding? {
    switch anomaly {
    case .asFound: return found
    case .none: return nil
    case .rule(let id):
      if let own = findings.first(where: { $0.rule == id }) { return own }
      guard let rule = rules.first(where: { $0.id == id }) else { return found }
      return Finding(of: rule).about(evidence.tables.first)
    }
  }

  /// The figures of the proposal, where some are assumed.
  func figures(instead known: ProposalFigures) -> ProposalFigures {
    func figure(_ name: String, _ known: Double?) -> Double? {
      guard let set = facts.last(where: { $0.path == ["proposal", name] }) else { return known }
      return set.value.number
    }
    return ProposalFigures(
      share: figure("share", known.share), dpuHours: figure("dpu_hours", known.dpuHours),
      rows: figure("rows", known.rows), tables: figure("tables", known.tables))
  }

  /// The variables of which something is assumed, with that in its place.
  func changed(_ variables: [String: Value]) -> [String: Value] {
    var changed: [String: Value] = [:]
    for fact in facts {
      guard let root = fact.path.first, let known = changed[root] ?? variables[root] else {
        continue
      }
      changed[root] = known.setting(fact.path.dropFirst(), fact.key, to: fact.value)
    }
    return changed
  }
}

extension Value {
  /// The value with another one below it; what is no record becomes one.
  fileprivate func setting(_ path: ArraySlice<String>, _ key: String?, to value: Value) -> Value {
    guard let name = path.first else {
      guard let key else { return value }
      var entries: [Value: Value] = if case .map(let known) = self { known } else { [:] }
      entries[.string(key)] = value
      return value == .unknown ? .unknown : .map(entries)
    }
    var fields: [String: Value] = if case .record(let known) = self { known } else { [:] }
    fields[name] = (fields[name] ?? .unknown).setting(path.dropFirst(), key, to: value)
    return .record(fields)
  }
}

extension Finding {
  fileprivate func about(_ table: TableEvidence?) -> Finding {
    var seen = detection
    seen.table = table?.name
    seen.objects = (table?.objects.value ?? []).prefix(1).map(\.key)
    return Finding(
      rule: rule, title: title, kind: kind, anomalyClass: anomalyClass, severity: severity,
      cause: cause, mode: mode, detection: seen, message: message, runbook: runbook)
  }
}
