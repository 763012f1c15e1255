internal import Configurations
internal import Incidents

/// The claims that hold of every configuration that may be used, whoever wrote it.
struct BuiltInClaims {
  let spaces: [ProofSpace]

  func results(_ budget: ProofBudget) -> [ClaimResult] {
    [
      result(
        "learning-changes-nothing", "Nothing learned changes what is allowed", budget
      ) { $0.learningChangesNothing(&$1) },
      result(
        "deny-beats-all", "What is denied stays denied, whoever asks, waives or allows", budget
      ) { $0.denyBeatsAll(&$1) },
      result(
        "stops-leave-escalation", "The kill switch and a freeze leave nothing but the escalation",
        budget
      ) { $0.stopsLeaveEscalation(&$1) },
      result("attempts-are-bounded", "No incident is tried without end", budget) {
        $0.attemptsAreBounded(&$1)
      },
      result("empty-selects-nothing", "Where nothing is selected, nothing is changed", budget) {
        $0.emptySelectsNothing(&$1)
      },
      result("unknown-never-widens", "What is unknown never allows more than any value", budget) {
        $0.unknownNeverWidens(&$1)
      },
    ]
  }

  /// One claim, with a budget of its own: what is too large for one need not be for the next.
  private func result(
    _ id: String, _ title: String, _ whole: ProofBudget,
    _ check: (ProofSpace, inout ProofBudget) -> ClaimResult.Outcome
  ) -> ClaimResult {
    var budget = whole
    var outcomes: [ClaimResult.Outcome] = []
    for space in spaces { outcomes.append(check(space, &budget)) }
    return ClaimResult(
      id: id, title: title, span: nil, verdicts: [],
      outcome: budget.questions < 0
        ? .tooLarge(parts: []) : .joined(outcomes))
  }
}

extension ProofSpace {
  /// What it costs to ask all guardrails together, in questions to one of them.
  private var wholeCost: Int { 1 + ground.constraints.count / 40 }

  private typealias Assignment = [(factor: Int, class: Int)]

  /// What is too large to be asked about cannot be said to hold.
  private var gap: ClaimResult.Outcome? {
    guard !tooLarge.isEmpty else { return nil }
    return .tooLarge(parts: tooLarge.prefix(5).map { "`\($0)`" } + ground.uncut.prefix(5))
  }

  private func hasFree(_ assignment: Assignment) -> Bool {
    assignment.contains { ground.factors[$0.factor].isFree }
  }

  /// What all judges together say: the guardrails, where every part is taken apart.
  private func strictest(on assignment: Assignment) -> UInt8 {
    guard hasFree(assignment) else { return judgement(on: assignment).verdict.strictness }
    let all = dense(assignment)
    return tables.map { $0.answer(all) }.max() ?? 0
  }

  private func refuted(_ assignment: Assignment, _ note: String) -> ClaimResult.Outcome {
    let cost = assignment.count { $0.class != calm[$0.factor] }
    return .refuted(
      counterexample(CaseSearch.Found(cost: cost, assignment: assignment), note: note))
  }

  // MARK: Learning

  /// No judge may look at what was learned: the same case with other values is judged alike.
  fileprivate func learningChangesNothing(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    var asked = 0
    for table in tables {
      guard let place = table.factors.firstIndex(where: { ground.factors[$0].isLearned }) else {
        asked += table.count
        continue
      }
      for (assignment, answer) in table.cases {
        asked += 1
        var other = assignment
        other[place].class = calm[assignment[place].factor]
        guard table.answer(dense(other)) != answer else { continue }
        budget.questions -= 2 * wholeCost
        let usual = strictest(on: other)
        if strictest(on: assignment) != usual {
          let name = ground.factors[assignment[place].factor].name
          return refuted(
            assignment,
            "with another `\(name)` the verdict is "
              + Verdict.of(strictness: usual).rawValue)
        }
      }
      return .undecided(
        reason: "a judge looks at what was learned", parts: ["`\(table.speaker.id)`"])
    }
    return gap ?? .proved(combinations: asked)
  }

  /// A class for every factor, where those that are not named do not matter.
  private func dense(_ assignment: Assignment) -> [Int] {
    var all = calm
    for (factor, one) in assignment { all[factor] = one }
    return all
  }

  // MARK: Denials and stops

