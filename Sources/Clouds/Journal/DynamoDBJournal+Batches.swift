internal import AWS
public import Healing
public import Incidents

// The batches of tables: a small item for what is thought of one, and one for its figures, which
// are seldom asked for.
extension DynamoDBJournal {
  public func keep(_ batches: [KeptBatch]) async throws(JournalError) {
    let batches = batches.map(redactor.redacted).filter(\.isKeepable)
    let tables = Dictionary(grouping: batches, by: \.table)
    for (table, batches) in tables.sorted(by: { $0.key.precedes($1.key) }) {
      try await keep(batches, of: table)
    }
  }

  private func keep(_ batches: [KeptBatch], of table: String) async throws(JournalError) {
    var known: [String: KeptBatch] = [:]
    for batch in try await self.batches(of: table) { known[batch.name] = batch }
    var writes: [ItemWrite] = []
    var bytes = 0
    for batch in batches {
      let old = known[batch.name]
      // A person's word stands; who says it at this very moment is seen by the condition.
      if old?.standing.isExcluded == true, !batch.standing.isByPerson { continue }
      let line = batch.line
      guard let kept = line == nil ? old?.standing(batch.standing) : batch else { continue }
      known[batch.name] = kept
      let size = line?.utf8.count ?? 0
      if writes.count + 2 > Self.mostTogether || bytes + size > Self.bytesTogether {
        try await send(writes, of: table)
        (writes, bytes) = ([], 0)
      }
      bytes += size
      writes += Self.writes(of: kept, line)
    }
    for old in KeptBatch.surplus(of: Array(known.values)) {
      if writes.count + 2 > Self.mostTogether {
        try await send(writes, of: table)
        writes = []
      }
      writes.append(.delete(JournalKey.batch(old.name, of: table)))
      writes.append(.delete(JournalKey.figures(old.name, of: table)))
    }
    try await send(writes, of: table)
  }

  /// The most writes that a transaction may have, and nearly the most bytes.
  private static let mostTogether = 100
  private static let bytesTogether = 3 << 20

  /// The items of a batch; its figures stay as they are where there is no line.
  private static func writes(of batch: KeptBatch, _ line: String?) -> [ItemWrite] {
    var writes: [ItemWrite] = []
    if let line {
      var figures = JournalKey.figures(batch.name, of: batch.table)
      figures["line"] = .string(line)
      writes.append(.put(figures))
    }
    let (kind, who, reason) = batch.standing.words
    var item = JournalKey.batch(batch.name, of: batch.table)
    item["name"] = .string(batch.name)
    item["kept"] = .string(batch.kept.exactText)
    item["rows"] = .number(batch.rows)
    item["content"] = .string(batch.content)
    item["standing"] = .string(kind)
    item["who"] = .string(who)
    item["reason"] = .string(reason)
    writes.append(.put(item, if: batch.standing.isByPerson ? nil : isNotExcluded))
    return writes
  }

  /// Writes at once what can be; what cannot, one after the other, each as far as it may be.
  private func send(_ writes: [ItemWrite], of table: String) async throws(JournalError) {
    if writes.isEmpty { return }
    transactions += 1
    let answer = try? await self.table.transact(writes, token: "\(name).\(transactions).batches")
    if case .written? = answer { return }
    for write in writes { _ = try await self.write(write, "a batch of \(table)") }
  }

  private static let isNotExcluded = ItemCondition(
    "attribute_not_exists(pk) OR standing <> :excluded",
    values: [":excluded": .string("excluded")])

  public func batches(of table: String) async throws(JournalError) -> [KeptBatch] {
    let what = "the batches of \(table)"
    guard KeptBatch.isKeepable(table) else { return [] }
    let items = try await items(
      TableQuestion(partition: JournalKey.batches(of: table)), what)
    var batches: [KeptBatch] = []
    for item in items {
      guard let name = item["name"]?.text,
        let kept = item["kept"]?.text.flatMap({ Timestamp(rfc3339: $0) }),
        let standing = KeptBatch.Standing(
          kind: item["standing"]?.text ?? "", who: item["who"]?.text ?? "",
          reason: item["reason"]?.text ?? ""),
        let rows = item["rows"]?.integer, let content = item["content"]?.text
      else { throw .damaged(what: what, reason: "one cannot be read") }
      batches.append(
        KeptBatch(
          table: table, name: name, kept: kept, standing: standing, rows: rows, content: content))
    }
    return batches.sorted { $0.comesBefore($1) }
  }

  /// How many figures are asked for at once.
  private static let figuresAtOnce = 8

  public func profiles(of batches: [KeptBatch]) async throws(JournalError) -> [TableProfile] {
    var profiles: [TableProfile] = []
    for start in stride(from: 0, to: batches.count, by: Self.figuresAtOnce) {
      let some = batches[start..<min(batches.count, start + Self.figuresAtOnce)]
      let found = await withTaskGroup(of: (Int, Result<TableProfile?, JournalError>).self) {
        group in
        for (place, batch) in some.enumerated() {
          group.addTask { (place, await self.figures(of: batch)) }
        }
        var found: [Int: Result<TableProfile?, JournalError>] = [:]
        for await (place, result) in group { found[place] = result }
        return found
      }
      for place in 0..<some.count {
        if let profile = try found[place]?.get() { profiles.append(profile) }
      }
    }
    return profiles
  }

  private func figures(of batch: KeptBatch) async -> Result<TableProfile?, JournalError> {
    do throws(JournalError) {
      let key = JournalKey.figures(batch.name, of: batch.table)
      guard let line = try await item(key, "the batch \(batch.name)")?["line"]?.text else {
        return .success(nil)
      }
      return .success(try KeptBatch.profile(inLine: line, of: batch.name))
    } catch {
      return .failure(error)
    }
  }
}
