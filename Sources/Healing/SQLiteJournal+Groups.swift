public import Configurations
public import Incidents

// Incidents that are alike: who of them is being healed, and how it went with the others.
extension SQLiteJournal {
  public func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) throws(JournalError) -> [String: [String: Double]] {
    var usage: [String: [String: Double]] = [:]
    func count(_ id: String, _ sql: String, _ name: String, _ rate: Groups.Rate?)
      throws(JournalError)
    {
      guard let rate else { return }
      let since = (now - rate.window).epochSeconds
      for row in try read("how groups went", sql, [.text(name), .real(since)]) {
        guard row.count == 2, let signature = row[0].text, let number = row[1].real else {
          continue
        }
        usage[signature, default: [:]][id] = number
      }
    }
    try count(
      Groups.breakerID,
      """
      SELECT signature, COUNT(*) FROM members
      WHERE env = ? AND result = 'failed' AND ended_at > ? GROUP BY signature
      """, environment, groups.breaker)
    try count(
      Groups.repeatsID,
      """
      SELECT signature, COUNT(*) FROM members
      WHERE job = ? AND result = 'healed' AND ended_at > ? GROUP BY signature
      """, job, groups.repeats)
    return usage
  }

  /// The incident that the group of another waits for; `nil` where it may go on.
  func holder(
    of member: GroupMember, besides incident: String, at now: Timestamp
  ) throws(JournalError) -> String? {
    guard !member.groups.canary.isEmpty else { return nil }
    let allowed = member.groups.allowedAtOnce(after: try healedInARow(member, at: now))
    let others = try read(
      "the group of \(incident)",
      """
      SELECT incident FROM members
      WHERE env = ? AND signature = ? AND ended_at IS NULL AND incident <> ?
      ORDER BY incident LIMIT ?
      """,
      [
        .text(member.environment), .text(member.signature), .text(incident),
        .integer(Int64(allowed)),
      ])
    return others.count >= allowed ? others.first?.first?.text : nil
  }

  /// How many of a group healed since one last failed, as far as that matters.
  private func healedInARow(
    _ member: GroupMember, at now: Timestamp
  ) throws(JournalError) -> Int {
    let key: [SQLiteConnection.Binding] = [.text(member.environment), .text(member.signature)]
    let failed = try read(
      "the last failure of a group",
      "SELECT MAX(ended_at) FROM members WHERE env = ? AND signature = ? AND result = 'failed'", key
    )
    let since = max(
      (now - member.groups.window).epochSeconds, failed.first?.first?.real ?? -.infinity)
    let enough = member.groups.canary.reduce(0, +)
    let healed = try read(
      "the heals of a group",
      """
      SELECT COUNT(*) FROM (SELECT 1 FROM members
      WHERE env = ? AND signature = ? AND ended_at > ? AND result = 'healed' LIMIT ?)
      """, key + [.real(since), .integer(Int64(enough))])
    return healed.first?.first?.integer.map { Int($0) } ?? 0
  }

  public func wake(
    _ member: GroupMember, atLeast: Int, at now: Timestamp
  ) async throws(JournalError) {
    let allowed = member.groups.allowedAtOnce(after: try healedInARow(member, at: now))
    let held = try read(
      "who waits for a group", "SELECT 1 FROM wakes WHERE held = ? LIMIT 1", [.text(member.key)])
    if held.isEmpty { return }
    try await transaction("the waking of a group") { () throws(JournalError) in
      try self.write(
        "the waking of a group",
        """
        UPDATE wakes SET at = ?1, held = NULL WHERE incident IN
        (SELECT incident FROM wakes WHERE held = ?2 ORDER BY incident LIMIT ?3)
        """,
        [
          .real(now.epochSeconds), .text(member.key),
          .integer(Int64(clamping: max(allowed, atLeast))),
        ])
    }
  }

  /// What a group tells against one more heal of it; `nil` for nothing.
  func exceeded(
    _ member: GroupMember, at now: Timestamp
  ) throws(JournalError) -> String? {
    let used = try groupUsage(
      of: member.groups, in: member.environment, job: member.job, at: now)
    return member.exceededBound(used[member.signature] ?? [:])
  }

  /// Counts an incident as one that its group is being healed with.
  func join(_ member: GroupMember, _ incident: String, attempt: Int) throws(JournalError) {
    try write(
      "the group of \(incident)",
      """
      INSERT OR IGNORE INTO members(incident, attempt, env, signature, job)
      VALUES (?, ?, ?, ?, ?)
      """,
      [
        .text(incident), .integer(Int64(attempt)), .text(member.environment),
        .text(member.signature), .text(member.job),
      ])
  }

  /// Writes down how the last attempt of an incident went, and gives back what it did not use.
  func leave(_ incident: Incident, at now: Timestamp) throws(JournalError) {
    guard let attempt = incident.attempt else { return }
    let key: [SQLiteConnection.Binding] = [
      .text(incident.id), .integer(Int64(incident.attempts.count)),
    ]
    try write(
      "the group of \(incident.id)",
      """
      UPDATE members SET ended_at = ?, result = ?
      WHERE incident = ? AND attempt = ? AND ended_at IS NULL
      """,
      [.real(now.epochSeconds), .text(attempt.groupResult(of: incident))] + key)
    if attempt.isProvenIdle {
      try write(
        "the changes of \(incident.id)", "DELETE FROM changes WHERE incident = ? AND attempt = ?",
        key)
      try write(
        "the charge of \(incident.id)", "DELETE FROM charges WHERE incident = ? AND attempt = ?",
        key)
    }
  }

  /// Counts what a person called harmful or wrong as a heal that failed, whatever the checks said.
  func recount(_ incident: Incident, at now: Timestamp) throws(JournalError) {
    guard let closing = incident.closing, closing.verdict != .healed else { return }
    try write(
      "the group of \(incident.id)",
      "UPDATE members SET ended_at = ?, result = 'failed' WHERE incident = ? AND result = 'healed'",
      [.real(now.epochSeconds), .text(incident.id)])
  }
}

extension GroupMember {
  /// What waiting incidents are found by; names of environments have no line end.
  package var key: String { "\(environment)\n\(signature)" }
}

extension Attempt {
  /// How the attempt counts for its group.
  package func groupResult(of incident: Incident) -> String {
    if abandonment == nil, incident.end?.outcome == .resolved { return "healed" }
    let isTried = verification?.isVerified == false || failedStep != nil
    return hadEffect && isTried ? "failed" : "none"
  }

  /// Whether it is proven that nothing was done: every step that was meant did not happen.
  package var isProvenIdle: Bool {
    !steps.isEmpty && undoSteps.isEmpty && steps.allSatisfy(\.didNotHappen)
  }
}
