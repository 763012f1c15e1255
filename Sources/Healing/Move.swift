public import Incidents

/// What an incident asks for next, told by its journal alone: the whole of crash recovery.
public enum Move: Sendable, Hashable {
  /// It is over.
  case rest
  /// Evidence must be gathered and an action be decided; `forced` says why only escalation is left.
  case decide(forced: String?)
  /// A step's intent is on record and its effect is not.
  case settle(StepIntent)
  /// A pause is under way.
  case pause(StepIntent, until: Timestamp)
  /// The next step is to be taken.
  case take(StepIntent)
  /// The run that the attempt started is not over, as far as is known.
  case awaitRun(String, since: Timestamp)
  /// The checks must be held against fresh evidence.
  case verify(run: String?)
  /// A person was asked.
  case awaitAnswer(until: Timestamp)
  case abandon(reason: String)
  case end(Outcome, reason: String)
}

extension Incident {
  /// The next move. A pure function of the journal: whoever asks gets the same answer.
  public var nextMove: Move {
    if end != nil { return .rest }
    guard let attempt else { return .decide(forced: nil) }
    if attempt.abandonment != nil { return moveAfterAbandonment(of: attempt) }
    if let pending = attempt.pending { return move(onPending: pending) }
    if let failure = attempt.failedStep { return .abandon(reason: failure) }
    if !attempt.undoSteps.isEmpty || attempt.verification?.isVerified == false {
      return moveAfterFailedVerification(of: attempt)
    }
    if let run = attempt.openRun { return .awaitRun(run.id, since: run.since) }
    if attempt.steps.count < attempt.decision.action.steps.count {
      return .take(intent(of: attempt, index: attempt.steps.count))
    }
    return moveAfterSteps(of: attempt)
  }

  /// The most attempts that an incident may have, whether they had an effect or not.
  public static let maximumAttempts = 12

  /// How often telling somebody may fail before the incident rests with the journal alone.
  public static let maximumFailedNotices = 3

  private func moveAfterAbandonment(of attempt: Attempt) -> Move {
    let failedNotices = attempts.count { $0.decision.action.traits.onlyNotifies }
    if failedNotices >= Self.maximumFailedNotices {
      return .end(.escalated, reason: "nobody could be told: \(attempt.abandonment ?? "")")
    }
    if attempts.count >= Self.maximumAttempts {
      return .decide(forced: "\(attempts.count) attempts are enough")
    }
    // Where telling somebody failed, the reason to tell is still that of what was done before.
    let acting = attempts.last { !$0.decision.action.traits.onlyNotifies }
    // And a reason that there once was is never forgotten.
    return .decide(
      forced: acting?.reasonToEscalate ?? attempts.compactMap(\.reasonToEscalate).last)
  }

  private func move(onPending record: StepRecord) -> Move {
    if case .wait(let span) = record.intent.step {
      return .pause(record.intent, until: record.intendedAt + span)
    }
    return .settle(record.intent)
  }

  /// All steps were taken and every run they started is over.
  private func moveAfterSteps(of attempt: Attempt) -> Move {
    let decision = attempt.decision
    if decision.action.traits.onlyNotifies {
      if let answer = attempt.answer {
        let note = answer.note.isEmpty ? "" : ": \(answer.note)"
        return answer.isApproval
          ? .decide(forced: nil)
          : .end(.escalated, reason: "\(answer.person) said no\(note)")
      }
      if let terms = decision.judgement.approval {
        return .awaitAnswer(until: decision.at + terms.wait)
      }
      return .end(.escalated, reason: decision.escalationReason)
    }
    if decision.action.traits.isPassive { return .end(.closed, reason: decision.action.title) }
    guard let verification = attempt.verification else {
      return .verify(run: attempt.startedRuns.last)
    }
    precondition(verification.isVerified, "a failed verification was handled before")
    let person = decision.judgement.approvedBy.map { " with the approval of \($0)" } ?? ""
    return .end(.resolved, reason: "`\(decision.executed)` helped\(person), all checks hold")
  }