  /// Wherever a denial speaks, all guardrails together deny, at every time and for every job.
  fileprivate func denyBeatsAll(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    var asked = 0
    for table in tables {
      guard case .constraint(_, _, isDenial: true) = table.speaker.role else { continue }
      for (assignment, answer) in table.cases where answer == Verdict.deny.strictness {
        for whole in varied(assignment) {
          asked += 1
          budget.questions -= wholeCost
          if budget.questions < 0 { return .proved(combinations: 0) }
          if hasFree(whole) {
            // Only the judges with their parts left whole can be asked of those.
            if strictest(on: whole) == Verdict.deny.strictness { continue }
            return refuted(whole, "`\(table.speaker.id)` denies, and something else decides")
          }
          let judgement = judgement(on: whole)
          let decider = judgement.rulings.first { $0.constraint == judgement.because.first }
          guard judgement.verdict == .deny, let decider, decider.kind <= .deny else {
            return refuted(whole, "`\(table.speaker.id)` denies, and something else decides")
          }
        }
      }
    }
    return gap ?? .proved(combinations: asked)
  }

  /// A combination at every time and for every job, as far as these are open: waivers count there.
  private func varied(_ assignment: Assignment) -> [Assignment] {
    var all = [assignment]
    for key in [CaseFactor.Key.time, .subject] {
      guard let factor = ground.index[key], !assignment.contains(where: { $0.factor == factor })
      else { continue }
      all = all.flatMap { one in
        ground.factors[factor].classes.indices.map { one + [(factor, $0)] }
      }
    }
    return all
  }

  /// While stopped or frozen, whatever else holds, nothing but telling somebody is allowed.
  fileprivate func stopsLeaveEscalation(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    var asked = 0
    for table in tables {
      let isStop = isStop(table)
      for (assignment, answer) in table.cases {
        guard let action = action(in: assignment) else { continue }
        asked += 1
        if action.traits.onlyNotifies {
          // Nothing speaks against telling somebody, in any case of any judge.
          if answer != 0 { return refuted(assignment, "an escalation is not allowed") }
          continue
        }
        guard isStop, answer == Verdict.deny.strictness || isKilled(assignment) else { continue }
        budget.questions -= wholeCost
        if budget.questions < 0 { return .proved(combinations: 0) }
        if strictest(on: assignment) != Verdict.deny.strictness {
          return refuted(assignment, "stopped or frozen, and not denied")
        }
      }
    }
    return gap ?? .proved(combinations: asked)
  }

  private func isStop(_ table: AnswerTable) -> Bool {
    if table.speaker.uses[.killSwitch] != nil { return true }
    guard case .constraint(let constraint, _, _) = table.speaker.role else { return false }
    return constraint is FreezeConstraint
  }

  private func action(in assignment: Assignment) -> ActionDefinition? {
    assignment.lazy.compactMap { factor, one in
      if case .action(let definition) = ground.factors[factor].classes[one].part {
        definition
      } else {
        nil
      }
    }.first
  }

  private func isKilled(_ assignment: Assignment) -> Bool {
    assignment.contains { factor, one in
      if case .killSwitch(let state) = ground.factors[factor].classes[one].part {
        state != .off
      } else {
        false
      }
    }
  }

  // MARK: Unknown evidence

  /// For every judge, not knowing something is at least as strict as knowing any value of it.
  ///
  /// The strictest judge decides, so what holds of each holds of all together.
  fileprivate func unknownNeverWidens(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    var asked = 0
    var doubt: String?
    for table in tables {
      for (assignment, answer) in table.cases {
        for place in assignment.indices {
          let factor = ground.factors[assignment[place].factor]
          guard let unknown = factor.unknown, assignment[place].class != unknown else { continue }
          asked += 1
          var other = assignment
          other[place].class = unknown
          guard table.answer(dense(other)) < answer else { continue }
          budget.questions -= 2 * wholeCost
          let (less, more) = (strictest(on: other), strictest(on: assignment))
          if less < more {
            return refuted(
              other,
              "with `\(factor.classes[assignment[place].class].text)` known it is "
                + Verdict.of(strictness: more).rawValue)
          }
          doubt = doubt ?? table.speaker.id
        }
      }
    }
    if let doubt {
      return .undecided(
        reason: "a judge is milder about what is unknown", parts: ["`\(doubt)`"])
    }
    return gap ?? .proved(combinations: asked)
  }
}
