internal import Configurations
internal import Decisions
internal import Incidents

/// What a case decides on: evidence, what the incident has behind it, and the circumstances.
struct TestSituation: Sendable {
  var evidence: Evidence
  /// How old the evidence is when it is judged.
  var age = Duration.zero
  var performedActions = 0
  var tried: [String] = []
  var killSwitch = KillSwitch.off
  /// What was used up of the limits that are not at zero.
  var usage: [String: Double] = [:]
  /// The limits of which nobody knows what was used up.
  var unknownLimits: Set<String> = []
  /// What keeps the world from acting.
  var obstacles: [String] = []
  /// What is taken for granted.
  var assumptions = Assumptions()

  init(_ evidence: Evidence) {
    self.evidence = evidence
  }
}

extension TestSituation {
  /// Changes the table that the job reads first; nothing where there is none.
  mutating func changeTable(_ change: (inout TableEvidence) -> Void) {
    if evidence.tables.isEmpty { return }
    change(&evidence.tables[0])
  }

  /// Changes the figures of the batch of that table; an unknown batch becomes an empty one first.
  mutating func changeBatch(_ change: (TableProfile) -> TableProfile) {
    changeTable { table in
      let columns = table.current?.columns ?? []
      let batch =
        table.batch.value
        ?? TableProfile(
          rows: 1_000,
          columns: columns.map { ColumnProfile(name: $0.name, values: .declared($0.type)) })
      table.batch = .known(change(batch))
    }
  }

  /// Changes the figures of every earlier batch of that table.
  mutating func changeHistory(_ change: (TableProfile) -> TableProfile) {
    changeTable { $0.history = $0.history.map { $0.map(change) } }
  }
}

extension TableEvidence {
  /// Adds readable objects, as large as the largest that is there, until there are so many; or
  /// takes readable ones away, the last first, and never a damaged one.
  mutating func setObjects(to count: Int) {
    var known = objects.value ?? []
    while known.count > count, let last = known.lastIndex(where: { $0.table != nil }) {
      known.remove(at: last)
    }
    let bytes = known.map(\.bytes).max() ?? 1_000
    let rows = known.compactMap { $0.table?.rows }.max() ?? 100
    let content = known.compactMap(\.table).first ?? TableProfile(rows: rows, columns: [])
    while known.count < count {
      known.append(
        ObjectProfile(
          key: "added-by-the-test-\(known.count)", bytes: bytes, content: .table(content)))
    }
    objects = .known(known)
  }
}

extension TableProfile {
  /// The same figures with other rows, of which the same shares are empty.
  func with(rows count: Int) -> TableProfile {
    let scale = rows > 0 ? Double(count) / Double(rows) : 1
    let scaled = columns.map { column in
      column.with(nulls: column.nulls.map { Int(clamping: Double($0) * scale) })
    }
    return TableProfile(rows: count, columns: scaled, duplicateRows: duplicateRows)
  }

  /// The same figures with a column's share of empty values, or of all columns without one.
  func with(nullRate: Double?, of column: String?) -> TableProfile {
    let count = nullRate.map { Int(clamping: Double(rows) * $0) }
    var changed = columns.map { profile in
      column == nil || profile.name == column ? profile.with(nulls: count) : profile
    }
    if let column, !columns.contains(where: { $0.name == column }) {
      changed.append(ColumnProfile(name: column, values: .declared(.string), nulls: count))
    }
    return TableProfile(rows: rows, columns: changed, duplicateRows: duplicateRows)
  }

  /// The same figures with a column of another type, as a file that declares it.
  func with(type: ColumnType, of column: String) -> TableProfile {
    let index = columns.firstIndex { $0.name == column }
    let old = index.map { columns[$0] }
    let new = ColumnProfile(
      name: column, values: .declared(type), nulls: old?.nulls, distinct: old?.distinct)
    var changed = columns
    if let index { changed[index] = new } else { changed.append(new) }
    return TableProfile(rows: rows, columns: changed, duplicateRows: duplicateRows)
  }

  /// The same figures without a column.
  func without(column: String) -> TableProfile {
    TableProfile(
      rows: rows, columns: columns.filter { $0.name != column }, duplicateRows: duplicateRows)
  }
}

extension ColumnProfile {
  fileprivate func with(nulls: Int?) -> ColumnProfile {
    ColumnProfile(
      name: name, values: values, nulls: nulls, distinct: distinct,
      isDistinctExact: isDistinctExact, minimum: minimum, maximum: maximum, mean: mean,
      statistics: statistics)
  }
}
