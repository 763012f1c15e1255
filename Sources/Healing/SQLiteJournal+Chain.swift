internal import Digests

// One chain over all incidents: what is taken away or put in between shows, too.
extension SQLiteJournal {
  static let noHead = ChainedEntry.noHead

  /// The last place of the chain and its digest.
  func head() throws(JournalError) -> (place: Int, digest: String) {
    let row = try read("the chain", "SELECT place, head FROM chain ORDER BY place DESC LIMIT 1")
      .first
    guard let row, row.count == 2, let place = row[0].integer, let digest = row[1].text else {
      return (0, Self.noHead)
    }
    return (Int(place), digest)
  }

  public func check(noted: String?) throws(JournalError) -> JournalCheck {
    var damage: String?
    let ids = try read("the incidents", "SELECT id FROM incidents ORDER BY opened_at, id")
      .compactMap { $0.first?.text }
    var count = 0
    for id in ids {
      do { count += try entries(of: id).count } catch { damage = damage ?? error.description }
    }
    let links = try read(
      "the chain",
      """
      SELECT chain.place, chain.incident, chain.sequence, chain.head, entries.digest FROM chain
      LEFT JOIN entries USING (incident, sequence) ORDER BY chain.place
      """)
    var head = Self.noHead
    var isKnown = noted == Self.noHead
    for (index, link) in links.enumerated() {
      guard link.count == 5, let incident = link[1].text, let sequence = link[2].integer,
        let stored = link[3].text
      else { continue }
      let name = "record \(index + 1), entry \(sequence) of \(incident)"
      if link[0].integer != Int64(index + 1) {
        damage = damage ?? "\(name), is not the next one: a record before it is missing"
      } else if let digest = link[4].text {
        head = Digest.hex(of: head + digest)
        if head != stored { damage = damage ?? "\(name), is not what was written" }
      } else {
        damage = damage ?? "\(name), is gone"
      }
      isKnown = isKnown || stored == noted
    }
    if count != links.count {
      damage = damage ?? "there are \(count) entries and \(links.count) records of them"
    }
    return JournalCheck(
      incidents: ids.count, entries: count, head: head, damage: damage,
      knowsHead: noted.map { _ in isKnown })
  }

  /// Chains what an earlier version wrote, in the order of its incidents.
  static func chainEverything(
    _ database: SQLiteConnection
  ) throws(SQLiteConnection.Failure) {
    try database.execute(SQLiteSchema.chain)
    let rows = try database.rows(
      """
      SELECT entries.incident, entries.sequence, entries.digest FROM entries
      JOIN incidents ON incidents.id = entries.incident
      ORDER BY incidents.opened_at, entries.incident, entries.sequence
      """)
    var head = noHead
    for (index, row) in rows.enumerated() {
      head = Digest.hex(of: head + (row[2].text ?? ""))
      try database.rows(
        "INSERT INTO chain(place, incident, sequence, head) VALUES (?, ?, ?, ?)",
        [.integer(Int64(index + 1)), row[0], row[1], .text(head)])
    }
  }
}
