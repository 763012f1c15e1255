public import Configurations
internal import Digests
public import Incidents

// Who was told: one page a topic and owner, and a bound on all of them.
extension SQLiteJournal {
  public func page(
    _ page: Page, within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> PageAnswer {
    try await transaction("a page of \(page.incident)") { () throws(JournalError) in
      if let known = try self.answer(to: page.marker, within: groups, at: now) { return known }
      let answer = PageAnswer.first(
        try self.pageBefore(page, within: groups, at: now),
        sent: try self.sentPages(since: now - groups.pages.window), within: groups)
      try self.insert(page, answer, at: now)
      return answer
    }
  }

  /// What was said of a page before; `nil` where nobody asked.
  private func answer(
    to marker: String, within groups: Groups, at now: Timestamp
  ) throws(JournalError) -> PageAnswer? {
    let row = try read(
      "a page", "SELECT answer, covered_by, at FROM pages WHERE marker = ?", [.text(marker)]
    ).first
    switch row?.first?.text {
    case nil: return nil
    case "sent": return .send
    case "covered": return .covered(by: row?[1].text ?? "")
    case "sending", "lost":
      let isFree = try renew(
        marker, from: row?[2].real ?? 0, atMost: groups.pages.count - 1, groups, at: now)
      if isFree { return .send }
      try write(
        "a page", "UPDATE pages SET answer = 'capped', covered_by = '' WHERE marker = ?",
        [.text(marker)])
      return .capped
    default: return .capped
    }
  }

  /// Counts a page that somebody was about to send, and may have died over, from now on: that is
  /// when it is sent. `false` where it counts no more, and there are enough without it.
  private func renew(
    _ marker: String, from instant: Double, atMost: Int, _ groups: Groups, at now: Timestamp
  ) throws(JournalError) -> Bool {
    let start = now - groups.pages.window
    if instant <= start.epochSeconds, try sentPages(since: start) >= atMost { return false }
    try write(
      "a page", "UPDATE pages SET at = ? WHERE marker = ?",
      [.real(now.epochSeconds), .text(marker)])
    return true
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

  public func settlePage(_ marker: String, as end: PageEnd) async throws(JournalError) {
    try await transaction("a page") { () throws(JournalError) in
      if end == .sent {
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
      // A roundup that nobody got is made anew: what it was about is told, not the roundup.
      try self.write(
        "a page",
        "UPDATE pages SET answer = CASE WHEN ? AND topic <> ? THEN 'capped' ELSE 'lost' END "
          + "WHERE marker = ?",
        [.integer(end == .unsent ? 1 : 0), .text(Roundup.topic), .text(marker)])
    }
  }

  public func roundups(
    within groups: Groups, at now: Timestamp
  ) async throws(JournalError) -> [Roundup] {
    let open = try read(
      "the pages", "SELECT 1 FROM pages WHERE answer IN ('capped', 'sending') LIMIT 1")
    if open.isEmpty { return [] }
    return try await transaction("a roundup") { () throws(JournalError) in
      var roundups = try self.unsentRoundups(within: groups, at: now)
      let owners = try self.read(
        "the pages",
        "SELECT owner, COUNT(*) FROM pages WHERE answer = 'capped' GROUP BY owner ORDER BY owner")
      for row in owners where row.count == 2 {
        guard let owner = row[0].text, let count = row[1].integer,
          try self.sentPages(since: now - groups.pages.window) < groups.pages.count
        else { continue }
        let marker = Roundup.marker(for: owner, at: now)
        let known = try self.read(
          "a page", "SELECT 1 FROM pages WHERE marker = ?", [.text(marker)])
        guard known.isEmpty else { continue }
        try self.insert(
          Page(marker: marker, incident: "\(count)", owner: owner, topic: Roundup.topic), .send,
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

  /// Roundups that somebody was about to send and may have died over.
  private func unsentRoundups(
    within groups: Groups, at now: Timestamp
  ) throws(JournalError) -> [Roundup] {
    let rows = try read(
      "the roundups",
      "SELECT owner, incident, marker, at FROM pages WHERE topic = ? AND answer = 'sending'",
      [.text(Roundup.topic)])
    var roundups: [Roundup] = []
    for row in rows where row.count == 4 {
      guard let owner = row[0].text, let count = row[1].text.flatMap({ Int($0) }),
        let marker = row[2].text,
        try renew(marker, from: row[3].real ?? 0, atMost: groups.pages.count, groups, at: now)
      else { continue }
      roundups.append(Roundup(owner: owner, incidents: count, marker: marker))
    }
    return roundups
  }
}
