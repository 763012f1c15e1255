public import Incidents

// The batches of tables.
extension SQLiteJournal {
  public func keep(_ batches: [KeptBatch]) async throws(JournalError) {
    let batches = batches.map(redactor.redacted).filter(\.isKeepable)
    if batches.isEmpty { return }
    try await transaction("a batch of \(batches[0].table)") { () throws(JournalError) in
      for batch in batches { try self.keep(batch) }
      for table in Set(batches.map(\.table)) {
        for old in KeptBatch.surplus(of: try self.batches(of: table)) {
          try self.write(
            "a batch of \(table)", "DELETE FROM batches WHERE of_table = ? AND name = ?",
            [.text(table), .text(old.name)])
        }
      }
    }
  }

  private func keep(_ batch: KeptBatch) throws(JournalError) {
    let what = "a batch of \(batch.table)"
    let (kind, who, reason) = batch.standing.words
    let isAllowed = "(batches.standing <> 'excluded' OR \(batch.standing.isByPerson ? 1 : 0))"
    guard let line = batch.line else {
      return try write(
        what,
        """
        UPDATE batches SET standing = ?, who = ?, reason = ?
        WHERE of_table = ? AND name = ? AND \(isAllowed)
        """,
        [.text(kind), .text(who), .text(reason), .text(batch.table), .text(batch.name)])
    }
    try write(
      what,
      """
      INSERT INTO batches(of_table, name, kept_at, standing, who, reason, rows, content, line)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (of_table, name) DO UPDATE SET kept_at = excluded.kept_at,
        standing = excluded.standing, who = excluded.who, reason = excluded.reason,
        rows = excluded.rows, content = excluded.content, line = excluded.line
      WHERE \(isAllowed)
      """,
      [
        .text(batch.table), .text(batch.name), .text(batch.kept.exactText), .text(kind),
        .text(who), .text(reason), .integer(Int64(batch.rows)), .text(batch.content), .text(line),
      ])
  }

  public func batches(of table: String) throws(JournalError) -> [KeptBatch] {
    let rows = try read(
      "the batches of \(table)",
      """
      SELECT name, kept_at, standing, who, reason, rows, content FROM batches WHERE of_table = ?
      """,
      [.text(table)])
    var batches: [KeptBatch] = []
    for row in rows {
      guard row.count == 7, let name = row[0].text,
        let kept = row[1].text.flatMap({ Timestamp(rfc3339: $0) }),
        let standing = KeptBatch.Standing(
          kind: row[2].text ?? "", who: row[3].text ?? "", reason: row[4].text ?? ""),
        let rows = row[5].integer, let content = row[6].text
      else { throw .damaged(what: "the batches of \(table)", reason: "one cannot be read") }
      batches.append(
        KeptBatch(
          table: table, name: name, kept: kept, standing: standing, rows: Int(rows),
          content: content))
    }
    return batches.sorted { $0.comesBefore($1) }
  }

  public func profiles(of batches: [KeptBatch]) throws(JournalError) -> [TableProfile] {
    var profiles: [TableProfile] = []
    for batch in batches {
      let line = try read(
        "the batch \(batch.name)", "SELECT line FROM batches WHERE of_table = ? AND name = ?",
        [.text(batch.table), .text(batch.name)]
      ).first?.first?.text
      if let line { profiles.append(try KeptBatch.profile(inLine: line, of: batch.name)) }
    }
    return profiles
  }
}
