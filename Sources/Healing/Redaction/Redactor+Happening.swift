public import Decisions
public import Incidents

// What goes out to a journal, to people and to other programs.
extension Redactor {
  /// What happened without secrets: the journal keeps this and nothing else.
  ///
  /// Most was redacted with the evidence. What is caught here are words that were made of data, and
  /// what people and worlds say. What a person is asked keeps its words, of which an answer is the
  /// digest: they are made of redacted arguments.
  public func redacted(_ happening: Happening) -> Happening {
    switch happening {
    case .opened(let event, let environment, let configuration):
      .opened(event: redacted(event), environment: environment, configuration: configuration)
    case .decided(let decision): .decided(redacted(decision))
    case .intended(let intent): .intended(redacted(intent))
    case .settled(let intent, let settlement): .settled(redacted(intent), redacted(settlement))
    case .runEnded(let run, let state, let message, let hours):
      .runEnded(run: run, state: state, message: redacted(message), dpuHours: hours)
    case .verified(let verification): .verified(redacted(verification))
    case .answered(let answer):
      .answered(
        Answer(
          isApproval: answer.isApproval, person: answer.person, digest: answer.digest,
          note: redacted(answer.note)))
    case .abandoned(let reason): .abandoned(reason: redacted(reason))
    case .ended(let outcome, let reason): .ended(outcome, reason: redacted(reason))
    case .reminded, .acknowledged: happening
    case .closed(let closing):
      .closed(
        Closing(
          verdict: closing.verdict, person: closing.person, deed: closing.deed,
          note: redacted(closing.note)))
    case .reversing(let request):
      .reversing(
        UndoRequest(
          person: request.person, note: redacted(request.note), steps: request.steps,
          judgement: redacted(request.judgement)))
    case .reversed(let reason): .reversed(reason: redacted(reason))
    }
  }

  /// The decision without secrets.
  public func redacted(_ decision: Decision) -> Decision {
    Decision(
      environment: decision.environment, at: decision.at, attempt: decision.attempt,
      run: decision.run,
      evidence: decision.evidence.map {
        EvidenceLine(source: $0.source, text: redacted($0.text), isKnown: $0.isKnown)
      },
      findings: decision.findings.map(redacted), missing: decision.missing, state: decision.state,
      proposal: decision.proposal, figures: decision.figures,
      judgement: redacted(decision.judgement),
      executed: decision.executed, action: redacted(decision.action),
      asked: decision.asked.map {
        AskedAction(action: redacted($0.action), subject: $0.subject)
      }, nextBest: decision.nextBest.map(redacted), configuration: decision.configuration)
  }

  private func redacted(_ judgement: Judgement) -> Judgement {
    Judgement(
      verdict: judgement.verdict, because: judgement.because,
      rulings: judgement.rulings.map {
        Ruling(
          constraint: $0.constraint, kind: $0.kind, verdict: $0.verdict,
          reason: redacted($0.reason))
      }, approval: judgement.approval, approvedBy: judgement.approvedBy)
  }

  /// The finding without secrets.
  public func redacted(_ finding: Finding) -> Finding {
    var detection = finding.detection
    detection.explanation = redacted(detection.explanation)
    detection.limitOrigin = detection.limitOrigin.map(redacted)
    detection.facts = detection.facts.mapValues(redacted)
    detection.witness = detection.witness.map {
      LogWitness(source: $0.source, line: $0.line, level: $0.level, text: redacted($0.text))
    }
    return Finding(
      rule: finding.rule, title: finding.title, kind: finding.kind,
      anomalyClass: finding.anomalyClass, severity: finding.severity, cause: finding.cause,
      mode: finding.mode, detection: detection, message: redacted(finding.message),
      runbook: finding.runbook)
  }

  /// What the rules found without secrets.
  public func redacted(_ result: DetectionResult) -> DetectionResult {
    result.rewording(redacted)
  }

  private func redacted(_ action: Action) -> Action {
    Action(
      name: action.name, title: action.title, steps: action.steps.map(redacted),
      traits: action.traits)
  }

  private func redacted(_ step: Step) -> Step {
    guard case .runJob(let job, let arguments, let workerType) = step else { return step }
    return .runJob(job: job, arguments: redacted(arguments), workerType: workerType)
  }

  private func redacted(_ intent: StepIntent) -> StepIntent {
    StepIntent(
      attempt: intent.attempt, index: intent.index, step: redacted(intent.step),
      isUndo: intent.isUndo, marker: intent.marker, run: intent.run,
      cause: intent.cause.map {
        StepCause(rule: $0.rule, kind: $0.kind, reason: redacted($0.reason))
      })
  }

  private func redacted(_ settlement: StepSettlement) -> StepSettlement {
    switch settlement {
    case .happened: settlement
    case .didNotHappen(let reason): .didNotHappen(reason: redacted(reason))
    case .unknown(let reason): .unknown(reason: redacted(reason))
    }
  }

  private func redacted(_ verification: Verification) -> Verification {
    Verification(
      checks: verification.checks.map {
        Verification.Check(
          id: $0.id, condition: $0.condition, answer: $0.answer,
          explanation: redacted($0.explanation))
      })
  }
}
