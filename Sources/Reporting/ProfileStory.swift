public import Healing
internal import Incidents

/// A profile as a table that a person reads.
public struct ProfileStory {
  private let record: ProfileRecord

  public init(_ record: ProfileRecord) {
    self.record = record
  }

  /// The whole text, with its last line feed.
  public var text: String {
    ([headline, ""] + table).map { $0 + "\n" }.joined()
  }

  private var headline: String {
    let profile = record.profile
    var parts = ["\(profile.rows) rows", "\(profile.columns.count) columns"]
    if let bytes = record.bytes { parts.append("\(bytes) bytes") }
    if let duplicates = profile.duplicateRows { parts.append("\(duplicates) duplicate rows") }
    let name = [record.table, record.batch ?? ""].filter { !$0.isEmpty }
      .map(PlainText.escaped).joined(separator: " ")
    return (name.isEmpty ? "" : name + ": ") + parts.joined(separator: ", ")
  }

  private static let heads = [
    "column", "type", "nulls", "distinct", "min", "median", "max", "mean", "most frequent",
  ]

  private var table: [String] {
    let rows = [Self.heads] + record.profile.columns.map(cells)
    let widths = Self.heads.indices.map { index in rows.map { $0[index].count }.max() ?? 0 }
    return rows.map { cells in
      var line = ""
      for (index, cell) in cells.enumerated() {
        let gap = String(repeating: " ", count: widths[index] - cell.count)
        line += (Self.isNumber[index] ? gap + cell : cell + gap) + "  "
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Whether a column of the table holds numbers, which stand to the right.
  private static let isNumber = [false, false, true, true, false, true, false, true, false]

  private func cells(_ column: ColumnProfile) -> [String] {
    let statistics = column.statistics
    let distinct = column.distinct.map { (column.isDistinctExact ? "" : "~") + String($0) }
    return [
      Self.short(column.name, 32), Self.short(column.observedType(catalog: nil).catalogText, 24),
      column.nulls.map { String($0) } ?? "?", distinct ?? "?",
      Self.shown(column.minimum), Self.median(column), Self.shown(column.maximum),
      column.mean.map(PlainText.number) ?? "", Self.top(statistics),
    ]
  }

  /// Quantiles of times are seconds, which nobody reads.
  private static func median(_ column: ColumnProfile) -> String {
    guard column.mean != nil, let median = column.statistics?.quantiles?.p50 else { return "" }
    return PlainText.number(median)
  }

  private static func top(_ statistics: ColumnStatistics?) -> String {
    (statistics?.top ?? []).prefix(3).map { "\(short($0.value, 16)) ×\($0.count)" }
      .joined(separator: ", ")
  }

  private static func shown(_ scalar: ColumnProfile.Scalar?) -> String {
    switch scalar {
    case .integer(let value): String(value)
    case .number(let value): PlainText.number(value)
    case .text(let text): short(text, 24)
    case nil: ""
    }
  }

  private static func short(_ text: String, _ length: Int) -> String {
    PlainText.cut(PlainText.escaped(text), to: length)
  }
}
