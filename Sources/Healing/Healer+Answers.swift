internal import Configurations
internal import Decisions
internal import Digests
public import Incidents

// People answering.
extension Healer {
  /// Puts a person's answer into the journal; `advance` then goes on from it.
  ///
  /// Refused where nobody asks, where the time to answer is over, and where the person is no
  /// approver of the owner that was asked. Whoever calls has authenticated the person.
  public func answer(
    _ id: String, isApproval: Bool, by person: String, note: String
  ) async throws(HealerError) -> Incident {
    try await changing(id) { incident throws(HealerError) in
      let (asked, terms) = try question(of: incident)
      try checkApprover(person, of: terms.approver)
      return .answered(
        Answer(
          isApproval: isApproval, person: person, digest: Digest.hex(of: asked.subject), note: note)
      )
    }
  }

  /// Writes down what a person says an incident came to; one that is not over ends with it.
  ///
  /// Refused while a step is under way, and where somebody has said so before.
  public func close(_ id: String, as closing: Closing) async throws(HealerError) -> Incident {
    let closed = try await changing(id) { incident throws(HealerError) in
      if let before = incident.closing {
        throw .refused(reason: "\(before.person) has closed it before: \(before.words)")
      }
      if let deed = closing.deed,
        !engine.configuration.policy.actions.contains(where: { $0.name == deed })
      {
        let known = engine.configuration.policy.actions.map(\.name).joined(separator: ", ")
        throw .refused(reason: "the policy has no action `\(deed)`; it has \(known)")
      }
      guard incident.end != nil || incident.isClosable else {
        throw .refused(
          reason: "`\(incident.attempt?.decision.executed ?? "deciding")` is under way; "
            + "`kintsugi stop` ends it after the step that it is in")
      }
      return .closed(closing)
    }
    if closing.verdict == .wrong { await takeIn(brokenBy: closed, for: closing.person) }
    return closed
  }

  /// Writes down that a person takes an incident on: nobody is reminded of it any more.
  public func acknowledge(_ id: String, by person: String) async throws(HealerError) -> Incident {
    try await changing(id) { incident throws(HealerError) in
      if let keeper = incident.keeper {
        throw .refused(reason: "\(keeper) has taken it on before")
      }
      let isAsking = if case .awaitAnswer = incident.nextMove { true } else { false }
      guard isAsking || incident.end?.outcome == .escalated else {
        throw .refused(reason: "nobody is waited for")
      }
      return .acknowledged(person: person)
    }
  }

  /// Adds what a person says to an incident that nobody else has in hand.
  private func changing(
    _ id: String, _ happening: (Incident) throws(HealerError) -> Happening
  ) async throws(HealerError) -> Incident {
    do {
      guard let claim = try await journal.claim(id) else {
        throw HealerError.refused(reason: "another handler is at work on \(id) just now; try again")
      }
      return try await claim.during {
        guard let incident = try await journal.incident(id) else {
          throw HealerError.refused(reason: "there is no incident `\(id)`")
        }
        return try await add(try happening(incident), incident)
      }
    } catch {
      throw HealerError(error)
    }
  }

  private func question(
    of incident: Incident
  ) throws(HealerError) -> (AskedAction, ApprovalTerms) {
    if let end = incident.end {
      throw .refused(
        reason: "\(incident.id) is over since \(end.at): \(end.outcome.rawValue), \(end.reason)")
    }
    guard case .awaitAnswer(let until) = incident.nextMove,
      let decision = incident.attempt?.decision, let asked = decision.asked,
      let terms = decision.judgement.approval
    else { throw .refused(reason: "\(incident.id) asks nobody just now") }
    guard world.now() < until else {
      throw .refused(reason: "the time to answer was over at \(until)")
    }
    return (asked, terms)
  }

  func checkApprover(_ person: String, of owner: String) throws(HealerError) {
    let approvers =
      engine.configuration.project.owners.first { $0.name == owner }?.approvers ?? []
    guard approvers.contains(where: { NamePattern($0).matches(person) }) else {
      let known =
        approvers.isEmpty
        ? "it has none: name them under `owners`" : "they are \(approvers.joined(separator: ", "))"
      throw .refused(reason: "`\(person)` is no approver of `\(owner)`; \(known)")
    }
  }
}

extension Incident {
  /// Whether no effect is under way, so that a person may end it.
  fileprivate var isClosable: Bool {
    switch nextMove {
    case .decide, .awaitAnswer, .rest: true
    case .take(let intent): intent.index == 0 && !intent.isUndo
    case .settle, .pause, .awaitRun, .verify, .abandon, .end: false
    }
  }

  /// The approval that the next decision may use: what was asked last and was agreed to.
  var approval: Approval? {
    guard let attempt, let answer = attempt.answer, answer.isApproval,
      let asked = attempt.decision.asked, Digest.hex(of: asked.subject) == answer.digest
    else { return nil }
    return Approval(subject: asked.subject, person: answer.person)
  }
}
