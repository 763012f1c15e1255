internal import Configurations
public import Incidents

/// What every rule of an engine said of some evidence, kept rule by rule.
///
/// Engines that differ in a few rules, in the policy or in safety build on it: only what differs is
/// asked again.
public struct RuleAnswers: Sendable {
  let scene: Scene
  let reading: LogReading?
  /// In the order of the rules.
  let answers: [RuleAnswer]
  /// The ids of the rules.
  let rules: [String]

  /// What they found, ranked: the anomaly comes first.
  public var findings: [Finding] {
    DetectionResult(answers.flatMap(\.findings), [], in: LogOrder(reading)).findings
  }

  /// Whether a rule says the same here and there; one that is not there says nothing.
  public func isSame(as other: RuleAnswers, for rule: String) -> Bool {
    answer(of: rule) == other.answer(of: rule)
  }

  private func answer(of rule: String) -> RuleAnswer {
    rules.firstIndex(of: rule).map { answers[$0] } ?? RuleAnswer()
  }
}

/// What one rule said.
struct RuleAnswer: Sendable, Hashable {
  var findings: [Finding] = []
  var missing: [MissingEvidence] = []
}

extension Engine {
  /// Asks every rule, or only those with some ids: the others say nothing then.
  public func answers(
    on evidence: Evidence, at now: Timestamp, asking wanted: Set<String>? = nil
  ) -> RuleAnswers {
    let scene = Scene(evidence, at: now)
    let isMeant = { (rule: Rule) in wanted?.contains(rule.id) ?? true }
    // To read a log costs more than most rules do.
    let asksLog = rules.rules.contains { isMeant($0) && $0.trigger.asksLog }
    let reading = asksLog ? evidence.log.value.map { rules.log.reading(of: $0) } : nil
    return RuleAnswers(
      scene: scene, reading: reading,
      answers: rules.rules.map { rule in
        isMeant(rule) ? answer(of: rule, in: scene, reading) : RuleAnswer()
      }, rules: rules.rules.map(\.id))
  }

  /// Asks only the named rules; the others say what they said to another engine.
  ///
  /// Asks all where the two engines have not the same rules in the same order, or a named one asks
  /// something of the log that nobody asked before.
  public func answers(like known: RuleAnswers, asking changed: Set<String>) -> RuleAnswers {
    let isLike =
      rules.rules.count == known.rules.count
      && zip(rules.rules, known.rules).allSatisfy { $0.id == $1 }
      && rules.rules.allSatisfy { !changed.contains($0.id) || known.knowsLog(of: $0) }
    guard isLike else { return answers(on: known.scene.evidence, at: known.scene.now) }
    return RuleAnswers(
      scene: known.scene, reading: known.reading,
      answers: zip(rules.rules, known.answers).map { rule, old in
        changed.contains(rule.id) ? answer(of: rule, in: known.scene, known.reading) : old
      }, rules: known.rules)
  }

  /// Decides on what the rules said.
  public func decision(
    on known: RuleAnswers, after history: HealingHistory, under circumstances: Circumstances,
    asking wanted: String? = nil
  ) -> Decision {
    let found = DetectionResult(
      known.answers.flatMap(\.findings), known.answers.flatMap(\.missing),
      in: LogOrder(known.reading))
    return decision(
      deliberation(
        on: found, in: known.scene, after: history, under: circumstances, asking: wanted),
      on: known.scene.evidence, after: history, at: known.scene.now)
  }

  private func answer(
    of rule: Rule, in scene: Scene, _ reading: LogReading?
  ) -> RuleAnswer {
    var answer = RuleAnswer()
    rules.add(rule, in: scene, reading, to: &answer.findings, &answer.missing)
    return answer
  }
}

extension RuleAnswers {
  /// Whether the log was read with all that a rule asks of it.
  fileprivate func knowsLog(of rule: Rule) -> Bool {
    reading?.knows(rule.trigger) ?? (!rule.trigger.asksLog || scene.evidence.log.value == nil)
  }
}
