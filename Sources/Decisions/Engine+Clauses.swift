internal import Conditions
public import Configurations
public import Incidents

/// A part of the configuration that a decision can show to matter.
public struct Clause: Sendable, Hashable {
  public let kind: Kind
  /// What it is a part of, as `rule null-spike` or `deny legal-hold`.
  public let owner: String
  /// The part as it is written, or its name.
  public let text: String

  /// What a part has to show.
  public enum Kind: String, Sendable, CaseIterable {
    /// An operand of a condition: true at least once, and false.
    case condition
    /// A detector: fired at least once, and silent.
    case detector
    /// A label of a feature of the state: there at least once.
    case label
    /// A row of the prior: decided at least once.
    case row
    /// A constraint: decided a verdict at least once.
    case constraint

    /// The outcomes that must have been seen.
    public var outcomes: [Bool] {
      switch self {
      case .condition, .detector: [true, false]
      case .label, .row, .constraint: [true]
      }
    }
  }
}

/// What a clause came to in one decision.
public struct ClauseOutcome: Sendable, Hashable {
  public let clause: Clause
  public let outcome: Bool

  public init(clause: Clause, outcome: Bool) {
    self.clause = clause
    self.outcome = outcome
  }
}

extension Engine {
  /// Every clause of the configuration that decisions depend on, in the order of its files' kinds:
  /// rules, state, actions, prior, safety. Checks after an action are not among them, since a
  /// decision does not ask them.
  public var clauses: [Clause] { clauses { _ in true } }

  /// Those of some rules, and of policy and safety where they are wanted.
  public func clauses(
    ofPolicy hasPolicy: Bool = true, ofSafety hasSafety: Bool = true,
    ofRules isWanted: (Rule) -> Bool
  ) -> [Clause] {
    var found: [Clause] = []
    for rule in configuration.rules where isWanted(rule) {
      var numbers: [String: Int] = [:]
      found += Self.clauses(of: rule.trigger, "rule \(rule.id)", &numbers)
      found += Self.clauses(of: rule.unless, "rule \(rule.id), unless")
    }
    if hasPolicy { found += clausesOfPolicy }
    if hasSafety { found += clausesOfSafety }
    var seen: Set<Clause> = []
    return found.filter { seen.insert($0).inserted }
  }

  private var clausesOfPolicy: [Clause] {
    let policy = configuration.policy
    var found: [Clause] = []
    for feature in policy.features {
      found += feature.labels.map { Clause(kind: .label, owner: "state \(feature.name)", text: $0) }
    }
    for action in policy.actions {
      found += Self.clauses(of: action.onlyIf, "action \(action.name), only_if")
    }
    for (index, row) in policy.prior.enumerated() {
      found += Self.clauses(of: row.condition, "prior row \(index + 1)")
      found.append(Self.row(index + 1, row.action))
    }
    return found
  }

  private var clausesOfSafety: [Clause] {
    configuration.safety.constraints.flatMap { constraint in
      Self.clauses(of: constraint.writtenCondition, "safety \(constraint.id)")
        + (constraint.canDecide
          ? [Clause(kind: .constraint, owner: "safety", text: constraint.id)] : [])
    }
  }

  /// What every clause that a decision asked came to.
  public func clauseOutcomes(
    on evidence: Evidence, after history: HealingHistory, under circumstances: Circumstances,
    asking wanted: String? = nil, at now: Timestamp
  ) -> [ClauseOutcome] {
    let thought = deliberation(
      on: evidence, reading: nil, after: history, under: circumstances, asking: wanted, at: now)
    var found: [ClauseOutcome] = []
    let reading = evidence.log.value.map { rules.log.reading(of: $0) }
    for rule in configuration.rules where rule.appliesTo.allSatisfy(thought.scene.isCovered) {
      found += outcomes(of: rule, in: thought.scene, reading)
    }
    for feature in thought.subject.state?.features ?? [] {
      let label = Clause(kind: .label, owner: "state \(feature.name)", text: feature.label)
      found.append(ClauseOutcome(clause: label, outcome: true))
    }
    found += outcomesOfChoice(thought)
    let judgement = guardrails.judgement(on: thought.proposedCase)
    let isJudged = !judgement.rulings.isEmpty && thought.chosen?.action.traits.onlyNotifies != true
    for constraint in configuration.safety.constraints where isJudged {
      found += Self.outcomes(
        of: constraint.writtenCondition, "safety \(constraint.id)", thought.proposedCase.facts)
    }
    found += judgement.because.map {
      ClauseOutcome(
        clause: Clause(kind: .constraint, owner: "safety", text: $0), outcome: true)
    }
    return found
  }