  private func moveAfterFailedVerification(of attempt: Attempt) -> Move {
    let plan = attempt.undoPlan
    if attempt.undoSteps.count < plan.count {
      return .take(undoIntent(of: attempt, step: plan[attempt.undoSteps.count]))
    }
    return .abandon(reason: attempt.verificationWords)
  }

  private func intent(of attempt: Attempt, index: Int) -> StepIntent {
    StepIntent(
      attempt: attempts.count, index: index, step: attempt.decision.action.steps[index],
      isUndo: false, marker: "\(id).\(attempts.count).\(index)", run: attempt.decision.run,
      cause: StepCause(of: attempt.decision))
  }

  private func undoIntent(of attempt: Attempt, step: Step) -> StepIntent {
    let index = attempt.undoSteps.count
    return StepIntent(
      attempt: attempts.count, index: index, step: step, isUndo: true,
      marker: "\(id).\(attempts.count).u\(index)",
      cause: StepCause(
        rule: attempt.decision.anomaly?.rule ?? "", kind: attempt.decision.anomaly?.kind ?? "",
        reason: "taken back: \(attempt.verificationWords)"))
  }
}

extension Attempt {
  /// The newest run of the attempt whose end is not on record.
  var openRun: (id: String, since: Timestamp)? {
    guard let id = startedRuns.last, runEnd?.run != id, let record = steps.last else { return nil }
    return (id, record.settledAt ?? record.intendedAt)
  }

  /// What a step that had no effect, or may have had one, says; `nil` when all went well.
  var failedStep: String? {
    for record in steps + undoSteps {
      switch record.settlement {
      case .didNotHappen(let reason)?:
        return "`\(record.intent.step.name)` did not happen: \(reason)"
      case .unknown(let reason)?:
        return "nobody can tell whether `\(record.intent.step.name)` happened: \(reason)"
      case .happened?, nil: break
      }
    }
    return nil
  }

  /// Why no further action may be tried after this attempt; `nil` when one may.
  var reasonToEscalate: String? {
    let isUncertain = (steps + undoSteps).contains {
      if case .unknown? = $0.settlement { true } else { false }
    }
    if isUncertain { return failedStep }
    if undoSteps.contains(where: { $0.didNotHappen }) { return failedStep }
    // A run that never ends shows nothing, and nothing is no reason to leave it to itself.
    if let verification, !verification.isVerified, let run = openRun {
      return "the run \(run.id) is not over, \(verificationWords)"
    }
    if let verification, !verification.isVerified, runEnd?.state == .succeeded {
      return "published, doubtful: the run succeeded, \(verificationWords)"
    }
    return nil
  }

  /// The inverses of what the attempt did, the last first; none where the action declares no undo.
  var undoPlan: [Step] {
    guard decision.action.traits.canUndo else { return [] }
    return steps.reversed().compactMap { record in
      if case .happened(let result, _)? = record.settlement { result.inverse } else { nil }
    }
  }

  /// Which checks did not hold.
  var verificationWords: String {
    let open = (verification?.checks ?? []).filter { $0.answer != .holds }
    return "not verified: " + open.map { "\($0.id) \($0.answer.rawValue)" }.joined(separator: ", ")
  }
}

extension StepRecord {
  var didNotHappen: Bool {
    if case .didNotHappen? = settlement { true } else { false }
  }
}

extension Decision {
  /// Why a person was told, in one clause.
  var escalationReason: String {
    guard let anomaly else { return "the cause is not known" }
    if judgement.verdict != .allow, let first = judgement.because.first {
      return "\(anomaly.kind): `\(proposal.action)` met \(first)"
    }
    switch proposal.origin {
    case .prior, .learned, .explored: return "\(anomaly.kind): the policy hands it to a person"
    case .noHealFinding: return "\(anomaly.kind): `\(anomaly.rule)` is for a person"
    case .noMatch: return "\(anomaly.kind): the policy knows no action"
    case .attemptsExhausted: return "\(anomaly.kind): the actions of the policy are used up"
    case .asked: return "\(anomaly.kind): no further action may be tried"
    }
  }
}
