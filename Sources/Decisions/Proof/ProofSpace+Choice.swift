internal import Configurations
internal import Incidents

extension ProofSpace {
  /// In every state, whatever was learned, an incident that had its actions is handed over.
  func attemptsAreBounded(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    let policy = ground.configuration.policy
    let most = policy.learner.stepsAtMost
    let subject = { (state: Int, performed: Int) in
      ChoiceSubject(
        evidence: Self.bareEvidence, facts: CaseDraft([]).proposedCase(nil).facts,
        state: State(features: [], index: state),
        history: HealingHistory(openedAt: Timestamp(seconds: 0), performedActions: performed),
        isHealable: true)
    }
    var asked = 0
    for tempting in [nil] + policy.actions.map(\.name) {
      // Learned beyond all doubt to be worth it, in every state.
      let values = tempting.map { name in
        ActionValues(
          Dictionary(
            uniqueKeysWithValues: (0..<policy.stateCount).map { state in
              (
                ActionValues.Place(state: state, action: name),
                ActionValues.Cell(value: 1e9, visits: 1_000_000)
              )
            }))
      }
      let choice = ActionChoice(policy: policy, values: values ?? .none)
      let candidates = choice.candidates(for: subject(0, most))
      for state in 0..<policy.stateCount {
        for performed in [most, most + 1, .max] {
          asked += 1
          let proposal = choice.proposal(
            for: subject(state, performed), among: candidates, asking: nil)
          guard proposal.action == Action.escalate else {
            return .undecided(
              reason: "after \(performed) actions `\(proposal.action)` is proposed",
              parts: ["state \(state)"])
          }
        }
      }
    }
    return .proved(combinations: asked)
  }

  /// On evidence that selects no object, no action of the policy has a step that moves objects.
  func emptySelectsNothing(_ budget: inout ProofBudget) -> ClaimResult.Outcome {
    var asked = 0
    for evidence in Self.evidenceWithoutObjects(of: ground.configuration.project) {
      for rule in [nil] + ground.configuration.rules.map(Optional.some) {
        let scene = Scene(evidence, at: Timestamp(seconds: 0))
        let anomaly = rule.map { rule in
          Finding(of: rule).about(evidence.tables.first?.name)
        }
        let facts = scene.facts(
          on: anomaly, among: [anomaly].compactMap(\.self),
          history: HealingHistory(openedAt: Timestamp(seconds: 0)))
        let subject = ChoiceSubject(
          evidence: evidence, facts: facts, state: nil,
          history: HealingHistory(openedAt: Timestamp(seconds: 0)), isHealable: false)
        for action in ground.configuration.policy.actions {
          asked += 1
          let candidate = Candidate(action, for: subject, values: .none)
          guard case .success(let resolved) = candidate.resolved,
            let step = resolved.steps.first(where: \.movesObjects)
          else { continue }
          return .undecided(
            reason: "with nothing selected `\(action.name)` still has the step `\(step.name)`",
            parts: [])
        }
      }
      if budget.questions < asked { break }
    }
    return .proved(combinations: asked)
  }

  /// Tables whose objects are unknown, and tables that have none.
  private static func evidenceWithoutObjects(of project: Project) -> [Evidence] {
    let pipeline = project.pipelines.first
    let names =
      (pipeline?.reads ?? ["a.table"]).map { ($0, TableEvidence.Role.reads) }
      + (pipeline?.writes ?? []).map { ($0, .writes) }
    return [Known.unknown("assumed"), .known([])].map { (objects: Known<[ObjectProfile]>) in
      let bare = bareEvidence
      return Evidence(
        event: bare.event, gatheredAt: bare.gatheredAt, environment: bare.environment,
        job: bare.job, run: bare.run, runs: bare.runs,
        tables: names.map { name, role in
          TableEvidence(
            name: name, role: role, versions: .unknown("assumed"),
            lastGoodVersion: .unknown("assumed"), objects: objects, batch: .unknown("assumed"),
            history: .unknown("assumed"))
        }, log: bare.log)
    }
  }

  private static let bareEvidence = Evidence(
    event: Event(
      id: "assumed", account: "", region: "", time: Timestamp(seconds: 0), job: "job", run: "run",
      state: .failed, message: ""),
    gatheredAt: Timestamp(seconds: 0), environment: "",
    job: JobEvidence(name: "job", owner: "", rerun: .unknown, defaultArguments: .known([:])),
    run: RunEvidence(id: "run", unknown: "assumed"),
    runs: RunsEvidence(
      active: .unknown("assumed"), failedInARow: .unknown("assumed"),
      lastGood: .unknown("assumed")), tables: [], log: .unknown("assumed"))
}

extension Finding {
  /// The same about a table.
  fileprivate func about(_ table: String?) -> Finding {
    var seen = detection
    seen.table = table
    return Finding(
      rule: rule, title: title, kind: kind, anomalyClass: anomalyClass, severity: severity,
      cause: cause, mode: mode, detection: seen, message: message, runbook: runbook)
  }
}

extension Step {
  fileprivate var movesObjects: Bool {
    switch self {
    case .quarantineObjects, .returnObjects: true
    case .runJob, .setSchema, .restoreSchema, .resetBookmark, .wait, .notify: false
    }
  }
}
