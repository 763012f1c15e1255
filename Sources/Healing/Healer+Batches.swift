internal import Incidents

// What a batch is held against: the batches before it, as the world and the journal have them.
extension Healer {
  /// The evidence with the histories that count.
  ///
  /// To what the world still has comes what only the journal has; what is known to be broken, or
  /// was taken out by a person, goes, and the batch in question is never among them.
  func compared(_ evidence: Evidence) async throws -> Evidence {
    var evidence = evidence
    for place in evidence.tables.indices {
      let table = evidence.tables[place]
      guard table.batch.value != nil || table.history.value?.isEmpty == false else { continue }
      let kept = try await journal.batches(of: table.name)
      if kept.isEmpty { continue }
      evidence.tables[place].history = try await history(of: table, kept)
    }
    return evidence
  }

  private func history(
    of table: TableEvidence, _ kept: [KeptBatch]
  ) async throws -> Known<[TableProfile]> {
    let there = table.history.value ?? []
    let standing = Dictionary(kept.map { ($0.name, $0) }) { first, _ in first }
    let counting = there.filter { batch in
      batch.origin.name.flatMap { standing[$0] }.map { $0.counts(for: batch) } ?? true
    }
    let gone = table.batch.value.map { batch in
      let names = Set(there.compactMap(\.origin.name))
      return kept.filter { $0.isEarlier(than: batch) && !names.contains($0.name) }
    }
    let room = max(0, KeptBatch.mostCompared - counting.count)
    let profiles = try await journal.profiles(of: (gone ?? []).suffix(room))
    if profiles.isEmpty { return table.history.map { _ in counting } }
    // Contents are in the order in which they were kept, and a world has none of them.
    let isNamed = table.batch.value?.origin.name != nil
    guard isNamed else { return .known(profiles + counting) }
    return .known(
      (profiles + counting).sorted {
        ($0.origin.name ?? "").precedes($1.origin.name ?? "")
      })
  }

  /// Keeps the batches of which a decision says that something is wrong with them.
  func keepBroken(_ evidence: Evidence, as decision: Decision, of incident: Incident) async {
    let tables = Set(
      decision.findings.filter { $0.mode != .shadow }.compactMap(\.detection.table))
    for table in evidence.tables where tables.contains(table.name) {
      guard let batch = table.batch.value else { continue }
      await keep([batch], .broken(incident: incident.id), of: table.name)
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
    let now = world.now()
    do {
      let kept = try await journal.batches(of: table)
      let known = Dictionary(kept.map { ($0.name, $0) }) { first, _ in first }
      let strangers = others.filter { known[KeptBatch.name(of: $0)] == nil }
      let news = (strangers + profiles).map { KeptBatch($0, of: table, standing, at: now) }
        .filter { known[$0.name]?.isAs($0) != true }
      if !news.isEmpty { try await journal.keep(news) }
    } catch {
      complain("the batches of \(table) are not kept: \(error)")
    }
  }
}

extension KeptBatch {
  /// Whether later batches may be held against the figures under its name.
  ///
  /// What is broken was that content: where another lies there now, somebody has put it right.
  fileprivate func counts(for profile: TableProfile) -> Bool {
    if case .broken = standing { return content != Self.content(of: profile) }
    return standing.counts
  }

  /// Whether keeping another of its name would change nothing that matters.
  fileprivate func isAs(_ other: KeptBatch) -> Bool {
    if standing.isExcluded { return true }
    return content == other.content
      && (standing == other.standing || (standing.counts && other.standing.counts))
  }

  /// Whether a batch may be held against it.
  fileprivate func isEarlier(than batch: TableProfile) -> Bool {
    guard standing.counts else { return false }
    guard let name = batch.origin.name else {
      return isWhole && self.name != Self.name(of: batch)
    }
    return !isWhole && self.name.precedes(name)
  }
}
