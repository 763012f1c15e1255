internal import Incidents

// What a batch is held against: the batches before it, as the world and the journal have them.
extension Healer {
  /// The evidence with the histories that count.
  ///
  /// To what the world still has comes what only the journal has; what is known to be broken, or
  /// was taken out by a person, goes, and the batch in question is never among them. Where the
  /// journal cannot say which those are, nobody knows a history.
  func compared(_ evidence: Evidence) async -> Evidence {
    var evidence = evidence
    for place in evidence.tables.indices {
      let table = evidence.tables[place]
      guard table.batch.value != nil || table.history.value?.isEmpty == false else { continue }
      do {
        let kept = try await journal.batches(of: table.name)
        if !kept.isEmpty { evidence.tables[place] = try await compared(table, kept) }
      } catch {
        let reason = "the batches of \(table.name) cannot be read: \(error)"
        complain(reason)
        evidence.tables[place].history = .unknown(reason)
      }
    }
    return evidence
  }

  private func compared(
    _ table: TableEvidence, _ kept: [KeptBatch]
  ) async throws -> TableEvidence {
    var table = table
    let there = table.history.value ?? []
    let known = Dictionary(kept.map { ($0.name, $0) }) { first, _ in first }
    let counting = there.filter { batch in
      batch.origin.name.flatMap { known[$0] }.map { counts(batch, as: $0) } ?? true
    }
    table.history = table.history.map { _ in counting }
    guard let batch = table.batch.value else { return table }
    let isWhole = batch.origin.name == nil
    let own = batch.origin.name ?? asKept(batch, of: table.name, .good).name
    let names = Set(there.compactMap(\.origin.name))
    let gone = kept.filter {
      $0.standing.counts && $0.isWhole == isWhole && !names.contains($0.name)
        && (isWhole ? $0.name != own : $0.name.precedes(own))
    }
    let profiles = try await memory.profiles(
      of: gone.suffix(max(0, KeptBatch.mostCompared - counting.count)), in: journal)
    if profiles.isEmpty { return table }
    // What is kept has marks for secrets, so all that is compared with it has.
    table.batch = table.batch.map(journal.redactor.redacted)
    let history = profiles + counting.map(journal.redactor.redacted)
    // Contents are in the order in which they were kept, and a world has none of them.
    table.history = .known(
      isWhole
        ? history
        : history.sorted { ($0.origin.name ?? "").precedes($1.origin.name ?? "") })
    return table
  }

  /// Whether later batches may be held against figures, with what is thought of their name.
  ///
  /// What is broken was a content: where another lies there now, somebody has put it right.
  private func counts(_ profile: TableProfile, as kept: KeptBatch) -> Bool {
    guard case .broken = kept.standing else { return kept.standing.counts }
    return kept.content != asKept(profile, of: kept.table, .good).content
  }

  /// A batch as the journal would keep it, its secrets marked.
  private func asKept(
    _ profile: TableProfile, of table: String, _ standing: KeptBatch.Standing
  ) -> KeptBatch {
    journal.redactor.redacted(KeptBatch(profile, of: table, standing, at: world.now()))
  }

  /// Keeps the batches of which a decision says that something is wrong with them.
  func keepBroken(_ evidence: Evidence, as decision: Decision, of incident: Incident) async {
    // A catalog that moved says nothing against the data.
    let tables = Set(
      decision.findings.filter { $0.mode != .shadow && $0.kind != "catalog_change" }
        .compactMap(\.detection.table))
    for table in evidence.tables where tables.contains(table.name) {
      guard let batch = table.batch.value else { continue }
      await keep([batch], .broken(incident: incident.id), of: table.name)
    }
  }

  /// Keeps the batches that lie there again as they were found broken, kept as good since.
  func keepReturned(by incident: Incident) async {
    do {
      let evidence = try await evidence(of: incident)
      for attempt in incident.attempts {
        await keepBroken(evidence, as: attempt.decision, of: incident)
      }
    } catch {
      complain("what \(incident.id) put back is not kept as broken: \(error)")
    }
  }

  /// Keeps the batches that were verified, and those before them that the journal has not yet.
  func keepGood(_ evidence: Evidence) async {
    for table in evidence.tables {
      guard let batch = table.batch.value else { continue }
      let earlier = (table.history.value ?? []).filter { $0.origin.name != nil }
      await keep([batch], .good, of: table.name, besides: earlier)
    }
  }

  /// Takes in the batches that an incident found broken, of which a person says that they are not.
  func takeIn(brokenBy incident: Incident, for person: String) async {
    for table in Set(chargeSubject(of: incident).tables).sorted(by: { $0.precedes($1) }) {
      do {
        let wrong = try await journal.batches(of: table)
          .filter { $0.standing == .broken(incident: incident.id) }
        if wrong.isEmpty { continue }
        try await journal.keep(wrong.map { $0.standing(.included(by: person)) })
      } catch {
        complain("the batches of \(table) are not kept: \(error)")
      }
    }
  }

  /// Keeps what is not kept like this already, and of `others` those of which nothing is known; who
  /// cannot keep it heals all the same.
  private func keep(
    _ profiles: [TableProfile], _ standing: KeptBatch.Standing, of table: String,
    besides others: [TableProfile] = []
  ) async {
    do {
      let kept = try await journal.batches(of: table)
      let known = Dictionary(kept.map { ($0.name, $0) }) { first, _ in first }
      let strangers = others.filter { known[$0.origin.name ?? ""] == nil }
      let news = (strangers + profiles).map { asKept($0, of: table, standing) }
        .filter { known[$0.name]?.isAs($0) != true }
      if !news.isEmpty { try await journal.keep(news) }
    } catch {
      complain("the batches of \(table) are not kept: \(error)")
    }
  }
}

extension KeptBatch {
  /// Whether keeping another of its name would change nothing that matters: of many incidents about
  /// one batch, the first says that it is broken.
  fileprivate func isAs(_ other: KeptBatch) -> Bool {
    standing.isExcluded
      || (content == other.content && standing.counts == other.standing.counts)
  }
}
