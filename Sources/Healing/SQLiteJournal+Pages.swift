public import Configurations
public import Incidents

// Who was told: one page a topic and owner, and a bound on all of them.
extension SQLiteJournal {
  public func page(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> PageAnswer {
    try await transaction("a page of \(page.incident)") { () throws(JournalError) in
      if let known = try self.answer(to: page.marker) { return known }
      let answer: PageAnswer
      if let other = try self.pageBefore(page, within: groups, at: now) {
        answer = .covered(by: other)
      } else if try self.sentPages(since: now - groups.pages.window) < groups.pages.count - 1 {
        answer = .send
      } else {
        // The last one is kept for the roundup.
        answer = .capped
      }
      try self.insert(page, answer, at: now)
      return answer
    }
  }

  private func answer(to marker: String) throws(JournalError) -> PageAnswer? {
    let row = try read(
      "a page", "SELECT answer, covered_by FROM pages WHERE marker = ?", [.text(marker)]
    ).first
    switch row?.first?.text {
    case "sending", "sent", "lost": return .send
    case "covered": return .covered(by: row?.last?.text ?? "")
    case nil: return nil
    default: return .capped
    }
  }

  /// The incident with which the same was told before.
  private func pageBefore(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) throws(JournalError) -> String? {
    try read(
      "the pages",
      """
      SELECT incident FROM pages WHERE topic = ? AND owner = ? AND at > ? AND incident <> ?
      AND answer IN ('sending', 'sent') ORDER BY at LIMIT 1
      """,
      [
        .text(page.topic), .text(page.owner), .real((now - groups.window).epochSeconds),
        .text(page.incident),
      ]
    ).first?.first?.text
  }

  private func sentPages(since start: Timestamp) throws(JournalError) -> Int {
    let row = try read(
      "the pages",
      "SELECT COUNT(*) FROM pages WHERE answer IN ('sending', 'sent', 'lost') AND at > ?",
      [.real(start.epochSeconds)])
    return row.first?.first?.integer.map { Int($0) } ?? 0
  }

  private func insert(
    _ page: Page, _ answer: PageAnswer, at now: Timestamp
  ) throws(JournalError) {
    let (word, other) =
      switch answer {
      case .send: ("sending", "")
      case .covered(let other): ("covered", other)
      case .capped: ("capped", "")
      }
    try write(
      "a page of \(page.incident)",
      """
      INSERT INTO pages(marker, incident, topic, owner, at, answer, covered_by)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(page.marker), .text(page.incident), .text(page.topic), .text(page.owner),
        .real(now.epochSeconds), .text(word), .text(other),
      ])
  }

  public func settlePage(_ marker: String, wasSent: Bool) async throws(JournalError) {
    try await transaction("a page") { () throws(JournalError) in
      if wasSent {
        try self.write(
          "a page", "UPDATE pages SET answer = 'sent' WHERE marker = ?", [.text(marker)])
        return
      }
      // Who was to be told with it has not been told.
      try self.write(
        "a page",
        """
        UPDATE pages SET answer = 'capped', covered_by = '' WHERE answer = 'covered'
        AND covered_by = (SELECT incident FROM pages WHERE marker = ?)
        """, [.text(marker)])
      try self.write(
        "a page",
        "UPDATE pages SET answer = 'capped', covered_by = '' WHERE answer = 'listed' "
          + "AND covered_by = ?", [.text(marker)])
      // It may have come through all the same, so it counts as one that was sent.
      try self.write(
        "a page", "UPDATE pages SET answer = 'lost' WHERE marker = ?", [.text(marker)])
    }
  }

  public func roundups(
    within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> [Roundup] {
    let open = try read(
      "the pages", "SELECT 1 FROM pages WHERE answer IN ('capped', 'sending') LIMIT 1")
    if open.isEmpty { return [] }
    return try await transaction("a roundup") { () throws(JournalError) in
      var roundups = try self.unsentRoundups()
      let owners = try self.read(
        "the pages",
        "SELECT owner, COUNT(*) FROM pages WHERE answer = 'capped' GROUP BY owner ORDER BY owner")
      for row in owners where row.count == 2 {
        guard let owner = row[0].text, let count = row[1].integer,
          try self.sentPages(since: now - groups.pages.window) < groups.pages.count
        else { continue }
        let marker = "roundup.\(Digest.hex(of: owner).prefix(8)).\(Int(now.epochSeconds))"
        guard try self.answer(to: marker) == nil else { continue }
        try self.insert(
          Page(marker: marker, incident: "\(count)", owner: owner, topic: Self.roundupTopic), .send,
          at: now)
        try self.write(
          "a roundup",
          """
          UPDATE pages SET answer = 'listed', covered_by = ?
          WHERE answer = 'capped' AND owner = ?
          """,
          [.text(marker), .text(owner)])
        roundups.append(Roundup(owner: owner, incidents: Int(count), marker: marker))
      }
      return roundups
    }
  }

  private static let roundupTopic = "roundup"

  /// Roundups that somebody was about to send and may have died over.
  private func unsentRoundups() throws(JournalError) -> [Roundup] {
    try read(
      "the roundups",
      "SELECT owner, incident, marker FROM pages WHERE topic = ? AND answer = 'sending'",
      [.text(Self.roundupTopic)]
    ).compactMap { row in
      guard row.count == 3, let owner = row[0].text, let count = row[1].text.flatMap({ Int($0) }),
        let marker = row[2].text
      else { return nil }
      return Roundup(owner: owner, incidents: count, marker: marker)
    }
  }
}
