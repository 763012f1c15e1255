public import Incidents

// When incidents are to be looked at again, and events that were not believed.
extension SQLiteJournal {
  public func rest(
    _ incident: String, until instant: Timestamp?, for member: GroupMember?
  ) async throws(JournalError) {
    try await transaction("the rest of \(incident)") { () throws(JournalError) in
      guard let instant else {
        try self.write(
          "the rest of \(incident)", "DELETE FROM wakes WHERE incident = ?", [.text(incident)])
        return
      }
      try self.write(
        "the rest of \(incident)",
        "INSERT OR REPLACE INTO wakes(incident, at, held) VALUES (?, ?, ?)",
        [
          .text(incident), .real(instant.epochSeconds), member.map { .text($0.key) } ?? .null,
        ])
    }
  }

  /// Whether an incident that changed has still to be looked at: what ended well never again, what
  /// was handed over as long as its owner may be reminded.
  func settleWake(of incident: Incident, at now: Timestamp) throws(JournalError) {
    guard let end = incident.end else { return }
    if end.outcome == .escalated, incident.keeper == nil, incident.closing == nil {
      try write(
        "the rest of \(incident.id)", "UPDATE wakes SET at = ?, held = NULL WHERE incident = ?",
        [.real(now.epochSeconds), .text(incident.id)])
    } else {
      try write(
        "the rest of \(incident.id)", "DELETE FROM wakes WHERE incident = ?", [.text(incident.id)])
    }
  }

  public func due(at now: Timestamp, atMost count: Int) throws(JournalError) -> [String] {
    try read(
      "what is due", "SELECT incident FROM wakes WHERE at <= ? ORDER BY at, incident LIMIT ?",
      [.real(now.epochSeconds), .integer(Int64(count))]
    ).compactMap { $0.first?.text }
  }

  /// The most different refusals that are kept apart: whoever forges events cannot fill the disk.
  private static let refusalLimit = 10_000

  public func refuse(
    _ event: Event, reason: String, at now: Timestamp
  ) async throws(JournalError) {
    try await transaction("a refusal") { () throws(JournalError) in
      let known = try self.read("the refusals", "SELECT COUNT(*) FROM refusals")
      let isFull = known.first?.first?.integer ?? 0 >= Self.refusalLimit
      let texts =
        isFull ? Refusal.others : Refusal.texts(of: event, reason: reason, self.redactor)
      try self.write(
        "a refusal",
        """
        INSERT INTO refusals(event, reason, first_at, last_at, count) VALUES (?1, ?2, ?3, ?3, 1)
        ON CONFLICT(event, reason) DO UPDATE SET last_at = ?3, count = count + 1
        """,
        [
          .text(texts.event), .text(texts.reason), .real(now.epochSeconds),
        ])
    }
  }

  public func refusals() throws(JournalError) -> [Refusal] {
    try read(
      "the refusals", "SELECT event, reason, last_at, count FROM refusals ORDER BY last_at, event"
    ).compactMap { row in
      guard row.count == 4, let event = row[0].text, let reason = row[1].text,
        let last = row[2].real.flatMap({ Timestamp(epochSeconds: $0) }), let count = row[3].integer
      else { return nil }
      return Refusal(event: event, reason: reason, last: last, count: Int(count))
    }
  }
}
