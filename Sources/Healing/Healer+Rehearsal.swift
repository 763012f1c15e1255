internal import Configurations
internal import Decisions
public import Incidents

// What would be decided, for who only wants to know.
extension Healer {
  /// What would be decided about a run that failed, now: over fresh evidence, with the histories
  /// and budgets of the journal. Nothing is opened, kept or changed.
  ///
  /// What an incident of the same event used up is left out, as that incident would.
  public func rehearsed(
    _ event: Event, in environment: String
  ) async throws(HealerError) -> Decision {
    do {
      let own = try await journal.incident(for: event) ?? ""
      let evidence = await compared(
        try await world.completed(
          try await world.evidence(for: event, run: event.run, environment: environment)))
      let circumstances = try await circumstances(
        of: chargeSubject(of: event.job, in: environment), besides: own, attempt: 0)
      let now = world.now()
      return journal.redactor.redacted(
        engine.decision(
          on: evidence, after: HealingHistory(openedAt: now), under: circumstances, at: now))
    } catch {
      throw HealerError(error)
    }
  }
}
