public import Incidents

extension Profiler {
  /// The profile of a batch, from the profiles of its objects.
  ///
  /// Columns go by name, in the order in which they first appear; where an object lacks a column,
  /// its rows count as null. What the objects do not say together is `nil`: the different values of
  /// more than one object, or the smallest value when one object does not know its own.
  public static func merged(_ profiles: [TableProfile]) -> TableProfile {
    guard profiles.count != 1 else { return profiles[0] }
    let rows = profiles.reduce(0) { $0 + $1.rows }
    var order: [String] = []
    var parts: [String: [Part]] = [:]
    for profile in profiles {
      for column in profile.columns {
        if parts[column.name] == nil { order.append(column.name) }
        parts[column.name, default: []].append(Part(column: column, rows: profile.rows))
      }
    }
    let columns = order.map { merged(parts[$0] ?? [], named: $0, rows: rows) }
    return TableProfile(rows: rows, columns: columns)
  }

  /// A column of one object, and the rows of that object.
  private struct Part {
    let column: ColumnProfile
    let rows: Int

    /// The values that are not null.
    var values: Int? { column.nulls.map { rows - $0 } }
  }

  private static func merged(_ parts: [Part], named name: String, rows: Int) -> ColumnProfile {
    let filled = parts.filter { $0.values != 0 }
    let values = parts.reduce(Int?.some(0)) { sum, part in
      sum.flatMap { sum in part.values.map { sum + $0 } }
    }
    return ColumnProfile(
      name: name, values: kind(of: (filled.isEmpty ? parts : filled).map(\.column.values)),
      nulls: values.map { rows - $0 },
      distinct: filled.isEmpty ? 0 : filled.count == 1 ? filled[0].column.distinct : nil,
      minimum: extreme(of: filled.map(\.column.minimum)) { $0 < $1 },
      maximum: extreme(of: filled.map(\.column.maximum)) { $1 < $0 },
      mean: mean(of: filled))
  }

  /// Text parses as what all parts parse as. Declared types that differ become the one that holds
  /// all of them, and `string` when there is none; one declared type wins over text beside it.
  private static func kind(of kinds: [ColumnProfile.ValueKind]) -> ColumnProfile.ValueKind {
    var declared: ColumnType?
    var parsed: [ColumnType]?
    for kind in kinds {
      switch kind {
      case .declared(let type): declared = declared.map { wider($0, type) } ?? type
      case .parses(let types): parsed = parsed.map { $0.filter(types.contains) } ?? types
      }
    }
    return declared.map { .declared($0) } ?? .parses(parsed ?? [.string])
  }

  private static func wider(_ first: ColumnType, _ second: ColumnType) -> ColumnType {
    if first == second || second.widens(to: first) { return first }
    return first.widens(to: second) ? second : .string
  }

  private static func extreme(
    of scalars: [ColumnProfile.Scalar?],
    by isBefore: (ColumnProfile.Scalar, ColumnProfile.Scalar) -> Bool
  ) -> ColumnProfile.Scalar? {
    let known = scalars.compactMap(\.self)
    let areAlike = known.allSatisfy { $0.isText == known[0].isText }
    return known.count == scalars.count && areAlike ? known.min(by: isBefore) : nil
  }

  private static func mean(of parts: [Part]) -> Double? {
    var (sum, count) = (0.0, 0)
    for part in parts {
      guard let mean = part.column.mean, let values = part.values else { return nil }
      sum += mean * Double(values)
      count += values
    }
    return count == 0 || !sum.isFinite ? nil : sum / Double(count)
  }
}

extension ColumnProfile.Scalar {
  fileprivate var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// Numbers by value, texts by bytes.
  fileprivate static func < (first: Self, second: Self) -> Bool {
    switch (first, second) {
    case (.integer(let first), .integer(let second)): first < second
    case (.number(let first), .number(let second)): first < second
    case (.integer(let first), .number(let second)): Double(first) < second
    case (.number(let first), .integer(let second)): first < Double(second)
    case (.text(let first), .text(let second)): first.precedes(second)
    case (.text, _), (_, .text): false
    }
  }
}