  private func outcomesOfChoice(_ thought: Deliberation) -> [ClauseOutcome] {
    let policy = configuration.policy
    var found: [ClauseOutcome] = []
    for candidate in thought.candidates {
      let facts = thought.subject.facts.adding([
        "proposal": .proposal(candidate.figures)
      ])
      found += Self.outcomes(
        of: candidate.action.onlyIf, "action \(candidate.action.name), only_if", facts)
    }
    guard let state = thought.subject.state else { return found }
    let facts = choice.priorFacts(for: thought.subject, state: state)
    for (index, row) in policy.prior.enumerated() {
      found += Self.outcomes(of: row.condition, "prior row \(index + 1)", facts)
    }
    if case .prior(let row) = thought.proposal.origin {
      found.append(
        ClauseOutcome(clause: Self.row(row, policy.prior[row - 1].action), outcome: true))
    }
    return found
  }

  private func outcomes(
    of rule: Rule, in scene: Scene, _ reading: LogReading?
  ) -> [ClauseOutcome] {
    let tables = scene.tablesWithBatch.filter { table in
      rule.appliesTo.allSatisfy { $0.covers(table: table.name) }
    }
    let detection = DetectionScene(
      evidence: scene.evidence, tables: tables, comparison: rule.comparison, reading: reading,
      baselines: scene.baselines)
    let names = tables.isEmpty ? [nil] : tables.map { Optional($0.name) }
    let exceptions = names.flatMap { table in
      Self.outcomes(
        of: rule.unless, "rule \(rule.id), unless", scene.facts(on: table, for: rule))
    }
    var numbers: [String: Int] = [:]
    return outcomes(of: rule.trigger, rule, detection, scene, names, &numbers) + exceptions
  }

  private func outcomes(
    of trigger: Trigger, _ rule: Rule, _ detection: DetectionScene, _ scene: Scene,
    _ tables: [String?], _ numbers: inout [String: Int]
  ) -> [ClauseOutcome] {
    switch trigger {
    case .condition(let condition):
      return tables.flatMap { table in
        Self.outcomes(of: condition, "rule \(rule.id)", scene.facts(on: table, for: rule))
      }
    case .detector(let detector):
      let clause = Self.clause(of: detector, "rule \(rule.id)", &numbers)
      switch detector.answer(in: detection) {
      case .fired: return [ClauseOutcome(clause: clause, outcome: true)]
      case .silent: return [ClauseOutcome(clause: clause, outcome: false)]
      case .unknown: return []
      }
    case .any(let triggers), .all(let triggers):
      var found: [ClauseOutcome] = []
      for inner in triggers {
        found += outcomes(of: inner, rule, detection, scene, tables, &numbers)
      }
      return found
    case .not(let inner): return outcomes(of: inner, rule, detection, scene, tables, &numbers)
    }
  }

  private static func clauses(
    of trigger: Trigger, _ owner: String, _ numbers: inout [String: Int]
  ) -> [Clause] {
    switch trigger {
    case .condition(let condition): return clauses(of: condition, owner)
    case .detector(let detector): return [clause(of: detector, owner, &numbers)]
    case .any(let triggers), .all(let triggers):
      var found: [Clause] = []
      for inner in triggers { found += clauses(of: inner, owner, &numbers) }
      return found
    case .not(let inner): return clauses(of: inner, owner, &numbers)
    }
  }

  private static func clauses(of condition: Condition?, _ owner: String) -> [Clause] {
    (condition?.clauses ?? []).map { Clause(kind: .condition, owner: owner, text: $0) }
  }

  /// The clause of a detector; the second and later ones of a kind in a rule have a number.
  private static func clause(
    of detector: any Detector, _ owner: String, _ numbers: inout [String: Int]
  ) -> Clause {
    let name = type(of: detector).name
    numbers[name, default: 0] += 1
    let number = numbers[name] ?? 1
    return Clause(kind: .detector, owner: owner, text: number > 1 ? "\(name) \(number)" : name)
  }

  private static func row(_ number: Int, _ action: String) -> Clause {
    Clause(kind: .row, owner: "prior row \(number)", text: "do: \(action)")
  }

  private static func outcomes(
    of condition: Condition?, _ owner: String, _ facts: Facts
  ) -> [ClauseOutcome] {
    guard let condition else { return [] }
    return zip(condition.clauses, condition.clauseOutcomes(facts)).compactMap { text, outcome in
      outcome.map {
        ClauseOutcome(
          clause: Clause(kind: .condition, owner: owner, text: text), outcome: $0)
      }
    }
  }
}
