internal import Configurations
internal import Decisions
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
    do {
      guard let claim = try await journal.claim(id) else {
        throw HealerError.refused(reason: "another handler is at work on \(id) just now; try again")
      }
      defer { withExtendedLifetime(claim) {} }
      guard let incident = try await journal.incident(id) else {
        throw HealerError.refused(reason: "there is no incident `\(id)`")
      }
      let (asked, terms) = try question(of: incident)
      try checkApprover(person, of: terms.approver)
      let answer = Answer(
        isApproval: isApproval, person: person, digest: Digest.hex(of: asked.subject), note: note)
      return try await journal.add(.answered(answer), to: incident, at: world.now())
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
  /// The approval that the next decision may use: what was asked last and was agreed to.
  var approval: Approval? {
    guard let attempt, let answer = attempt.answer, answer.isApproval,
      let asked = attempt.decision.asked, Digest.hex(of: asked.subject) == answer.digest
    else { return nil }
    return Approval(subject: asked.subject, person: answer.person)
  }
}
